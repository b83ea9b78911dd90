"""Build slots of a foundry, for its own staff."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from ninja.params.functions import Query

from tilth.foundry.request.slots import CloseSlot, OpenSlot
from tilth.kernel.ids import new_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.api.answers import entries_until, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import OrganisationId, SlotPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.request import Why
from tilth_site.api.schemas.slot import OpenSlotIn, SlotPage, SlotSummary, SlotWritten, slot_summary
from tilth_site.foundry.actions import carry_out_slot
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.tables import SLOTS
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import fold

__all__ = ["router"]

router = takes(Router(tags=["slots"]), JSON)


@router.get("", response=SlotPage, auth=READ, operation_id="listSlots")
def list_slots(
    request: Asked,
    provider: Annotated[OrganisationId | None, Query(description="Only those of this foundry.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> SlotPage | HttpResponse:
    """The build slots of the foundries in which you have a role, the newest first."""
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = BuildSlot.objects.visible_to(request.auth)
    rows = rows.filter(provider=provider) if provider else rows
    rows = rows.filter(pk__lt=after) if after else rows
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.id)
    return SlotPage(items=[slot_summary(row) for row in page], next=following)


@router.post("", response={201: SlotWritten}, auth=WRITE, operation_id="openSlot")
def open_slot(request: Asked, body: OpenSlotIn) -> HttpResponse:
    """Offer places in a week."""

    def act(call: Call) -> Outcome:
        id = new_id("slot", call.at)
        return carry_out_slot(call, id, body.provider, OpenSlot(id, body.provider, body.week, body.places))

    return written(request, once(request, act), _show, status=201)


@router.get("/{slot_id}", response=SlotSummary, auth=READ, operation_id="getSlot")
def get_slot(request: Asked, slot_id: SlotPath) -> SlotSummary:
    """One build slot."""
    return slot_summary(present(BuildSlot.objects.visible_to(request.auth).filter(pk=slot_id).first()))


@router.post("/{slot_id}/close", response=SlotWritten, auth=WRITE, operation_id="closeSlot")
def close_slot(request: Asked, slot_id: SlotPath, body: Why) -> HttpResponse:
    """Take no more requests; those that have a place keep it."""
    command = CloseSlot(body.reason)
    return written(request, once(request, lambda call: carry_out_slot(call, slot_id, "", command)), _show)


def _show(entries: tuple[Entry, ...]) -> SlotWritten:
    slot = present(fold(SLOTS, entries_until(entries[-1])))
    return SlotWritten(entries=entries_out(entries), slot=slot)
