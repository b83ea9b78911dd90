"""Lots of liquid: what can be promised, what can be used, and what the events leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tilth.foundry.build.inventory import StockLot, apply_lot, decide_lot, fold_lot, lot_stream
from tilth.foundry.build.inventory.events import (
    LotConsumed,
    LotCounted,
    LotEvent,
    LotReceived,
    LotReleased,
    LotReserved,
    LotWithdrawn,
)
from tilth.foundry.build.inventory.lots import (
    ConsumeLot,
    CountLot,
    LotCommand,
    ReceiveLot,
    ReleaseLot,
    ReserveLot,
    WithdrawLot,
)
from tilth.foundry.build.ledger import Lot
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

TODAY = date(2026, 3, 2)
RECEIVE = ReceiveLot(
    id="N1",
    liquid="BsaI-HFv2",
    volume=50 * UL,
    supplier="NEB",
    supplier_lot="10123",
    concentration=Decimal("20"),
    expires=date(2027, 1, 31),
    most_thaws=5,
)
LOT = StockLot(
    id="N1",
    liquid="BsaI-HFv2",
    supplier="NEB",
    supplier_lot="10123",
    received=50 * UL,
    received_on=TODAY,
    left=50 * UL,
    concentration=Decimal("20"),
    expires=date(2027, 1, 31),
    most_thaws=5,
)
PROMISED = replace(LOT, reserved={"r1": 30 * UL, "r2": 15 * UL})


def refused(lot: StockLot | None, command: LotCommand, today: date = TODAY) -> str:
    answer = decide_lot(lot, command, today)
    assert isinstance(answer, Refused), answer
    assert str(answer).endswith(".")
    return answer.reasons[0].code


def test_the_life_of_a_lot_is_the_fold_of_its_events() -> None:
    commands: list[LotCommand] = [
        RECEIVE,
        ReserveLot("r1", 30 * UL),
        ReserveLot("r1", 5 * UL),
        ConsumeLot("r1", 20 * UL, "run-1"),
        ReleaseLot("r1", 5 * UL),
        ReleaseLot("r1"),
        ConsumeLot("", 1 * UL),
        CountLot(25 * UL, "Evaporated."),
        WithdrawLot("Recalled by the supplier."),
    ]
    lot = None
    story: list[LotEvent] = []
    for command in commands:
        events = decide_lot(lot, command, TODAY)
        assert isinstance(events, tuple)
        story.extend(events)
        lot = fold_lot(story)
    assert story[5] == LotReleased("r1", 10 * UL)
    assert lot == replace(LOT, left=25 * UL, withdrawn="Recalled by the supplier.")
    assert lot_stream("N1") == "lot/N1"


def test_nobody_is_promised_what_another_was() -> None:
    answer = decide_lot(PROMISED, ReserveLot("r3", 8 * UL), TODAY)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].message == (
        "8 uL of BsaI-HFv2 are asked of lot N1, and 5 uL are free; 3 uL are missing."
    )
    assert decide_lot(PROMISED, ReserveLot("r3", 5 * UL), TODAY) == (LotReserved("r3", 5 * UL),)


def test_what_is_used_for_a_request_comes_out_of_its_own_reservation_first() -> None:
    lot = apply_lot(PROMISED, LotConsumed("r1", 33 * UL, "run-1"))
    assert (lot.left, lot.reserved, lot.free) == (17 * UL, {"r2": 15 * UL}, 2 * UL)
    assert refused(PROMISED, ConsumeLot("r1", 36 * UL)) == "lot.short"
    assert refused(PROMISED, ConsumeLot("", 6 * UL)) == "lot.short"


def test_a_count_stands_even_where_it_leaves_less_than_was_promised() -> None:
    lot = apply_lot(PROMISED, LotCounted(40 * UL, "Spilt."))
    assert (lot.free, lot.promised) == (-5 * UL, 45 * UL)
    assert refused(lot, ReserveLot("r3", 1)) == "lot.short"
    # Its own reservation can be used, but not more than there is.
    assert decide_lot(lot, ConsumeLot("r1", 30 * UL), TODAY) == (LotConsumed("r1", 30 * UL, ""),)
    assert refused(replace(lot, left=20 * UL), ConsumeLot("r1", 30 * UL)) == "lot.short"


def test_an_expired_or_withdrawn_lot_is_promised_to_nobody() -> None:
    assert refused(LOT, ReserveLot("r1", UL), date(2027, 2, 1)) == "lot.expired"
    assert isinstance(decide_lot(LOT, ReserveLot("r1", UL), date(2027, 1, 31)), tuple)
    withdrawn = apply_lot(LOT, LotWithdrawn("Recalled."))
    assert refused(withdrawn, ReserveLot("r1", UL)) == "lot.withdrawn"
    assert not withdrawn.usable(TODAY)


def test_what_was_used_is_recorded_even_of_an_expired_lot() -> None:
    assert decide_lot(LOT, ConsumeLot("", UL, "run-1"), date(2028, 1, 1)) == (LotConsumed("", UL, "run-1"),)


@pytest.mark.parametrize(
    ("lot", "command", "code"),
    [
        (None, ReserveLot("r1", UL), "lot.missing"),
        (LOT, RECEIVE, "lot.exists"),
        (None, replace(RECEIVE, volume=0), "lot.volume"),
        (None, replace(RECEIVE, volume=10**16), "lot.volume"),
        (None, replace(RECEIVE, liquid=" "), "lot.no_liquid"),
        (None, replace(RECEIVE, expires=date(2026, 3, 1)), "lot.expired"),
        (None, replace(RECEIVE, concentration=Decimal(0)), "lot.concentration"),
        (LOT, ReserveLot("r1", 0), "lot.volume"),
        (LOT, ReleaseLot("r1"), "lot.not_reserved"),
        (PROMISED, ReleaseLot("r1", 31 * UL), "lot.not_reserved"),
        (LOT, ConsumeLot("r1", -1), "lot.volume"),
        (LOT, CountLot(-1, "Lost."), "lot.volume"),
        (LOT, CountLot(1, ""), "lot.no_reason"),
        (LOT, WithdrawLot(" "), "lot.no_reason"),
    ],
)
def test_what_cannot_be_is_refused(lot: StockLot | None, command: LotCommand, code: str) -> None:
    assert refused(lot, command) == code


@pytest.mark.parametrize(
    ("lot", "event"),
    [
        (None, LotReserved("r1", UL)),
        (LOT, LotReleased("r1", UL)),
        (LOT, LotConsumed("", 51 * UL)),
        (
            LOT,
            LotReceived(id="N1", liquid="x", supplier="", supplier_lot="", volume=UL, received_on=TODAY),
        ),
    ],
)
def test_an_event_that_cannot_follow_is_a_damaged_stream(lot: StockLot | None, event: LotEvent) -> None:
    with pytest.raises(IntegrityError, match="cannot follow here"):
        apply_lot(lot, event)


def test_the_ledger_is_told_what_it_must_know() -> None:
    assert LOT.facts(thaws=2) == Lot("N1", "BsaI-HFv2", date(2027, 1, 31), Decimal("20"), 2, 5)
