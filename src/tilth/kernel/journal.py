"""The journal's pure half: what an entry is, and how each is chained to the one before it.

A journal is a list of entries numbered from 1. An entry says what happened (``type``), to which thing
(``stream``), when, by whom and why, with the facts (``data``) and the hashes of the evidence it rests on. Its
*body* is all of that and the hash of the entry before it, as canonical JSON (RFC 8785); its hash is the sha256 of
the body. So whoever changes, drops or moves an entry breaks every hash after it, and whoever holds a later hash
can tell. An administrator who rewrites the whole chain is found out by checkpoints kept elsewhere
(:mod:`tilth.kernel.checkpoint`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Protocol, TypeVar, cast

import msgspec
import rfc8785

from tilth.kernel.errors import IntegrityError

__all__ = [
    "GENESIS",
    "Draft",
    "Entry",
    "Happening",
    "Json",
    "decode",
    "instant",
    "open_body",
    "read_instant",
    "seal",
]

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


class Happening(Protocol):
    """One kind of event: a frozen dataclass of facts, with a name that is unique in all Tilth."""

    TYPE: ClassVar[str]


HappeningT = TypeVar("HappeningT", bound=Happening)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place in the chain. ``at`` is an RFC 3339 instant in UTC (see :func:`instant`);
    ``actor`` is a person's id, or names a part of Tilth (``worker``); ``evidence`` are sha256 in hex.
    """

    stream: str
    type: str
    at: str
    actor: str
    data: Mapping[str, Json]
    reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft in its place: ``seq`` counts from 1 without gaps, ``prev`` is the hash of entry ``seq - 1``
    (:data:`GENESIS` for the first), ``hash`` is the sha256 of the body, in hex.
    """

    seq: int
    stream: str
    type: str
    at: str
    actor: str
    reason: str
    data: Mapping[str, Json]
    evidence: tuple[str, ...]
    prev: str
    hash: str

    def body(self) -> bytes:
        """The canonical JSON that is hashed: every field but the hash."""
        return rfc8785.dumps(
            {
                "seq": self.seq,
                "stream": self.stream,
                "type": self.type,
                "at": self.at,
                "actor": self.actor,
                "reason": self.reason,
                "data": self.data,
                "evidence": list(self.evidence),
                "prev": self.prev,
            }
        )


def seal(draft: Draft, seq: int, prev: str) -> tuple[Entry, bytes]:
    """``draft`` as entry ``seq`` after the entry whose hash is ``prev``, and its body.

    Raises :class:`rfc8785.CanonicalizationError` where the data is not JSON or holds an integer beyond 2**53.
    """
    unsealed = Entry(
        seq, draft.stream, draft.type, draft.at, draft.actor, draft.reason, draft.data, draft.evidence, prev, ""
    )
    body = unsealed.body()
    return open_body(body, hashlib.sha256(body).hexdigest()), body


class _Body(msgspec.Struct, frozen=True):
    seq: int
    stream: str
    type: str
    at: str
    actor: str
    reason: str
    data: dict[str, object]
    evidence: tuple[str, ...]
    prev: str


_BODY = msgspec.json.Decoder(_Body)


def open_body(body: bytes | str, digest: str) -> Entry:
    """The entry whose body and hash are given; the hash is not checked here.

    Raises IntegrityError where the body is not the JSON of an entry.
    """
    try:
        read = _BODY.decode(body)
    except msgspec.MsgspecError as error:
        raise IntegrityError(
            "journal.body",
            f"The entry with hash {digest} holds no body of an entry: {error}.",
            mend="Run `tilth journal verify` and restore the journal from a backup.",
        ) from error
    return Entry(
        read.seq, read.stream, read.type, read.at, read.actor, read.reason, cast("dict[str, Json]", read.data),
        read.evidence, read.prev, digest,
    )  # fmt: skip


def decode(entry: Entry, kind: type[HappeningT]) -> HappeningT:
    """The facts of ``entry`` as the dataclass ``kind``. Raises IntegrityError where they do not fit it."""
    try:
        return msgspec.convert(entry.data, kind)
    except msgspec.ValidationError as error:
        raise IntegrityError(
            "journal.data",
            f"Entry {entry.seq} ({entry.type}) does not hold the facts of its type: {error}.",
            mend="Run `tilth journal verify`; if the chain is whole, this Tilth is older than the entry.",
            data={"seq": entry.seq, "type": entry.type},
        ) from error


def instant(moment: datetime) -> str:
    """An aware datetime as the journal writes it: UTC, microseconds, ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(written: str) -> datetime:
    """The aware datetime that :func:`instant` wrote."""
    return datetime.fromisoformat(written)
