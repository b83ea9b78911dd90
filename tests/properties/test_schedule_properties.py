"""Any small scheduling problem: the answer holds, nothing is better, and the checker sees damage."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.dispatch import dispatch
from tilth.foundry.build.schedule.formats.tilth import problem_json, read_json
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model
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

LATEST = 9
END = 12
SMALL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def uses(draw: st.DrawFn, resources: list[Resource], duration: int) -> Use:
    resource = draw(st.sampled_from(resources))
    units = draw(st.integers(1, 2))
    offset = draw(st.integers(0, duration))
    length = draw(st.none() | st.integers(0, duration - offset))
    return Use(resource.id, units, offset, length)


@st.composite
def problems(draw: st.DrawFn, most: int = 4) -> Problem:
    """Up to ``most`` operations on up to three resources, with everything a problem can have."""
    sites = st.sampled_from(["here", "there"])
    windows = st.integers(0, 6).flatmap(lambda at: st.builds(Window, st.just(at), st.integers(at + 1, at + 2)))
    resources = [
        Resource(f"r{at}", draw(st.integers(1, 2)), tuple(draw(st.lists(windows, max_size=1))), draw(sites))
        for at in range(draw(st.integers(1, 3)))
    ]
    count = draw(st.integers(1, most))
    operations = []
    for at in range(count):
        modes = []
        for _ in range(draw(st.integers(1, 2))):
            duration = draw(st.integers(0, 3))
            modes.append(Mode(duration, tuple(draw(st.lists(uses(resources, duration), max_size=2)))))
        release = draw(st.integers(0, 2))
        latest = draw(st.none() | st.integers(0, LATEST))
        operations.append(Operation(f"o{at}", f"j{at % 2}", tuple(modes), release, latest=latest))
    anything = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    pairs = anything.filter(lambda pair: pair[0] != pair[1])
    points = st.sampled_from(Point)
    bounds = st.integers(-3, 4)
    lags, transports = [], []
    if count > 1:
        for first, second in draw(st.lists(pairs | anything, max_size=3)):
            least, bound = draw(st.none() | bounds), draw(st.none() | bounds)
            if least is not None and bound is not None and least > bound:
                least, bound = bound, least
            lags.append(Lag(f"o{first}", draw(points), f"o{second}", draw(points), least, bound))
        transports = [Transport(f"o{a}", f"o{b}") for a, b in draw(st.lists(pairs, max_size=1))]
    due = st.none() | st.integers(0, 6)
    jobs = tuple(Job(id, draw(due), draw(st.integers(0, 2))) for id in ("j0", "j1"))
    travel = {("here", "there"): draw(st.integers(0, 2)), ("there", "here"): draw(st.integers(0, 2))}
    objective = draw(st.sampled_from(Objective))
    return Problem(tuple(resources), jobs, tuple(operations), tuple(lags), tuple(transports), travel, objective)


def enumerated(problem: Problem, end: int) -> tuple[int, int] | None:
    """The least objective and, for it, the least makespan of all schedules that end by ``end``; by trying all."""
    best: tuple[int, int] | None = None
    for modes in product(*(range(len(one.modes)) for one in problem.operations)):
        chosen = [one.modes[mode] for one, mode in zip(problem.operations, modes, strict=True)]
        for starts in placements(problem, chosen, end, []):
            ends = [start + mode.duration for start, mode in zip(starts, chosen, strict=True)]
            value = worth(problem, ends)
            best = value if best is None else min(best, value)
    return best


def worth(problem: Problem, ends: list[int]) -> tuple[int, int]:
    makespan = max(ends)
    if problem.objective is Objective.MAKESPAN:
        return makespan, makespan
    late = 0
    for job in problem.jobs:
        own = [end for one, end in zip(problem.operations, ends, strict=True) if one.job == job.id]
        if job.due is not None and own:
            late += job.weight * max(0, max(own) - job.due)
    return late, makespan


def placements(problem: Problem, chosen: list[Mode], end: int, starts: list[int]) -> Iterator[list[int]]:
    """Every way to go on from the ``starts`` of the first operations that keeps everything."""
    at = len(starts)
    if at == len(chosen):
        yield starts
        return
    operation = problem.operations[at]
    last = end - chosen[at].duration
    for start in range(operation.release, min(last, last if operation.latest is None else operation.latest) + 1):
        now = [*starts, start]
        if keeps(problem, chosen, now):
            yield from placements(problem, chosen, end, now)


def keeps(problem: Problem, chosen: list[Mode], starts: list[int]) -> bool:
    names = {one.id: at for at, one in enumerate(problem.operations[: len(starts)])}

    def time(id: str, point: Point) -> int:
        return starts[names[id]] + (chosen[names[id]].duration if point is Point.END else 0)

    for lag in problem.lags:
        if lag.first in names and lag.second in names:
            apart = time(lag.second, lag.second_point) - time(lag.first, lag.first_point)
            if (lag.least is not None and apart < lag.least) or (lag.most is not None and apart > lag.most):
                return False
    site = {one.id: one.site for one in problem.resources}
    for one in problem.transports:
        if one.first in names and one.second in names:
            places = [
                site[mode.uses[0].resource] if mode.uses else ""
                for mode in (chosen[names[one.first]], chosen[names[one.second]])
            ]
            takes = problem.travel.get((places[0], places[1]), 0)
            if time(one.second, Point.START) < time(one.first, Point.END) + takes:
                return False
    for resource in problem.resources:
        used: dict[int, int] = {}
        for start, mode in zip(starts, chosen, strict=False):
            for use in mode.uses:
                if use.resource == resource.id:
                    until = mode.duration if use.length is None else use.offset + use.length
                    for tick in range(start + use.offset, start + until):
                        used[tick] = used.get(tick, 0) + use.units
        if any(units > resource.capacity for units in used.values()):
            return False
        if any(window.start <= tick < window.end for tick in used for window in resource.closed):
            return False
    return True


@pytest.mark.slow
@given(problems())
@SMALL
def test_the_answer_holds_and_nothing_is_better(problem: Problem) -> None:
    answer = solve(problem, seconds=20, workers=1)
    assert violations(problem, answer) == ()
    assert answer.status in (Status.OPTIMAL, Status.INFEASIBLE)
    end = answer.makespan if answer.makespan is not None else END
    best = enumerated(problem, max(end, END) if problem.objective is Objective.TARDINESS else end)
    if best is None:
        assert answer.status is Status.INFEASIBLE
    else:
        assert (answer.value, answer.makespan) == best


@given(problems(most=7))
@SMALL
def test_what_the_rules_dispatch_holds(problem: Problem) -> None:
    pools = pooled(problem)
    assume(all(one.modes for one in pools.problem.operations))
    instance = Instance(pools.problem)
    found = dispatch(instance, seconds=0)
    assume(found is not None)
    assert found is not None
    out = pools.out(found)
    value = instance.value([one.end for one in found])
    assert violations(problem, Schedule(Status.FEASIBLE, out, value, None, 0)) == ()
    assert instance.cost(found) >= instance.least_cost


@given(problems(most=6), st.data())
@SMALL
def test_damage_is_seen(problem: Problem, data: st.DataObject) -> None:
    problem = pooled(problem).problem
    assume(all(one.modes for one in problem.operations))
    found = dispatch(Instance(problem), seconds=0)
    assume(found is not None)
    assert found is not None
    value = Instance(problem).value([one.end for one in found])
    sound = Schedule(Status.FEASIBLE, found, value, None, 0)
    at = data.draw(st.integers(0, len(found) - 1))
    one = found[at]
    shift = data.draw(st.integers(1, 5))
    release = problem.operations[at].release
    damage: dict[str, tuple[Assignment, ...]] = {
        "missing": (*found[:at], *found[at + 1 :]),
        "duplicate": (*found, one),
        "unknown": (*found, replace(one, operation="nobody")),
        "mode": (*found[:at], replace(one, mode=7), *found[at + 1 :]),
        "duration": (*found[:at], replace(one, end=one.end + shift), *found[at + 1 :]),
        "release": (
            *found[:at],
            replace(one, start=release - shift, end=release - shift + one.end - one.start),
            *found[at + 1 :],
        ),
    }
    code = data.draw(st.sampled_from(sorted(damage)))
    assert code in {fault.code for fault in violations(problem, replace(sound, assignments=damage[code]))}
    assert "value" in {fault.code for fault in violations(problem, replace(sound, value=value + shift))}


@given(problems(most=3), st.data())
@SMALL
def test_the_checker_agrees_with_trying_it_out(problem: Problem, data: st.DataObject) -> None:
    modes = [data.draw(st.integers(0, len(one.modes) - 1)) for one in problem.operations]
    chosen = [one.modes[mode] for one, mode in zip(problem.operations, modes, strict=True)]
    starts = [data.draw(st.integers(0, 8)) for _ in problem.operations]
    ends = [start + mode.duration for start, mode in zip(starts, chosen, strict=True)]
    assignments = tuple(
        Assignment(one.id, start, end, mode)
        for one, start, end, mode in zip(problem.operations, starts, ends, modes, strict=True)
    )
    sound = keeps(problem, chosen, starts) and all(
        one.release <= start and (one.latest is None or start <= one.latest)
        for one, start in zip(problem.operations, starts, strict=True)
    )
    schedule = Schedule(Status.FEASIBLE, assignments, worth(problem, ends)[0], None, 0)
    assert (violations(problem, schedule) == ()) == sound


@given(problems())
@SMALL
def test_a_problem_survives_its_file(problem: Problem) -> None:
    assert read_json(problem_json(problem), file="problem.json") == problem


@SMALL
@given(problems(most=6), st.data())
def test_a_part_put_back_keeps_the_whole_and_saves_what_it_saves(problem: Problem, data: st.DataObject) -> None:
    problem = pooled(problem).problem
    assume(all(one.modes for one in problem.operations))
    instance = Instance(problem)
    old = dispatch(instance, seconds=0)
    assume(old is not None)
    assert old is not None
    free = data.draw(st.sets(st.integers(0, len(old) - 1), min_size=1))
    small = part(instance, old, free)
    own = Instance(small.problem)
    model = Model(own, small.horizon, small.busy)
    model.cp.maximize(data.draw(st.sampled_from([-1, 1])) * sum(model.starts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.cp) == cp_model.OPTIMAL
    found = model.assignments(solver)
    placed = {one.operation: one for one in found}
    new = [placed[one.operation] if at in free else one for at, one in enumerate(old)]
    value, before = (instance.value([one.end for one in plan]) for plan in (new, old))
    assert violations(problem, Schedule(Status.FEASIBLE, tuple(new), value, None, 0)) == ()
    small_value, small_before = (own.value([one.end for one in plan]) for plan in (found, small.old))
    assert value - before == small_value - small_before
