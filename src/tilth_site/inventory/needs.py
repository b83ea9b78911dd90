"""What the queue needs out of stock, and what of it is missing.

Runs that are planned know exactly what they take; the app of runs registers a source for them. A request without a
planned run takes what the routine takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils import timezone

from tilth.foundry.build.adoption.routine import routine_demands
from tilth.foundry.build.inventory.stock import Demand, Queue, what_is_missing
from tilth.foundry.build.volume import format_volume
from tilth.foundry.request import State
from tilth_site.foundry.beside import Lack
from tilth_site.foundry.models import DesignRequest
from tilth_site.inventory.models import Lot, Material

__all__ = ["lacking", "queue_needs", "register_needs"]

Needs = Callable[[Iterable[str]], Mapping[str, tuple[Demand, ...]]]

_NEEDS: list[Needs] = []

_QUEUE = (State.QUEUED.value, State.IN_PROGRESS.value)


def register_needs(source: Needs) -> None:
    """Ask ``source`` what requests (by id) with planned runs take out of stock."""
    if source not in _NEEDS:
        _NEEDS.append(source)


def queue_needs(foundry: str) -> Queue:
    """How the queue of ``foundry`` is served out of its stock, in the order of due dates. Three queries, and what
    the sources make.
    """
    rows = list(
        DesignRequest.objects.filter(provider_id=foundry, state__in=_QUEUE)
        .order_by("latest", "pk")
        .values_list("id", "constructs")
    )
    planned = {id: found for source in _NEEDS for id, found in source(id for id, _ in rows).items()}
    demands = [
        demand
        for id, constructs in rows
        for demand in (planned[id] if id in planned else routine_demands(id, constructs or 1))
    ]
    materials = [row.kept() for row in Material.objects.filter(foundry=foundry, dropped=False)]
    asked = {one.liquid for one in demands} | {one.liquid for one in materials}
    rows_of = Lot.objects.filter(foundry=foundry, withdrawn="", left__gt=0, liquid__in=asked)
    lots = [row.stock() for row in rows_of]
    return what_is_missing(demands, lots, materials, timezone.localdate())


def lacking(foundry: str, requests: Iterable[str]) -> Mapping[str, tuple[Lack, ...]]:
    """What is missing for each of ``requests``, for the queue board."""
    asked = set(requests)
    found: dict[str, tuple[Lack, ...]] = {}
    for need in queue_needs(foundry).needs if asked else ():
        if need.missing and need.request in asked:
            lack = Lack(need.liquid, format_volume(need.missing))
            found[need.request] = (*found.get(need.request, ()), lack)
    return found
