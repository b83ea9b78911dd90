"""Rows of evidence: lists, one with its history, recording them, and deciding about them.

Who recorded a row does not accept it, whether he comes by a page or by a program.
"""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q
from django.http import HttpResponse
from ninja import Router
from ninja.params.functions import Query

from tilth.kernel.ids import new_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth.plan.evidence import Standing
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import EvidencePath, OneLine, id_pattern
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.evidence import (
    AcceptIn,
    DecideIn,
    EvidenceFull,
    EvidenceOut,
    EvidencePage,
    EvidenceWritten,
    ManyWritten,
    RecordIn,
    RecordManyIn,
)
from tilth_site.api.schemas.journal import entries_out
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import fold
from tilth_site.plan import queries
from tilth_site.plan.actions import accept, record, record_many, reject, withdraw
from tilth_site.plan.tables import EVIDENCE

__all__ = ["batch_router", "router"]

router = takes(Router(tags=["evidence"]), JSON)
batch_router = takes(Router(tags=["evidence"]), JSON)


@router.get("", response=EvidencePage, auth=READ, operation_id="listEvidence")
def list_evidence(
    request: Asked,
    plan: Annotated[str, Query(pattern=id_pattern("pln"), description="The plan that the rows are about.")],
    claim: Annotated[OneLine | None, Query(description="Only those that make this claim.")] = None,
    subject: Annotated[OneLine | None, Query(description="Only those about it, also as the other of a `same`.")]
    = None,
    standing: Annotated[Standing | None, Query(description="Only those of which this was decided.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> EvidencePage | HttpResponse:  # fmt: skip
    """The rows of a plan, the newest first: those that count, and those that your organisations handed in; all of
    them for everybody who has a role in the organisation that operates the site.
    """
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = queries.evidence(request.auth, plan)
    rows = rows.filter(claim=claim) if claim is not None else rows
    rows = rows.filter(standing=standing.value) if standing is not None else rows
    if subject is not None:
        rows = rows.filter(Q(subject=subject) | (Q(other=subject) & ~Q(other="")))
    rows = rows.filter(pk__lt=after) if after else rows
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.id)
    return EvidencePage(items=[EvidenceOut.model_validate(row) for row in page], next=following)


@router.post("", response={201: EvidenceWritten}, auth=WRITE, operation_id="recordEvidence")
def record_evidence(request: Asked, body: RecordIn) -> HttpResponse:
    """Hand a row in."""

    def act(call: Call) -> Outcome:
        return record(call, body.command(new_id("evd", call.at)))

    return written(request, once(request, act), _show, status=201)


@batch_router.post("", response=ManyWritten, auth=WRITE, operation_id="recordManyEvidence")
def record_many_evidence(request: Asked, body: RecordManyIn) -> HttpResponse:
    """Hand many rows in, all of them or none. Each reason against it names its row: `rows[3].on` is the fourth."""

    def act(call: Call) -> Outcome:
        return record_many(call, [row.command(new_id("evd", call.at)) for row in body.rows])

    return written(request, once(request, act), _show_many)


@router.get("/{evidence_id}", response={200: EvidenceFull, 304: None}, auth=READ, operation_id="getEvidence")
def get_evidence(request: Asked, evidence_id: EvidencePath) -> HttpResponse:
    """One row, with every entry of the journal about it."""
    row = present(queries.evidence_row(request.auth, evidence_id))
    entries = queries.history(evidence_id)
    shown = EvidenceFull(
        evidence=EvidenceOut.model_validate(row), entries=entries_out(entries), last_seq=row.last_seq
    )
    return found(request, shown, shown.last_seq)


@router.post("/{evidence_id}/accept", response=EvidenceWritten, auth=WRITE, operation_id="acceptEvidence")
def accept_evidence(request: Asked, evidence_id: EvidencePath, body: AcceptIn) -> HttpResponse:
    """Let the row count from today on."""
    command = body.command()
    return written(request, once(request, lambda call: accept(call, evidence_id, command)), _show)


@router.post("/{evidence_id}/reject", response=EvidenceWritten, auth=WRITE, operation_id="rejectEvidence")
def reject_evidence(request: Asked, evidence_id: EvidencePath, body: DecideIn) -> HttpResponse:
    """Do not let the row count; of a suspected duplicate: the two are two."""
    return written(request, once(request, lambda call: reject(call, evidence_id, body.reason)), _show)


@router.post("/{evidence_id}/withdraw", response=EvidenceWritten, auth=WRITE, operation_id="withdrawEvidence")
def withdraw_evidence(request: Asked, evidence_id: EvidencePath, body: DecideIn) -> HttpResponse:
    """Take the row back: it counts no longer from today on."""
    return written(request, once(request, lambda call: withdraw(call, evidence_id, body.reason)), _show)


def _show(entries: tuple[Entry, ...]) -> EvidenceWritten:
    return EvidenceWritten(entries=entries_out(entries), evidence=_state(entries_until(entries[-1])))


def _show_many(entries: tuple[Entry, ...]) -> ManyWritten:
    # Each entry is the first of its stream.
    return ManyWritten(entries=entries_out(entries), evidence=[_state([entry]) for entry in entries])


def _state(entries: list[Entry]) -> EvidenceOut:
    return EvidenceOut.model_validate(present(fold(EVIDENCE, entries)))
