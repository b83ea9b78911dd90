"""The plan's own filters for its pages."""
