"""Writing every table again from the journal: in place, or into a scratch database to compare.

Entries are read stream by stream, so what is held in memory is one stream and one batch of rows. The scratch
database is a SQLite file in a temporary folder, whatever the site runs on; it holds each row as JSON under its
key, so that two sorted lists can be walked side by side.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec
from django.db import connections, transaction
from django.db.models import Model
from django.db.models.functions import Collate

from tilth.kernel.journal import open_body
from tilth_site.journal.append import take_turn
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.streams import kinds, rows_of

__all__ = ["Comparison", "Difference", "check", "rebuild"]

BATCH = 1_000
SHOWN = 50
"""Differences that a comparison lists; it counts them all."""

Tell = Callable[[int], None]
"""Is told how many entries have been replayed."""

Keep = Callable[[type[Model], Sequence[Model]], None]
"""Takes a batch of rows of one table."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a row that is not what the journal says. Where a side lacks the whole row, it has None."""

    table: str
    row: str
    field: str
    journal: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``entries`` replayed, ``rows`` that they stand for, how many fields ``differ``, and the first
    differences.
    """

    entries: int
    rows: int
    differ: int
    differences: tuple[Difference, ...]


def check(tell: Tell | None = None) -> Comparison:
    """Replay the journal into a scratch database and compare every cached table with it, in one snapshot."""
    with _snapshot(), _scratch() as scratch:
        entries = _replay(scratch.keep, tell)
        found = [_compare(table, scratch) for table in _tables()]
    differences = [difference for _, listed in found for difference in listed]
    return Comparison(entries, sum(rows for rows, _ in found), len(differences), tuple(differences[:SHOWN]))


def rebuild(tell: Tell | None = None) -> int:
    """Throw every cached table away and write it again, in one transaction; how many entries were replayed."""
    with transaction.atomic():
        take_turn()
        for table in _tables():
            table._default_manager.all()._raw_delete("default")
        return _replay(_write, tell)


def _write(table: type[Model], rows: Sequence[Model]) -> None:
    table._default_manager.bulk_create(rows)


def _tables() -> list[type[Model]]:
    return [table for kind in kinds() for table in kind.tables]


def _replay(keep: Keep, tell: Tell | None) -> int:
    """Hand the rows of every stream to ``keep``, in batches; how many entries were read."""
    entries = 0
    waiting: dict[type[Model], list[Model]] = {table: [] for table in _tables()}
    for stream, listed in _streams():
        opened = [open_body(body, digest) for body, digest in listed]
        entries += len(opened)
        for row in rows_of(stream, opened):
            waiting[type(row)].append(row)
        for table, rows in waiting.items():
            if len(rows) >= BATCH:
                keep(table, rows)
                rows.clear()
                if tell:
                    tell(entries)
    for table, rows in waiting.items():
        keep(table, rows)
    if tell:
        tell(entries)
    return entries


def _streams() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    chosen = JournalEntry.objects.order_by("stream", "seq").values_list("stream", "body", "hash")
    for stream, rows in groupby(chosen.iterator(chunk_size=5_000), key=lambda row: row[0]):
        yield stream, [(body, digest) for _, body, digest in rows]


@contextmanager
def _snapshot() -> Iterator[None]:
    """One view of the site's database for everything read inside, which keeps no writer waiting."""
    connection = connections["default"]
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
        return
    with connection.cursor() as cursor:
        # Not atomic(), which would begin as a writer.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class _Scratch:
    """Rows by table and key, each as the JSON of its fields in the model's order."""

    connection: sqlite3.Connection

    def keep(self, table: type[Model], rows: Sequence[Model]) -> None:
        """Take the rows in."""
        names = _fields(table)
        made = ((table._meta.db_table, str(row.pk), _json([getattr(row, name) for name in names])) for row in rows)
        self.connection.executemany("INSERT INTO rows VALUES (?, ?, ?)", made)

    def listed(self, table: type[Model]) -> Iterator[tuple[str, bytes]]:
        """The rows of ``table`` in the order of their keys' code points."""
        query = "SELECT key, fields FROM rows WHERE part = ? ORDER BY key"
        return iter(self.connection.execute(query, [table._meta.db_table]))


@contextmanager
def _scratch() -> Iterator[_Scratch]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tilth-replay-"))
        connection = sqlite3.connect(Path(folder) / "scratch.sqlite3", isolation_level=None)
        stack.callback(connection.close)
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            "CREATE TABLE rows (part TEXT, key TEXT, fields BLOB, PRIMARY KEY (part, key)) WITHOUT ROWID"
        )
        yield _Scratch(connection)


def _fields(table: type[Model]) -> list[str]:
    return [field.attname for field in table._meta.concrete_fields]


def _json(values: Sequence[object]) -> bytes:
    return msgspec.json.encode(values)


def _found(table: type[Model]) -> Iterator[tuple[str, bytes]]:
    """The site's rows of ``table``, by code point of the key on every database, because two lists are walked."""
    order = Collate("pk", "C" if connections["default"].vendor == "postgresql" else "BINARY")
    rows = table._default_manager.order_by(order).values_list("pk", *_fields(table))
    return ((str(pk), _json(values)) for pk, *values in rows.iterator(chunk_size=5_000))


def _compare(table: type[Model], scratch: _Scratch) -> tuple[int, list[Difference]]:
    """How many rows the journal gives ``table``, and every field in which the site's differs. O(rows),
    streaming.
    """
    name, names, count = table._meta.db_table, _fields(table), 0
    differences: list[Difference] = []
    for key, told, found in _paired(scratch.listed(table), _found(table)):
        count += told is not None
        if told is None or found is None:
            differences.append(Difference(name, key, "", _text(told), _text(found)))
        elif told != found:
            pairs = zip(names, msgspec.json.decode(told), msgspec.json.decode(found), strict=True)
            differences += [Difference(name, key, field, str(a), str(b)) for field, a, b in pairs if a != b]
    return count, differences


def _text(row: bytes | None) -> str | None:
    return None if row is None else row.decode()


def _paired(
    told: Iterator[tuple[str, bytes]], found: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[str, bytes | None, bytes | None]]:
    """Two sorted lists of rows, paired by key; None where a side lacks one."""
    left, right = next(told, None), next(found, None)
    while left and right:
        key = min(left[0], right[0])
        yield key, left[1] if left[0] == key else None, right[1] if right[0] == key else None
        ahead = left[0] != key, right[0] != key
        left = left if ahead[0] else next(told, None)
        right = right if ahead[1] else next(found, None)
    while left:
        yield left[0], left[1], None
        left = next(told, None)
    while right:
        yield right[0], None, right[1]
        right = next(found, None)
