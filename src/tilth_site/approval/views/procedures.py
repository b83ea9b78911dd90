"""The procedures: what each asks for, its steps as a graph, its limits with their sources."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from tilth.approval import Procedure, Step, shipped, the_procedure
from tilth.approval.model import Lane, Stop
from tilth.kernel.errors import MissingError
from tilth_site.approval.graph import graph
from tilth_site.approval.labels import CALENDARS, EXPIRY, INTERESTS, PARTIES, ROLLS, STARTS, ZEROS
from tilth_site.approval.naming import (
    body_name,
    jurisdiction,
    kind_name,
    lane_title,
    procedure_title,
    role_words,
    step_title,
)
from tilth_site.approval.presentation import Badge, source_words
from tilth_site.approval.queries import applicants_for, offered
from tilth_site.approval.wording import amount, joined, said
from tilth_site.foundry.views.access import actor

__all__ = ["card", "procedure_page", "procedures"]


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure in short. ``verified`` of its ``limits`` were read in a published text."""

    procedure: Procedure
    title: str
    jurisdiction: str
    note: str
    verified: int
    limits: int
    steps: tuple[str, ...]


def card(procedure: Procedure) -> Card:
    """The procedure in short."""
    sources = procedure.sources
    return Card(
        procedure,
        procedure_title(procedure),
        jurisdiction(procedure.jurisdiction),
        said(" ".join(procedure.note.split())),
        sum(source.verified for source in sources),
        len(sources),
        tuple(step_title(step) for step in procedure.steps),
    )


@dataclass(frozen=True, slots=True)
class LaneLines:
    """A lane of a step in words: its limit, how it is counted, its stops, who may take it, where it stands."""

    title: str
    limit: str
    counted: tuple[str, ...]
    follows: str
    stops: tuple[str, ...]
    clauses: tuple[str, ...]
    open: str
    source: str
    url: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class StepLines:
    """A step of a procedure in words."""

    step: Step
    title: str
    authority: str
    needs: tuple[str, ...]
    evidence: tuple[tuple[str, int, str, tuple[str, ...]], ...]
    decides: str
    excluded: str
    recognises: str
    lanes: tuple[LaneLines, ...]


@login_required
@require_safe
def procedures(http: HttpRequest) -> HttpResponse:
    """Every procedure that is in force, as a card."""
    given = {
        "crumbs": [(pgettext("room", "Approval"), reverse("approval:cases"))],
        "cards": [card(one) for one in offered(timezone.localdate())],
        "may_open": bool(applicants_for(actor(http))),
    }
    return render(http, "approval/procedures.html", given)


@login_required
@require_safe
def procedure_page(http: HttpRequest, id: str, version: int) -> HttpResponse:
    """One version of a procedure, whole."""
    try:
        procedure = the_procedure(id, version)
    except MissingError as error:
        raise Http404 from error
    given = {
        "crumbs": [
            (pgettext("room", "Approval"), reverse("approval:cases")),
            (gettext("Procedures"), reverse("approval:procedures")),
        ],
        "card": card(procedure),
        "procedure": procedure,
        "graph": graph(procedure),
        "steps": [_lines(procedure, step) for step in procedure.steps],
        "versions": [one for one in shipped() if one.id == id and one.version != version],
        "may_open": procedure in offered(timezone.localdate()) and bool(applicants_for(actor(http))),
    }
    return render(http, "approval/procedure.html", given)


def _lines(procedure: Procedure, step: Step) -> StepLines:
    before = (procedure.step(need) for need in step.needs)
    return StepLines(
        step=step,
        title=step_title(step),
        authority=said(step.authority),
        needs=tuple(step_title(one) for one in before if one),
        evidence=tuple(
            (kind_name(one.kind), one.count, said(one.rule), tuple(said(clause.says) for clause in one.where))
            for one in step.evidence
        ),
        decides=_decides(step),
        excluded=joined([str(INTERESTS.get(kind, kind)) for kind in step.conflict_of_interest]),
        recognises=joined([body_name(body) for body in step.recognises]),
        lanes=tuple(_lane(lane) for lane in step.every_lane),
    )


def _decides(step: Step) -> str:
    if not step.quorum:
        return gettext("%(authority)s decides on paper; the decision is recorded here.") % {
            "authority": said(step.authority)
        }
    roles = joined([role_words(role) for role in step.roles])
    return gettext("%(roles)s: %(quorum)d equal votes decide.") % {"roles": roles, "quorum": step.quorum}


def _lane(lane: Lane) -> LaneLines:
    source, badge = source_words(lane.source)
    clock = lane.clock
    counted: list[str] = []
    if clock:
        counted.append(gettext("Starts %(when)s.") % {"when": STARTS[clock.start_event]})
        counted.append(str(ZEROS[clock.day0]))
        if clock.calendar:
            counted.append(
                gettext("Counted by %(calendar)s.") % {"calendar": CALENDARS.get(clock.calendar, clock.calendar)}
            )
        counted.append(str(ROLLS[clock.roll]))
    return LaneLines(
        title=lane_title(lane),
        limit=amount(clock.limit, clock.unit) if clock else gettext("no limit"),
        counted=tuple(counted),
        follows=str(EXPIRY[clock.on_expiry]) if clock else "",
        stops=tuple(_stop(stop) for stop in lane.stops),
        clauses=tuple(said(clause.says) for clause in lane.eligibility),
        open=_open(lane),
        source=source,
        url=lane.source.url if lane.source else "",
        badge=badge,
    )


def _open(lane: Lane) -> str:
    if not lane.opens and not lane.closes:
        return ""
    if lane.closes is None:
        return gettext("Open from %(opens)s.") % {"opens": lane.opens}
    return gettext("Open from %(opens)s to %(closes)s.") % {"opens": lane.opens or "…", "closes": lane.closes}


def _stop(stop: Stop) -> str:
    words = gettext("%(reason)s: the time of %(party)s is not counted") % {
        "reason": said(stop.reason),
        "party": PARTIES[stop.party],
    }
    more = []
    if stop.cap:
        more.append(gettext("at most %(time)s") % {"time": amount(stop.cap.limit, stop.cap.unit)})
    if stop.restarts:
        more.append(gettext("afterwards the whole limit runs anew"))
    if stop.extends[0]:
        more.append(
            gettext("and the limit grows by %(part)s, once") % {"part": f"{stop.extends[0]}/{stop.extends[1]}"}
        )
    return joined([words, *more])
