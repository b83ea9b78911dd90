"""Build slots: how many requests a foundry takes on in a week, and who has a place.

A slot is a stream of its own. Whoever takes the last place is the last: the site decides under the lock of the
slot's stream, so of two that race one gets the place and the other a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from tilth.foundry.request.events import PlaceReleased, PlaceTaken, SlotClosed, SlotEvent, SlotOpened
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused, refuse

__all__ = [
    "CloseSlot",
    "OpenSlot",
    "ReleasePlace",
    "Slot",
    "SlotCommand",
    "TakePlace",
    "apply_slot",
    "decide_slot",
    "fold_slot",
    "last_day",
]

_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Slot:
    """The ``places`` that ``provider`` offers in an ISO week (``2026-W11``), and the requests, by id, that have
    one, in the order in which they came.
    """

    id: str
    provider: str
    week: str
    places: int
    taken: tuple[str, ...] = ()
    closed: bool = False

    @property
    def free(self) -> int:
        """How many places can still be taken."""
        return 0 if self.closed else self.places - len(self.taken)


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """Offer places in a week."""

    NAME: ClassVar[str] = "open_slot"
    id: str
    provider: str
    week: str
    places: int


@dataclass(frozen=True, slots=True)
class TakePlace:
    """Take a place for the request with this id."""

    NAME: ClassVar[str] = "take_place"
    request: str


@dataclass(frozen=True, slots=True)
class ReleasePlace:
    """Give the request's place up."""

    NAME: ClassVar[str] = "release_place"
    request: str


@dataclass(frozen=True, slots=True)
class CloseSlot:
    """Take no more requests; those that have a place keep it."""

    NAME: ClassVar[str] = "close_slot"
    reason: str


SlotCommand = OpenSlot | TakePlace | ReleasePlace | CloseSlot


def last_day(week: str) -> date | None:
    """The Sunday of an ISO week such as ``2026-W11``; None where there is no such week."""
    found = _WEEK.fullmatch(week)
    if found is None:
        return None
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 7)
    except ValueError:
        return None


def decide_slot(slot: Slot | None, command: SlotCommand, today: date) -> tuple[SlotEvent, ...] | Refused:
    """What ``command`` does to ``slot`` (None: it is not there yet) on the day ``today``, or why it does not."""
    if slot is None:
        event = _opened(command, today)
    else:
        event = _decided(slot, command, today)
    return event if isinstance(event, Refused) else (event,)


def apply_slot(slot: Slot | None, event: SlotEvent) -> Slot:
    """The slot after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    match event:
        case SlotOpened() if slot is None:
            return Slot(event.id, event.provider, event.week, event.places)
        case PlaceTaken(request) if slot is not None and slot.free > 0 and request not in slot.taken:
            return replace(slot, taken=(*slot.taken, request))
        case PlaceReleased(request) if slot is not None and request in slot.taken:
            return replace(slot, taken=tuple(other for other in slot.taken if other != request))
        case SlotClosed() if slot is not None and not slot.closed:
            return replace(slot, closed=True)
        case _:
            raise IntegrityError(
                "slot.history",
                f"The event {event.TYPE} cannot follow here.",
                mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
                data={"type": event.TYPE},
            )


def fold_slot(events: Iterable[SlotEvent]) -> Slot | None:
    """The slot after all ``events`` of its stream, None where there is none. Errors as :func:`apply_slot`."""
    slot: Slot | None = None
    for event in events:
        slot = apply_slot(slot, event)
    return slot


def _opened(command: SlotCommand, today: date) -> SlotEvent | Refused:
    if not isinstance(command, OpenSlot):
        return refuse(
            "slot.missing",
            "There is no slot for the command {command}.",
            "Choose a slot that the foundry has opened.",
            command=command.NAME,
        )
    end = last_day(command.week)
    if end is None:
        return refuse(
            "slot.week",
            "There is no week {week}.",
            "Write an ISO week such as 2026-W11.",
            where="week",
            week=command.week,
        )
    if end < today:
        return _past(command.week)
    if command.places < 1:
        return refuse(
            "slot.places",
            "A slot with {places} places takes no request.",
            "Offer one place at least.",
            where="places",
            places=command.places,
        )
    return SlotOpened(id=command.id, provider=command.provider, week=command.week, places=command.places)


def _decided(slot: Slot, command: SlotCommand, today: date) -> SlotEvent | Refused:
    match command:
        case OpenSlot():
            return refuse(
                "slot.exists", "There is a slot {id} already.", "Open it under another id.", where="id", id=slot.id
            )
        case TakePlace(request):
            return _untakeable(slot, request, today) or PlaceTaken(request)
        case ReleasePlace(request):
            if request not in slot.taken:
                return refuse(
                    "slot.not_taken",
                    "The request {request} has no place in the week {week}.",
                    "Nothing is to be given up.",
                    request=request,
                    week=slot.week,
                )
            return PlaceReleased(request)
        case CloseSlot(reason):
            return _closed(slot) or SlotClosed(reason)
        case _:
            assert_never(command)


def _untakeable(slot: Slot, request: str, today: date) -> Refused | None:
    """Why the request gets no place, or None where it gets one."""
    end = last_day(slot.week)
    if request in slot.taken:
        return refuse(
            "slot.taken_already",
            "The request has a place in the week {week}.",
            "Nothing is left to do; the place is kept.",
            week=slot.week,
        )
    if end is None or end < today:
        return _past(slot.week)
    if slot.free == 0 and not slot.closed:
        return refuse(
            "slot.full",
            "No place is left in the week {week} (places: {places}, requests ahead: {ahead}).",
            "Take a place in another week, or ask the foundry to open another slot.",
            places=slot.places,
            week=slot.week,
            ahead=len(slot.taken),
        )
    return _closed(slot)


def _closed(slot: Slot) -> Refused | None:
    if not slot.closed:
        return None
    return refuse(
        "slot.closed",
        "The slot in the week {week} is closed.",
        "Choose another slot.",
        week=slot.week,
    )


def _past(week: str) -> Refused:
    return refuse("slot.past", "The week {week} is over.", "Choose a week to come.", where="week", week=week)
