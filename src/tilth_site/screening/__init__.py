"""The screening gate on the site: designs are screened in the background, and officers clear what was found."""
