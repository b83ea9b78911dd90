"""Stock: levels, first expiring first out, and what is missing for the queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tilth.foundry.build.inventory import (
    Material,
    StockLot,
    apply_material,
    decide_material,
    fold_material,
    material_stream,
)
from tilth.foundry.build.inventory.events import MaterialDropped
from tilth.foundry.build.inventory.materials import DropMaterial, ListMaterial, MaterialCommand
from tilth.foundry.build.inventory.stock import (
    Allocation,
    Demand,
    Level,
    Need,
    ToOrder,
    allocate,
    levels,
    needs,
    what_is_missing,
)
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.transfer import Filling, Place, TransferPlan
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

TODAY = date(2026, 3, 2)


def lot(id: str, left: int, expires: date | None = None, **reserved: int) -> StockLot:
    promised = {request: volume * UL for request, volume in reserved.items()}
    return StockLot(
        id=id,
        liquid="ligase",
        supplier="NEB",
        supplier_lot=id,
        received=100 * UL,
        received_on=TODAY,
        left=left * UL,
        expires=expires,
        reserved=promised,
    )


SOON, LATE, NEVER = date(2026, 4, 1), date(2027, 4, 1), None
LOTS = (
    lot("never", 50, NEVER),
    lot("late", 30, LATE, r1=10),
    lot("soon", 10, SOON, r2=4),
    lot("gone", 40, date(2026, 3, 1)),
)
LIGASE = Material("m1", "ligase", 80 * UL, 100 * UL, "NEB", 7)
WATER = Material("m2", "water", 0, 1000 * UL)


def test_a_level_counts_what_may_be_used_and_says_when_to_order() -> None:
    ligase, water = levels(LOTS, (LIGASE, WATER), TODAY)
    assert ligase == Level("ligase", 90 * UL, 14 * UL, 40 * UL, SOON, reorder=True)
    assert ligase.free == 76 * UL
    assert water == Level("water", 0, 0, 0, None, reorder=True)
    assert not levels(LOTS, (replace(LIGASE, reorder_point=75 * UL),), TODAY)[0].reorder
    assert not levels(LOTS, (), TODAY)[0].reorder
    assert [level.liquid for level in levels(LOTS, (replace(WATER, dropped=True),), TODAY)] == ["ligase"]


def test_the_first_to_expire_is_used_first() -> None:
    assert allocate("ligase", 30 * UL, LOTS, TODAY) == (
        Allocation("soon", 6 * UL),
        Allocation("late", 20 * UL),
        Allocation("never", 4 * UL),
    )
    assert allocate("ligase", 6 * UL, LOTS, TODAY) == (Allocation("soon", 6 * UL),)


def test_what_cannot_be_allocated_is_told_by_liquid_and_amount() -> None:
    answer = allocate("ligase", 80 * UL, LOTS, TODAY)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].message == "80 uL of ligase are needed, and 76 uL are free; 4 uL are missing."


def test_the_queue_is_served_in_its_order() -> None:
    queue = [
        Demand("r1", "ligase", 60 * UL),
        Demand("r1", "water", 100 * UL),
        Demand("r2", "ligase", 40 * UL),
        Demand("r3", "ligase", 5 * UL),
    ]
    found = what_is_missing(queue, LOTS, (LIGASE,), TODAY)
    assert found.needs == (
        Need("r1", "ligase", 60 * UL, 10 * UL, 50 * UL, 0),
        Need("r1", "water", 100 * UL, 0, 0, 100 * UL),
        Need("r2", "ligase", 40 * UL, 4 * UL, 26 * UL, 10 * UL),
        Need("r3", "ligase", 5 * UL, 0, 0, 5 * UL),
    )
    assert found.waiting == ("r1", "r2", "r3")
    # 15 uL are missing, 80 and a bit bring the stock above its reorder point: one pack of 100 uL.
    assert found.to_order == (
        ToOrder("ligase", 15 * UL, 100 * UL, "NEB", 7),
        ToOrder("water", 100 * UL, 100 * UL),
    )


def test_whole_packs_are_ordered() -> None:
    found = what_is_missing([Demand("r1", "ligase", 120 * UL)], LOTS, (LIGASE,), TODAY)
    assert found.to_order == (ToOrder("ligase", 34 * UL, 200 * UL, "NEB", 7),)


def test_nothing_is_ordered_while_there_is_enough() -> None:
    found = what_is_missing([Demand("r1", "ligase", 20 * UL)], LOTS, (replace(LIGASE, reorder_point=0),), TODAY)
    assert (found.to_order, found.waiting) == ((), ())


def test_a_count_below_the_promises_serves_who_reserved_first() -> None:
    short = replace(lot("short", 6, None), reserved={"r1": 5 * UL, "r2": 5 * UL})
    queue = [Demand("r2", "ligase", 5 * UL), Demand("r1", "ligase", 5 * UL)]
    assert what_is_missing(queue, (short,), (), TODAY).needs == (
        Need("r2", "ligase", 5 * UL, 1 * UL, 0, 4 * UL),
        Need("r1", "ligase", 5 * UL, 5 * UL, 0, 0),
    )


def test_a_plan_needs_its_fillings() -> None:
    tubes = Labware("t", "tubes_24")
    fillings = (
        Filling(Place("t", "A1"), "ligase", 5 * UL),
        Filling(Place("t", "B1"), "water", 9 * UL),
        Filling(Place("t", "C1"), "ligase", 2 * UL),
    )
    assert needs("r1", TransferPlan((tubes,), fillings, ())) == (
        Demand("r1", "ligase", 7 * UL),
        Demand("r1", "water", 9 * UL),
    )


def test_a_material_is_listed_changed_and_dropped() -> None:
    material = None
    for command in (
        ListMaterial("m1", "ligase", 10 * UL, 100 * UL),
        ListMaterial("m1", "ligase", 80 * UL, 100 * UL, "NEB", 7),
    ):
        events = decide_material(material, command)
        assert isinstance(events, tuple)
        material = fold_material(events)
    assert material == LIGASE
    events = decide_material(material, DropMaterial("No longer used."))
    assert events == (MaterialDropped("No longer used."),)
    assert apply_material(material, events[0]).dropped
    assert material_stream("m1") == "material/m1"
    with pytest.raises(IntegrityError):
        apply_material(None, events[0])


@pytest.mark.parametrize(
    ("material", "command", "code"),
    [
        (None, DropMaterial("Why not."), "material.missing"),
        (replace(LIGASE, dropped=True), DropMaterial("Again."), "material.missing"),
        (LIGASE, DropMaterial(""), "material.no_reason"),
        (None, ListMaterial("m1", " ", 0, UL), "material.no_liquid"),
        (LIGASE, ListMaterial("m1", "water", 0, UL), "material.other"),
        (None, ListMaterial("m1", "ligase", -1, UL), "material.volume"),
        (None, ListMaterial("m1", "ligase", 0, 0), "material.volume"),
        (None, ListMaterial("m1", "ligase", 0, UL, "", -1), "material.lead_days"),
    ],
)
def test_what_cannot_be_listed_is_refused(material: Material | None, command: MaterialCommand, code: str) -> None:
    answer = decide_material(material, command)
    assert isinstance(answer, Refused)
    assert str(answer).endswith(".")
    assert answer.reasons[0].code == code
