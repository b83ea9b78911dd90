"""The chain as the database holds it: raw rows in the order of their numbers, and the file they are exported to.

Rows are read through a plain cursor in pieces, so a journal of any length takes constant memory, and within one
snapshot, so that what is read together was true together while the site goes on writing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from tilth.kernel.chain import Head, Row
from tilth.kernel.export import write_export

__all__ = ["Tell", "export", "hashes", "head", "rows", "snapshot", "told"]

CHUNK = 5_000
_ROWS = "SELECT seq, stream, type, at, actor, body, hash FROM journal_entry WHERE seq > %s ORDER BY seq"
_HASHES = "SELECT hash FROM journal_entry ORDER BY seq"

Tell = Callable[[int, int], None]
"""Is told how many entries are done, of how many."""


@contextmanager
def snapshot() -> Iterator[None]:
    """One view of the database for everything that is read inside, which keeps no writer waiting."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        # Not atomic(), which takes SQLite's one lock for writing when it begins.
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        connection.connection.rollback()


def head() -> Head | None:
    """The number and the hash of the last entry; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM journal_entry ORDER BY seq DESC LIMIT 1")
        found = cursor.fetchone()
    return Head(*found) if found else None


def rows() -> Iterator[Row]:
    """Every row of the journal as it is stored, by number. To be read within :func:`snapshot`."""
    last = 0
    try:
        for row in map(Row._make, _read(_ROWS, [last])):
            last = row.seq
            yield row
    except DatabaseError:
        if connection.vendor != "sqlite":
            raise
        # SQLite keeps whatever bytes it is told to in a text column. From the first that is no UTF-8 on, rows are
        # read the slow way, which lets such bytes through to the verification instead of stopping it.
        yield from _rows_of_any_bytes(last)


def hashes() -> Iterator[str]:
    """The hash that stands beside each entry, by number. To be read within :func:`snapshot`."""
    return (row[0] for row in _read(_HASHES, []))


def told(counted: Iterable[Row], tell: Tell | None, total: int) -> Iterator[Row]:
    """``counted``, telling after every few thousand how many there were."""
    count = 0
    for count, row in enumerate(counted, 1):
        yield row
        if tell and count % CHUNK == 0:
            tell(count, total)
    if tell:
        tell(count, total)


def export(path: str | os.PathLike[str], tell: Tell | None = None) -> Head:
    """Write the journal to ``path`` as :mod:`tilth.kernel.export` describes; the place of its last entry.

    Raises IntegrityError where an entry is not what its hash says, FileError where ``path`` cannot be written.
    """
    with snapshot():
        last = head()
        return write_export(path, told(rows(), tell, last.seq if last else 0))


def _read(sql: str, parameters: list[int]) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def _rows_of_any_bytes(after: int) -> Iterator[Row]:
    database = connection.connection
    usual = database.text_factory
    database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield from map(Row._make, _read(_ROWS, [after]))
    finally:
        database.text_factory = usual
