"""A foundry's schedule: planned by the worker, adopted by its staff, and shown to whoever has work in it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from ninja import Router

from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor
from tilth_site.api.answers import answer, entries_until, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import FoundryPath, ProposalPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.job import JobOut, job_out
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.schedule import (
    PlanQueueIn,
    ProposalPage,
    ScheduleOut,
    ScheduleWritten,
    proposal_out,
    schedule_out,
)
from tilth_site.foundry.models import DesignRequest
from tilth_site.journal.streams import fold
from tilth_site.scheduling.actions import adopt, ask_for_plan
from tilth_site.scheduling.asking import PlanQueue
from tilth_site.scheduling.drawing import seen
from tilth_site.scheduling.evidence import problem_in, schedule_in
from tilth_site.scheduling.models import PromisedDate
from tilth_site.scheduling.queries import QUEUE, in_force, proposals
from tilth_site.scheduling.tables import BOARDS, proposal_row

__all__ = ["router"]

router = takes(Router(tags=["schedules"]), JSON)

_LISTED = 100


@router.get("/{foundry_id}", response=ScheduleOut, auth=READ, operation_id="getSchedule")
def get_schedule(request: Asked, foundry_id: FoundryPath) -> ScheduleOut:
    """The schedule that the foundry follows: all of it for its staff, to a customer his own operations."""
    tenants = _tenants(request.auth, foundry_id)
    row = in_force(foundry_id)
    if row is None:
        return ScheduleOut(foundry=foundry_id, proposal=None, begins=None, operations=[], promises=[])
    found = problem_in(row.problem)
    shown = seen(found, schedule_in(row.schedule), tenants)
    own = DesignRequest.objects.visible_to(request.auth).filter(provider_id=foundry_id)
    promises = PromisedDate.objects.filter(foundry=foundry_id, request__in=own.values("id")).order_by("half", "id")
    return schedule_out(row, found, shown, list(promises))


@router.get("/{foundry_id}/proposals", response=ProposalPage, auth=READ, operation_id="listProposals")
def list_proposals(request: Asked, foundry_id: FoundryPath) -> ProposalPage:
    """What was proposed at the foundry, the newest first; for its staff."""
    if not (request.auth.system or foundry_id in request.auth.organisations):
        raise Http404
    rows = proposals(request.auth, foundry_id)[:_LISTED]
    return ProposalPage(items=[proposal_out(row) for row in rows], next=None)


@router.post("/{foundry_id}/plan", response=JobOut, auth=WRITE, operation_id="planQueue")
def plan_queue(request: Asked, foundry_id: FoundryPath, body: PlanQueueIn) -> HttpResponse:
    """Have the queue planned; the job proposes a schedule when it is done."""
    job = ask_for_plan(request.auth, foundry_id, PlanQueue(foundry_id, body.seconds, body.seed))
    return refusal(request, job) if isinstance(job, Refused) else answer(job_out(job))


@router.post(
    "/{foundry_id}/proposals/{proposal_id}/adopt",
    response=ScheduleWritten, auth=WRITE, operation_id="adoptSchedule",
)  # fmt: skip
def adopt_schedule(request: Asked, foundry_id: FoundryPath, proposal_id: ProposalPath) -> HttpResponse:
    """Follow the proposal from now on, with the dates it promises."""

    def show(entries: tuple[Entry, ...]) -> ScheduleWritten:
        board = present(fold(BOARDS, entries_until(entries[-1])))
        number, one = next(found for found in enumerate(board.proposals, 1) if found[1].id == proposal_id)
        return ScheduleWritten(
            entries=entries_out(entries), proposal=proposal_out(proposal_row(board, one, number))
        )

    return written(request, once(request, lambda call: adopt(call, foundry_id, proposal_id)), show)


def _tenants(actor: Actor, foundry: str) -> frozenset[str] | None:
    """The customers as which ``actor`` has work in the foundry's queue; None for its staff. Raises Http404 for
    everybody else.
    """
    if actor.system or foundry in actor.organisations:
        return None
    rows = DesignRequest.objects.visible_to(actor).filter(provider_id=foundry, state__in=QUEUE)
    owners = frozenset(rows.values_list("owner", flat=True)) & actor.organisations
    if not owners:
        raise Http404
    return owners
