"""Kinds of streams: how entries become a state, and a state becomes rows.

A stream is the history of one thing (``request/req_01J...``). Its state is the fold of its entries through the
room's pure ``apply``; its rows are a pure function of that state and of where the stream stands in the journal. So
a row depends on one stream and nothing else: any table can be thrown away and written again, in any order.

An app registers its kinds once, when Django starts. A type of event belongs to one kind in all Tilth; a second
claim is a fault of the code and stops the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model

from tilth.kernel.errors import IntegrityError
from tilth.kernel.journal import Entry, Happening, decode, open_body
from tilth.kernel.refusal import Refused, refuse
from tilth_site.journal.models import JournalEntry

__all__ = [
    "StreamKind",
    "Trace",
    "entries_of",
    "event_kinds",
    "fold",
    "kind_of",
    "kinds",
    "load",
    "register",
    "unfit",
    "write",
]

S = TypeVar("S")

_INTEGER_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a stream stands in the journal: its id, its first and its last entry."""

    id: str
    first: Entry
    last: Entry


@dataclass(frozen=True)
class StreamKind(Generic[S]):
    """One kind of thing with a history.

    ``prefix`` is the stream's name before the ``/``. ``apply`` takes the state (None before the first event) and
    an event to the next state. ``rows`` makes the rows of a state, as unsaved models of ``tables``: each model
    with the name of the field that holds the stream's id. A model whose such field is its primary key has one row
    a stream.
    """

    prefix: str
    events: tuple[type[Happening], ...]
    apply: Callable[[S | None, Any], S]
    rows: Callable[[S, Trace], Iterable[Model]]
    tables: Mapping[type[Model], str]

    def name(self, id: str) -> str:
        """The stream of the thing with this id."""
        return f"{self.prefix}/{id}"


_KINDS: dict[str, StreamKind[Any]] = {}
_EVENTS: dict[str, type[Happening]] = {}


def register(*kinds: StreamKind[Any]) -> None:
    """Make ``kinds`` known."""
    for kind in kinds:
        if kind.prefix in _KINDS:
            raise RuntimeError(f"two kinds of streams are called {kind.prefix}")
        _KINDS[kind.prefix] = kind
        for event in kind.events:
            if event.TYPE in _EVENTS:
                raise RuntimeError(f"two events are called {event.TYPE}")
            _EVENTS[event.TYPE] = event


def kinds() -> tuple[StreamKind[Any], ...]:
    """Every registered kind, in the order of registration."""
    return tuple(_KINDS.values())


def event_kinds() -> Mapping[str, type[Happening]]:
    """Every registered event class by its type."""
    return dict(_EVENTS)


def kind_of(stream: str) -> StreamKind[Any]:
    """The kind of ``stream``. Raises IntegrityError where no app has registered it."""
    prefix = stream.partition("/")[0]
    if prefix not in _KINDS:
        raise IntegrityError(
            "journal.stream",
            f"No part of this Tilth knows streams called {prefix!r}.",
            mend="Run the version of Tilth that wrote them, or a later one.",
        )
    return _KINDS[prefix]


def entries_of(stream: str, db: str = "default") -> list[Entry]:
    """The entries of one stream, oldest first. One query."""
    rows = JournalEntry.objects.using(db).filter(stream=stream).order_by("seq").values_list("body", "hash")
    return [open_body(body, digest) for body, digest in rows]


def fold(kind: StreamKind[S], entries: Sequence[Entry]) -> S | None:
    """The state that ``entries`` of one stream leave; None without entries.

    Raises IntegrityError where an entry is of a type that no room has, or does not hold its facts.
    """
    state: S | None = None
    for entry in entries:
        if entry.type not in _EVENTS:
            raise IntegrityError(
                "journal.type",
                f"Entry {entry.seq} is of the type {entry.type}, which this Tilth does not know.",
                mend="Run the version of Tilth that wrote it, or a later one.",
            )
        state = kind.apply(state, decode(entry, _EVENTS[entry.type]))
    return state


def load(kind: StreamKind[S], id: str, db: str = "default") -> S | None:
    """The state of the thing with this id; None where nothing ever happened to it. One query, O(its entries)."""
    return fold(kind, entries_of(kind.name(id), db))


def rows_of(stream: str, entries: Sequence[Entry]) -> list[Model]:
    """The rows that the ``entries`` of ``stream`` (at least one) stand for."""
    kind = kind_of(stream)
    state = fold(kind, entries)
    return list(kind.rows(state, Trace(stream.partition("/")[2], entries[0], entries[-1])))


def unfit(row: Model) -> Refused | None:
    """Why a column cannot take its value, or None. SQLite would keep a text of any length and PostgreSQL would
    not; what one of them cannot keep is refused on both.
    """
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str) and field.max_length and len(value) > field.max_length:
            return refuse(
                "value.long",
                "A text of {count} characters is too long for {field}, which holds {most}.",
                "Shorten it.",
                field.name,
                count=len(value),
                field=field.name,
                most=field.max_length,
            )
        if field.get_internal_type() == "IntegerField" and abs(value or 0) > _INTEGER_MOST:
            return refuse(
                "value.large",
                "The number {value} is too large for {field}.",
                "Give a number of up to {most}.",
                field.name,
                value=str(value),
                field=field.name,
                most=_INTEGER_MOST,
            )
    return None


def write(stream: str, db: str) -> Refused | None:
    """Write the rows of ``stream`` from its entries, in the caller's transaction; refused, for the caller to roll
    back, where one does not fit its table.
    """
    kind = kind_of(stream)
    rows = rows_of(stream, entries_of(stream, db))
    refused = next(filter(None, map(unfit, rows)), None)
    if refused:
        return refused
    for table, field in kind.tables.items():
        made = [row for row in rows if type(row) is table]
        if field == table._meta.pk.attname:
            columns = [column.name for column in table._meta.concrete_fields if not column.primary_key]
            table._default_manager.using(db).bulk_create(
                made, update_conflicts=True, unique_fields=[table._meta.pk.name], update_fields=columns
            )
        else:
            table._default_manager.using(db).filter(**{field: stream.partition("/")[2]}).delete()
            table._default_manager.using(db).bulk_create(made)
    return None
