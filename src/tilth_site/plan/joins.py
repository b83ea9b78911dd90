"""Parties that were found to be one, as rows of evidence: because a firm counts once.

Where the parties' own streams say that an organisation or a venture was merged into another, or that a venture
became an organisation, that is an accepted ``same`` row from the day of the entry on, until the entry that undoes
it. Its id names the entry, so that a merge that was undone and made again is two rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

from django.utils import timezone

from tilth.kernel.journal import Entry, decode, read_instant
from tilth.parties.events import (
    OrganisationMerged,
    OrganisationUnmerged,
    VentureIncorporated,
    VentureIncorporationWithdrawn,
    VentureMerged,
    VentureUnmerged,
)
from tilth.plan.evidence import SAME, Row

__all__ = ["JOINING", "Joins", "fold_joins"]

_Joining = (
    OrganisationMerged
    | OrganisationUnmerged
    | VentureMerged
    | VentureUnmerged
    | VentureIncorporated
    | VentureIncorporationWithdrawn
)

JOINING: Mapping[str, type[_Joining]] = {kind.TYPE: kind for kind in get_args(_Joining)}
"""The events that join two parties or part them, by type."""


@dataclass(frozen=True, slots=True)
class Joins:
    """``rows`` by id, and the ids of those that stand, by what was joined (``merge/org_...``)."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)


def fold_joins(joins: Joins, entries: Iterable[Entry]) -> Joins:
    """The joins after further ``entries``, each of one of the types :data:`JOINING`, in their order."""
    rows, standing = dict(joins.rows), dict(joins.standing)
    for entry in entries:
        event, day = decode(entry, JOINING[entry.type]), timezone.localdate(read_instant(entry.at))
        what = _what(event)
        kept, other = _pair(event)
        if kept:
            row = _row(f"{what}/{entry.seq}", kept, other, day, entry)
            rows[row.id], standing[what] = row, row.id
        elif what in standing:
            id = standing.pop(what)
            rows[id] = replace(rows[id], ended=day)
    return Joins(rows, standing)


def _what(event: _Joining) -> str:
    match event:
        case OrganisationMerged() | OrganisationUnmerged():
            return f"merge/{event.organisation}"
        case VentureMerged() | VentureUnmerged():
            return f"merge/{event.venture}"
        case _:
            return f"became/{event.venture}"


def _pair(event: _Joining) -> tuple[str, str]:
    """Who is kept, and who is the same as that; nobody where the two are parted."""
    match event:
        case OrganisationMerged(organisation, into):
            return into, organisation
        case VentureMerged(venture, into):
            return into, venture
        case VentureIncorporated(venture, organisation):
            return venture, organisation
        case _:
            return "", ""


def _row(id: str, kept: str, other: str, day: date, entry: Entry) -> Row:
    return Row(
        id=id, claim=SAME, subject=kept, other=other, on=day, known=day, accepted=day, reason=entry.reason,
        source="journal", locator=f"entry {entry.seq}",
    )  # fmt: skip
