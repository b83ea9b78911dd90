"""Lots of a foundry's stock, for its own staff."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from ninja.params.functions import Query

from tilth.foundry.build.inventory.lots import ReceiveLot, ReserveLot
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_number, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import FoundryPath, LotPath, OrganisationId
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.lot import LotOut, LotPage, LotWritten, ReceiveLotIn, ReserveLotIn, lot_out
from tilth_site.inventory.actions import carry_out
from tilth_site.inventory.models import Lot
from tilth_site.inventory.queries import lot_row
from tilth_site.inventory.tables import LOTS
from tilth_site.journal.streams import fold

__all__ = ["router"]

router = takes(Router(tags=["lots"]), JSON)


@router.get("", response=LotPage, auth=READ, operation_id="listLots")
def list_lots(
    request: Asked,
    foundry: Annotated[OrganisationId | None, Query(description="Only those of this foundry.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> LotPage | HttpResponse:
    """The lots of the foundries in which you have a role, the newest change first."""
    after = after_number(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = Lot.objects.visible_to(request.auth)
    rows = rows.filter(foundry=foundry) if foundry else rows
    rows = rows.filter(last_seq__lt=after) if after is not None else rows
    page, following = cut(list(rows.order_by("-last_seq")[: limit + 1]), limit, lambda row: row.last_seq)
    return LotPage(items=[lot_out(row, row.foundry) for row in page], next=following)


@router.post("", response={201: LotWritten}, auth=WRITE, operation_id="receiveLot")
def receive_lot(request: Asked, body: ReceiveLotIn) -> HttpResponse:
    """Take a lot into stock."""
    command = ReceiveLot(
        id=body.id, liquid=body.liquid, volume=body.volume, supplier=body.supplier,
        supplier_lot=body.supplier_lot, expires=body.expires,
    )  # fmt: skip
    outcome = once(request, lambda call: carry_out(call, body.foundry, body.id, command))
    return written(request, outcome, _show, status=201)


@router.get("/{foundry_id}/{lot_id}", response=LotOut, auth=READ, operation_id="getLot")
def get_lot(request: Asked, foundry_id: FoundryPath, lot_id: LotPath) -> HttpResponse:
    """One lot."""
    row = present(lot_row(request.auth, foundry_id, lot_id))
    return found(request, lot_out(row, foundry_id), row.last_seq)


@router.post("/{foundry_id}/{lot_id}/reserve", response=LotWritten, auth=WRITE, operation_id="reserveLot")
def reserve_lot(request: Asked, foundry_id: FoundryPath, lot_id: LotPath, body: ReserveLotIn) -> HttpResponse:
    """Promise some of the lot to a request."""
    command = ReserveLot(body.request, body.volume)
    return written(request, once(request, lambda call: carry_out(call, foundry_id, lot_id, command)), _show)


def _show(entries: tuple[Entry, ...]) -> LotWritten:
    lot = present(fold(LOTS, entries_until(entries[-1])))
    foundry = entries[-1].stream.split("/")[1]
    return LotWritten(entries=entries_out(entries), lot=lot_out(lot, foundry))
