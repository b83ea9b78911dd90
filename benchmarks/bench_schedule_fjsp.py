"""Brandimarte's flexible job shops in 10 s on 2 cores: Tilth over three seeds, pyjobshop and plain CP-SAT once.

All of them read the same problem. Plain CP-SAT is the textbook model (an optional interval a machine, no-overlap
machine by machine, makespan) without a hint. The gap is that to the best makespan anyone has found.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from ortools.sat.python import cp_model
from pyjobshop import Model
from pyjobshop.solve import solve as pyjobshop_solve

from measure import Row, shared_folder
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.formats import read_problem
from tilth.foundry.build.schedule.problem import Problem
from tilth.foundry.build.schedule.solver import solve

BEST = (40, 26, 204, 60, 172, 57, 139, 523, 307, 193)
"""The best makespans known of mk01 to mk10."""
SECONDS, WORKERS, SEEDS = 10, 2, (0, 1, 2)
GOAL = 0.03


def rows() -> list[Row]:
    """The gap of each instance and their mean; one row says so where the instances are absent."""
    shared = shared_folder()
    if shared is None:
        return [Row("flexible job shops", "not run: set TILTH_SHARED to the folder above data/")]
    folder = shared / "data" / "scheduling" / "fjsp" / "brandimarte"
    found: list[Row] = []
    gaps: dict[str, list[float]] = {"Tilth": [], "pyjobshop": [], "plain CP-SAT": []}
    for number, best in enumerate(BEST, 1):
        problem = read_problem(Path(folder, f"mk{number:02d}.txt"))
        ours = [_ours(problem, seed) for seed in SEEDS]
        theirs, plain = _pyjobshop(problem), _plain(problem)
        gaps["Tilth"].append(statistics.mean(ours) / best - 1)
        gaps["pyjobshop"].append(theirs / best - 1)
        gaps["plain CP-SAT"].append(plain / best - 1)
        found.append(
            Row(
                f"mk{number:02d}, best known {best}: makespan in {SECONDS} s",
                " ".join(map(str, ours)),
                f"pyjobshop {theirs}, plain CP-SAT {plain}",
            )
        )
    means = {name: statistics.mean(values) for name, values in gaps.items()}
    found.append(
        Row(
            f"mean gap to the best known, {SECONDS} s on {WORKERS} cores (Tilth: {len(SEEDS)} seeds, others: 1)",
            f"{means['Tilth']:.1%}",
            f"pyjobshop {means['pyjobshop']:.1%}, plain CP-SAT {means['plain CP-SAT']:.1%}",
            goal=f"<= {GOAL:.0%}",
            met=means["Tilth"] <= GOAL,
        )
    )
    return found


def _ours(problem: Problem, seed: int) -> int:
    schedule = solve(problem, seconds=SECONDS, seed=seed, workers=WORKERS)
    assert violations(problem, schedule) == ()
    assert schedule.value is not None
    return schedule.value


def _pyjobshop(problem: Problem) -> int:
    model = Model()
    machines = {one.id: model.add_machine() for one in problem.resources}
    tasks = {one.id: model.add_task() for one in problem.operations}
    for one in problem.operations:
        for mode in one.modes:
            model.add_mode(tasks[one.id], machines[mode.uses[0].resource], mode.duration)
    for lag in problem.lags:
        model.add_end_before_start(tasks[lag.first], tasks[lag.second])
    return int(pyjobshop_solve(model.data(), time_limit=SECONDS, num_workers=WORKERS, display=False).objective)


def _plain(problem: Problem) -> int:
    model = cp_model.CpModel()
    far = sum(max(mode.duration for mode in one.modes) for one in problem.operations)
    makespan = model.new_int_var(0, far, "")
    starts, ends = {}, {}
    on: dict[str, list[cp_model.IntervalVar]] = {one.id: [] for one in problem.resources}
    for one in problem.operations:
        starts[one.id], ends[one.id] = model.new_int_var(0, far, ""), model.new_int_var(0, far, "")
        chosen = []
        for mode in one.modes:
            there = model.new_bool_var("")
            span = model.new_optional_interval_var(starts[one.id], mode.duration, ends[one.id], there, "")
            on[mode.uses[0].resource].append(span)
            chosen.append(there)
        model.add_exactly_one(chosen)
        model.add(makespan >= ends[one.id])
    for lag in problem.lags:
        model.add(starts[lag.second] >= ends[lag.first])
    for spans in on.values():
        model.add_no_overlap(spans)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, WORKERS
    solver.solve(model)
    return round(solver.objective_value)


if __name__ == "__main__":
    for row in rows():
        print(row)
