"""The pages of the parties, one module a kind of page."""
