"""From a request, and from a build slot, to its row."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from tilth.foundry.request import EVENTS, Request, Side, Slot, State, apply, apply_slot
from tilth_site.foundry import models
from tilth_site.journal.streams import StreamKind, Trace

__all__ = ["REQUESTS", "SLOTS", "turn"]

_OWNERS_TURN = (State.DRAFT, State.CHANGES_REQUESTED)
_PROVIDERS_TURN = (State.SUBMITTED, State.ACCEPTED, State.QUEUED, State.IN_PROGRESS, State.COMPLETE)


def turn(request: Request) -> Side | None:
    """Whose turn it is. A quoted request waits for the foundry's signature first, then for the customer's, then
    to be queued.
    """
    if request.state is State.QUOTED:
        return Side.OWNER if request.unsigned == (Side.OWNER,) else Side.PROVIDER
    if request.state in _OWNERS_TURN:
        return Side.OWNER
    return Side.PROVIDER if request.state in _PROVIDERS_TURN else None


def _request_rows(request: Request, trace: Trace) -> Iterator[Model]:
    assessment, statement = request.assessment, request.statement
    estimate = assessment.estimate if assessment else None
    promise = statement or estimate
    side = turn(request)
    yield models.DesignRequest(
        id=request.id, title=request.title[:200], owner=request.owner, provider_id=request.provider,
        venture=request.venture or "", opened_by=request.opened_by, opened_at=trace.first.at,
        changed_at=trace.last.at, state=request.state.value, waits_for=side.value if side else "",
        design_version=request.design.version if request.design else 0,
        constructs=assessment.constructs if assessment else None,
        errors=assessment.problems.errors if assessment else None,
        screening=request.screening.status.value, statement_version=len(request.statements),
        total=promise.total.minor if promise else None, currency=promise.total.currency if promise else "",
        latest=promise.latest if promise else None, slot=request.slot or "", last_seq=trace.last.seq,
    )  # fmt: skip


def _slot_rows(slot: Slot, _: Trace) -> Iterator[Model]:
    yield models.BuildSlot(
        id=slot.id, provider=slot.provider, week=slot.week, places=slot.places, taken=len(slot.taken),
        closed=slot.closed,
    )  # fmt: skip


def _events(prefix: str) -> tuple[type, ...]:
    return tuple(event for event in EVENTS if event.TYPE.startswith(prefix))


REQUESTS = StreamKind("request", _events("foundry.request."), apply, _request_rows, {models.DesignRequest: "id"})
SLOTS = StreamKind("slot", _events("foundry.slot."), apply_slot, _slot_rows, {models.BuildSlot: "id"})
