"""Figures and reports of a plan: as they would be published today, and as they were.

A report has the shape of its kept file (:mod:`tilth.plan.exchange.report_json`), so that a program reads both by
the same code: counted and measured numbers are texts of decimal digits, and a reason stands with its sentence and
the facts that fill it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from tilth.kernel.refusal import Reason
from tilth.plan.figures import Attainment, Blocker, Outlook
from tilth.plan.model import Kind
from tilth.plan.trace import Unit
from tilth_site.api.fields import Body, Day, PlanId, Shown
from tilth_site.api.schemas.journal import Written
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.verifying import Rebuilt

__all__ = [
    "LiveReport",
    "PublishIn",
    "ReportFile",
    "ReportOut",
    "ReportPage",
    "ReportSaid",
    "ReportWritten",
    "UnitPage",
    "VerificationOut",
    "report_out",
]


class MilestoneFinding(Shown):
    """What is said of one milestone."""

    milestone: str
    verdict: str = Field(description="Empty: none yet.")
    on: date | None
    reason: str
    rows: list[str]


class FigureSaid(Shown):
    """An indicator on a day, under one version of its definition."""

    indicator: str
    kind: Kind
    as_of: date
    definition: int | None = Field(description="Null: nothing says what counts.")
    low: Decimal | None
    certain: Decimal | None = Field(description="What accepted evidence shows; null: there is no number.")
    high: Decimal | None
    rows: int = Field(description="How many rows of evidence it rests on.")
    digest: str = Field(description="The sha256 of their sorted ids, each followed by a line feed.")
    attainment: Attainment
    progress: Decimal | None = Field(description="The share of the way from the baseline to the first bound.")
    part: Decimal | None
    whole: Decimal | None
    reasons: list[Reason]
    blocked: bool = Field(description="Whether somebody has to decide before it is published.")
    outlook: Outlook | None
    blockers: list[Blocker]
    findings: list[MilestoneFinding]


class ReportSaid(Shown):
    """Every figure of a plan on one day, by what was known on another."""

    plan: str = Field(description="The plan's code.")
    as_of: date
    known_by: date
    figures: list[FigureSaid]
    revised: list[tuple[FigureSaid, FigureSaid]] = Field(
        description="Figures of past quarters as they were made then, and as today's definition makes them."
    )


class LiveReport(Shown):
    """What would be published today."""

    blocked: bool = Field(description="Whether somebody has to decide before it is published.")
    report: ReportSaid


class ReportFile(Shown):
    """A published report as it is kept: canonical JSON (RFC 8785)."""

    format: str = Field(examples=["tilth.plan.report/1"])
    report: ReportSaid


class UnitPage(Shown):
    """A page of what was counted, the oldest first. ``rows`` are the ids of the evidence that you may read."""

    items: list[Unit]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class PublishIn(Body):
    """What to publish: the plan's report on a day, by what is known today."""

    plan: PlanId
    as_of: Day


class SealOut(Shown):
    """The signed checkpoint of the journal that holds the publication."""

    checkpoint: str = Field(description="The sha256 of its DSSE envelope.")
    size: int = Field(description="How many entries it speaks of.")
    root: str = Field(description="Their Merkle root.")


class ReportOut(Shown):
    """What is known of a published report."""

    id: str
    plan: str = Field(description="The plan's id.")
    published_by: str
    published_at: str
    as_of: date
    known_by: date
    seq: int = Field(description="The last entry of the journal that it rests on.")
    sha256: str = Field(description="Of its file.")
    size: int = Field(description="Of its file, in bytes.")
    figures: int
    seal: SealOut | None = Field(description="Null: no checkpoint holds it yet.")
    first_seq: int = Field(description="The entry that published it.")
    last_seq: int


class ReportPage(Shown):
    """A page of published reports."""

    items: list[ReportOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ReportWritten(Written):
    """What was written, and what was known of the report right after."""

    report: ReportOut


class VerificationOut(Shown):
    """Whether a published report is what it was.

    ``signed``: one of this site's keys signed the checkpoint. ``within``: the entry that published the report is
    under the root that was signed. ``sound``: nothing is wrong and nothing is missing.
    """

    rebuilt: Rebuilt = Field(description="The report made again from the journal, against the published one.")
    signed: bool
    within: bool
    faults: list[str] = Field(description="What is not so, in words.")
    sound: bool


def report_out(row: PublishedReport) -> ReportOut:
    """The row in the API's shape."""
    size = row.checkpoint_size
    return ReportOut(
        id=row.id, plan=row.plan, published_by=row.published_by, published_at=row.published_at, as_of=row.as_of,
        known_by=row.known_by, seq=row.seq, sha256=row.sha256, size=row.size, figures=row.figures,
        seal=None if size is None else SealOut(checkpoint=row.checkpoint, size=size, root=row.root),
        first_seq=row.first_seq, last_seq=row.last_seq,
    )  # fmt: skip
