"""Recalls: who saw a lot, in which order, by which way."""

from __future__ import annotations

import pytest

from tilth.foundry.build.labware import Labware
from tilth.foundry.build.ledger import Index, Run, Step
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL

TUBES, MIX, PLATE, AGAR = (
    Labware("tubes", "tubes_24"),
    Labware("mix", "pcr_96"),
    Labware("plate", "pcr_96"),
    Labware("agar", "flat_96"),
)
LIGASE, WATER, POT = Place("tubes", "A1"), Place("tubes", "B1"), Place("mix", "A1")


def well(name: str, of: Labware = PLATE) -> Place:
    return Place(of.id, name)


ASSEMBLY = Run(
    "run-1",
    TransferPlan(
        (TUBES, MIX, PLATE),
        (Filling(LIGASE, "ligase", 100 * UL, "X"), Filling(WATER, "water", 1000 * UL, "W")),
        (
            Transfer(WATER, POT, 30 * UL),
            Transfer(POT, well("H1"), 10 * UL),
            Transfer(LIGASE, POT, 20 * UL),
            Transfer(POT, well("A1"), 10 * UL),
            Transfer(POT, well("B1"), 10 * UL),
            Transfer(WATER, well("C1"), 10 * UL),
        ),
    ),
)
PLATING = Run(
    "run-2",
    TransferPlan(
        (PLATE, AGAR),
        (Filling(well("B1"), "assembly", 10 * UL), Filling(well("C1"), "assembly", 10 * UL)),
        (Transfer(well("B1"), well("A1", AGAR), 4 * UL), Transfer(well("C1"), well("B1", AGAR), 4 * UL)),
    ),
)
OTHER = Run(
    "run-3",
    TransferPlan(
        (AGAR,),
        (Filling(well("B1", AGAR), "cells", 10 * UL, "X2"),),
        (Transfer(well("B1", AGAR), well("C1", AGAR), UL),),
    ),
)
CLONES = {well("A1"): ("zj-1",), well("B1"): ("zj-2", "zj-3"), well("H1"): ("negative",)}
VENTURES = {"zj-1": ("ven-1",), "zj-2": ("ven-2",), "zj-3": ("ven-1",), "negative": ("ven-9",)}


@pytest.fixture(scope="module")
def index() -> Index:
    return Index((ASSEMBLY, PLATING, OTHER))


def test_a_recall_names_the_wells_runs_clones_and_ventures(index: Index) -> None:
    recall = index.recall("X", CLONES, VENTURES)
    assert recall.filled == (LIGASE,)
    assert {seen.place for seen in recall.wells()} == {LIGASE, POT, well("A1"), well("B1"), well("A1", AGAR)}
    assert recall.count == 5
    assert recall.runs == ("run-1", "run-2")
    assert recall.clones == ("zj-1", "zj-2", "zj-3")
    assert recall.ventures == ("ven-1", "ven-2")


def test_what_left_before_the_lot_came_did_not_see_it(index: Index) -> None:
    recall = index.recall("X")
    assert well("H1") not in recall
    assert well("A1") in recall
    assert Place("elsewhere", "A1") not in recall


def test_the_lot_in_a_well_is_estimated_from_the_volumes(index: Index) -> None:
    recall = index.recall("X")
    # Half of the pot is ligase; four tenths of the well go on to the agar.
    assert recall.volume(well("A1")) == pytest.approx(5 * UL)
    assert recall.volume(well("A1", AGAR)) == pytest.approx(2 * UL)
    assert recall.volume(well("B1")) == pytest.approx(3 * UL)
    assert recall.volume(Place("elsewhere", "A1")) == 0
    assert sum(seen.volume for seen in recall.wells()) == pytest.approx(100 * UL)


def test_the_way_of_the_lot_into_a_well_is_told_transfer_by_transfer(index: Index) -> None:
    recall = index.recall("X")
    assert recall.path(well("A1", AGAR)) == (
        Step("run-1", 2, LIGASE, POT, 20 * UL),
        Step("run-1", 4, POT, well("B1"), 10 * UL),
        Step("run-2", 0, well("B1"), well("A1", AGAR), 4 * UL),
    )
    assert recall.path(LIGASE) == recall.path(well("H1")) == ()


def test_a_lot_that_came_nowhere_was_seen_by_nobody(index: Index) -> None:
    recall = index.recall("X9", CLONES, VENTURES)
    assert (recall.count, recall.runs, recall.clones, recall.ventures) == (0, (), (), ())
    assert index.lots() == ("W", "X", "X2")
    assert len(index) == 9


def test_a_lot_that_is_still_in_its_tube_was_seen_by_that_run() -> None:
    idle = Run("run-4", TransferPlan((TUBES,), (Filling(LIGASE, "ligase", UL, "X"),), ()))
    recall = Index((idle,)).recall("X")
    assert (recall.runs, recall.count) == (("run-4",), 1)


def test_a_run_that_drew_more_than_was_known_takes_all_of_the_lot() -> None:
    plan = TransferPlan(
        (TUBES, PLATE), (Filling(LIGASE, "ligase", UL, "X"),), (Transfer(LIGASE, well("A1"), 2 * UL),)
    )
    recall = Index((Run("run-5", plan),)).recall("X")
    assert recall.volume(well("A1")) == UL
    assert recall.volume(LIGASE) == 0
