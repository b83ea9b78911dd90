"""What is kept: lots that were received, pieces of labware with samples in them, and the boxes they lie in.

Volumes are whole pL, concentrations ng/uL. Persons, organisations, requests and runs appear by id only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from tilth.foundry.build.ledger.contents import Lot, Portion
from tilth.foundry.build.wells import Geometry

__all__ = [
    "CONCENTRATION_LEAST",
    "CONCENTRATION_MOST",
    "VOLUME_MOST",
    "Box",
    "Item",
    "Loading",
    "Material",
    "Sample",
    "StockLot",
]

VOLUME_MOST = 2**53 - 1
"""The most pL that an event may name, 9,007 L: above it JSON's numbers are no longer exact."""

CONCENTRATION_LEAST, CONCENTRATION_MOST = Decimal("0.001"), Decimal(1_000_000)
"""The ng/uL between which something is a concentration: above it nothing would be liquid."""

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLot:
    """A lot of ``liquid`` as it stands: ``left`` pL of the ``received`` ones, of which ``reserved`` are promised,
    by request. ``supplier_lot`` is the number on the label. ``withdrawn`` is why it may not be used any more.
    """

    id: str
    liquid: str
    supplier: str
    supplier_lot: str
    received: int
    received_on: date
    left: int
    concentration: Decimal | None = None
    expires: date | None = None
    most_thaws: int | None = None
    reserved: Mapping[str, int] = field(default_factory=lambda: _NONE)
    withdrawn: str = ""

    @property
    def promised(self) -> int:
        """The pL that are reserved in all."""
        return sum(self.reserved.values())

    @property
    def free(self) -> int:
        """The pL that nobody has reserved; below 0 where a count found less than was promised."""
        return self.left - self.promised

    def usable(self, on: date) -> bool:
        """Whether it may be used on the day ``on``."""
        return not self.withdrawn and (self.expires is None or on <= self.expires)

    def facts(self, thaws: int = 0) -> Lot:
        """What the ledger must know of it, from a tube that was thawed ``thaws`` times."""
        return Lot(self.id, self.liquid, self.expires, self.concentration, thaws, self.most_thaws, self.withdrawn)


@dataclass(frozen=True, slots=True)
class Material:
    """A liquid that is kept in stock: once no more than ``reorder_point`` pL can be used, ``pack`` pL or a
    multiple are ordered from ``supplier``, who takes ``lead_days``.
    """

    id: str
    liquid: str
    reorder_point: int
    pack: int
    supplier: str = ""
    lead_days: int = 0
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a well holds: ``name`` for people, ``identity`` of its molecule (a SEGUID, or empty), ``volume`` pL at
    ``concentration``, of these portions (``composition``) and, where it comes from one, of the ``lot``.
    ``owner`` is the organisation whose it is, ``request`` what it was made for.
    """

    id: str
    name: str
    volume: int
    identity: str = ""
    concentration: Decimal | None = None
    composition: tuple[Portion, ...] = ()
    lot: str = ""
    expires: date | None = None
    owner: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Loading:
    """That ``sample`` is in the well ``well``."""

    well: str
    sample: Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of labware, or a single tube, with a barcode ``id``: the ``samples`` in it by well, how often it was
    frozen and thawed, and where it is: at ``position`` of ``box``, or nowhere in store (both empty).
    """

    id: str
    kind: str
    title: str = ""
    samples: Mapping[str, Sample] = field(default_factory=dict)
    thaws: int = 0
    most_thaws: int | None = None
    box: str = ""
    position: str = ""
    retired: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box, rack or shelf of ``rows`` x ``columns`` positions named as wells are, and which item is where:
    ``items`` by position. It stands at ``site``, in ``freezer``, on ``shelf``.
    """

    id: str
    title: str
    site: str
    freezer: str
    shelf: str
    rows: int
    columns: int
    items: Mapping[str, str] = field(default_factory=dict)
    closed: str = ""

    @property
    def geometry(self) -> Geometry:
        """Its positions."""
        return Geometry(self.rows, self.columns)

    @property
    def free(self) -> tuple[str, ...]:
        """The positions where nothing is, along each row first as people fill a box."""
        return tuple(position for position in self.geometry.by_row if position not in self.items)

    def path(self, position: str) -> tuple[str, str, str, str, str]:
        """Site, freezer, shelf, box and position, from the outside in."""
        return (self.site, self.freezer, self.shelf, self.title or self.id, position)
