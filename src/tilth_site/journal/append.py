"""Putting entries at the end of the chain, one writer at a time.

Both databases let one action write at a time: SQLite by its nature, PostgreSQL by an advisory lock that is held
until the transaction ends. So the chain never forks, entries become visible in the order of their numbers, and a
rule sees everything that was decided before it (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import msgspec
from django.db import connections, transaction

from tilth.kernel.errors import OptionError
from tilth.kernel.journal import GENESIS, Draft, Entry, Happening, Json, instant, seal
from tilth.kernel.refusal import Refused
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.streams import event_kinds, unfit, write

__all__ = ["Happened", "append", "take_turn"]

_LOCK = 0x54494C54  # "TILT": the key of the advisory lock.


@dataclass(frozen=True, slots=True)
class Happened:
    """An event on its stream, with the hashes of the evidence it rests on. ``actor`` is whose act it is where that
    is not whoever calls; it bears no reason of theirs.
    """

    stream: str
    event: Happening
    evidence: tuple[str, ...] = ()
    actor: str = ""


def take_turn(db: str = "default") -> None:
    """Wait until no other action writes. To be called first in a transaction that appends."""
    connection = connections[db]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the journal is written inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def append(
    happened: Sequence[Happened], *, actor: str, at: datetime, reason: str = "", db: str = "default"
) -> tuple[Entry, ...] | Refused:
    """Append ``happened`` and write its rows, in the caller's transaction, after :func:`take_turn`.

    Refused, for the caller to roll back, where a value does not fit its table. Cost: one look at the tail, one
    INSERT for all entries, and what the tables cost. Raises OptionError for an event that no room has registered,
    :class:`rfc8785.IntegerDomainError` for a number that JSON cannot say exactly.
    """
    tail = JournalEntry.objects.using(db).order_by("-seq").values_list("seq", "hash").first()
    seq, prev = tail or (0, GENESIS)
    entries, rows = [], []
    for one in happened:
        entry, body = seal(_draft(one, actor, at, reason), seq + 1, prev)
        entries.append(entry)
        rows.append(
            JournalEntry(
                seq=entry.seq, stream=entry.stream, type=entry.type, at=entry.at, actor=entry.actor,
                body=body.decode(), hash=entry.hash,
            )
        )  # fmt: skip
        seq, prev = entry.seq, entry.hash
    refused = next(filter(None, map(unfit, rows)), None)
    if refused:
        return refused
    JournalEntry.objects.using(db).bulk_create(rows)
    for stream in dict.fromkeys(entry.stream for entry in entries):
        refused = write(stream, db)
        if refused:
            return refused
    return tuple(entries)


def _draft(one: Happened, actor: str, at: datetime, reason: str) -> Draft:
    kind = type(one.event)
    if event_kinds().get(kind.TYPE) is not kind:
        raise OptionError(
            "journal.unregistered",
            f"No room has registered the event {kind.TYPE}.",
            mend="Register it where the app starts.",
        )
    data = cast("dict[str, Json]", msgspec.to_builtins(one.event))
    if one.actor:
        actor, reason = one.actor, ""
    return Draft(one.stream, kind.TYPE, instant(at), actor, data, reason, one.evidence)
