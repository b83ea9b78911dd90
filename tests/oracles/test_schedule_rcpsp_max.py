"""Projects with minimum and maximum lags, beside pyjobshop on the same values; the infeasible are proven so.

The instances are made here, in the form of ProGen/max: a project network with lags at random, and cycles by
longest lags, some of which no schedule can keep.
"""

from random import Random

import pytest
from pyjobshop import Model
from pyjobshop.solve import solve as peer_solve

from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.formats.rcpsp_max import parse_rcpsp_max
from tilth.foundry.build.schedule.problem import Point, Problem, Status
from tilth.foundry.build.schedule.solver import solve

ACTIVITIES, RESOURCES = 10, 2
FAR = 150
"""No made project needs more: its durations and least lags come to less."""


def instance(seed: int) -> str:
    """A project as the text of a .SCH file."""
    random = Random(seed)
    durations = [0, *(random.randint(1, 6) for _ in range(ACTIVITIES)), 0]
    sink = ACTIVITIES + 1
    arcs: dict[tuple[int, int], int] = {}
    for at in range(1, sink):
        arcs[0, at] = 0
        arcs[at, sink] = durations[at]
        for later in random.sample(range(at + 1, sink), min(2, sink - at - 1)):
            arcs[at, later] = random.randint(0, durations[at] + 2)
            if random.random() < 0.2:
                arcs[later, at] = -random.randint(arcs[at, later], arcs[at, later] + 12)
    rows = [f"{ACTIVITIES}\t{RESOURCES}\t0\t0"]
    for at in range(sink + 1):
        own = [(end, weight) for (first, end), weight in arcs.items() if first == at]
        ends = "\t".join(str(end) for end, _ in own)
        weights = "\t".join(f"[{weight}]" for _, weight in own)
        rows.append(f"{at}\t1\t{len(own)}\t{ends}\t{weights}")
    for at, duration in enumerate(durations):
        units = [random.randint(0, 5) if 0 < at < sink else 0 for _ in range(RESOURCES)]
        rows.append(f"{at}\t1\t{duration}\t" + "\t".join(map(str, units)))
    rows.append("6\t6")
    return "\n".join(rows) + "\n"


def by_the_peer(problem: Problem) -> int | None:
    """The shortest makespan by pyjobshop; None where it proves that there is none."""
    model = Model()
    renewables = {one.id: model.add_renewable(one.capacity) for one in problem.resources}
    tasks = {}
    for one in problem.operations:
        (mode,) = one.modes
        tasks[one.id] = model.add_task(latest_start=one.latest if one.latest is not None else FAR)
        used = [renewables[use.resource] for use in mode.uses] or [renewables["resource 1"]]
        model.add_mode(tasks[one.id], used, mode.duration, [use.units for use in mode.uses] or [0])
    for lag in problem.lags:
        assert lag.first_point is lag.second_point is Point.START
        first, second = tasks[lag.first], tasks[lag.second]
        if lag.least is not None:
            model.add_start_before_start(first, second, lag.least)
        if lag.most is not None:
            model.add_start_before_start(second, first, -lag.most)
    result = peer_solve(model.data(), time_limit=60, num_workers=1, display=False)
    assert result.status.value in ("Optimal", "Infeasible")
    return int(result.objective) if result.status.value == "Optimal" else None


@pytest.mark.slow
def test_projects_with_longest_lags_are_as_short_as_the_peers_or_as_impossible() -> None:
    found = {}
    for seed in range(12):
        problem = parse_rcpsp_max(instance(seed), file="made.sch")
        schedule = solve(problem, seconds=60, workers=1, seed=seed)
        assert violations(problem, schedule) == ()
        assert schedule.status in (Status.OPTIMAL, Status.INFEASIBLE)
        assert schedule.value == by_the_peer(problem), seed
        found[seed] = schedule.status
    assert set(found.values()) == {Status.OPTIMAL, Status.INFEASIBLE}
