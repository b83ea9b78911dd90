"""Organisations, people, teams and ventures: their tables, actions and pages."""
