"""What planned runs will take out of the stock, request by request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tilth.foundry.build.inventory.stock import Demand, needs
from tilth.foundry.build.run import State
from tilth.foundry.build.stocking import FROM_THE_TAP
from tilth_site.build.models import BuildRun, RunOfRequest
from tilth_site.build.plans import plan_of
from tilth_site.build.tables import RUNS
from tilth_site.journal.streams import load

__all__ = ["needs_of"]

_BEGUN = (State.RUNNING.value, State.COMPLETE.value)


def needs_of(requests: Iterable[str]) -> Mapping[str, tuple[Demand, ...]]:
    """What the planned runs of ``requests`` will take; nothing for those at the bench, which have taken it. A run
    of several requests counts for the first of them.
    """
    found: dict[str, tuple[Demand, ...]] = {}
    rows = RunOfRequest.objects.filter(request__in=list(requests)).order_by("id")
    states = dict(BuildRun.objects.filter(id__in=[row.run for row in rows]).values_list("id", "state"))
    seen: set[str] = set()
    for row in rows:
        run = load(RUNS, row.run)
        if run is None or run.planned is None or states[row.run] == State.ABORTED.value:
            continue
        taken = states[row.run] in _BEGUN or row.run in seen
        demands = () if taken else needs(row.request, plan_of(run.planned.plan).transfers)
        found[row.request] = tuple(one for one in demands if one.liquid not in FROM_THE_TAP)
        seen.add(row.run)
    return found
