"""What runs tell the stock: who saw which lot."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

from tilth.foundry.build.ledger.recall import Run as Traced
from tilth.foundry.build.run.amending import as_moved
from tilth.foundry.build.run.telling import told_of
from tilth.foundry.build.transfer import Place, TransferPlan
from tilth_site.build.models import BuildRun
from tilth_site.build.plans import Known, known, stands_of
from tilth_site.build.results import lines_of
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
        runs.append(Traced(run.id, _moved(known(run))))
        tenants = {one.id: one.owner for one in run.requests}
        for product in stands_of(run).plan.products:
            clone = f"{run.id}:{product.name}"
            clones.setdefault(product.place, []).append(clone)
            owners[clone] = (tenants[product.request],) if product.request in tenants else ()
            named[clone] = Named(product.name, url)
    return Ledger(runs, clones, owners, named)


@lru_cache(maxsize=64)
def _moved(known: Known) -> TransferPlan:
    """What was moved in the run, in the order in which its steps were confirmed, those of a redo among them."""
    run = known.run
    return as_moved(stands_of(run), told_of(run, lines_of(run)), run.confirmed)
