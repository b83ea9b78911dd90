"""The reads of runs, each through what the actor may see.

The list is seen from one foundry at a time, so that each page of it is one walk along one index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import Run, State
from tilth.foundry.build.run.steps import run_steps
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.build.actions import BUILDABLE
from tilth_site.build.models import BuildRun, RunOfRequest
from tilth_site.build.plans import operations_of
from tilth_site.build.tables import RUNS
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import foundries
from tilth_site.journal.streams import load
from tilth_site.pages.paging import Page, page_of

__all__ = [
    "LIVE",
    "PAGE",
    "buildable",
    "foundries_of",
    "operations_of_requests",
    "run_row",
    "runs_of_request",
    "runs_page",
]

PAGE = 25
"""Rows of a page."""

LIVE = "live"
"""The choice, beside the states, of the runs that have not ended."""


def foundries_of(actor: Actor) -> list[tuple[str, str]]:
    """Id and name of every foundry in which the actor has a role."""
    return [(id, name) for id, name in foundries() if actor.system or id in actor.organisations]


def runs_page(
    actor: Actor, provider: str, choice: str = "", *, before: int | None = None, after: int | None = None
) -> Page[BuildRun]:
    """The runs of the foundry ``provider``, at most :data:`PAGE`: those last changed before the entry numbered
    ``before``, or after ``after``, or the newest. ``choice`` is a state's value, :data:`LIVE` or empty (all).
    """
    rows = BuildRun.objects.filter(provider=provider)
    if not actor.system and provider not in actor.organisations:
        rows = rows.none()
    if choice == LIVE:
        rows = rows.filter(live=True)
    elif choice:
        rows = rows.filter(state=State(choice).value)
    return page_of(rows, PAGE, before=before, after=after)


def run_row(actor: Actor, id: str) -> BuildRun | None:
    """The run's row, None where there is none that ``actor`` may know of. One query either way."""
    return BuildRun.objects.visible_to(actor).filter(pk=id).first()


def runs_of_request(request: str) -> list[BuildRun]:
    """The runs that build, or built, a request which the reader has seen, newest first."""
    ids = RunOfRequest.objects.filter(request=request).order_by("-last_seq").values_list("run", flat=True)[:PAGE]
    rows = BuildRun.objects.in_bulk(list(ids))
    return [rows[id] for id in ids if id in rows]


def operations_of_requests(requests: Iterable[str]) -> Mapping[str, tuple[UnitOperation, ...]]:
    """The unit operations that are left to do for each of ``requests`` with a planned run that has not ended."""
    rows = RunOfRequest.objects.filter(request__in=tuple(requests), live=True).values_list("request", "run")
    found: dict[str, tuple[UnitOperation, ...]] = {}
    for request, id in rows:
        run = load(RUNS, id)
        operations = _left(run) if run else ()
        if operations:
            found[request] = operations
    return found


def _left(run: Run) -> tuple[UnitOperation, ...]:
    """The operations of ``run`` that are not done, without their waits for what is."""
    done = set(run.confirmed)
    return tuple(
        replace(
            one,
            after=tuple(id for id in one.after if id not in done),
            within=tuple(wait for wait in one.within if wait.after not in done),
        )
        for one in run_steps(run, operations_of(run))
        if one.id not in done
    )


def buildable(actor: Actor, provider: str) -> list[DesignRequest]:
    """The requests of the foundry for which a run can be opened, those that wait longest first. Empty for whoever
    may open none.
    """
    if permitted(actor, "foundry.run.open", Sides(provider=provider)) is not None:
        return []
    states = [state.value for state in BUILDABLE]
    busy = RunOfRequest.objects.filter(live=True).values("request")
    rows = DesignRequest.objects.filter(provider_id=provider, state__in=states, constructs__gt=0)
    return list(rows.exclude(pk__in=busy).order_by("last_seq")[:200])
