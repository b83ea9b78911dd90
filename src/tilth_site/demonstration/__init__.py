"""The example cluster: a file that says who there is, and the story of its requests told through the actions."""
