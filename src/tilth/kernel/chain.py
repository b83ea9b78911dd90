"""Is a journal the one that was written? Every stored row is held against its hash and against the row before it.

What is wrong is returned as a tuple of :class:`Fault`, each naming what happened to which entry. A fault is told
once: after it the chain is taken up again from the hash that stands in the row. So one forged entry among a
million gives one fault; where its hash was forged with it, the next entry still names the old hash, and is the one
that is found.

A chain cannot show that its newest entries are gone, or that all of it was written anew from some entry on; a
signed checkpoint kept elsewhere can (:mod:`tilth.kernel.checkpoint`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

from tilth.kernel.errors import IntegrityError
from tilth.kernel.journal import GENESIS

__all__ = ["BEFORE", "Fault", "Head", "Kind", "Row", "Verdict", "row_of", "verify"]

Kind = Literal["forged", "dropped", "reordered", "broken", "unreadable", "rewritten", "shortened"]


class Row(NamedTuple):
    """An entry as a database holds it. ``body`` is the canonical JSON that was hashed; ``hash`` is its sha256 in
    hex; the columns between are copies of what the body says, kept to be searched by.
    """

    seq: int
    stream: str
    type: str
    at: str
    actor: str
    body: str
    hash: str


class Head(NamedTuple):
    """A place in a chain: the number and the hash of the last entry up to there."""

    seq: int
    hash: str


BEFORE = Head(0, GENESIS)
"""The place before the first entry."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a journal. ``seq`` is the number of the entry concerned.

    ``forged``: the body does not have the hash that stands beside it, or a column says something else than the
    body. ``dropped``: entries from ``seq`` on are not there; the message says up to which. ``reordered``: the
    entry stands at another number than it was written at. ``broken``: the entry was written after another entry
    than the one that stands before it. ``unreadable``: the body is not the JSON of an entry.

    Only a checkpoint can tell the last two. ``rewritten``: an entry up to ``seq`` is not the one that was signed
    for. ``shortened``: entries from ``seq`` on are gone.
    """

    seq: int
    kind: Kind
    message: str

    def as_dict(self) -> dict[str, int | str]:
        """JSON-ready: ``seq``, ``kind``, ``message``."""
        return {"seq": self.seq, "kind": self.kind, "message": self.message}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: ``count`` rows were read, ``head`` is the last of them, ``faults`` are in the
    order of the rows. Hand ``head`` in as the next verification's start to go on where this one ended.
    """

    count: int
    head: Head
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class _Said(msgspec.Struct, gc=False):
    """What a body says that can be held against its row; the facts themselves are skipped, not parsed."""

    seq: int
    stream: str
    type: str
    at: str
    actor: str
    prev: str


_SAID = msgspec.json.Decoder(_Said)

# SQLite keeps a number, a blob or NULL in a text column if told to, so a forged body need not even be a str.
_NO_ENTRY = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, AttributeError)


def verify(rows: Iterable[Row], start: Head = BEFORE) -> Verdict:
    """Every fault of ``rows``, which come in order of ``seq`` and follow the entry ``start``.

    Rows are read once and none is kept, so a journal of any length takes constant memory. About 2,500 ns an entry
    of 450 bytes, of which sha256 takes 700 (``benchmarks/bench_journal.py``). Whether a body is canonical is not
    asked: the chain binds its bytes, whatever they are.
    """
    sha256, decode = hashlib.sha256, _SAID.decode
    faults: list[Fault] = []
    count, seq, digest = 0, start.seq, start.hash
    prev: tuple[str, ...] | None = (digest,)
    for row in rows:
        number, stream, type_, at, actor, body, stored = row
        try:
            raw = body.encode("utf-8", "surrogatepass")
            said = decode(raw)
            fine = (
                prev is not None
                and said.prev in prev
                and sha256(raw).hexdigest() == stored
                and said.seq == number == seq + 1
                and said.stream == stream
                and said.type == type_
                and said.at == at
                and said.actor == actor
            )
        except _NO_ENTRY:
            fine = False
        if fine:
            prev = (stored,)
        else:
            found, prev = _judge(row, seq, prev)
            faults += found
        count, seq, digest = count + 1, number, stored
    return Verdict(count, Head(seq, digest), tuple(faults))


def _judge(row: Row, seq: int, prev: tuple[str, ...] | None) -> tuple[list[Fault], tuple[str, ...] | None]:
    """The faults of a row after the entry ``seq``, and which hashes the next row may name as the one before it.

    ``prev`` are the hashes that this row may name, None where the entry before it is not known.
    """
    number = row.seq
    faults = []
    if number != seq + 1:
        faults.append(_out_of_step(number, seq))
        prev = None
    try:
        raw = row.body.encode("utf-8", "surrogatepass")
    except AttributeError:
        return [*faults, Fault(number, "unreadable", f"The body of entry {number} is not text.")], (row.hash,)
    computed = hashlib.sha256(raw).hexdigest()
    if computed != row.hash:
        fault = f"Entry {number} does not have the hash that stands beside it: its body or its hash was altered."
        return [*faults, Fault(number, "forged", fault)], (row.hash, computed)
    try:
        said = _SAID.decode(raw)
    except _NO_ENTRY as error:
        fault = f"The body of entry {number} is not the JSON of an entry: {error}."
        return [*faults, Fault(number, "unreadable", fault)], (row.hash,)
    if said.seq != number:
        fault = f"Number {number} holds the entry that was written as number {said.seq}."
        return [*faults, Fault(number, "reordered", fault)], None
    return faults + _contradictions(row, said, prev), (row.hash,)


def _out_of_step(number: int, seq: int) -> Fault:
    """What it means that entry ``number`` comes right after entry ``seq``."""
    if number <= seq:
        return Fault(number, "reordered", f"Entry {number} comes after entry {seq}.")
    if number == seq + 2:
        return Fault(seq + 1, "dropped", f"Entry {seq + 1} is not there.")
    return Fault(seq + 1, "dropped", f"Entries {seq + 1} to {number - 1} are not there.")


def _contradictions(row: Row, said: _Said, prev: tuple[str, ...] | None) -> list[Fault]:
    """Where a body that is in its place says something else than its columns, or than the row before it."""
    faults = []
    columns = [name for name in ("stream", "type", "at", "actor") if getattr(row, name) != getattr(said, name)]
    if columns:
        fault = f"Entry {row.seq} has another {' and '.join(columns)} in its columns than in its body."
        faults.append(Fault(row.seq, "forged", fault))
    if prev is not None and said.prev not in prev:
        fault = (
            f"Entry {row.seq} was not written after the entry {row.seq - 1} that stands before it: one of them "
            "was replaced, hash and all."
        )
        faults.append(Fault(row.seq, "broken", fault))
    return faults


def row_of(body: str) -> Row:
    """The row of a body: its columns are read from it and its hash is computed.

    Raises IntegrityError where the body is not the JSON of an entry.
    """
    try:
        raw = body.encode("utf-8")
        said = _SAID.decode(raw)
    except (*_NO_ENTRY, UnicodeEncodeError) as error:
        raise IntegrityError(
            "journal.body",
            f"This is not the body of an entry: {error}.",
            mend="Give the canonical JSON that was hashed, whole and unchanged.",
        ) from error
    return Row(said.seq, said.stream, said.type, said.at, said.actor, body, hashlib.sha256(raw).hexdigest())
