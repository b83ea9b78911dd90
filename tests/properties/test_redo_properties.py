"""Whatever robots miss and whenever it is told: what is made good ends as planned, and nothing is moved twice."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redo_benches import ROBOTS, Bench, as_planned
from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.run.amending import Origin, as_moved
from tilth.foundry.build.run.telling import told_of

MISSES = 4
"""Steps in which something may go wrong; after them all goes well, so that each run ends."""

Waiting = dict[str, dict[Origin, int]]
"""What robots moved in steps whose report was not handed in yet, by origin."""


def tell(bench: Bench, chance: Random, waiting: Waiting, *, everything: bool) -> None:
    """Hand in reports that were not handed in yet, all or some, and settle what they owe now or later."""
    for step in list(waiting):
        if everything or chance.random() < 0.5:
            bench.report(step, waiting.pop(step))
    if bench.run.owing and (everything or chance.random() < 0.5):
        if chance.random() < 0.15:
            while bench.run.owing:
                bench.leave_out()
        else:
            bench.redo()


def missed(bench: Bench, chance: Random, step: str) -> dict[int, int]:
    """What a robot moves of some transfers of the step: nothing, a part, or too much."""
    volumes = [one.volume for _, one in bench.of(step)]
    numbers = chance.sample(range(len(volumes)), min(len(volumes), chance.choice([0, 0, 1, 2])))
    return {at: round(volumes[at] * chance.choice([0, 0, 0.5, 1.1])) for at in numbers}


def carried_out(chance: Random) -> Bench:
    """A run to its end, in which robots miss something, and it is told sooner or later."""
    bench, waiting, misses = Bench(), Waiting(), MISSES
    while bench.open or bench.run.owing or waiting:
        tell(bench, chance, waiting, everything=not bench.open)
        if not bench.open:
            continue
        step = chance.choice(bench.open)
        robot = next(one for one in bench.steps if one.operation.id == step).operation.instrument in ROBOTS
        if not robot and (waiting or bench.run.owing):
            tell(bench, chance, waiting, everything=True)
            continue
        moved = missed(bench, chance, step) if robot and misses else {}
        misses -= bool(moved)
        due = [one.volume for _, one in bench.of(step)]
        went = bench.confirm(step, moved=moved)
        if list(went.values()) != due:
            assert robot or bench.lost, "people have what they need, unless it was left out"
            waiting |= {step: went} if robot else {}
    return bench


@given(st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_what_is_delivered_holds_what_was_planned_whatever_failed(chance: Random) -> None:
    bench = carried_out(chance)
    assert {one.standing.value for one in bench.steps} == {"done"}
    wanted = as_planned(bench.plan)
    for name, held in bench.delivered().items():
        assert held == pytest.approx(wanted[name], abs=1e-3), name
    if not bench.lost:
        conserved(bench)


def conserved(bench: Bench) -> None:
    """The plan as it stands, told by the journal alone, comes to what really is in every well."""
    stands = bench.stands
    went = as_moved(stands, told_of(bench.run, bench.lines), bench.run.confirmed)
    assert len(went.transfers) == len(bench.moved)
    checked = check_plan(went)
    assert checked.faults == ()
    for place, held in bench.held.items():
        assert checked.state.volume(place) == pytest.approx(sum(held.values()), abs=1e-3), place
