"""Entries of the journal as a caller sees them."""

from __future__ import annotations

from pydantic import Field

from tilth.kernel.journal import Entry
from tilth_site.api.fields import Shown

__all__ = ["EntryOut", "HistoryPage", "Written", "entries_out"]


class EntryOut(Shown):
    """One entry. ``body`` is the canonical JSON (RFC 8785) that ``hash`` is the sha256 of; it holds the facts, and
    the hash of the entry before it.
    """

    seq: int = Field(description="Its number in the journal.")
    stream: str = Field(description="What it happened to.", examples=["request/req_01J9ZC8K2V6Q0T4H5M7N8P9R0S"])
    type: str = Field(examples=["foundry.request.submitted"])
    at: str = Field(description="When, in UTC.", examples=["2026-03-02T04:00:00.000000Z"])
    actor: str = Field(description="The id of the person, or `worker` or `operator`.")
    reason: str
    evidence: list[str] = Field(description="The sha256 of what it rests on.")
    hash: str
    body: str


class HistoryPage(Shown):
    """A page of a history, oldest first."""

    items: list[EntryOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class Written(Shown):
    """What every write answers: the entries it wrote. Sent again under its idempotency key, a call is answered
    with the same ones.
    """

    entries: list[EntryOut]


def entries_out(entries: tuple[Entry, ...] | list[Entry]) -> list[EntryOut]:
    """The entries with their bodies."""
    return [
        EntryOut(
            seq=entry.seq, stream=entry.stream, type=entry.type, at=entry.at, actor=entry.actor,
            reason=entry.reason, evidence=list(entry.evidence), hash=entry.hash, body=entry.body().decode(),
        )
        for entry in entries
    ]  # fmt: skip
