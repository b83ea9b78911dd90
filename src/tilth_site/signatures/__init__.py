"""Electronic signatures in the manner of 21 CFR Part 11, for every room.

A signature is an event on a stream of its own, bound to the hashes of what was signed; the room's own event says
what it means there. The printed name stands outside the journal, which keeps a commitment to it.
"""
