"""CP-SAT on the whole problem: better schedules as it finds them, and a bound that it proves."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.best import Best
from tilth.foundry.build.schedule.model import Model, solver_for
from tilth.foundry.build.schedule.problem import Assignment
from tilth.foundry.build.schedule.symmetry import Alike, in_order

__all__ = ["accept", "prove"]


class _Telling(cp_model.CpSolverSolutionCallback):
    """Offers every solution of the solver to the search as it is found."""

    def __init__(self, model: Model, best: Best) -> None:
        super().__init__()
        self._model, self._best = model, best

    def on_solution_callback(self) -> None:
        self._best.offer(self._model.assignments(self))


def prove(
    best: Best,
    groups: list[Alike],
    *,
    seconds: float,
    workers: int,
    seed: int,
    hint: tuple[Assignment, ...] | None = None,
    running: Callable[[cp_model.CpSolver], None] | None = None,
) -> None:
    """Search the whole problem for at most ``seconds``, from the best schedule so far or else from ``hint``.

    What it finds and proves goes to ``best``. ``running`` is given the solver before it starts, to stop it by.
    """
    instance = best.instance
    horizon = best.cost if best.cost is not None and not instance.scale else instance.horizon
    model = Model(instance, horizon)
    model.order(groups)
    start = best.assignments or hint
    if start:
        model.hint(in_order(instance, groups, start) if len(start) == len(model.starts) else start)
    model.cp.minimize(model.cost)
    solver = solver_for(min(seconds, best.left), workers=workers, seed=seed)
    solver.best_bound_callback = best.raise_bound
    if running is not None:
        running(solver)
    status = model.solve(solver, _Telling(model, best))
    if status == cp_model.OPTIMAL:
        best.offer(model.assignments(solver))
        best.raise_bound(solver.best_objective_bound)
    elif status == cp_model.INFEASIBLE:
        best.refute()


def accept(best: Best, assignments: tuple[Assignment, ...]) -> None:
    """Offer ``assignments`` to ``best`` where they keep everything, which CP-SAT says in no time."""
    model = Model(best.instance, best.instance.horizon)
    for one in assignments:
        at = best.instance.number[one.operation]
        model.cp.add(model.starts[at] == one.start)
        if len(model.chosen[at]) > 1:
            model.cp.add(model.chosen[at][one.mode] == 1)
    solver = solver_for(max(0.01, best.left))
    if model.solve(solver) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        best.offer(model.assignments(solver))
