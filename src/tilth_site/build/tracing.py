"""What runs tell the stock: who saw which lot."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.urls import reverse

from tilth.foundry.build.ledger.recall import Run as Traced
from tilth.foundry.build.run import Run
from tilth.foundry.build.transfer import Place, TransferPlan
from tilth_site.build.models import BuildRun
from tilth_site.build.plans import plan_of
from tilth_site.build.results import result_of
from tilth_site.build.tables import RUNS
from tilth_site.inventory.tracing import Ledger, Named
from tilth_site.journal.streams import load

__all__ = ["ledger_of"]


def ledger_of(foundry: str) -> Ledger:
    """Every run of ``foundry`` in which something was done, as it went. O(transfers); plans are read once."""
    runs: list[Traced] = []
    clones: dict[Place, list[str]] = {}
    owners: dict[str, tuple[str, ...]] = {}
    named: dict[str, Named] = {}
    for id in (
        BuildRun.objects.filter(provider=foundry, confirmed__gt=0).order_by("id").values_list("id", flat=True)
    ):
        run = load(RUNS, id)
        if run is None or run.planned is None:
            continue
        url = reverse("build:run", args=[run.id])
        named[run.id] = Named(run.title, url)
        runs += [Traced(run.id, plan) for plan in _moved(run)]
        tenants = {one.id: one.owner for one in run.requests}
        for product in plan_of(run.planned.plan).products:
            clone = f"{run.id}:{product.name}"
            clones.setdefault(product.place, []).append(clone)
            owners[clone] = (tenants[product.request],) if product.request in tenants else ()
            named[clone] = Named(product.name, url)
    return Ledger(runs, clones, owners, named)


def _moved(run: Run) -> tuple[TransferPlan, ...]:
    """What was moved in ``run``: by its plan, and by each step that made something good."""
    assert run.planned is not None, "a run in which something was done has a plan"
    again = {redo.step: redo for redo in run.redos}
    came = {
        step: tuple(one.reconciliation for one in run.reports if (one.step if one.step in again else "") == step)
        for step in ("", *again)
    }
    done = frozenset(run.confirmed)
    plans = [_plan(run.planned.plan, came[""], done)]
    plans += [_plan(redo.plan, came[step], None) for step, redo in again.items() if step in done]
    return tuple(plans)


@lru_cache(maxsize=64)
def _plan(plan: str, results: tuple[str, ...], done: frozenset[str] | None) -> TransferPlan:
    """The transfers of ``plan`` in the steps ``done`` (None: all), with the volumes that ``results`` say."""
    asked = plan_of(plan).transfers
    actual = {line.index: line.moved for result in results for line in result_of(result).lines}
    return replace(
        asked,
        transfers=tuple(
            replace(one, volume=volume)
            for index, one in enumerate(asked.transfers)
            if (done is None or one.step in done) and (volume := actual.get(index, one.volume))
        ),
    )
