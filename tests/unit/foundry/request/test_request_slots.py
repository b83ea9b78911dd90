from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tilth.foundry.request.events import PlaceReleased, PlaceTaken, SlotClosed, SlotEvent, SlotOpened
from tilth.foundry.request.slots import (
    CloseSlot,
    OpenSlot,
    ReleasePlace,
    Slot,
    SlotCommand,
    TakePlace,
    apply_slot,
    decide_slot,
    fold_slot,
    last_day,
)
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

TODAY = date(2026, 3, 2)
SLOT = Slot("w11", "org-2", "2026-W11", 2)
FULL = replace(SLOT, taken=("r1", "r2"))
CLOSED = replace(SLOT, closed=True, taken=("r1",))
OPEN = OpenSlot("w11", "org-2", "2026-W11", 2)


def refused(slot: Slot | None, command: SlotCommand, today: date = TODAY) -> str:
    answer = decide_slot(slot, command, today)
    assert isinstance(answer, Refused), answer
    assert str(answer).endswith(".")
    return answer.reasons[0].code


def test_the_life_of_a_slot_is_the_fold_of_its_events() -> None:
    story: list[SlotEvent] = [
        SlotOpened("w11", "org-2", "2026-W11", 2),
        PlaceTaken("r1"),
        PlaceTaken("r2"),
        PlaceReleased("r1"),
        SlotClosed("Maintenance."),
    ]
    commands = [OPEN, TakePlace("r1"), TakePlace("r2"), ReleasePlace("r1"), CloseSlot("Maintenance.")]
    slot = None
    for command, event in zip(commands, story, strict=True):
        assert decide_slot(slot, command, TODAY) == (event,)
        slot = apply_slot(slot, event)
    assert slot == fold_slot(story) == Slot("w11", "org-2", "2026-W11", 2, ("r2",), True)


def test_a_full_slot_says_how_many_are_ahead() -> None:
    answer = decide_slot(FULL, TakePlace("r3"), TODAY)
    assert isinstance(answer, Refused)
    (reason,) = answer.reasons
    assert reason.code == "slot.full"
    assert reason.message == "No place is left in the week 2026-W11 (places: 2, requests ahead: 2)."
    assert reason.data == {"places": 2, "week": "2026-W11", "ahead": 2}


@pytest.mark.parametrize(
    ("slot", "command", "code"),
    [
        (None, TakePlace("r1"), "slot.missing"),
        (None, replace(OPEN, week="2026-W54"), "slot.week"),
        (None, replace(OPEN, week="11"), "slot.week"),
        (None, replace(OPEN, week="2026-W09"), "slot.past"),
        (None, replace(OPEN, places=0), "slot.places"),
        (SLOT, OPEN, "slot.exists"),
        (FULL, TakePlace("r1"), "slot.taken_already"),
        (CLOSED, TakePlace("r2"), "slot.closed"),
        (CLOSED, CloseSlot(""), "slot.closed"),
        (SLOT, ReleasePlace("r1"), "slot.not_taken"),
    ],
)
def test_it_is_refused(slot: Slot | None, command: SlotCommand, code: str) -> None:
    assert refused(slot, command) == code


def test_a_week_can_be_taken_up_to_its_sunday() -> None:
    assert last_day("2026-W11") == date(2026, 3, 15)
    assert not isinstance(decide_slot(SLOT, TakePlace("r1"), date(2026, 3, 15)), Refused)
    assert refused(SLOT, TakePlace("r1"), date(2026, 3, 16)) == "slot.past"


def test_a_year_has_week_53_only_where_the_calendar_has_it() -> None:
    assert last_day("2026-W53") == date(2027, 1, 3)
    assert last_day("2027-W53") is None


def test_a_closed_slot_keeps_its_places_and_lets_them_be_given_up() -> None:
    assert CLOSED.free == 0
    assert decide_slot(CLOSED, ReleasePlace("r1"), TODAY) == (PlaceReleased("r1"),)


@pytest.mark.parametrize(
    ("slot", "event"),
    [
        (None, PlaceTaken("r1")),
        (FULL, PlaceTaken("r3")),
        (CLOSED, PlaceTaken("r3")),
        (SLOT, PlaceReleased("r1")),
        (CLOSED, SlotClosed("")),
        (SLOT, SlotOpened("w11", "org-2", "2026-W11", 2)),
    ],
)
def test_a_damaged_stream_is_told_and_not_folded(slot: Slot | None, event: SlotEvent) -> None:
    with pytest.raises(IntegrityError) as caught:
        apply_slot(slot, event)
    assert caught.value.code == "slot.history"
