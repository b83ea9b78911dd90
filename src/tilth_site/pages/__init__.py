"""The shell around every page: header, inbox, words, health, metrics and logs."""
