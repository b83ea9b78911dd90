"""The reads of the stock, each through what the actor may see."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from tilth.foundry.build.inventory.stock import Level, levels
from tilth_site.accounts.permissions import Actor
from tilth_site.inventory.models import Box, Item, ItemSample, Lot, Material
from tilth_site.inventory.tables import key_of
from tilth_site.pages.paging import Page, page_of

__all__ = ["PAGE", "SOON", "box_row", "boxes_of", "expiring", "item_row", "items_page", "lot_row",
           "lots_page", "material_row", "materials_of", "running_low", "samples_of_lot",
           "stock_levels"]  # fmt: skip

PAGE = 50
"""Rows of a page."""

SOON = timedelta(days=30)
"""A lot that expires within this time expires soon."""


def lots_page(actor: Actor, foundry: str, text: str = "", *, before: int | None = None) -> Page[Lot]:
    """The lots of ``foundry`` whose liquid or numbers hold ``text``."""
    rows = Lot.objects.visible_to(actor).filter(foundry=foundry)
    if text:
        rows = rows.filter(
            Q(liquid__icontains=text) | Q(supplier_lot__icontains=text) | Q(key__endswith=f"/{text}")
        )
    return page_of(rows, PAGE, before=before)


def items_page(actor: Actor, foundry: str, text: str = "", *, before: int | None = None) -> Page[Item]:
    """The items of ``foundry`` whose barcode, title or samples hold ``text``; those that are gone come in only
    where they are looked for.
    """
    rows = Item.objects.visible_to(actor).filter(foundry=foundry)
    if text:
        holding = ItemSample.objects.filter(foundry=foundry, name__icontains=text).values("item")
        rows = rows.filter(Q(key__icontains=f"/{text}") | Q(title__icontains=text) | Q(key__in=holding))
    else:
        rows = rows.filter(retired="")
    return page_of(rows, PAGE, before=before)


def lot_row(actor: Actor, foundry: str, id: str) -> Lot | None:
    """The lot, None where there is none that ``actor`` may know of. One query either way."""
    return Lot.objects.visible_to(actor).filter(key=key_of(foundry, id)).first()


def material_row(actor: Actor, foundry: str, id: str) -> Material | None:
    """The material, as :func:`lot_row`."""
    return Material.objects.visible_to(actor).filter(key=key_of(foundry, id)).first()


def item_row(actor: Actor, foundry: str, id: str) -> Item | None:
    """The item, as :func:`lot_row`."""
    return Item.objects.visible_to(actor).filter(key=key_of(foundry, id)).first()


def box_row(actor: Actor, foundry: str, id: str) -> Box | None:
    """The box, as :func:`lot_row`."""
    return Box.objects.visible_to(actor).filter(key=key_of(foundry, id)).first()


def boxes_of(actor: Actor, foundry: str) -> list[Box]:
    """The boxes in use, by where they stand."""
    rows = Box.objects.visible_to(actor).filter(foundry=foundry, closed="")
    return list(rows.order_by("site", "freezer", "shelf", "title", "key"))


def materials_of(actor: Actor, foundry: str) -> list[Material]:
    """The liquids that are kept in stock."""
    return list(Material.objects.visible_to(actor).filter(foundry=foundry, dropped=False).order_by("liquid"))


def stock_levels(actor: Actor, foundry: str, on: date) -> tuple[Level, ...]:
    """How much there is of each liquid on the day ``on``. Two queries, O(lots that are not used up)."""
    lots = [row.stock() for row in Lot.objects.visible_to(actor).filter(foundry=foundry, left__gt=0)]
    return levels(lots, [row.kept() for row in materials_of(actor, foundry)], on)


def running_low(actor: Actor, foundry: str, on: date) -> tuple[Level, ...]:
    """The liquids that are kept in stock of which it is time to order more. Two queries, O(lots of those)."""
    kept = [row.kept() for row in materials_of(actor, foundry)]
    rows = Lot.objects.visible_to(actor).filter(
        foundry=foundry, left__gt=0, liquid__in=[one.liquid for one in kept]
    )
    return tuple(level for level in levels([row.stock() for row in rows], kept, on) if level.reorder)


def expiring(actor: Actor, foundry: str, on: date) -> list[Lot]:
    """The lots that still hold something and expire soon, or have expired; the first to expire first."""
    rows = Lot.objects.visible_to(actor).filter(foundry=foundry, left__gt=0, withdrawn="", expires__lte=on + SOON)
    return list(rows.order_by("expires", "key")[:PAGE])


def samples_of_lot(actor: Actor, foundry: str, lot: str) -> list[ItemSample]:
    """The wells of items that hold something of the lot."""
    if not (actor.system or foundry in actor.organisations):
        return []
    return list(ItemSample.objects.filter(foundry=foundry, lot=lot).order_by("item", "id"))
