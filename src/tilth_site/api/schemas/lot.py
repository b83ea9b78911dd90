"""Lots of a foundry's stock. Volumes are whole picolitres."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from tilth.foundry.build.inventory import StockLot
from tilth.foundry.build.inventory.model import VOLUME_MOST
from tilth_site.api.fields import LOT, Body, Day, OneLine, OrganisationId, Shown, Whole, id_pattern
from tilth_site.api.schemas.journal import Written
from tilth_site.inventory.models import Lot

__all__ = ["LotOut", "LotPage", "LotWritten", "ReceiveLotIn", "ReserveLotIn", "lot_out"]


class ReceiveLotIn(Body):
    """A lot that came in."""

    foundry: OrganisationId = Field(description="The foundry that keeps it.")
    liquid: Annotated[OneLine, Field(min_length=1, max_length=120, examples=["T4 DNA ligase"])]
    volume: Whole = Field(ge=1, le=VOLUME_MOST, description="In picolitres.", examples=[500_000_000])
    id: Annotated[str, Field(pattern=LOT, examples=["L-2041"])] = Field(description="The number on your label.")
    supplier: Annotated[OneLine, Field(max_length=120)] = ""
    supplier_lot: Annotated[OneLine, Field(max_length=80)] = ""
    expires: Day | None = Field(default=None, description="The last day on which it can be used.")


class ReserveLotIn(Body):
    """What is promised to a request."""

    request: Annotated[str, Field(pattern=id_pattern("req"))]
    volume: Whole = Field(ge=1, le=VOLUME_MOST, description="In picolitres.", examples=[500_000_000])


class LotOut(Shown):
    """A lot as it stands."""

    id: str
    foundry: str
    liquid: str
    supplier: str
    supplier_lot: str
    received: int
    received_on: date
    left: int
    reserved: Mapping[str, int] = Field(description="What each request, by id, was promised.")
    concentration: str | None = Field(description="In ng/uL.")
    expires: date | None
    most_thaws: int | None
    withdrawn: str = Field(description="Why it may not be used any more; empty where it may.")


class LotPage(Shown):
    """A page of lots, the newest change first."""

    items: list[LotOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class LotWritten(Written):
    """What was written, and the lot as it stood right after."""

    lot: LotOut


def lot_out(lot: StockLot | Lot, foundry: str) -> LotOut:
    """The lot in the API's shape."""
    kept = lot.stock() if isinstance(lot, Lot) else lot
    return LotOut(
        id=kept.id, foundry=foundry, liquid=kept.liquid, supplier=kept.supplier, supplier_lot=kept.supplier_lot,
        received=kept.received, received_on=kept.received_on, left=kept.left, reserved=dict(kept.reserved),
        concentration=None if kept.concentration is None else str(kept.concentration), expires=kept.expires,
        most_thaws=kept.most_thaws, withdrawn=kept.withdrawn,
    )  # fmt: skip
