"""The inventory: lots and materials, items with samples in them, and the boxes they lie in.

Everything is a fold of events (:mod:`.events`), one stream for each lot, material, item and box::

    events = decide_lot(lot, ReserveLot("r1", 5 * UL), today)     # events, or Refused with reasons
    lot = apply_lot(lot, events[0])

An item moves in its own stream and in those of the boxes at once (:func:`move_items`). What is in stock, what
runs short and what is missing for the queue are questions to all lots (:mod:`.stock`).
"""

from tilth.foundry.build.inventory.boxes import apply_box, decide_box, fold_box
from tilth.foundry.build.inventory.events import EVENTS, box_stream, item_stream, lot_stream, material_stream
from tilth.foundry.build.inventory.items import apply_item, decide_item, fold_item
from tilth.foundry.build.inventory.lots import apply_lot, decide_lot, fold_lot
from tilth.foundry.build.inventory.materials import apply_material, decide_material, fold_material
from tilth.foundry.build.inventory.model import Box, Item, Loading, Material, Sample, StockLot
from tilth.foundry.build.inventory.moving import MoveItem, move_items

__all__ = [
    "EVENTS",
    "Box",
    "Item",
    "Loading",
    "Material",
    "MoveItem",
    "Sample",
    "StockLot",
    "apply_box",
    "apply_item",
    "apply_lot",
    "apply_material",
    "box_stream",
    "decide_box",
    "decide_item",
    "decide_lot",
    "decide_material",
    "fold_box",
    "fold_item",
    "fold_lot",
    "fold_material",
    "item_stream",
    "lot_stream",
    "material_stream",
    "move_items",
]
