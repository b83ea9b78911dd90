"""The best schedule that can be found in a time, and what is proven of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.dispatch import dispatch
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model
from tilth.foundry.build.schedule.pooling import pooled
from tilth.foundry.build.schedule.problem import Assignment, Objective, Problem, Schedule, Status
from tilth.foundry.build.schedule.symmetry import alike, in_order
from tilth.foundry.build.schedule.validation import validate

__all__ = ["Progress", "solve"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known after ``seconds``: the best value so far and the bound, None where there is none yet."""

    seconds: float
    value: int | None
    lower_bound: int | None


def solve(
    problem: Problem,
    *,
    seconds: float = 10,
    seed: int = 0,
    workers: int = 2,
    hint: Schedule | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Schedule:
    begun = time.monotonic()
    validate(problem)
    pools = pooled(problem)
    instance = Instance(pools.problem)
    groups = alike(instance)
    best = dispatch(instance, seconds=min(0.5, seconds / 10), seed=seed)
    if hint is not None:
        given = pools.into(hint.assignments)
    horizon = instance.horizon
    if best is not None:
        best = in_order(instance, groups, best)
        if problem.objective is Objective.MAKESPAN:
            horizon = max(one.end for one in best)
    model = Model(instance, horizon)
    for group in groups:
        for a, b in zip(group, group[1:]):
            model.cp.add(model.starts[a[0]] <= model.starts[b[0]])
    if best:
        model.hint(best)
    elif hint is not None:
        model.hint(given)
    objective = model.makespan if problem.objective is Objective.MAKESPAN else model.tardiness
    model.cp.minimize(objective)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - begun))
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model.cp)
    seconds = time.monotonic() - begun
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        out = pools.out(model.assignments(solver))
        return Schedule(
            Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE,
            out,
            int(solver.objective_value),
            int(solver.best_objective_bound),
            seconds,
        )
    if status == cp_model.INFEASIBLE:
        return Schedule(Status.INFEASIBLE, (), None, None, seconds)
    return Schedule(Status.UNKNOWN, (), None, None, seconds)
