"""What can have happened to a plan, to a row of evidence, and to a published report.

The streams are ``plan/<id>``, ``evidence/<id>`` and ``report/<id>``. Days stand in the events, because whether a
row counts on some day depends on when it was known and decided; persons appear by their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, get_args

from tilth.plan.evidence import Verdict
from tilth.plan.model import Plan

__all__ = [
    "EVENTS",
    "EvidenceAccepted",
    "EvidenceEvent",
    "EvidenceRecorded",
    "EvidenceRejected",
    "EvidenceWithdrawn",
    "PlanAdopted",
    "PlanEvent",
    "PlanRevised",
    "ReportEvent",
    "ReportPublished",
    "ReportSealed",
]


@dataclass(frozen=True, slots=True)
class PlanAdopted:
    """The plan is followed from now on."""

    TYPE: ClassVar[str] = "plan.plan.adopted"
    id: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class PlanRevised:
    """The plan says this from now on. What it said before stays in the journal."""

    TYPE: ClassVar[str] = "plan.plan.revised"
    plan: Plan
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecorded:
    """A row was handed in by ``owner`` (an organisation or a venture) through the person ``by``, and waits.

    ``day`` is when it came to be known. The other fields are those of :class:`tilth.plan.evidence.Row`;
    ``licence`` says on what terms the document may be used, ``open`` that the public may have it.
    """

    TYPE: ClassVar[str] = "plan.evidence.recorded"
    id: str
    plan: str
    owner: str
    by: str
    day: date
    claim: str
    subject: str
    on: date
    place: str
    other: str
    value: Decimal | None
    of: Decimal | None
    basis: str
    facts: tuple[tuple[str, str], ...]
    document: str
    source: str
    locator: str
    licence: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAccepted:
    """The row counts from ``day`` on. A reading chosen before others names them in ``over``; the evidence of a
    milestone got its ``verdict``.
    """

    TYPE: ClassVar[str] = "plan.evidence.accepted"
    day: date
    by: str
    reason: str
    over: tuple[str, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRejected:
    """The row was found not to show what it claims, and never counted."""

    TYPE: ClassVar[str] = "plan.evidence.rejected"
    day: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWithdrawn:
    """The row counts no longer, from ``day`` on."""

    TYPE: ClassVar[str] = "plan.evidence.withdrawn"
    day: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPublished:
    """A report was published.

    It says what had happened by the end of ``as_of`` by what was known by the end of ``known_by``, and rests on
    the journal's entries up to ``seq``. Its file has this SHA-256 and ``size`` in bytes, and holds so many
    ``figures``.
    """

    TYPE: ClassVar[str] = "plan.report.published"
    id: str
    plan: str
    by: str
    as_of: date
    known_by: date
    seq: int
    sha256: str
    size: int
    figures: int


@dataclass(frozen=True, slots=True)
class ReportSealed:
    """A signed checkpoint of the journal, kept as evidence under the hash ``checkpoint``, holds the publication:
    it speaks of ``size`` entries and their Merkle ``root``.
    """

    TYPE: ClassVar[str] = "plan.report.sealed"
    checkpoint: str
    size: int
    root: str


PlanEvent = PlanAdopted | PlanRevised
EvidenceEvent = EvidenceRecorded | EvidenceAccepted | EvidenceRejected | EvidenceWithdrawn
ReportEvent = ReportPublished | ReportSealed

EVENTS: tuple[type[PlanEvent | EvidenceEvent | ReportEvent], ...] = (
    *get_args(PlanEvent),
    *get_args(EvidenceEvent),
    *get_args(ReportEvent),
)
"""Every kind of event of the room."""
