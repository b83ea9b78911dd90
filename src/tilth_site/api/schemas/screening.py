"""Screenings, for biosafety officers: how each stands, and what was found."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from tilth.approval.gate import Record
from tilth.approval.screening.model import OrderScreen, QueryScreen
from tilth_site.api.fields import Shown
from tilth_site.screening.models import RequestScreening

__all__ = ["ScreeningOut", "ScreeningPage", "ScreeningSummary", "screening_out", "screening_summary"]


class ScreeningSummary(Shown):
    """A screening as a list shows it."""

    request: str
    foundry: str
    owner: str
    design_version: int
    standing: str = Field(examples=["in_review", "cleared", "refused", "failed"])
    status: str = Field(
        description="Of the worst sequence; empty: there is no result.", examples=["hit", "review"]
    )
    since: date = Field(description="The day of the screening.")
    sequences: int
    found: int = Field(description="Sequences that did not pass.")
    reviews: int = Field(description="Officers who have decided; two clear a design.")
    last_seq: int


class ScreeningPage(Shown):
    """A page of screenings."""

    items: list[ScreeningSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ScreeningDatabase(Shown):
    """What was searched."""

    name: str
    version: str
    sha256: str = Field(description="Of the database file.")
    index: str = Field(description="The sha256 of the index made of it.")
    expires: date = Field(description="The last day on which a result counts.")
    window: int = Field(description="The shortest match that is a hit, in nt.")


class ScreeningLayer(Shown):
    """Whether a way of comparing ran, by what, and what is to be known of it."""

    layer: str = Field(examples=["exact", "frames", "blastn"])
    ran: bool
    by: str
    note: str


class SequenceMatch(Shown):
    """A stretch of a sequence, from 0 and half-open, that matches a record of the database."""

    start: int
    end: int
    strand: str = Field(examples=["+", "-"])
    label: str
    kind: str = Field(examples=["exact", "frames", "split", "diverged"])
    partners: list[str] = Field(description="Sequences whose pieces make up the match together with this one.")


class ScreenedSequence(Shown):
    """A sequence that did not pass, and why."""

    name: str
    length: int
    status: str = Field(examples=["hit", "review"])
    reasons: list[str]
    hits: list[SequenceMatch]


class ScreeningDecision(Shown):
    """What an officer decided, and why; `statement` is the sha256 of what was signed."""

    officer: str
    decision: str = Field(examples=["clear", "refuse"])
    reason: str
    statement: str


class ScreeningOut(Shown):
    """A screening with what was found. It is no proof of safety."""

    screening: ScreeningSummary
    report: str | None = Field(description="The sha256 of the whole report.")
    database: ScreeningDatabase | None
    policy: str | None
    together: list[str] = Field(description="Earlier requests of the customer that were looked at with it.")
    layers: list[ScreeningLayer]
    not_passed: list[ScreenedSequence]
    decisions: list[ScreeningDecision]


def screening_summary(row: RequestScreening) -> ScreeningSummary:
    """The row in the API's shape."""
    return ScreeningSummary(
        request=row.id, foundry=row.provider, owner=row.owner, design_version=row.design_version,
        standing=row.standing, status=row.status, since=row.since, sequences=row.sequences, found=row.found,
        reviews=row.reviews, last_seq=row.last_seq,
    )  # fmt: skip


def screening_out(row: RequestScreening, record: Record, report: OrderScreen | None) -> ScreeningOut:
    """The record in the API's shape, with what its ``report`` says of sequences that did not pass."""
    result = record.result
    return ScreeningOut(
        screening=screening_summary(row),
        report=result.report if result else None,
        database=ScreeningDatabase.model_validate(result.database) if result else None,
        policy=result.policy if result else None, together=list(result.together) if result else [],
        layers=[ScreeningLayer.model_validate(run) for run in report.layers] if report else [],
        not_passed=[_sequence(one) for one in report.queries if one.hits or one.reasons] if report else [],
        decisions=[ScreeningDecision.model_validate(one) for one in record.reviews],
    )  # fmt: skip


def _sequence(one: QueryScreen) -> ScreenedSequence:
    return ScreenedSequence(
        name=one.name, length=one.length, status=one.status.value,
        reasons=[reason.message for reason in one.reasons],
        hits=[SequenceMatch.model_validate(hit) for hit in one.hits],
    )  # fmt: skip
