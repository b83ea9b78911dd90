"""The tags and filters that templates load."""
