"""What a foundry holds of given liquids, as the engine counts with it. For the app of runs, which has asked who
reads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tilth.foundry.build.inventory import Item, StockLot
from tilth_site.inventory import models
from tilth_site.inventory.tables import ITEMS, key_of
from tilth_site.journal.streams import load

__all__ = ["MOST", "held", "keeps", "stock_of"]

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
