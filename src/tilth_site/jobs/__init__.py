"""Background work: jobs with progress, that can be cancelled, tried again, and survive a restart."""
