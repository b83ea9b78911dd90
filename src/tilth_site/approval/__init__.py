"""Cases of the approval room on the site: what is handed in, and what reviewers and authorities answer."""
