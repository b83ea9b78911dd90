"""The pages of runs, one module a kind of page."""
