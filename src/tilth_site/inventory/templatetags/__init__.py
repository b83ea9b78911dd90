"""Filters that write the values of the stock."""
