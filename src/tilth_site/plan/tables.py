"""From a plan, a row of evidence and a published report to its row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import get_args

import msgspec
from django.db.models import Model

from tilth.plan.events import EvidenceEvent, PlanEvent, ReportEvent
from tilth.plan.rules import Exhibit, FollowedPlan, Publication, apply_evidence, apply_plan, apply_report
from tilth_site.journal.streams import StreamKind, Trace
from tilth_site.plan import models

__all__ = ["EVIDENCE", "KINDS", "PLANS", "REPORTS"]


def _json(value: object) -> str:
    """``value`` as JSON in a stable spelling; empty for nothing."""
    return msgspec.json.encode(value, order="deterministic").decode() if value else ""


def _digits(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def _plan_rows(state: FollowedPlan, trace: Trace) -> Iterator[Model]:
    yield models.Plan(
        id=state.id, code=state.plan.code, body=_json(state.plan), revision=state.revision,
        first_seq=trace.first.seq, last_seq=trace.last.seq,
    )  # fmt: skip


def _evidence_rows(state: Exhibit, trace: Trace) -> Iterator[Model]:
    row = state.row
    yield models.EvidenceRow(
        id=state.id, plan=state.plan, owner=state.owner, recorded_by=state.recorded_by,
        decided_by=state.decided_by, claim=row.claim, subject=row.subject, on=row.on, known=row.known,
        accepted=row.accepted, ended=row.ended, place=row.place, other=row.other, value=_digits(row.value),
        of=_digits(row.of), basis=row.basis, over=_json(row.over),
        verdict=row.verdict.value if row.verdict else "", reason=row.reason, ended_reason=state.ended_reason,
        facts=_json(row.facts), document=row.document, source=row.source, locator=row.locator,
        licence=state.licence, open=state.open, standing=state.standing.value, first_seq=trace.first.seq,
        last_seq=trace.last.seq,
    )  # fmt: skip


def _report_rows(state: Publication, trace: Trace) -> Iterator[Model]:
    said, sealed = state.published, state.sealed
    yield models.PublishedReport(
        id=said.id, plan=said.plan, published_by=said.by, published_at=trace.first.at, as_of=said.as_of,
        known_by=said.known_by, seq=said.seq, sha256=said.sha256, size=said.size, figures=said.figures,
        checkpoint=sealed.checkpoint if sealed else "", checkpoint_size=sealed.size if sealed else None,
        root=sealed.root if sealed else "", first_seq=trace.first.seq, last_seq=trace.last.seq,
    )  # fmt: skip


PLANS = StreamKind("plan", get_args(PlanEvent), apply_plan, _plan_rows, {models.Plan: "id"})
EVIDENCE = StreamKind(
    "evidence", get_args(EvidenceEvent), apply_evidence, _evidence_rows, {models.EvidenceRow: "id"}
)
REPORTS = StreamKind("report", get_args(ReportEvent), apply_report, _report_rows, {models.PublishedReport: "id"})
KINDS = (PLANS, EVIDENCE, REPORTS)
