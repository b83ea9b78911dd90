"""Build slots."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tilth.foundry.request import Slot
from tilth_site.api.fields import Body, OrganisationId, Shown, Whole
from tilth_site.api.schemas.journal import Written
from tilth_site.foundry.models import BuildSlot

__all__ = ["OpenSlotIn", "SlotPage", "SlotSummary", "SlotWritten", "slot_summary"]


class OpenSlotIn(Body):
    """Places to offer in a week."""

    provider: OrganisationId = Field(description="The foundry that offers them.")
    week: Annotated[str, Field(pattern="^[0-9]{4}-W[0-9]{2}$", examples=["2026-W30"])] = Field(
        description="An ISO week."
    )
    places: Whole = Field(ge=1, le=1_000)


class SlotSummary(Shown):
    """A week's places at a foundry, and how many of them are taken."""

    id: str
    provider: str
    week: str
    places: int
    taken: int
    closed: bool


class SlotPage(Shown):
    """A page of slots."""

    items: list[SlotSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class SlotWritten(Written):
    """What was written, and the slot as it stood right after."""

    slot: Slot


def slot_summary(row: BuildSlot) -> SlotSummary:
    """The row in the API's shape."""
    return SlotSummary.model_validate(row)
