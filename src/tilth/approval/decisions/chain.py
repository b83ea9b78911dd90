"""The events of a case as lines, each with the hash of the one before it.

A line is ``{"event": {"type": ..., ...}, "hash": ..., "previous": ...}`` in canonical JSON (RFC 8785). The hash
is the sha256 of ``previous``, as 64 hex digits, followed by the event in canonical JSON; before the first stand 64
zeros. So no event can be altered, moved, put in or removed from the middle unseen, and one hash stands for all
that happened up to a place. What is gone from the end only somebody can show who signed for a later place.

Facts that have their default are left out of an event. Thus a kind of event that later gains a fact which may be
absent leaves the hashes of older events as they are, and what was signed over them holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from typing import Literal

import msgspec
import rfc8785

from tilth.approval.events import EVENTS, CaseEvent
from tilth.kernel.journal import GENESIS

__all__ = ["Break", "Link", "chain_of", "event_in", "facts_of", "head_of", "read_line", "verify_chain"]

_KINDS = {kind.TYPE: kind for kind in EVENTS}


@dataclass(frozen=True, slots=True)
class Link:
    """One line: an event as a table, the hash that it follows, and its own."""

    event: Mapping[str, object]
    previous: str
    hash: str

    @property
    def counted(self) -> str:
        """The hash that the line ought to have."""
        return _hash(self.previous, self.event)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place at which a chain does not hold, as the ``number`` of a line from 1.

    ``altered``: the event is not what it was written as. ``put_in``: it was never written there. ``removed``: what
    stood before it is gone, or is another now. ``unreadable``: it is no line of a chain.
    """

    number: int
    kind: Literal["altered", "put_in", "removed", "unreadable"]
    what: str


def facts_of(event: CaseEvent) -> dict[str, object]:
    """The event as a table: its ``type``, and every fact that does not have its default."""
    told: dict[str, object] = {"type": event.TYPE}
    for field in fields(event):
        value = getattr(event, field.name)
        if value != _default(field):
            told[field.name] = msgspec.to_builtins(value)
    return told


def event_in(facts: Mapping[str, object]) -> CaseEvent:
    """The event that :func:`facts_of` wrote. Raises ValueError where it is none, or holds what no event has."""
    kind = _KINDS.get(str(facts.get("type")))
    if kind is None:
        raise ValueError(f"there is no event {facts.get('type')}")
    own = {name: value for name, value in facts.items() if name != "type"}
    unknown = own.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{kind.TYPE} has no fact {min(unknown)}")
    return msgspec.convert(own, kind)


def chain_of(events: Iterable[CaseEvent]) -> tuple[bytes, ...]:
    """A line for each event, in their order, each ending with a line feed: joined, they are the file."""
    previous, lines = GENESIS, []
    for event in events:
        facts = facts_of(event)
        digest = _hash(previous, facts)
        lines.append(_written(Link(facts, previous, digest)))
        previous = digest
    return tuple(lines)


def head_of(events: Iterable[CaseEvent]) -> str:
    """The hash of the last of ``events``, which stands for all of them; 64 zeros where there is none."""
    head = GENESIS
    for event in events:
        head = _hash(head, facts_of(event))
    return head


def read_line(line: bytes) -> Link:
    """What one line says. Raises ValueError where it is none, or not written canonically."""
    try:
        link = msgspec.json.decode(line, type=Link)
        whole = _written(link) == line
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not the JSON of an event") from error
    if not whole:
        raise ValueError("it is not written canonically")
    return link


def verify_chain(lines: Sequence[bytes]) -> Break | None:
    """The first place at which ``lines`` are not the chain that was written, None where they are."""
    links: list[Link] = []
    for number, line in enumerate(lines, start=1):
        try:
            links.append(read_line(line))
        except ValueError as error:
            return _first_break(links) or Break(number, "unreadable", f"Line {number} cannot be read: {error}.")
    return _first_break(links)


def _first_break(links: Sequence[Link]) -> Break | None:
    before = GENESIS
    for at, link in enumerate(links):
        if link.previous != before or link.counted != link.hash:
            return _told(links, at, before)
        before = link.hash
    return None


def _told(links: Sequence[Link], at: int, before: str) -> Break:
    """What it means that the line at this place, which ought to follow ``before``, does not hold."""
    link, number = links[at], at + 1
    if link.counted != link.hash:
        return Break(number, "altered", f"Event {number} was altered: it does not have the hash beside it.")
    if any(one.previous == before for one in links[at + 1 :]):
        what = f"Event {number} was put in: it was not written after what stands before it."
        return Break(number, "put_in", what)
    earlier = [place for place, one in enumerate(links[:at], start=1) if one.hash == link.previous]
    if earlier or link.previous == GENESIS:
        first = earlier[-1] + 1 if earlier else 1
        return Break(first, "put_in", f"Event {first} was put in: event {number} was written in its place.")
    what = (
        f"What event {number} was written after is gone: an event before it was removed, or altered with its hash."
    )
    return Break(number, "removed", what)


def _written(link: Link) -> bytes:
    return rfc8785.dumps(msgspec.to_builtins(link)) + b"\n"


def _hash(previous: str, event: Mapping[str, object]) -> str:
    return hashlib.sha256(previous.encode() + rfc8785.dumps(msgspec.to_builtins(event))).hexdigest()


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
