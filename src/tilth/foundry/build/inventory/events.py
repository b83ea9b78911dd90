"""What can have happened to what is kept. Each stream is a journal of one lot, material, item or box.

The streams are ``lot/<id>``, ``material/<id>``, ``item/<barcode>`` and ``box/<id>``. A move is an event of the
item and of each box concerned (:mod:`.moving` gives them out together): the item's stream says where it is, so
that it is in one place only, and the box's says what is at a position, so that one item is there only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, get_args

from tilth.foundry.build.inventory.model import Loading

__all__ = [
    "EVENTS",
    "BoxClosed",
    "BoxEvent",
    "BoxOpened",
    "BoxPut",
    "BoxShifted",
    "BoxTaken",
    "ItemDrawn",
    "ItemEmptied",
    "ItemEvent",
    "ItemLoaded",
    "ItemMoved",
    "ItemRegistered",
    "ItemRetired",
    "ItemThawed",
    "LotConsumed",
    "LotCounted",
    "LotEvent",
    "LotReceived",
    "LotReleased",
    "LotReserved",
    "LotWithdrawn",
    "MaterialDropped",
    "MaterialEvent",
    "MaterialListed",
    "box_stream",
    "item_stream",
    "lot_stream",
    "material_stream",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReceived:
    """A lot came in."""

    TYPE: ClassVar[str] = "foundry.lot.received"
    id: str
    liquid: str
    supplier: str
    supplier_lot: str
    volume: int
    received_on: date
    concentration: Decimal | None = None
    expires: date | None = None
    most_thaws: int | None = None


@dataclass(frozen=True, slots=True)
class LotReserved:
    """``volume`` pL more were promised to a request."""

    TYPE: ClassVar[str] = "foundry.lot.reserved"
    request: str
    volume: int


@dataclass(frozen=True, slots=True)
class LotReleased:
    """``volume`` pL of what was promised to a request are free again."""

    TYPE: ClassVar[str] = "foundry.lot.released"
    request: str
    volume: int


@dataclass(frozen=True, slots=True)
class LotConsumed:
    """``volume`` pL were used for a request (empty: for nobody's), in a run (empty: by hand)."""

    TYPE: ClassVar[str] = "foundry.lot.consumed"
    request: str
    volume: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class LotCounted:
    """Somebody looked, and ``left`` pL are there."""

    TYPE: ClassVar[str] = "foundry.lot.counted"
    left: int
    reason: str


@dataclass(frozen=True, slots=True)
class LotWithdrawn:
    """The lot may not be used any more: recalled, spoilt, used up."""

    TYPE: ClassVar[str] = "foundry.lot.withdrawn"
    reason: str


@dataclass(frozen=True, slots=True)
class MaterialListed:
    """A liquid is kept in stock from now on, or by other figures than before."""

    TYPE: ClassVar[str] = "foundry.material.listed"
    id: str
    liquid: str
    reorder_point: int
    pack: int
    supplier: str = ""
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class MaterialDropped:
    """A liquid is no longer kept in stock."""

    TYPE: ClassVar[str] = "foundry.material.dropped"
    reason: str


@dataclass(frozen=True, slots=True)
class ItemRegistered:
    """A piece of labware got its barcode."""

    TYPE: ClassVar[str] = "foundry.item.registered"
    id: str
    kind: str
    title: str = ""
    most_thaws: int | None = None


@dataclass(frozen=True, slots=True)
class ItemLoaded:
    """Samples came into wells; what a well held before is what the sample now says."""

    TYPE: ClassVar[str] = "foundry.item.loaded"
    loadings: tuple[Loading, ...]


@dataclass(frozen=True, slots=True)
class ItemDrawn:
    """``volume`` pL were drawn from a well, in a run (empty: by hand)."""

    TYPE: ClassVar[str] = "foundry.item.drawn"
    well: str
    volume: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class ItemEmptied:
    """What was in these wells was thrown away."""

    TYPE: ClassVar[str] = "foundry.item.emptied"
    wells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemThawed:
    """The item was thawed once more."""

    TYPE: ClassVar[str] = "foundry.item.thawed"


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """The item came to ``position`` of ``box``; out of store where both are empty."""

    TYPE: ClassVar[str] = "foundry.item.moved"
    box: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class ItemRetired:
    """The item is gone for good: used up, discarded, handed out."""

    TYPE: ClassVar[str] = "foundry.item.retired"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxOpened:
    """A box was put up."""

    TYPE: ClassVar[str] = "foundry.box.opened"
    id: str
    title: str
    site: str
    freezer: str
    shelf: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class BoxShifted:
    """The box stands elsewhere now, with everything in it."""

    TYPE: ClassVar[str] = "foundry.box.shifted"
    site: str
    freezer: str
    shelf: str


@dataclass(frozen=True, slots=True)
class BoxPut:
    """An item came to a position."""

    TYPE: ClassVar[str] = "foundry.box.put"
    item: str
    position: str


@dataclass(frozen=True, slots=True)
class BoxTaken:
    """The item at a position left it."""

    TYPE: ClassVar[str] = "foundry.box.taken"
    item: str
    position: str


@dataclass(frozen=True, slots=True)
class BoxClosed:
    """The box is no longer there; it was empty."""

    TYPE: ClassVar[str] = "foundry.box.closed"
    reason: str


LotEvent = LotReceived | LotReserved | LotReleased | LotConsumed | LotCounted | LotWithdrawn
MaterialEvent = MaterialListed | MaterialDropped
ItemEvent = ItemRegistered | ItemLoaded | ItemDrawn | ItemEmptied | ItemThawed | ItemMoved | ItemRetired
BoxEvent = BoxOpened | BoxShifted | BoxPut | BoxTaken | BoxClosed

EVENTS: tuple[type[LotEvent | MaterialEvent | ItemEvent | BoxEvent], ...] = (
    *get_args(LotEvent),
    *get_args(MaterialEvent),
    *get_args(ItemEvent),
    *get_args(BoxEvent),
)
"""Every kind of event of what is kept, for whoever reads a journal."""


def lot_stream(id: str) -> str:
    """The name of a lot's stream."""
    return f"lot/{id}"


def material_stream(id: str) -> str:
    """The name of a material's stream."""
    return f"material/{id}"


def item_stream(id: str) -> str:
    """The name of an item's stream."""
    return f"item/{id}"


def box_stream(id: str) -> str:
    """The name of a box's stream."""
    return f"box/{id}"
