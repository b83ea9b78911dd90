"""The tables of what is kept: lots, materials, items with the samples in them, boxes.

The key of a row is ``foundry/id``: lots and barcodes are a foundry's own. Volumes are whole pL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self, TypeVar

import msgspec
from django.db import models

from tilth.foundry.build.inventory import StockLot
from tilth.foundry.build.inventory import model as engine
from tilth_site.accounts.permissions import Actor

__all__ = ["Box", "Item", "ItemSample", "Lot", "Material"]


RowT = TypeVar("RowT", bound=models.Model)


class KeptQuery(models.QuerySet[RowT]):
    """Rows of a foundry's stock."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the foundries in which the actor has a role; all of them for the system."""
        return self if actor.system else self.filter(foundry__in=actor.organisations)


class Kept(models.Model):
    """What every row has: its key, and whose it is."""

    key = models.CharField(max_length=60, primary_key=True)
    foundry = models.CharField(max_length=40)

    objects = KeptQuery.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def id(self) -> str:
        """The id that people use: a lot's number, an item's barcode."""
        return self.key.partition("/")[2]


class Lot(Kept):
    """A lot. ``reserved`` is JSON: the pL promised to each request."""

    liquid = models.CharField(max_length=120)
    supplier = models.CharField(max_length=120, blank=True)
    supplier_lot = models.CharField(max_length=80, blank=True)
    received = models.BigIntegerField()
    received_on = models.DateField()
    left = models.BigIntegerField()
    promised = models.BigIntegerField()
    reserved = models.TextField()
    concentration = models.CharField(max_length=30, blank=True)
    expires = models.DateField(null=True)
    most_thaws = models.IntegerField(null=True)
    withdrawn = models.CharField(max_length=500, blank=True)
    last_seq = models.BigIntegerField()

    class Meta:
        db_table = "inventory_lot"
        indexes: ClassVar = [
            models.Index(fields=["foundry", "liquid", "expires"], name="lot_liquid"),
            models.Index(fields=["foundry", "last_seq"], name="lot_changed"),
        ]

    @property
    def free(self) -> int:
        """What nobody was promised."""
        return self.left - self.promised

    def reservations(self) -> Mapping[str, int]:
        """Request -> the pL promised to it."""
        return msgspec.json.decode(self.reserved, type=dict[str, int])

    def stock(self) -> StockLot:
        """The lot as the engine counts with it."""
        return StockLot(
            id=self.id, liquid=self.liquid, supplier=self.supplier, supplier_lot=self.supplier_lot,
            received=self.received, received_on=self.received_on, left=self.left,
            concentration=Decimal(self.concentration) if self.concentration else None, expires=self.expires,
            most_thaws=self.most_thaws, reserved=self.reservations(), withdrawn=self.withdrawn,
        )  # fmt: skip

    def standing(self, today: date, soon: date) -> str:
        """usable, expiring (by ``soon``), expired, empty or withdrawn."""
        if self.withdrawn:
            return "withdrawn"
        if not self.left:
            return "empty"
        if self.expires is not None and self.expires < today:
            return "expired"
        return "expiring" if self.expires is not None and self.expires <= soon else "usable"


class Material(Kept):
    """A liquid that is kept in stock."""

    liquid = models.CharField(max_length=120)
    reorder_point = models.BigIntegerField()
    pack = models.BigIntegerField()
    supplier = models.CharField(max_length=120, blank=True)
    lead_days = models.IntegerField()
    dropped = models.BooleanField()

    class Meta:
        db_table = "inventory_material"
        indexes: ClassVar = [models.Index(fields=["foundry", "liquid"], name="material_liquid")]

    def kept(self) -> engine.Material:
        """The material as the engine counts with it."""
        return engine.Material(
            self.id, self.liquid, self.reorder_point, self.pack, self.supplier, self.lead_days, self.dropped
        )


class Item(Kept):
    """A piece of labware or a tube with a barcode. ``box`` is the id of its box, empty: not in store."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    samples = models.IntegerField()
    first_sample = models.CharField(max_length=120, blank=True)
    thaws = models.IntegerField()
    most_thaws = models.IntegerField(null=True)
    box = models.CharField(max_length=40, blank=True)
    position = models.CharField(max_length=8, blank=True)
    retired = models.CharField(max_length=500, blank=True)
    last_seq = models.BigIntegerField()

    class Meta:
        db_table = "inventory_item"
        indexes: ClassVar = [
            models.Index(fields=["foundry", "last_seq"], name="item_changed"),
            models.Index(fields=["foundry", "box"], name="item_box"),
        ]


class ItemSample(models.Model):
    """What a well of an item holds; ``lot`` where it comes from one, ``identity`` where its molecule is known."""

    id = models.CharField(max_length=80, primary_key=True)
    item = models.CharField(max_length=60, db_index=True)
    foundry = models.CharField(max_length=40)
    well = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    identity = models.CharField(max_length=80, blank=True, default="")
    volume = models.BigIntegerField()
    lot = models.CharField(max_length=40, blank=True)
    expires = models.DateField(null=True)
    owner = models.CharField(max_length=40, blank=True)
    request = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "inventory_sample"
        indexes: ClassVar = [
            models.Index(fields=["foundry", "lot"], name="sample_lot"),
            models.Index(fields=["foundry", "name"], name="sample_name"),
            models.Index(fields=["foundry", "identity"], name="sample_identity"),
        ]

    def __str__(self) -> str:
        return self.id


class Box(Kept):
    """A box, and where it stands."""

    title = models.CharField(max_length=120, blank=True)
    site = models.CharField(max_length=80)
    freezer = models.CharField(max_length=80)
    shelf = models.CharField(max_length=80)
    rows = models.IntegerField()
    columns = models.IntegerField()
    items = models.IntegerField()
    closed = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "inventory_box"
        indexes: ClassVar = [models.Index(fields=["foundry", "site", "freezer", "shelf"], name="box_place")]

    @property
    def name(self) -> str:
        """Its title, or its id."""
        return self.title or self.id

    @property
    def free(self) -> int:
        """How many positions are free."""
        return self.rows * self.columns - self.items
