"""What may happen to a plan, by lot; and that it is what counting every case says."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from math import ceil, prod

import numpy as np
import pytest
from floor_story import AXIS, FLOOR, MONDAY, request

from tilth.foundry.build.schedule.floor.durations import Empirical, Pert
from tilth.foundry.build.schedule.floor.montecarlo import outlook, spreads
from tilth.foundry.build.schedule.floor.network import network
from tilth.foundry.build.schedule.floor.planning import Planned, plan_queue
from tilth.foundry.build.schedule.floor.promise import Promise, promise
from tilth.foundry.build.schedule.floor.units import occupations
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
    Lag,
    Mode,
    Operation,
    Point,
    Problem,
    Resource,
    Schedule,
    Status,
    Use,
    Window,
)
from tilth.kernel.errors import OptionError
from tilth.kernel.executor import open_executor

# a1 then a2 on the robot and the reader; b1 on the robot after a1, b2 on the reader after a2. The reader is closed
# from 100 to 150.
PROBLEM = Problem(
    (Resource("robot"), Resource("reader", 1, (Window(100, 150),))),
    (Job("a", 60), Job("b", 95)),
    (
        Operation("a1", "a", (Mode(20, (Use("robot"),)),)),
        Operation("a2", "a", (Mode(40, (Use("reader"),)),)),
        Operation("b1", "b", (Mode(20, (Use("robot"),)),)),
        Operation("b2", "b", (Mode(30, (Use("reader"),)),)),
    ),
    (Lag("a1", Point.END, "a2", Point.START), Lag("b1", Point.END, "b2", Point.START)),
)
PLAN = Schedule(
    Status.FEASIBLE,
    (Assignment("a1", 0, 20), Assignment("a2", 20, 60), Assignment("b1", 20, 40), Assignment("b2", 60, 90)),
    90,
    None,
    0.0,
)
FACTORS = {"a1": (0.5, 1.0, 2.0), "a2": (1.0, 1.5), "b1": (1.0, 4.0), "b2": (1.0, 2.0)}
SPREAD = {id: Empirical(factors) for id, factors in FACTORS.items()}


def by_hand(a1: float, a2: float, b1: float, b2: float) -> tuple[int, int]:
    """The ends of both jobs for these factors."""
    end_a1 = round(20 * a1)
    end_a2 = end_a1 + round(40 * a2)
    start_b2 = max(end_a2, end_a1 + round(20 * b1))
    # 30 planned minutes have to fit before the reader closes at 100.
    start_b2 = start_b2 if start_b2 + 30 <= 100 else max(start_b2, 150)
    return end_a2, start_b2 + round(30 * b2)


def test_the_network_is_what_is_worked_out_by_hand_in_every_case() -> None:
    cases = list(product(*FACTORS.values()))
    planned = np.array([20, 40, 20, 30])
    durations = np.rint(planned[:, None] * np.array(cases).T).astype(np.int64)
    ends = network(PROBLEM, PLAN).starts(durations) + durations
    assert list(zip(ends[1].tolist(), ends[3].tolist(), strict=True)) == [by_hand(*case) for case in cases]


def test_trials_are_as_frequent_as_counting_every_case_says() -> None:
    said = outlook(PROBLEM, PLAN, SPREAD, trials=20_000, seed=3)
    every = Counter(by_hand(*case) for case in product(*FACTORS.values()))
    count = prod(len(factors) for factors in FACTORS.values())
    for at, (job, due) in enumerate((("a", 60), ("b", 95))):
        ends = sorted(end for ends, times in every.items() for end in [ends[at]] * times)
        exact = sum(end <= due for end in ends) / count
        # Five standard errors of a frequency.
        assert said.of(job).on_time == pytest.approx(exact, abs=5 * (exact * (1 - exact) / 20_000) ** 0.5)
        assert (said.of(job).p80, said.of(job).p90) == (ends[ceil(0.8 * count) - 1], ends[ceil(0.9 * count) - 1])


def test_with_the_planned_durations_nothing_is_later_than_planned() -> None:
    said = outlook(PROBLEM, PLAN, {}, trials=3)
    assert [(one.p50, one.p90) for one in said.jobs] == [(60, 60), (90, 90)]
    assert [one.on_time for one in said.jobs] == [1.0, 1.0]


def test_the_same_seed_gives_the_same_on_any_number_of_workers() -> None:
    alone = outlook(PROBLEM, PLAN, SPREAD, trials=5000, seed=7)
    for workers in (1, 3):
        with ThreadPoolExecutor(workers) as executor:
            assert outlook(PROBLEM, PLAN, SPREAD, trials=5000, seed=7, executor=executor) == alone
    assert outlook(PROBLEM, PLAN, SPREAD, trials=5000, seed=8) != alone


@pytest.mark.slow
def test_processes_say_the_same() -> None:
    with open_executor(2) as executor:
        found = outlook(PROBLEM, PLAN, SPREAD, trials=5000, seed=7, executor=executor)
    assert found == outlook(PROBLEM, PLAN, SPREAD, trials=5000, seed=7)


def test_what_has_ended_is_certain_and_what_runs_takes_at_least_until_now() -> None:
    said = outlook(PROBLEM, PLAN, SPREAD, trials=500, now=45)
    # a1 and b1 are over; a2 has run for 25 of 40 minutes, or of 60.
    assert {said.of("a").p50, said.of("a").p90} <= {60, 80}
    late = outlook(PROBLEM, PLAN, {"a2": Empirical((0.1,))}, trials=10, now=45)
    assert late.of("a").p50 == 45


def test_the_chance_that_a_longest_wait_is_broken_is_said() -> None:
    waits = replace(PROBLEM, lags=(*PROBLEM.lags, Lag("b1", Point.END, "b2", Point.START, None, 25)))
    plan = {"a2": Empirical((1.0, 1.5))}
    said = outlook(waits, PLAN, plan, trials=4000)
    assert said.of("b").wait_broken == pytest.approx(0.5, abs=0.05)
    assert outlook(waits, PLAN, {}, trials=10).of("b").wait_broken == 0


def test_three_points_have_their_mean_and_bounds() -> None:
    drawn = Pert(0.8, 1.0, 1.8).draw(np.random.default_rng(1), 50_000)
    assert drawn.min() >= 0.8
    assert drawn.max() <= 1.8
    assert drawn.mean() == pytest.approx(Pert(0.8, 1.0, 1.8).mean, abs=0.003)
    assert Pert(2, 2, 2).draw(np.random.default_rng(1), 2).tolist() == [2, 2]


def test_no_trials_say_nothing() -> None:
    with pytest.raises(OptionError):
        outlook(PROBLEM, PLAN, {}, trials=0)
    with pytest.raises(KeyError):
        outlook(PROBLEM, PLAN, {}, trials=1).of("z")
    with pytest.raises(OptionError):
        Empirical(())


def test_units_of_a_pool_are_given_out_the_lowest_free_first() -> None:
    pool = Problem(
        (Resource("oven", 3),),
        (Job("j"),),
        tuple(
            Operation(id, "j", (Mode(length, (Use("oven", units),)),))
            for id, length, units in (("a", 10, 1), ("b", 30, 2), ("c", 10, 1))
        ),
    )
    plan = Schedule(
        Status.FEASIBLE, (Assignment("a", 0, 10), Assignment("b", 0, 30), Assignment("c", 10, 20)), 30, None, 0.0
    )
    assert [(one.operation, one.units) for one in occupations(pool, plan)["oven"]] == [
        ("a", (0,)), ("b", (1, 2)), ("c", (0,)),
    ]  # fmt: skip


def test_a_promise_gives_dates_on_the_floors_clocks() -> None:
    found = promise([request(1)], request(2), FLOOR, MONDAY, seconds=0, trials=500)
    assert isinstance(found, Promise)
    assert MONDAY < found.p50 <= found.p80 <= found.p90
    assert found.p90.utcoffset() == MONDAY.utcoffset()
    assert found.on_time is None
    assert not found.provisional
    again = promise([request(1)], request(2), FLOOR, MONDAY, seconds=0, trials=500)
    assert again == found


def test_the_distribution_of_an_operation_is_that_of_its_instrument() -> None:
    planned = plan_queue([request(1)], FLOOR, AXIS, seconds=0)
    assert isinstance(planned, Planned)
    assert spreads(planned.of, FLOOR.durations)["req-1/cycle"] == Pert(0.9, 1.0, 1.6)
