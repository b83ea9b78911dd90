"""What is said about an indicator on a day: its figure, and what the days ahead may bring.

A figure is never one bare number. A count is what is certain, and the interval in which it lies while evidence
is pending and suspected duplicates are unresolved; it names the version of the definition, how many rows it rests
on, and a digest of their ids, so that it can be made again and compared. Where there is no number there are
reasons, and reasons also stand in the way of publishing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tilth.kernel.refusal import Reason
from tilth.plan.model import Kind

__all__ = ["Attainment", "Blocker", "Chance", "Figure", "Finding", "Outlook", "Report", "digest_of"]


class Attainment(StrEnum):
    """How an indicator stands to its target.

    ``attained``: what is certain reaches the first bound, and the deadline cannot take it away (a flow) or has
    passed; ``reached``: it does today, and may yet fall back; ``likely``, ``open``, ``unlikely``: by the chance of
    reaching it (at least 4 in 5, at least 1 in 5, less); ``missed``: the deadline passed; ``undecided``: it
    passed, and the interval of what was counted lies on both sides; ``unknown``: there is no number, or too
    little to tell; ``no_target``: nothing is to be reached. A goal without a number is ``attained`` when every
    milestone is met, and ``open`` before.
    """

    ATTAINED = "attained"
    REACHED = "reached"
    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"
    MISSED = "missed"
    UNDECIDED = "undecided"
    UNKNOWN = "unknown"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability that ``bound`` is reached by the deadline."""

    bound: Decimal
    probability: Decimal


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something undecided, and what deciding it may bring.

    ``row`` is the evidence that waits; ``what`` is ``pending`` (it would add a unit), ``duplicate`` (it would
    settle whether two are one) or ``rival`` (readings that contradict each other). ``acceptance`` is how likely
    it is to be accepted, judged by earlier decisions; ``effect`` the expected change of the chance to reach the
    first bound that is not reached yet.
    """

    row: str
    what: str
    subject: str
    acceptance: Decimal
    effect: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast for the deadline, frozen as it was made.

    ``model`` names the model and its version, ``settings`` what it assumed and learned, ``median`` and the two
    central intervals what it expects, ``quantiles`` the whole of it as (level, value), and ``climate`` what
    earlier stretches of time alone would say, in the same way (empty: there were too few). Probabilities have
    four decimals.
    """

    model: str
    deadline: date
    chances: tuple[Chance, ...]
    median: Decimal
    half: tuple[Decimal, Decimal]
    ninety: tuple[Decimal, Decimal]
    quantiles: tuple[tuple[Decimal, Decimal], ...]
    settings: tuple[tuple[str, str], ...]
    climate: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one milestone: its ``verdict`` (empty: none yet), since when, why, and on which rows."""

    milestone: str
    verdict: str
    on: date | None
    reason: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator on the day ``as_of``, under one version of its definition (None: it has none).

    ``certain`` is what accepted evidence shows; ``low`` and ``high`` what is left when everything undecided goes
    against it, or for it. None in all three: there is no number, and ``reasons`` says why. ``part`` and ``whole``
    are the two certain counts of a ratio. ``progress`` is the share of the way from baseline to the first bound,
    None where there is no way to go. ``blocked``: it may not be published before somebody decides.
    """

    indicator: str
    kind: Kind
    as_of: date
    definition: int | None
    low: Decimal | None
    certain: Decimal | None
    high: Decimal | None
    rows: int
    digest: str
    attainment: Attainment
    progress: Decimal | None = None
    part: Decimal | None = None
    whole: Decimal | None = None
    reasons: tuple[Reason, ...] = ()
    blocked: bool = False
    outlook: Outlook | None = None
    blockers: tuple[Blocker, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of a plan on one day, and the quarters of the past under today's definitions.

    A report says what had happened by the end of ``as_of``, by what was known and decided by the end of
    ``known_by``: a year is closed some weeks after it is over. ``revised`` holds, for each quarter's end under a
    definition that has since changed, the figure as it was made then and the figure as today's definition makes
    it of the same evidence.
    """

    plan: str
    as_of: date
    known_by: date
    figures: tuple[Figure, ...]
    revised: tuple[tuple[Figure, Figure], ...] = ()

    def figure(self, indicator: str) -> Figure | None:
        """The figure of the indicator with this code, or None."""
        return next((each for each in self.figures if each.indicator == indicator), None)

    @property
    def blocked(self) -> bool:
        """Whether anything stands in the way of publishing."""
        return any(figure.blocked for figure in self.figures)


def digest_of(ids: Iterable[str]) -> str:
    """SHA-256, in hex, of the sorted ``ids``, each followed by a line feed, in UTF-8."""
    # The last of the joined words is empty, so that every id has its line feed.
    return hashlib.sha256("\n".join([*sorted(ids), ""]).encode()).hexdigest()
