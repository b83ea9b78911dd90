"""One row of evidence: who is shown to have done what, where and when, and since when we know and accept it.

A row keeps three kinds of dates apart: when it happened (``on``), when it came to be known (``known``), and when
somebody decided about it (``accepted``, ``ended``). So what the record said on any day can be asked for later: a
row counts from the day it was accepted until the day it was withdrawn, and before it was accepted it was pending.

Some claims are about the evidence itself. ``same`` says that two subjects are one: accepted it is a merger (or an
alias), pending it is a suspected duplicate, ended it is a pair that was told apart. ``moved`` says that the
subject went to another place. ``reading`` is a reported value of a series, ``verdict`` a reviewer's judgement of
a milestone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = ["MOVED", "READING", "RESERVED", "SAME", "VERDICT", "Row", "Standing", "Verdict"]

SAME = "same"
MOVED = "moved"
READING = "reading"
VERDICT = "verdict"
RESERVED = frozenset({SAME, MOVED, READING, VERDICT})
"""Claims that the engine itself understands; every other claim is named by the rules of a plan."""


class Standing(StrEnum):
    """What has been decided about a row by some day. ``unknown``: it was not known yet."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    ACCEPTED = "accepted"
    ENDED = "ended"


class Verdict(StrEnum):
    """What a reviewer found about a milestone."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of evidence.

    ``id`` is its name for ever. ``claim`` is what it shows and ``subject`` about whom: an entity's id, the series
    of a ``reading``, ``indicator/milestone`` of a ``verdict``. ``on`` is the day it happened, or the last day of a
    reading's period. ``ended`` is the day it was rejected or withdrawn. ``other`` is the second subject of a
    ``same``.

    A reading has a ``value``, and where it is a part of a whole, that whole as ``of``; ``basis`` names the way the
    series was made. Where rival readings of one period stand side by side, the one chosen names the others in
    ``over`` and says why in ``reason``. A verdict has one in ``verdict``. ``facts`` are what conditions ask about.

    ``document`` is the SHA-256 of the file that shows it, or empty; ``source`` and ``locator`` say who said so and
    where.
    """

    id: str
    claim: str
    subject: str
    on: date
    known: date
    accepted: date | None = None
    ended: date | None = None
    place: str = ""
    other: str = ""
    value: Decimal | None = None
    of: Decimal | None = None
    basis: str = ""
    over: tuple[str, ...] = ()
    verdict: Verdict | None = None
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    source: str = ""
    locator: str = ""

    def standing(self, as_of: date) -> Standing:
        """What had been decided about the row by the end of ``as_of``."""
        if self.known > as_of:
            return Standing.UNKNOWN
        if self.ended is not None and self.ended <= as_of:
            return Standing.ENDED
        return Standing.ACCEPTED if self.accepted is not None and self.accepted <= as_of else Standing.PENDING
