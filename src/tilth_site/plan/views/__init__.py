"""The plan's pages: what the public reads, and the desk of whoever decides."""
