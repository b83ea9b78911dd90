"""What each request takes out of stock where one run builds several of them.

What ends in the product of a request, or in a well that was made from it, is the request's. What goes into a mix
is shared as the mix is drawn from, and what is left of a filling as what was drawn of it; so are dead volumes.
What nobody's product needs (a control, a filling that is not drawn from, the product of a request that is not
asked about) is shared by the numbers of products. Volumes are whole pL and add up to what the run takes, exactly:
the few pL that cannot be divided go where the largest remainders are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.inventory.stock import Demand
from tilth.foundry.build.transfer import Place, Transfer

__all__ = ["apportioned", "needs_by_request"]

_Weights = Mapping[str, int]


def needs_by_request(plan: BuildPlan, requests: Sequence[str]) -> tuple[Demand, ...]:
    """What ``plan`` takes out of stock for each of ``requests``, in their order, and for each in order of mention;
    their sum is what :func:`~.stock.needs` says of the plan. O(transfers x requests).
    """
    common = _by_products(plan.products, requests)
    if not common:
        return ()
    moves = plan.transfers.transfers
    ends = _ends(plan.products, moves, common)
    drawn = _drawn(moves, ends, common)
    volumes: dict[str, dict[str, int]] = {request: {} for request in requests}
    for one in plan.transfers.fillings:
        weights = ends.get(one.place) or drawn.get(one.place) or common
        for request, volume in apportioned(one.volume, weights).items():
            if volume:
                volumes[request][one.liquid] = volumes[request].get(one.liquid, 0) + volume
    return tuple(
        Demand(request, liquid, volume) for request, of in volumes.items() for liquid, volume in of.items()
    )


def apportioned(volume: int, weights: _Weights) -> dict[str, int]:
    """``volume`` divided by ``weights``, of which one at least is above 0, by Hamilton's method: the whole part of
    each share, and the few that are left one each to the largest remainders, among equals to the first.
    """
    total = sum(weights.values())
    found = {name: volume * weight // total for name, weight in weights.items()}
    left = volume - sum(found.values())
    by_remainder = sorted(weights, key=lambda name: -(volume * weights[name] % total))
    for name in by_remainder[:left]:
        found[name] += 1
    return found


def _by_products(products: Iterable[Product], requests: Iterable[str]) -> dict[str, int]:
    """How many products each of ``requests`` has; one each where none has any."""
    found = dict.fromkeys(requests, 0)
    for one in products:
        if one.request in found and not one.control:
            found[one.request] += 1
    return found if any(found.values()) else dict.fromkeys(found, 1)


def _ends(products: Iterable[Product], moves: Iterable[Transfer], common: _Weights) -> Mapping[Place, _Weights]:
    """For whom each well is that holds a product, or something made from one."""
    found: dict[Place, dict[str, int]] = {}
    for one in products:
        found[one.place] = {one.request: 1} if one.request in common and not one.control else dict(common)
    made = frozenset(found)
    for move in moves:
        if move.source in found and move.target not in made:
            _add(found, move.target, apportioned(move.volume, found[move.source]))
    return found


def _drawn(
    moves: Sequence[Transfer], ends: Mapping[Place, _Weights], common: _Weights
) -> Mapping[Place, _Weights]:
    """The pL that are drawn from each well for each request. From the last transfer back, because what a mix is
    for is known from what is drawn from it later.
    """
    found: dict[Place, dict[str, int]] = {}
    for move in reversed(moves):
        weights = ends.get(move.target) or found.get(move.target) or common
        _add(found, move.source, apportioned(move.volume, weights))
    return found


def _add(found: dict[Place, dict[str, int]], place: Place, volumes: _Weights) -> None:
    there = found.setdefault(place, {})
    for request, volume in volumes.items():
        if volume:
            there[request] = there.get(request, 0) + volume
