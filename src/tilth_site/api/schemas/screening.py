"""Screenings, for biosafety officers: how each stands, and what was found."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from tilth.approval.gate import Record, Review
from tilth.approval.screening.model import Database, LayerRun, OrderScreen, QueryScreen
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


class ScreeningOut(Shown):
    """A screening with what was found. It is no proof of safety."""

    screening: ScreeningSummary
    report: str | None = Field(description="The sha256 of the whole report.")
    database: Database | None
    policy: str | None
    together: list[str] = Field(description="Earlier requests of the customer that were looked at with it.")
    layers: list[LayerRun]
    not_passed: list[QueryScreen]
    decisions: list[Review]


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
        report=result.report if result else None, database=result.database if result else None,
        policy=result.policy if result else None, together=list(result.together) if result else [],
        layers=list(report.layers) if report else [],
        not_passed=[one for one in report.queries if one.hits or one.reasons] if report else [],
        decisions=list(record.reviews),
    )  # fmt: skip
