"""What a foundry holds of given liquids, as the engine counts with it. For the app of runs, which has asked who
reads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tilth.foundry.build.inventory import Item, StockLot
from tilth.foundry.build.ledger import Lot
from tilth.foundry.build.transfer import Place, TransferPlan
from tilth_site.inventory import models
from tilth_site.inventory.tables import ITEMS, key_of
from tilth_site.journal.streams import load

__all__ = ["MOST", "clients_wells", "held", "keeps", "lots_of", "stock_of"]

MOST = 2_000
"""So many wells with one of the liquids are looked at; those registered first come first."""


def held(foundry: str, liquids: Collection[str]) -> tuple[Item, ...]:
    """The items of ``foundry`` that have a well with one of ``liquids``, by barcode; none that is gone."""
    wells = models.ItemSample.objects.filter(foundry=foundry, name__in=set(liquids)).order_by("item", "id")
    keys = dict.fromkeys(wells.values_list("item", flat=True)[:MOST])
    found = (load(ITEMS, key) for key in keys)
    return tuple(item for item in found if item is not None and not item.retired)


def stock_of(foundry: str, lots: Collection[str]) -> Mapping[str, StockLot]:
    """The lots of ``foundry`` with these ids, by id. One query."""
    rows = models.Lot.objects.filter(key__in=[key_of(foundry, id) for id in lots])
    return {row.id: row.stock() for row in rows}


def keeps(foundry: str, liquids: Collection[str]) -> Mapping[str, tuple[StockLot, ...]]:
    """The lots, by liquid, of those of ``liquids`` that the foundry keeps: that it lists as a material, or ever
    had a lot of. Two queries.
    """
    names = set(liquids)
    listed = models.Material.objects.filter(foundry=foundry, liquid__in=names, dropped=False)
    found: dict[str, tuple[StockLot, ...]] = dict.fromkeys(listed.values_list("liquid", flat=True), ())
    for row in models.Lot.objects.filter(foundry=foundry, liquid__in=names).order_by("key"):
        found[row.liquid] = (*found.get(row.liquid, ()), row.stock())
    return found


def lots_of(foundry: str, plan: TransferPlan) -> Mapping[str, Lot]:
    """What the ledger must know of the lots in ``plan``, as the inventory has them now; each counts as thawed as
    often as that of the plan's pieces with it which was thawed most. Lots that the foundry has not are left out.
    Two queries.
    """
    named = {filling.lot: set[str]() for filling in plan.fillings if filling.lot}
    for filling in plan.fillings:
        if filling.lot:
            named[filling.lot].add(filling.place.labware)
    pieces = [key_of(foundry, piece.id) for piece in plan.labware]
    thaws = {row.id: row.thaws for row in models.Item.objects.filter(key__in=pieces)} if named else {}
    stock = stock_of(foundry, named) if named else {}
    return {
        id: lot.facts(max((thaws.get(piece, 0) for piece in named[id]), default=0)) for id, lot in stock.items()
    }


def clients_wells(foundry: str, plan: TransferPlan) -> frozenset[Place]:
    """The wells of ``plan`` whose sample, by the inventory, is somebody else’s than the foundry’s. One query."""
    pieces = [key_of(foundry, piece.id) for piece in plan.labware]
    rows = models.ItemSample.objects.filter(item__in=pieces).exclude(owner__in=("", foundry))
    return frozenset(Place(item.partition("/")[2], well) for item, well in rows.values_list("item", "well"))
