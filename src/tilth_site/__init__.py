"""Tilth's site: the journal in a database, people and their permissions, and pages and an API for each room.

The engine (:mod:`tilth`) decides; the site asks who may, keeps what was decided, and shows it. Each room has one
app with the same floor plan: ``models.py`` are tables that cache the journal, ``tables.py`` writes them by
applying events, ``actions.py`` holds every write, ``queries.py`` every read. :mod:`tilth_site.service` is what
the command line may call.
"""
