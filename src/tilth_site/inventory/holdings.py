"""What a foundry holds of given liquids, as the engine counts with it. For the app of runs, which has asked who
reads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q

from tilth.foundry.build.inventory import Item, StockLot
from tilth.foundry.build.ledger import Aliquot, Facts
from tilth.foundry.build.transfer import Place, TransferPlan
from tilth_site.inventory import models
from tilth_site.inventory.tables import ITEMS, key_of
from tilth_site.journal.streams import load

__all__ = ["MOST", "clients_wells", "held", "keeps", "lots_of", "stock_of"]

MOST = 2_000
"""So many wells with one of the liquids are looked at; those registered first come first."""


def held(foundry: str, liquids: Collection[str], molecules: Collection[str] = ()) -> tuple[Item, ...]:
    """The items of ``foundry`` that have a well with one of ``liquids`` by name, or with one of ``molecules`` by
    its SEGUID, by barcode; none that is gone.
    """
    asked = Q(name__in=set(liquids)) | Q(identity__in={one for one in molecules if one})
    wells = models.ItemSample.objects.filter(asked, foundry=foundry).order_by("item", "id")
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


def lots_of(foundry: str, plan: TransferPlan) -> Facts:
    """What the ledger must know of the lots in ``plan`` and of the samples in its wells, as the inventory has them
    now; each lot counts as thawed as often as that of the plan's pieces with it which was thawed most. Where the
    foundry keeps lots at all, these are all there are. Four queries.
    """
    pieces = {key_of(foundry, piece.id): piece.id for piece in plan.labware}
    items = {pieces[row.key]: row for row in models.Item.objects.filter(key__in=pieces)}
    named: dict[str, set[str]] = {}
    for filling in plan.fillings:
        if filling.lot:
            named.setdefault(filling.lot, set()).add(filling.place.labware)
    thaws = {id: max(items[one].thaws if one in items else 0 for one in where) for id, where in named.items()}
    lots = {id: lot.facts(thaws[id]) for id, lot in stock_of(foundry, named).items()}
    kept = models.Lot.objects.filter(foundry=foundry).exists()
    return Facts(lots, _aliquots(pieces, items), all_lots=kept)


def _aliquots(pieces: Mapping[str, str], items: Mapping[str, models.Item]) -> Mapping[Place, Aliquot]:
    """The samples in the wells of ``items``, which are called ``pieces``. One query."""
    rows = models.ItemSample.objects.filter(item__in=[item.key for item in items.values()])
    found: dict[Place, Aliquot] = {}
    for row in rows:
        item = items[pieces[row.item]]
        found[Place(item.id, row.well)] = Aliquot(row.name, row.expires, item.thaws, item.most_thaws)
    return found


def clients_wells(foundry: str, plan: TransferPlan) -> frozenset[Place]:
    """The wells of ``plan`` whose sample, by the inventory, is somebody else’s than the foundry’s. One query."""
    pieces = [key_of(foundry, piece.id) for piece in plan.labware]
    rows = models.ItemSample.objects.filter(item__in=pieces).exclude(owner__in=("", foundry))
    return frozenset(Place(item.partition("/")[2], well) for item, well in rows.values_list("item", "well"))
