"""Plans: reading them, adopting one and revising it. A plan is public, so whoever may call may read it."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from tilth.kernel.ids import new_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth.plan.rules import FollowedPlan
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import PlanPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.plan import (
    AdoptPlanIn,
    PlanOut,
    PlanPage,
    PlanWritten,
    RevisePlanIn,
    plan_summary,
)
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import entries_of, fold
from tilth_site.plan.actions import adopt, revise
from tilth_site.plan.models import Plan
from tilth_site.plan.tables import PLANS

__all__ = ["router"]

router = takes(Router(tags=["plans"]), JSON)


@router.get("", response=PlanPage, auth=READ, operation_id="listPlans")
def list_plans(request: Asked, cursor: Cursor = "", limit: Limit = USUAL) -> PlanPage | HttpResponse:
    """The plans that are followed, the newest first."""
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = Plan.objects.filter(pk__lt=after) if after else Plan.objects.all()
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.id)
    return PlanPage(items=[plan_summary(row) for row in page], next=following)


@router.post("", response={201: PlanWritten}, auth=WRITE, operation_id="adoptPlan")
def adopt_plan(request: Asked, body: AdoptPlanIn) -> HttpResponse:
    """Follow a plan from now on."""

    def act(call: Call) -> Outcome:
        return adopt(call, new_id("pln", call.at), body.plan.plan())

    return written(request, once(request, act), _show, status=201)


@router.get("/{plan_id}", response={200: PlanOut, 304: None}, auth=READ, operation_id="getPlan")
def get_plan(request: Asked, plan_id: PlanPath) -> HttpResponse:
    """The whole plan: its indicators, what each counts by which rule, and what is to be reached by when."""
    entries = entries_of(PLANS.name(plan_id))
    shown = PlanOut(plan=_state(entries), last_seq=entries[-1].seq if entries else 0)
    return found(request, shown, shown.last_seq)


@router.post("/{plan_id}/revise", response=PlanWritten, auth=WRITE, operation_id="revisePlan")
def revise_plan(request: Asked, plan_id: PlanPath, body: RevisePlanIn) -> HttpResponse:
    """Let the plan say this from now on. What an old number means is not changed by it: an indicator stays, and so
    does every version of its definition.
    """
    present(Plan.objects.filter(pk=plan_id).first())
    plan = body.plan.plan()
    return written(request, once(request, lambda call: revise(call, plan_id, plan, body.reason)), _show)


def _show(entries: tuple[Entry, ...]) -> PlanWritten:
    return PlanWritten(entries=entries_out(entries), plan=_state(entries_until(entries[-1])))


def _state(entries: list[Entry]) -> FollowedPlan:
    return present(fold(PLANS, entries))
