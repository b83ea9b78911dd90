"""From a lot, a material, an item and a box to their rows.

The engine's events know no foundry: a stream is called ``lot/<foundry>/<lot>``, so that whose it is stands in its
name, and two foundries may use the same barcode.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import msgspec
from django.db.models import Model

from tilth.foundry.build.inventory import (
    Box,
    Item,
    Material,
    StockLot,
    apply_box,
    apply_item,
    apply_lot,
    apply_material,
)
from tilth.foundry.build.inventory.events import BoxEvent, ItemEvent, LotEvent, MaterialEvent
from tilth_site.inventory import models
from tilth_site.journal.streams import StreamKind, Trace

__all__ = ["BOXES", "ITEMS", "KINDS", "LOTS", "MATERIALS", "key_of"]


def key_of(foundry: str, id: str) -> str:
    """The key of what ``foundry`` calls ``id``: the id of its stream and of its row."""
    return f"{foundry}/{id}"


def _foundry(trace: Trace) -> str:
    return trace.id.partition("/")[0]


def _lot_rows(lot: StockLot, trace: Trace) -> Iterator[Model]:
    yield models.Lot(
        key=trace.id, foundry=_foundry(trace), liquid=lot.liquid, supplier=lot.supplier,
        supplier_lot=lot.supplier_lot, received=lot.received, received_on=lot.received_on, left=lot.left,
        promised=lot.promised, reserved=msgspec.json.encode(dict(lot.reserved), order="deterministic").decode(),
        concentration="" if lot.concentration is None else str(lot.concentration), expires=lot.expires,
        most_thaws=lot.most_thaws, withdrawn=lot.withdrawn, last_seq=trace.last.seq,
    )  # fmt: skip


def _material_rows(one: Material, trace: Trace) -> Iterator[Model]:
    yield models.Material(
        key=trace.id, foundry=_foundry(trace), liquid=one.liquid, reorder_point=one.reorder_point, pack=one.pack,
        supplier=one.supplier, lead_days=one.lead_days, dropped=one.dropped,
    )  # fmt: skip


def _item_rows(item: Item, trace: Trace) -> Iterator[Model]:
    foundry = _foundry(trace)
    first = next(iter(item.samples.values()), None)
    yield models.Item(
        key=trace.id, foundry=foundry, kind=item.kind, title=item.title, samples=len(item.samples),
        first_sample=first.name if first else "", thaws=item.thaws, most_thaws=item.most_thaws, box=item.box,
        position=item.position, retired=item.retired, last_seq=trace.last.seq,
    )  # fmt: skip
    for well, sample in item.samples.items():
        yield models.ItemSample(
            id=f"{trace.id}/{well}", item=trace.id, foundry=foundry, well=well, name=sample.name,
            identity=sample.identity, volume=sample.volume, lot=sample.lot, expires=sample.expires,
            owner=sample.owner, request=sample.request,
        )  # fmt: skip


def _box_rows(box: Box, trace: Trace) -> Iterator[Model]:
    yield models.Box(
        key=trace.id, foundry=_foundry(trace), title=box.title, site=box.site, freezer=box.freezer,
        shelf=box.shelf, rows=box.rows, columns=box.columns, items=len(box.items), closed=box.closed,
    )  # fmt: skip


LOTS = StreamKind("lot", get_args(LotEvent), apply_lot, _lot_rows, {models.Lot: "key"})
MATERIALS = StreamKind(
    "material", get_args(MaterialEvent), apply_material, _material_rows, {models.Material: "key"}
)
ITEMS = StreamKind(
    "item", get_args(ItemEvent), apply_item, _item_rows, {models.Item: "key", models.ItemSample: "item"}
)
BOXES = StreamKind("box", get_args(BoxEvent), apply_box, _box_rows, {models.Box: "key"})
KINDS = (LOTS, MATERIALS, ITEMS, BOXES)
