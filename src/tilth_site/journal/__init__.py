"""The journal in a database: the record of everything, of which the other tables are a cache.

:mod:`.actions` is the one way to write: permission, lock, state, decision, entries and tables in one transaction.
:mod:`.append` puts entries at the end of the chain, :mod:`.streams` knows how entries become a state and a state
becomes rows, :mod:`.replay` rebuilds every table and compares.
"""
