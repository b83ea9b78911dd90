"""The solver and its parts: pools, like jobs, rules, tabu moves, neighbourhoods, and what is said on the way."""

import time
from dataclasses import replace
from random import Random

import pytest

from tilth.foundry.build.schedule.best import Best, Progress
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.dispatch import dispatch
from tilth.foundry.build.schedule.improving import chains, improve
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.neighbourhoods import Kind, Neighbourhoods
from tilth.foundry.build.schedule.part import part
from tilth.foundry.build.schedule.pooling import pooled
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
    Lag,
    Mode,
    Objective,
    Operation,
    Point,
    Problem,
    Resource,
    Schedule,
    Status,
    Transport,
    Use,
    Window,
)
from tilth.foundry.build.schedule.solver import solve
from tilth.foundry.build.schedule.symmetry import alike, in_order
from tilth.foundry.build.schedule.tabu import Tabu, suits
from tilth.foundry.build.schedule.timeline import Timeline
from tilth.kernel.errors import InputError, OptionError


def on(*machines: str, takes: int) -> tuple[Mode, ...]:
    return tuple(Mode(takes, (Use(machine),)) for machine in machines)


def plates(count: int, most: int | None = 5) -> Problem:
    """As many like jobs: mix on the robot, then cycle on any of three cyclers within ``most``."""
    operations, lags = [], []
    for at in range(count):
        operations.append(Operation(f"mix{at}", f"p{at}", on("robot", takes=4)))
        operations.append(Operation(f"cycle{at}", f"p{at}", on("c1", "c2", "c3", takes=9)))
        lags.append(Lag(f"mix{at}", Point.END, f"cycle{at}", Point.START, 0, most))
    resources = tuple(Resource(id) for id in ("robot", "c1", "c2", "c3"))
    jobs = tuple(Job(f"p{at}", due=12, weight=1) for at in range(count))
    return Problem(resources, jobs, tuple(operations), tuple(lags))


def job_shop(seed: int = 1, jobs: int = 5, machines: int = 3) -> Problem:
    random = Random(seed)
    operations, lags = [], []
    for job in range(jobs):
        for rank in range(4):
            chosen = random.sample(range(machines), 2)
            modes = tuple(Mode(random.randint(1, 9), (Use(f"m{at}"),)) for at in chosen)
            operations.append(Operation(f"{job}.{rank}", str(job), modes))
            if rank:
                lags.append(Lag(f"{job}.{rank - 1}", Point.END, f"{job}.{rank}", Point.START))
    resources = tuple(Resource(f"m{at}") for at in range(machines))
    return Problem(resources, tuple(Job(str(job)) for job in range(jobs)), tuple(operations), tuple(lags))


def test_progress_is_told_until_the_best_is_proven() -> None:
    told: list[Progress] = []
    schedule = solve(plates(5), seconds=30, watch=told.append)
    assert (schedule.status, schedule.value, schedule.lower_bound) == (Status.OPTIMAL, 29, 29)
    assert (told[-1].value, told[-1].lower_bound) == (29, 29)
    assert violations(plates(5), schedule) == ()


def test_tardiness_comes_first_and_the_last_end_second() -> None:
    problem = replace(plates(3), objective=Objective.TARDINESS)
    schedule = solve(problem, seconds=30, workers=1)
    assert (schedule.status, schedule.value, schedule.makespan) == (Status.OPTIMAL, 1 + 5 + 9, 21)


def test_the_same_seed_and_one_worker_give_the_same_schedule() -> None:
    first, second = (solve(plates(4), seconds=30, seed=7, workers=1) for _ in range(2))
    assert first.assignments == second.assignments


@pytest.mark.parametrize("seed", [-1, (1 << 31) - 1, 1 << 31, 1 << 80])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    assert solve(plates(2), seconds=30, seed=seed, workers=1).status is Status.OPTIMAL


def test_what_is_fixed_stays_and_nothing_starts_before_its_release() -> None:
    problem = plates(3)
    running = replace(problem.operations[0], release=2, latest=2)
    problem = replace(problem, operations=(running, *problem.operations[1:]))
    schedule = solve(problem, seconds=30, workers=1)
    placed = {one.operation: one for one in schedule.assignments}
    assert placed["mix0"].start == 2
    assert violations(problem, schedule) == ()


def test_an_old_schedule_is_a_start_even_where_it_no_longer_holds() -> None:
    problem = plates(4)
    old = solve(problem, seconds=30, workers=1)
    down = replace(problem, resources=(Resource("robot", closed=(Window(3, 8),)), *problem.resources[1:]))
    assert violations(down, old) != ()
    new = solve(down, seconds=30, workers=1, hint=old)
    assert new.status is Status.OPTIMAL
    assert violations(down, new) == ()
    assert solve(problem, seconds=30, workers=1, hint=old).value == old.value


def test_what_cannot_be_is_proven_infeasible() -> None:
    tight = replace(plates(2), lags=(Lag("mix0", Point.START, "mix1", Point.START, 1, 3),))
    schedule = solve(tight, seconds=30, workers=1)
    assert (schedule.status, schedule.assignments, schedule.value) == (Status.INFEASIBLE, (), None)


def alone(*modes: Mode, first: Point, second: Point, least: int | None, most: int | None = None) -> Problem:
    """One operation with a lag from one of its points to another."""
    lag = Lag("a", first, "a", second, least, most)
    return Problem((Resource("r"),), (Job("j"),), (Operation("a", "j", modes),), (lag,))


def test_a_lag_within_one_operation_says_which_of_its_modes_are_left() -> None:
    fast, slow = Mode(3, (Use("r"),)), Mode(7, (Use("r"),))
    problem = alone(fast, slow, first=Point.START, second=Point.END, least=5)
    found = solve(problem, seconds=10)
    assert (found.status, found.value, found.assignments) == (Status.OPTIMAL, 7, (Assignment("a", 0, 7, 1),))
    assert violations(problem, found) == ()
    for impossible in (
        alone(fast, slow, first=Point.START, second=Point.END, least=8),
        alone(fast, slow, first=Point.END, second=Point.START, least=0),
        alone(fast, slow, first=Point.START, second=Point.START, least=1),
        alone(fast, slow, first=Point.END, second=Point.END, least=None, most=-1),
    ):
        found = solve(impossible, seconds=10)
        assert (found.status, found.assignments, found.lower_bound) == (Status.INFEASIBLE, (), None)


def test_where_cp_sat_fails_over_symmetries_the_answer_is_a_proof_all_the_same() -> None:
    problem = Problem(
        (Resource("r0", site="A"), Resource("r1", 2, site="A")),
        (Job("j0"), Job("j1")),
        (
            Operation("o0", "j1", (Mode(3, (Use("r0"), Use("r1", 2, length=1))),), latest=3),
            Operation("o1", "j1", (Mode(1),), release=2),
            Operation("o2", "j0", (Mode(3, (Use("r0"), Use("r1"))), Mode(1, (Use("r1"),))), release=2),
        ),
        (Lag("o1", Point.END, "o2", Point.END, 0, 0),),
        (Transport("o2", "o1"),),
    )
    assert solve(problem, seconds=10).status is Status.INFEASIBLE


def test_nothing_to_do_is_done_at_once() -> None:
    schedule = solve(Problem((), (), ()), seconds=1)
    assert (schedule.status, schedule.assignments, schedule.value) == (Status.OPTIMAL, (), 0)


@pytest.mark.parametrize(
    "options", [{"seconds": 0}, {"seconds": float("nan")}, {"workers": 0}, {"workers": 1 << 40}]
)
def test_options_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(OptionError):
        solve(plates(1), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"resources": ()}, "names the resource 'robot'"),
        ({"jobs": ()}, "names the job 'p0'"),
        ({"lags": (Lag("mix0", Point.END, "nobody", Point.START),)}, "names the operation 'nobody'"),
        ({"lags": (Lag("mix0", Point.END, "cycle0", Point.START, 3, 2),)}, "at least 3 and at most 2"),
        ({"operations": (Operation("a", "p0", ()),)}, "has no mode"),
        ({"operations": (Operation("a", "p0", (Mode(3, (Use("robot", length=4),)),)),)}, "and takes 3"),
        ({"travel": {("a", "b"): -1}}, "takes -1"),
        ({"transports": (Transport("mix0", "mix0"),)}, "to come from mix0 itself"),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        solve(replace(plates(1), **change), seconds=1)  # type: ignore[arg-type]


def test_like_machines_are_one_pool_and_single_again_in_the_answer() -> None:
    pools = pooled(plates(3))
    assert [(one.id, one.capacity) for one in pools.problem.resources] == [("robot", 1), ("c1", 3)]
    assert len(pools.problem.operations[1].modes) == 1
    at_once = tuple(Assignment(f"cycle{at}", 4, 13) for at in range(3))
    assert {one.mode for one in pools.out(at_once)} == {0, 1, 2}
    assert pools.into(pools.out(at_once)) == at_once


def test_a_machine_that_differs_stays_out_of_the_pool() -> None:
    problem = plates(2)
    closed = replace(problem, resources=(*problem.resources[:3], Resource("c3", closed=(Window(0, 5),))))
    assert pooled(closed).members == {"c1": ("c1", "c2")}
    free, pinned = problem.operations[3], replace(problem.operations[1], modes=on("c2", takes=9))
    assert pooled(
        replace(problem, operations=(problem.operations[0], pinned, *problem.operations[2:]))
    ).members == {"c1": ("c1", "c3")}
    running = replace(pinned, release=0, latest=0)
    late = replace(free, release=3)
    started = replace(problem, operations=(problem.operations[0], running, problem.operations[2], late), lags=())
    pools = pooled(started)
    assert pools.members == {"c1": ("c1", "c2", "c3")}
    out = pools.out((Assignment("cycle0", 0, 9), Assignment("cycle1", 3, 12)))
    assert [started.operations[1].modes[out[0].mode].uses[0].resource, out[1].mode == 1] == ["c2", False]


def test_like_jobs_are_found_and_put_in_order() -> None:
    instance = Instance(pooled(plates(3)).problem)
    (group,) = alike(instance)
    assert group.chain
    assert group.jobs == ((0, 1), (2, 3), (4, 5))
    backwards = tuple(
        Assignment(one.id, 4 * (2 - at // 2) + (4 if at % 2 else 0), 0)
        for at, one in enumerate(instance.problem.operations)
    )
    assert [one.start for one in in_order(instance, [group], backwards)] == [0, 4, 4, 8, 8, 12]
    other = replace(plates(3), jobs=(Job("p0"), Job("p1", due=12), Job("p2", due=12)))
    assert [group.jobs for group in alike(Instance(pooled(other).problem))] == [((2, 3), (4, 5))]


def test_longest_lags_are_kept_by_the_rules_where_people_go_home() -> None:
    problem = plates(6, most=0)
    shut = replace(problem, resources=(Resource("robot", closed=(Window(6, 20),)), *problem.resources[1:]))
    found = dispatch(Instance(shut), seconds=0)
    assert found is not None
    ends = max(one.end for one in found)
    assert violations(shut, Schedule(Status.FEASIBLE, found, ends, None, 0)) == ()


def test_a_timeline_finds_the_first_time_with_enough_units_free() -> None:
    line = Timeline(Resource("pool", 2, (Window(10, 12),)))
    line.book(0, 4, 1)
    line.book(2, 6, 1)
    assert line.free_from(0, 2, 1) == 0
    assert line.free_from(0, 3, 1) == 4
    assert line.free_from(0, 5, 2) == 12
    assert line.free_from(0, 1, 3) is None
    line.book(2, 6, -1)
    assert line.free_from(0, 3, 1) == 0


def test_tabu_search_is_for_flexible_job_shops_and_makes_them_shorter() -> None:
    assert not suits(Instance(plates(2)))
    assert not suits(Instance(replace(job_shop(), objective=Objective.TARDINESS)))
    instance = Instance(job_shop())
    assert suits(instance)
    serial = sorted(dispatch(instance, seconds=0) or (), key=lambda one: one.start)
    shifted = [replace(one, mode=1) for one in serial]
    tabu = Tabu(instance, shifted, seed=3)
    begun = tabu.value
    tabu.run(lambda: tabu.turns >= 400, lambda: None)
    assert tabu.value < begun
    found = Schedule(Status.FEASIBLE, tabu.assignments(), tabu.value, None, 0)
    assert violations(instance.problem, found) == ()
    assert tabu.value == solve(instance.problem, seconds=60).value


def late_plates() -> tuple[Instance, tuple[Assignment, ...]]:
    """Six plates one after the other, where they could overlap."""
    instance = Instance(pooled(plates(6)).problem)
    return instance, tuple(
        Assignment(
            f"{kind}{at}", 13 * at + (4 if kind == "cycle" else 0), 13 * at + (13 if kind == "cycle" else 4)
        )
        for at in range(6)
        for kind in ("mix", "cycle")
    )


def test_neighbourhoods_improve_and_what_is_not_free_keeps_its_order() -> None:
    instance, late = late_plates()
    best = Best(instance, 30, begun=time.monotonic())
    assert best.offer(late)
    assert chains(instance, late, set(range(1, 12, 2))) == [(at, at + 2, 4) for at in range(0, 10, 2)]
    improve(best, seconds=2, seed=1)
    assert best.cost is not None
    assert best.cost < 78


def test_neighbourhoods_of_every_kind_have_about_the_size_that_is_asked() -> None:
    instance, late = late_plates()
    near = Neighbourhoods(instance)
    kinds: tuple[Kind, ...] = ("window", "machines", "jobs", "late")
    for kind in kinds:
        for seed in range(5):
            assert len(near.draw(kind, late, 4, Random(seed))) <= 8
    assert near.draw("jobs", late, 12, Random(0)) >= near.draw("jobs", late, 2, Random(0))


def test_late_jobs_are_drawn_by_what_their_delay_costs() -> None:
    instance, late = late_plates()
    jobs = tuple(replace(job, due=0, weight=100 if at == 4 else 0) for at, job in enumerate(instance.problem.jobs))
    instance = Instance(replace(instance.problem, objective=Objective.TARDINESS, jobs=jobs))
    near = Neighbourhoods(instance)
    assert all({8, 9} <= near.draw("late", late, 4, Random(seed)) for seed in range(5))


def test_a_part_holds_what_is_free_and_what_binds_it_and_saves_what_the_whole_saves() -> None:
    instance, late = late_plates()
    jobs = tuple(replace(job, due=20) for job in instance.problem.jobs)
    instance = Instance(replace(instance.problem, objective=Objective.TARDINESS, jobs=jobs))
    small = part(instance, late, {2, 3})
    assert [one.id for one in small.problem.operations] == ["mix1", "cycle1", "cycle5"]
    assert small.problem.operations[-1].release == small.problem.operations[-1].latest == late[-1].start
    assert violations(small.problem, Schedule(Status.FEASIBLE, small.old, 64, None, 0)) == ()
    best = Best(instance, 30, begun=time.monotonic())
    assert best.offer(late)
    improve(best, seconds=2, seed=1)
    assert best.assignments is not None
    assert best.value is not None
    assert best.value < instance.value([one.end for one in late])
    assert violations(instance.problem, Schedule(Status.FEASIBLE, best.assignments, best.value, None, 0)) == ()
