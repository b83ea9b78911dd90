"""Uploads: a stranger's file is checked by what it holds, kept under its hash, and handed out inertly.

:mod:`.kinds` tells what a file is, :mod:`.inspection` whether it stays within the bounds of its kind
(:mod:`.bounds`), :mod:`.intake` takes it into the evidence store, :mod:`.bundle` lays a design's files out for the
engine to read, and :mod:`.serve` hands a file out again. Who may do so is the caller's business.
"""
