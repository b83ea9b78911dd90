"""The endpoints, one router a kind of thing."""
