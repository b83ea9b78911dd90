"""What planned runs will take out of the stock, request by request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tilth.foundry.build.inventory.sharing import needs_by_request
from tilth.foundry.build.inventory.stock import Demand
from tilth.foundry.build.run import State
from tilth.foundry.build.stocking import FROM_THE_TAP
from tilth_site.build.models import BuildRun, RunOfRequest
from tilth_site.build.plans import plan_of
from tilth_site.build.tables import RUNS
from tilth_site.journal.streams import load

__all__ = ["needs_of"]

_BEGUN = (State.RUNNING.value, State.COMPLETE.value)


def needs_of(requests: Iterable[str]) -> Mapping[str, tuple[Demand, ...]]:
    """What the planned runs of ``requests`` will take; nothing for those at the bench, which have taken it. What a
    run of several takes is divided among those of them that are asked about.
    """
    runs: dict[str, list[str]] = {}
    for row in RunOfRequest.objects.filter(request__in=list(requests)).order_by("id"):
        runs.setdefault(row.run, []).append(row.request)
    states = dict(BuildRun.objects.filter(id__in=runs).values_list("id", "state"))
    found: dict[str, tuple[Demand, ...]] = {}
    for id, members in runs.items():
        run = load(RUNS, id)
        if run is None or run.planned is None or states[id] == State.ABORTED.value:
            continue
        found |= {member: found.get(member, ()) for member in members}
        if states[id] in _BEGUN:
            continue
        for one in needs_by_request(plan_of(run.planned.plan), members):
            if one.liquid not in FROM_THE_TAP:
                found[one.request] = (*found[one.request], one)
    return found
