"""Figures of a plan as they stand today, and the units behind a figure, of today or of a published report.

What is undecided moves the figures of today, so they are for those who may see every row: everybody with a role in
the organisation that operates the site. What was published is for all, as far as the evidence is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query
from pydantic import BeforeValidator, Field

from tilth.kernel.refusal import Refused
from tilth.plan.measure import measure
from tilth.plan.model import Plan
from tilth.plan.rules import objection_to_day
from tilth.plan.trace import Unit, units
from tilth_site.accounts.permissions import Actor
from tilth_site.api.auth import READ, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_day, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import Day, Flag, IndicatorPath, PlanPath, ReportPath, read_number
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.report import LiveReport, ReportSaid, UnitPage
from tilth_site.parties.actors import operator_id
from tilth_site.plan.ledgers import ledger_now
from tilth_site.plan.models import EvidenceRow
from tilth_site.plan.models import Plan as PlanRow
from tilth_site.plan.opening import opened
from tilth_site.plan.queries import kept_report, report_row

__all__ = ["report_router", "router"]

router = Router(tags=["plans"], auth=READ)
report_router = Router(tags=["reports"], auth=READ)

AsOf = Annotated[
    Day | None, Query(description="By the end of which day; by the end of today, where it is left out.")
]
Version = Annotated[
    Annotated[int, Field(ge=1, le=100_000), BeforeValidator(read_number)] | None,
    Query(description="A version of the definition; the latest adopted, where it is left out."),
]
Forecasts = Annotated[Flag, Query(True, description="Whether to forecast, which takes longer than all the rest.")]


@router.get("/{plan_id}/figures", response=LiveReport, operation_id="getLiveFigures")
def get_live_figures(
    request: Asked,
    plan_id: PlanPath,
    as_of: AsOf = None,
    definition: Version = None,
    forecasts: Forecasts = True,
) -> LiveReport | HttpResponse:
    """The report as it would be published today, with what stands in the way of publishing it. An indicator that
    has no such version of its definition keeps its latest.
    """
    # The engine's forecasts load scipy, which no other call needs.
    from tilth.plan.report import report

    plan, today = _followed(request.auth, plan_id), timezone.localdate()
    day = as_of or today
    refused = objection_to_day(plan, day, today, today)
    if refused:
        return refusal(request, refused)
    made = report(plan, ledger_now(plan_id), day, known_by=today, definitions=definition, forecasts=forecasts)
    return LiveReport(blocked=made.blocked, report=ReportSaid.model_validate(made))


@router.get("/{plan_id}/figures/{indicator}/units", response=UnitPage, operation_id="listLiveUnits")
def list_live_units(
    request: Asked,
    plan_id: PlanPath,
    indicator: IndicatorPath,
    as_of: AsOf = None,
    definition: Version = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> UnitPage | HttpResponse:
    """What a count, or the whole of a counted ratio, counts today: units that are certain, and those that pending
    evidence would add.
    """
    plan, today = _followed(request.auth, plan_id), timezone.localdate()
    chosen, day = present(plan.indicator(indicator)), as_of or today
    refused = objection_to_day(plan, day, today, today)
    if refused:
        return refusal(request, refused)
    if definition is not None:
        present(chosen.definition(definition))
    measured = measure(chosen, ledger_now(plan_id), day, today, definition)
    counted = measured.count or (measured.share.whole if measured.share else None)
    return _page(request, units(counted) if counted else (), cursor, limit)


@report_router.get("/{report_id}/figures/{indicator}/units", response=UnitPage, operation_id="listPublishedUnits")
def list_published_units(
    request: Asked, report_id: ReportPath, indicator: IndicatorPath, cursor: Cursor = "", limit: Limit = USUAL
) -> UnitPage | HttpResponse:
    """What a published count, or the whole of a counted ratio, counted."""
    row = present(report_row(report_id))
    present(kept_report(row).figure(indicator))
    return _page(request, opened(row, indicator).units, cursor, limit)


def _followed(actor: Actor, plan_id: str) -> Plan:
    """The plan, for those who may see all of its evidence. Raises Http404."""
    if not _sees_all(actor):
        raise Http404
    return present(PlanRow.objects.filter(pk=plan_id).first()).plan


def _sees_all(actor: Actor) -> bool:
    return actor.system or operator_id() in actor.organisations


def _page(request: Asked, found: Sequence[Unit], cursor: str, limit: int) -> UnitPage | HttpResponse:
    """The page of ``found``, oldest first, behind ``cursor``, with the rows that the caller may read. What is not
    certain rests on rows that wait, so who may not see these does not see it.
    """
    after = after_day(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    every = _sees_all(request.auth)
    rest = [unit for unit in found if (every or unit.certain) and (after is None or _key(unit) > after)]
    page, following = cut(rest[: limit + 1], limit, _key)
    return UnitPage(items=list(page) if every else _readable(request.auth, page), next=following)


def _key(unit: Unit) -> str:
    """The order of :func:`tilth.plan.trace.units`, as a text."""
    return f"{unit.on.isoformat()} {unit.subject}"


def _readable(actor: Actor, page: Sequence[Unit]) -> list[Unit]:
    ids = [id for unit in page for id in unit.rows]
    seen = set(EvidenceRow.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Unit(unit.subject, unit.also, unit.on, unit.certain, tuple(id for id in unit.rows if id in seen))
        for unit in page
    ]
