"""What is in stock, what a request can be promised, and what is missing for the queue.

Lots are used first expiring, first out; a lot without a date comes last. The queue is served in its order: what a
request earlier in it needs is no longer there for a later one, and a request's own reservations are its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tilth.foundry.build.inventory.model import Material, StockLot
from tilth.foundry.build.transfer import TransferPlan
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Reason, Refused

__all__ = [
    "Allocation",
    "Demand",
    "Level",
    "Need",
    "Queue",
    "ToOrder",
    "allocate",
    "levels",
    "needs",
    "what_is_missing",
]


@dataclass(frozen=True, slots=True)
class Level:
    """How much of a liquid there is: ``on_hand`` pL in lots that may be used, of which ``reserved`` are promised
    and ``free`` are not; ``unusable`` pL are in lots that have expired or were withdrawn. ``expires`` is the first
    day on which a usable lot ends. ``reorder`` says whether it is time to order more.
    """

    liquid: str
    on_hand: int
    reserved: int
    unusable: int
    expires: date | None
    reorder: bool

    @property
    def free(self) -> int:
        """What nobody was promised; below 0 where a count found less than that."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Allocation:
    """That ``volume`` pL are to come from a lot."""

    lot: str
    volume: int


@dataclass(frozen=True, slots=True)
class Demand:
    """That a request needs ``volume`` pL of a liquid, what is reserved for it already included."""

    request: str
    liquid: str
    volume: int


@dataclass(frozen=True, slots=True)
class Need:
    """How a demand is met: ``reserved`` pL by the request's own reservations, ``available`` pL more from what is
    free when its turn comes, and ``missing`` pL not at all.
    """

    request: str
    liquid: str
    needed: int
    reserved: int
    available: int
    missing: int


@dataclass(frozen=True, slots=True)
class ToOrder:
    """That ``volume`` pL of a liquid are to be ordered, in whole packs where the material has one: what is
    ``missing`` for the queue and what brings the stock above its reorder point again.
    """

    liquid: str
    missing: int
    volume: int
    supplier: str = ""
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """The ``needs`` of a queue in its order, and what is ``to_order`` for it, by liquid."""

    needs: tuple[Need, ...]
    to_order: tuple[ToOrder, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """The requests for which something is missing, in the order of the queue."""
        return tuple(dict.fromkeys(need.request for need in self.needs if need.missing))


def levels(lots: Iterable[StockLot], materials: Iterable[Material], on: date) -> tuple[Level, ...]:
    """The stock of every liquid that has a lot or is kept in stock, by name, on the day ``on``."""
    of: dict[str, list[StockLot]] = {}
    for lot in lots:
        of.setdefault(lot.liquid, []).append(lot)
    points = {material.liquid: material.reorder_point for material in materials if not material.dropped}
    return tuple(_level(liquid, of.get(liquid, []), points.get(liquid), on) for liquid in sorted({*of, *points}))


def allocate(liquid: str, volume: int, lots: Iterable[StockLot], on: date) -> tuple[Allocation, ...] | Refused:
    """The lots from which ``volume`` pL of ``liquid`` can be reserved, first expiring first, or how much is
    missing. Nothing is reserved yet: each allocation becomes a :class:`~.lots.ReserveLot`.
    """
    left = volume
    found: list[Allocation] = []
    for lot in _first_expiring(lots, liquid, on):
        taken = min(left, lot.free)
        if taken > 0:
            found.append(Allocation(lot.id, taken))
            left -= taken
    if not left:
        return tuple(found)
    return Refused(
        (
            Reason(
                "stock.short",
                "{asked} of {liquid} are needed, and {free} are free; {missing} are missing.",
                "Order {missing} of {liquid}, or release what a request no longer needs.",
                liquid,
                {
                    "liquid": liquid,
                    "asked": format_volume(volume),
                    "free": format_volume(volume - left),
                    "missing": format_volume(left),
                    "missing_pl": left,
                },
            ),
        )
    )


def needs(request: str, plan: TransferPlan) -> tuple[Demand, ...]:
    """What ``plan`` takes out of stock for ``request``: its fillings summed by liquid, in order of mention."""
    volumes: dict[str, int] = {}
    for filling in plan.fillings:
        volumes[filling.liquid] = volumes.get(filling.liquid, 0) + filling.volume
    return tuple(Demand(request, liquid, volume) for liquid, volume in volumes.items())


def what_is_missing(
    queue: Sequence[Demand], lots: Sequence[StockLot], materials: Iterable[Material], on: date
) -> Queue:
    """What the demands of ``queue``, in the order in which requests are served, find in stock on the day ``on``.

    O(demands + lots).
    """
    usable = [lot for lot in lots if lot.usable(on)]
    free: dict[str, int] = {}
    own: dict[tuple[str, str], int] = {}
    for lot in usable:
        left = lot.left
        # A count may have left less than was promised: then who reserved first has it.
        for request, promised in lot.reserved.items():
            kept = min(promised, left)
            own[request, lot.liquid] = own.get((request, lot.liquid), 0) + kept
            left -= kept
        free[lot.liquid] = free.get(lot.liquid, 0) + left
    found: list[Need] = []
    for demand in queue:
        key = (demand.request, demand.liquid)
        reserved = min(demand.volume, own.get(key, 0))
        own[key] = own.get(key, 0) - reserved
        available = min(demand.volume - reserved, free.get(demand.liquid, 0))
        free[demand.liquid] = free.get(demand.liquid, 0) - available
        missing = demand.volume - reserved - available
        found.append(Need(demand.request, demand.liquid, demand.volume, reserved, available, missing))
    return Queue(tuple(found), _to_order(found, free, materials))


def _level(liquid: str, lots: Sequence[StockLot], reorder_point: int | None, on: date) -> Level:
    usable = [lot for lot in lots if lot.usable(on)]
    on_hand = sum(lot.left for lot in usable)
    reserved = sum(lot.promised for lot in usable)
    ends = [lot.expires for lot in usable if lot.expires is not None and lot.left]
    return Level(
        liquid=liquid,
        on_hand=on_hand,
        reserved=reserved,
        unusable=sum(lot.left for lot in lots) - on_hand,
        expires=min(ends, default=None),
        reorder=reorder_point is not None and on_hand - reserved <= reorder_point,
    )


def _first_expiring(lots: Iterable[StockLot], liquid: str, on: date) -> list[StockLot]:
    usable = [lot for lot in lots if lot.liquid == liquid and lot.usable(on)]
    return sorted(usable, key=lambda lot: (lot.expires or date.max, lot.received_on, lot.id))


def _to_order(
    found: Iterable[Need], free: Mapping[str, int], materials: Iterable[Material]
) -> tuple[ToOrder, ...]:
    missing: dict[str, int] = {}
    for need in found:
        missing[need.liquid] = missing.get(need.liquid, 0) + need.missing
    kept = {material.liquid: material for material in materials if not material.dropped}
    orders: list[ToOrder] = []
    for liquid in sorted({*missing, *kept}):
        short, material = missing.get(liquid, 0), kept.get(liquid)
        if material is None:
            if short:
                orders.append(ToOrder(liquid, short, short))
            continue
        low = free.get(liquid, 0) <= material.reorder_point
        wanted = short + (material.reorder_point - free.get(liquid, 0) + 1 if low else 0)
        if wanted:
            packs = -(-wanted // material.pack)
            orders.append(ToOrder(liquid, short, packs * material.pack, material.supplier, material.lead_days))
    return tuple(orders)
