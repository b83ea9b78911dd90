"""The shell around every page: header, home pages, health, metrics and logs."""
