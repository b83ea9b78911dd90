"""The S-LAB instances, solved to proven optimality: how long it takes, beside plain CP-SAT on the same problem.

Plain CP-SAT tells like machines and like jobs apart: it has the same constraints, no order of jobs and no pools.
"""

from __future__ import annotations

import time

from ortools.sat.python import cp_model

from measure import Row, shared_folder, spell
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.formats import read_problem
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model
from tilth.foundry.build.schedule.problem import Problem, Status
from tilth.foundry.build.schedule.solver import solve

SECONDS, WORKERS = 60, 2
OPTIMA = {"Gu2016/N1": 87, "qPCR/N5": 148, "RNAseq/N5": 973, "qPCR_RNAseq/N5_N5": 979}
ANNEALED = {"Gu2016/N1": 87, "qPCR/N5": 152, "RNAseq/N5": 1060, "qPCR_RNAseq/N5_N5": 1105}
"""What the paper's own program, simulated annealing, reached."""


def rows() -> list[Row]:
    """One row an instance; one row says so where the instances are absent."""
    shared = shared_folder()
    if shared is None:
        return [Row("S-LAB schedules", "not run: set TILTH_SHARED to the folder above data/")]
    found = []
    for name, optimum in OPTIMA.items():
        problem = read_problem(shared / "data" / "scheduling" / "slab" / "sample" / "DATA" / name)
        schedule = solve(problem, seconds=SECONDS, workers=WORKERS)
        faults = violations(problem, schedule)
        proven = schedule.status is Status.OPTIMAL and schedule.value == optimum and not faults
        seconds, value, bound = _plain(problem)
        said = f"makespan {value}, bound {bound} after {spell(seconds)}"
        found.append(
            Row(
                f"{name}: proven optimal at {optimum}, {len(problem.operations)} operations",
                f"{spell(schedule.seconds)}, makespan {schedule.value}, {len(faults)} violations",
                f"plain CP-SAT: {said}; annealing (published): {ANNEALED[name]}",
                seconds / schedule.seconds,
                f"<= {SECONDS} s",
                proven,
            )
        )
    return found


def _plain(problem: Problem) -> tuple[float, int, int]:
    """Seconds, makespan and bound of CP-SAT without pools, order, hint or rules."""
    begun = time.perf_counter()
    instance = Instance(problem)
    model = Model(instance, instance.horizon)
    model.cp.minimize(model.makespan)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, WORKERS
    solver.solve(model.cp)
    return time.perf_counter() - begun, round(solver.objective_value), round(solver.best_objective_bound)


if __name__ == "__main__":
    for row in rows():
        print(row)
