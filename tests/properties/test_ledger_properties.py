"""What holds for the liquid ledger whatever is moved, and a recall against a simulation that knows no index."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.ledger import Book, Index, Run, check_plan
from tilth.foundry.build.ledger.contents import share
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL

PIECES = (Labware("p", "flat_96"), Labware("q", "deep_96"), Labware("t", "tubes_24"))
PLACES = [Place(piece.id, well) for piece in PIECES for well in ("A1", "B1")]
LIMITS = {piece.id: labware_kind(piece.kind) for piece in PIECES}
LOTS = ("L1", "L2", "L3")

Moves = list[tuple[Place, Place, int]]

places = st.sampled_from(PLACES)
fillings = st.builds(Filling, places, st.just("dna"), st.integers(25 * UL, 50 * UL), st.sampled_from(LOTS))
# What part of what can be drawn is drawn, in thousandths: a tenth of them are too much.
moves = st.tuples(places, places, st.integers(1, 1100)).filter(lambda move: move[0] != move[1])


def planned(filled: list[Filling], moved: Moves) -> TransferPlan:
    """A plan most of whose transfers can be done, whatever is in a well when its turn comes."""
    levels = dict.fromkeys(PLACES, 0)
    for one in filled:
        levels[one.place] += one.volume
    made = []
    for source, target, part in moved:
        volume = max(1, (levels[source] - LIMITS[source.labware].dead) * part // 1000)
        made.append(Transfer(source, target, volume))
        if volume <= levels[source]:
            levels[source] -= volume
            levels[target] += volume
    return TransferPlan(PIECES, tuple(filled), tuple(made))


plans = st.builds(planned, st.lists(fillings, min_size=6, max_size=16), st.lists(moves, min_size=8, max_size=40))


def accepted(plan: TransferPlan) -> TransferPlan:
    """``plan`` without what the ledger refuses."""
    refused = {(fault.line.value, fault.index) for fault in check_plan(plan).faults}
    return TransferPlan(
        plan.labware,
        tuple(one for number, one in enumerate(plan.fillings) if ("filling", number) not in refused),
        tuple(one for number, one in enumerate(plan.transfers) if ("transfer", number) not in refused),
    )


@settings(max_examples=30)
@given(plans)
def test_every_lots_volume_is_conserved_and_so_its_mass(plan: TransferPlan) -> None:
    kept = accepted(plan)
    state = check_plan(plan).state
    for lot in LOTS:
        # A lot's mass is its volume times its concentration: equal volumes are equal masses.
        assert state.total(lot) == sum(filling.volume for filling in kept.fillings if filling.lot == lot)
    assert sum(state.volumes().values()) == sum(filling.volume for filling in kept.fillings)


@settings(max_examples=30)
@given(plans)
def test_nothing_is_ever_negative_above_capacity_or_out_of_step_with_its_portions(plan: TransferPlan) -> None:
    state = check_plan(plan).state
    for place, content in state.wells():
        assert 0 <= content.volume <= LIMITS[place.labware].capacity
        assert content.volume == state.volume(place)
        assert all(portion.volume > 0 for portion in content.portions)


@settings(max_examples=30)
@given(plans)
def test_a_refused_transfer_changes_nothing(plan: TransferPlan) -> None:
    kept = accepted(plan)
    assert check_plan(kept).ok
    assert {place: content for place, content in check_plan(plan).state.wells() if content.volume} == {
        place: content for place, content in check_plan(kept).state.wells() if content.volume
    }


@settings(max_examples=30)
@given(plans, st.data())
def test_the_order_of_independent_transfers_does_not_matter_for_volumes(
    plan: TransferPlan, data: st.DataObject
) -> None:
    kept = accepted(plan)
    if len(kept.transfers) < 2:
        return
    at = data.draw(st.integers(0, len(kept.transfers) - 2))
    first, second = kept.transfers[at : at + 2]
    if {first.source, first.target} & {second.source, second.target}:
        return
    swapped = (*kept.transfers[:at], second, first, *kept.transfers[at + 2 :])
    one, other = check_plan(kept).state, check_plan(TransferPlan(PIECES, kept.fillings, swapped)).state
    assert one.volumes() == other.volumes()


@settings(max_examples=30)
@given(st.dictionaries(st.integers(0, 9), st.integers(1, 10**12), min_size=1), st.data())
def test_a_draw_takes_each_portion_to_within_a_picolitre_of_its_share(
    parts: dict[int, int], data: st.DataObject
) -> None:
    held = sum(parts.values())
    volume = data.draw(st.integers(0, held))
    taken = share(parts, held, volume)
    assert sum(taken.values()) == volume
    for key, amount in parts.items():
        assert 0 <= taken[key] <= amount
        assert abs(taken[key] - Fraction(amount * volume, held)) < 1


@settings(max_examples=30)
@given(plans, st.lists(st.tuples(places, st.integers(1, 50 * UL)), max_size=8))
def test_waste_is_conserved_too(plan: TransferPlan, discards: list[tuple[Place, int]]) -> None:
    book = Book(PIECES)
    filled = sum(
        one.volume for one in plan.fillings if book.fill(one.place, one.liquid, one.volume, one.lot) is None
    )
    for transfer, (place, volume) in zip(plan.transfers, discards, strict=False):
        book.move(transfer.source, transfer.target, transfer.volume)
        before = book.volume(place)
        refused = book.discard(place, volume)
        assert book.volume(place) == (before if refused else before - volume)
    assert sum(book.volumes().values()) + book.waste.volume == filled


def simulated(runs: list[Run], lot: str) -> tuple[set[Place], dict[Place, Fraction], set[str]]:
    """Who saw the lot, how much of it is where, and in which runs: one dictionary, one transfer at a time."""
    touched: set[Place] = set()
    amounts: dict[Place, Fraction] = {}
    levels: dict[Place, Fraction] = {}
    seen: set[str] = set()
    for run in runs:
        filled = {one.place for one in run.plan.fillings}
        for place in filled:
            inside = [one for one in run.plan.fillings if one.place == place]
            levels[place] = Fraction(sum(one.volume for one in inside))
            of_lot = Fraction(sum(one.volume for one in inside if one.lot == lot))
            amounts[place] = max(of_lot, min(amounts.get(place, Fraction(0)), levels[place]))
            if of_lot:
                touched.add(place)
        for one in run.plan.transfers:
            level = levels.get(one.source, Fraction(0))
            part = min(Fraction(1), one.volume / level) if level > 0 else Fraction(1)
            moved = amounts.get(one.source, Fraction(0)) * part
            if one.source in touched:
                touched.add(one.target)
            amounts[one.source] = amounts.get(one.source, Fraction(0)) - moved
            amounts[one.target] = amounts.get(one.target, Fraction(0)) + moved
            levels[one.source] = level - one.volume
            levels[one.target] = levels.get(one.target, Fraction(0)) + one.volume
        used = filled | {end for one in run.plan.transfers for end in (one.source, one.target)}
        if used & touched:
            seen.add(run.id)
    return touched, amounts, seen


@settings(max_examples=30)
@given(st.lists(plans.map(accepted), min_size=1, max_size=3), st.sampled_from(LOTS))
def test_a_recall_finds_what_a_plain_simulation_finds(made: list[TransferPlan], lot: str) -> None:
    runs = [Run(f"run-{number}", plan) for number, plan in enumerate(made)]
    touched, amounts, seen = simulated(runs, lot)
    recall = Index(runs).recall(lot)
    assert {one.place for one in recall.wells()} == touched
    assert set(recall.runs) == seen
    for place in PLACES:
        assert recall.volume(place) == pytest.approx(float(amounts.get(place, 0)), abs=1e-3)
        assert (place in recall) == (place in touched)


@settings(max_examples=30)
@given(plans.map(accepted), st.sampled_from(LOTS))
def test_a_recall_agrees_with_the_exact_ledger_of_one_run(plan: TransferPlan, lot: str) -> None:
    state = check_plan(plan).state
    recall = Index((Run("run", plan),)).recall(lot)
    for place, content in state.wells():
        # Each of the ledger's draws is within a picolitre of the true share.
        assert recall.volume(place) == pytest.approx(content.of(lot), abs=2 * len(plan.transfers) + 1)
        if content.of(lot):
            assert place in recall


@settings(max_examples=30)
@given(plans.map(accepted), st.sampled_from(LOTS))
def test_the_path_of_a_recall_is_a_chain_from_a_filled_well_in_order(plan: TransferPlan, lot: str) -> None:
    recall = Index((Run("run", plan),)).recall(lot)
    for one in recall.wells():
        steps = recall.path(one.place)
        if not steps:
            assert one.place in recall.filled
            continue
        assert steps[0].source in recall.filled
        assert steps[-1].target == one.place
        assert [step.index for step in steps] == sorted({step.index for step in steps})
        for before, after in pairwise(steps):
            assert before.target == after.source
        for step in steps:
            transfer = plan.transfers[step.index]
            assert (transfer.source, transfer.target, transfer.volume) == (step.source, step.target, step.volume)
