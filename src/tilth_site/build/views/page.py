"""The page of a run: where it stands, what comes next, its steps, plates and files, and what happened to it.

Whoever works at the foundry sees all of it. The customer of a request that the run builds sees his own constructs
and wells and which steps were done, and nothing that tells of anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.build.run import Run, State, commands, possible
from tilth.foundry.build.run.steps import Standing, roots, standing
from tilth_site.accounts.permissions import Actor
from tilth_site.build.actions import ACTIONS
from tilth_site.build.history import detail, happened
from tilth_site.build.plans import stands_of
from tilth_site.build.presentation import files, pieces_of, plate_figure, step_rows, titles
from tilth_site.build.tables import RUNS
from tilth_site.build.views.access import Found, actor, found, room_crumb
from tilth_site.build.wells import bench_of
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import party_names
from tilth_site.jobs.models import JobState
from tilth_site.jobs.queries import latest
from tilth_site.pages.names import names_of

__all__ = ["run_page"]


@never_cache
@login_required
@require_safe
def run_page(http: HttpRequest, id: str) -> HttpResponse:
    """The page; ``?piece=`` is the labware that is drawn."""
    # A plan is recorded before the job that compiled it is done: read in this order, none is missed.
    job = _job(actor(http), id)
    one = found(http, id)
    return _staff_page(http, one, job) if one.staff else _customer_page(http, one)


def _staff_page(http: HttpRequest, one: Found, job: Mapping[str, object]) -> HttpResponse:
    run = one.run
    named = titles(run, one.operations)
    requests = DesignRequest.objects.in_bulk([each.id for each in run.requests])
    names = party_names([each.owner for each in run.requests])
    given = {
        "run": run,
        "crumbs": [room_crumb()],
        "requests": [(each, requests.get(each.id), names.get(each.owner, each.owner)) for each in run.requests],
        "steps": step_rows(run, one.operations),
        "files": files(run),
        "deeds": _deeds(one),
        "history": [(each, happened(each), detail(each, named)) for each in reversed(one.moments)],
        "people": _people(one),
        "may_confirm": one.may(ACTIONS[commands.Confirm]) and run.state is State.RUNNING,
        "may_report": one.may(ACTIONS[commands.TakeReport]) and run.state is State.RUNNING,
        **job,
        **_plates(http, run, None),
    }
    return render(http, "build/run.html", given)


def _customer_page(http: HttpRequest, one: Found) -> HttpResponse:
    """The run as the customer sees it; it is called by his own requests, because its title may be another's."""
    run = one.run
    rows = list(DesignRequest.objects.in_bulk(list(one.requests)).values())
    title = gettext(", ").join(sorted(row.title for row in rows)) or gettext("Run")
    crumbs = [(gettext("Requests"), reverse("foundry:requests"))]
    if len(rows) == 1:
        crumbs.append((rows[0].title, reverse("foundry:request", args=[rows[0].id])))
    beside = roots(run)
    given = {
        "run": run,
        "title": title,
        "crumbs": crumbs,
        "steps": [step for step in step_rows(run, one.operations) if step.id not in beside],
        "requests": rows,
        "delivered": [each for each in run.delivered if each.request in one.requests],
        **_plates(http, run, one.requests),
    }
    return render(http, "build/run_of_customer.html", given)


def _plates(http: HttpRequest, run: Run, requests: frozenset[str] | None) -> Mapping[str, object]:
    """One piece of labware, drawn, and the way to the others."""
    if run.planned is None:
        return {}
    plan = stands_of(run).plan
    pieces = pieces_of(plan, requests)
    if not pieces:
        return {}
    chosen = http.GET.get("piece", "")
    piece = next((each for each in pieces if each.id == chosen), pieces[0])
    # A run on very many plates is gone through by name.
    links = [(each.id, f"?piece={each.id}#plates", each is piece) for each in pieces]
    return {
        "pieces": links if 1 < len(links) <= _TABS else (),
        "piece_names": links if len(links) > _TABS else (),
        "plate": plate_figure(piece, plan, bench_of(run), requests),
    }


_TABS = 12


def _deeds(one: Found) -> list[dict[str, object]]:
    """The buttons: what the state takes, by whoever may. One at most stands out."""
    run = one.run
    takes = possible(run.state)
    done = run.state is State.RUNNING and all(
        step.standing is Standing.DONE for step in standing(run, one.operations)
    )
    offered = (
        (commands.Start, gettext("Start the run"), "build:start", "primary"),
        (commands.Complete, gettext("Complete the run"), "build:complete", "primary" if done else "hidden"),
        (commands.Revise, gettext("Plan anew"), "build:revise", ""),
        (commands.Abort, gettext("Abort the run"), "build:abort", "danger"),
    )
    return [
        {"label": label, "url": reverse(address, args=[run.id]), "weight": weight}
        for command, label, address, weight in offered
        if command.NAME in takes and weight != "hidden" and one.may(ACTIONS[command])
    ]


def _job(who: Actor, id: str) -> Mapping[str, object]:
    """The job that compiles the plan, as long as it is worth showing."""
    job = latest(who, RUNS.name(id))
    if job is None or job.state == JobState.DONE:
        return {"job": None}
    return {"job": job, "note": gettext(job.note) if job.note else ""}


def _people(one: Found) -> dict[str, str]:
    """The names of everyone in the history; a part of Tilth is called what it is."""
    parts = {"worker": gettext("Tilth’s worker"), "operator": gettext("the operator")}
    return {**parts, **names_of(moment.entry.actor for moment in one.moments)}
