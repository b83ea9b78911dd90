"""The parties: the organisations, persons, teams and ventures that every other room speaks of by their ids.

An id is never rewritten. Where two records turn out to be one party, one is merged into the other: a pointer,
which :func:`tilth.parties.merging.resolve` follows and which an event can take away again. What may happen to a
party is decided in :mod:`tilth.parties.rules`; what has happened is in :mod:`tilth.parties.events`.
"""
