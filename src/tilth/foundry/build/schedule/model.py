"""The problem as a CP-SAT model: a start for each operation, a literal for each of its modes.

Modes share the operation's start, so that what binds operations is linear in starts and literals. A resource of
capacity 1 is a no-overlap constraint, a larger one a cumulative constraint; closed windows are fixed intervals in
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment, Objective
from tilth.foundry.build.schedule.symmetry import Alike

__all__ = ["Model", "Valued", "solver_for"]

_IDLE: Mapping[int, Sequence[tuple[int, int, int]]] = MappingProxyType({})


_SEEDS = (1 << 31) - 1
"""CP-SAT's seeds are 31 bits long."""


def solver_for(seconds: float, *, workers: int = 1, seed: int = 0) -> cp_model.CpSolver:
    """A solver that searches for at most ``seconds`` on ``workers`` cores; ``seed`` is any whole number."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed & _SEEDS
    return solver


class Valued(Protocol):
    """What knows the values of variables: a solver, or a callback that is told of a solution."""

    def value(self, expression: cp_model.LinearExprT) -> int:
        """The value of ``expression``."""


class Model:
    """CP-SAT's form of ``instance``, all of which ends by ``horizon``. ``busy`` maps the number of a resource to
    steps (start, end, units) in which units of it are gone.
    """

    def __init__(
        self, instance: Instance, horizon: int, busy: Mapping[int, Sequence[tuple[int, int, int]]] = _IDLE
    ) -> None:
        self.instance, self.horizon, self._busy = instance, horizon, busy
        self.cp = cp_model.CpModel()
        self.starts: list[cp_model.IntVar] = []
        self.chosen: list[list[cp_model.IntVar]] = []
        self.ends: list[cp_model.LinearExpr] = []
        self._at_site: dict[tuple[int, str], cp_model.IntVar] = {}
        for at in range(len(instance.problem.operations)):
            self._operation(at)
        self._resources()
        self._lags()
        self._transports()
        self.makespan = self.cp.new_int_var(0, horizon, "makespan")
        for end in self.ends:
            self.cp.add(self.makespan >= end)
        self.tardiness = self._tardiness()
        self.cost: cp_model.LinearExprT = self.makespan
        if instance.scale:
            self.cost = instance.scale * self.tardiness + self.makespan

    def solve(
        self, solver: cp_model.CpSolver, told: cp_model.CpSolverSolutionCallback | None = None
    ) -> cp_model.CpSolverStatus:
        """What ``solver`` makes of it; ``told`` hears of each solution.

        CP-SAT 9.15 raises IndexError where it looks for symmetries in some models that cannot be satisfied, and
        answers where it does not look for them.
        """
        try:
            return solver.solve(self.cp, told)
        except IndexError:
            solver.parameters.symmetry_level = 0
            return solver.solve(self.cp, told)

    def assignments(self, values: Valued) -> tuple[Assignment, ...]:
        """The solution that ``values`` knows."""
        found = []
        for operation, start, chosen, ways in zip(
            self.instance.problem.operations, self.starts, self.chosen, self.instance.ways, strict=True
        ):
            mode = next((at for at, literal in enumerate(chosen) if values.value(literal)), 0)
            begin = values.value(start)
            found.append(Assignment(operation.id, begin, begin + ways[mode].duration, mode))
        return tuple(found)

    def hint(self, assignments: Sequence[Assignment]) -> None:
        """Tell the solver to look at ``assignments`` first."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for one in assignments:
            at = self.instance.number[one.operation]
            self.cp.add_hint(self.starts[at], one.start)
            if len(self.chosen[at]) > 1:
                for number, literal in enumerate(self.chosen[at]):
                    self.cp.add_hint(literal, number == one.mode)

    def order(self, groups: Sequence[Alike]) -> None:
        """Ask that like jobs start in order; where k can be done at once, each also starts after the end of the
        one k before it.
        """
        for group in groups:
            for rank in group.ranks:
                row = [job[rank] for job in group.jobs]
                for first, second in pairwise(row):
                    self.cp.add(self.starts[first] <= self.starts[second])
                ways = self.instance.ways[row[0]]
                for resource, units, _, length in ways[0].spans if len(ways) == 1 else ():
                    at_once = max(1, self._capacity(resource) // units)
                    for first, second in zip(row, row[at_once:], strict=False):
                        self.cp.add(self.starts[second] >= self.starts[first] + length)

    def _operation(self, at: int) -> None:
        operation, ways = self.instance.problem.operations[at], self.instance.ways[at]
        last = self.horizon - self.instance.shortest[at]
        last = last if operation.latest is None else min(last, operation.latest)
        if last < operation.release:
            self.cp.add_bool_or([])
            last = operation.release
        start = self.cp.new_int_var(operation.release, last, f"start {operation.id}")
        fits = [all(units <= self._capacity(resource) for resource, units, _, _ in way.spans) for way in ways]
        if len(ways) == 1:
            chosen = [self.cp.new_constant(1)]
            if not fits[0]:
                self.cp.add_bool_or([])
            end: cp_model.LinearExpr = start + ways[0].duration
        else:
            chosen = [self.cp.new_bool_var(f"{operation.id} by {number}") for number in range(len(ways))]
            self.cp.add_exactly_one(chosen)
            for literal, fit in zip(chosen, fits, strict=True):
                if not fit:
                    self.cp.add(literal == 0)
            end = start + sum(way.duration * literal for way, literal in zip(ways, chosen, strict=True))
        self.starts.append(start)
        self.chosen.append(chosen)
        self.ends.append(end)

    def _capacity(self, resource: int) -> int:
        return self.instance.problem.resources[resource].capacity

    def _resources(self) -> None:
        """What may not be used at once."""
        used: dict[int, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
        for at, ways in enumerate(self.instance.ways):
            for number, way in enumerate(ways):
                for resource, units, offset, length in way.spans:
                    start = self.starts[at] + offset
                    literal = self.chosen[at][number]
                    interval = (
                        self.cp.new_fixed_size_interval_var(start, length, "")
                        if len(ways) == 1
                        else self.cp.new_optional_fixed_size_interval_var(start, length, literal, "")
                    )
                    used[resource].append((interval, units))
        for resource, uses in used.items():
            capacity = self._capacity(resource)
            for window in self.instance.problem.resources[resource].closed:
                if window.start < self.horizon:
                    span = self.cp.new_fixed_size_interval_var(window.start, window.end - window.start, "closed")
                    uses.append((span, capacity))
            for begin, then, units in self._busy.get(resource, ()):
                uses.append((self.cp.new_fixed_size_interval_var(begin, then - begin, "busy"), units))
            if capacity == 1:
                self.cp.add_no_overlap([interval for interval, _ in uses])
            else:
                self.cp.add_cumulative([interval for interval, _ in uses], [units for _, units in uses], capacity)

    def _lags(self) -> None:
        for second, ties in enumerate(self.instance.ties):
            for tie in ties:
                own = self.ends[second] if tie.own_end else self.starts[second]
                other = self.ends[tie.other] if tie.other_end else self.starts[tie.other]
                if tie.least is not None:
                    self.cp.add(own - other >= tie.least)

    def _transports(self) -> None:
        travel = self.instance.problem.travel
        for second, brought in enumerate(self.instance.brought):
            for first in brought:
                self.cp.add(self.starts[second] >= self.ends[first])
                for place in {way.site for way in self.instance.ways[first]}:
                    for to in {way.site for way in self.instance.ways[second]}:
                        takes = travel.get((place, to), 0)
                        if takes:
                            self.cp.add(self.starts[second] >= self.ends[first] + takes).only_enforce_if(
                                [self._site(first, place), self._site(second, to)]
                            )

    def _site(self, at: int, site: str) -> cp_model.IntVar:
        """The literal that the operation ``at`` is done at ``site``."""
        key = at, site
        if key not in self._at_site:
            there = [
                literal
                for literal, way in zip(self.chosen[at], self.instance.ways[at], strict=True)
                if way.site == site
            ]
            literal = there[0]
            if len(there) > 1:
                literal = self.cp.new_bool_var(f"{at} at {site}")
                self.cp.add(sum(there) == literal)
            self._at_site[key] = literal
        return self._at_site[key]

    def _tardiness(self) -> cp_model.LinearExpr | int:
        """The jobs' weighted tardiness, where it is the objective; else 0."""
        problem = self.instance.problem
        if problem.objective is Objective.MAKESPAN:
            return 0
        ends: dict[str, list[cp_model.LinearExpr]] = defaultdict(list)
        for operation, end in zip(problem.operations, self.ends, strict=True):
            ends[operation.job].append(end)
        costs: list[cp_model.LinearExpr] = []
        for job in problem.jobs:
            if job.due is not None and job.weight and ends[job.id]:
                late = self.cp.new_int_var(0, max(0, self.horizon - job.due), f"late {job.id}")
                for end in ends[job.id]:
                    self.cp.add(late >= end - job.due)
                costs.append(job.weight * late)
        return sum(costs)
