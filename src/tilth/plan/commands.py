"""What can be asked of a plan, of a row of evidence, and of a report.

A command says what is asked. Who asks, on which day, and what else must be known to decide stands in the
setting of :mod:`tilth.plan.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from tilth.plan.evidence import Verdict
from tilth.plan.figures import Report
from tilth.plan.model import Plan

__all__ = [
    "AcceptEvidence",
    "AdoptPlan",
    "EvidenceCommand",
    "PlanCommand",
    "PublishReport",
    "RecordEvidence",
    "RejectEvidence",
    "ReportCommand",
    "RevisePlan",
    "SealReport",
    "WithdrawEvidence",
]


@dataclass(frozen=True, slots=True)
class AdoptPlan:
    """Follow this plan from now on, under a new id."""

    NAME: ClassVar[str] = "adopt_plan"
    id: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class RevisePlan:
    """Let the plan say this from now on."""

    NAME: ClassVar[str] = "revise_plan"
    plan: Plan
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEvidence:
    """Hand a row in, under a new id. The fields are those of :class:`tilth.plan.events.EvidenceRecorded`."""

    NAME: ClassVar[str] = "record_evidence"
    id: str
    plan: str
    owner: str
    claim: str
    subject: str
    on: date
    place: str = ""
    other: str = ""
    value: Decimal | None = None
    of: Decimal | None = None
    basis: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    document: str = ""
    source: str = ""
    locator: str = ""
    licence: str = "unknown"
    open: bool = False


@dataclass(frozen=True, slots=True)
class AcceptEvidence:
    """Let the row count. A reading with rivals names all of them in ``over``; the evidence of a milestone gets a
    ``verdict``.
    """

    NAME: ClassVar[str] = "accept_evidence"
    reason: str = ""
    over: tuple[str, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class RejectEvidence:
    """Do not let the row count, for a reason."""

    NAME: ClassVar[str] = "reject_evidence"
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawEvidence:
    """Take back a row that counts, or that waits, for a reason."""

    NAME: ClassVar[str] = "withdraw_evidence"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """Publish ``report``, under a new id, whose file has this SHA-256 and ``size`` in bytes; it rests on the
    journal's entries up to ``seq``.
    """

    NAME: ClassVar[str] = "publish_report"
    id: str
    plan: str
    report: Report
    seq: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SealReport:
    """Join the publication to the signed checkpoint with the hash ``checkpoint``, of ``size`` entries."""

    NAME: ClassVar[str] = "seal_report"
    checkpoint: str
    size: int
    root: str


PlanCommand = AdoptPlan | RevisePlan
EvidenceCommand = RecordEvidence | AcceptEvidence | RejectEvidence | WithdrawEvidence
ReportCommand = PublishReport | SealReport
