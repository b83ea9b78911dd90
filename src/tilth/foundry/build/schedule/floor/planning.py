"""The queue planned: the problem made, a first plan put together, and the solver set to it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tilth.foundry.build.schedule.floor.insertion import insert
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.queue import FloorProblem, problem_of
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Problem, Schedule, Status
from tilth.foundry.build.schedule.solver import solve
from tilth.kernel.refusal import Refused, refuse

__all__ = ["Planned", "first_plan", "plan_queue"]

_TRIES = 4
_NOTHING_USED: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Planned:
    """A queue's problem and its schedule."""

    of: FloorProblem
    schedule: Schedule


def plan_queue(
    queue: Sequence[QueuedRequest],
    floor: Floor,
    axis: TimeAxis,
    *,
    used: Mapping[str, float] = _NOTHING_USED,
    share: bool = True,
    seconds: float = 10,
    seed: int = 0,
    workers: int = 2,
) -> Planned | Refused:
    """Plan ``queue`` on ``floor`` (:func:`~.queue.problem_of` has the details) in about ``seconds``.

    Opening hours are computed further ahead where the plan needs it. With ``seconds`` 0 it is the first plan, as
    it is put together. Refused where a request cannot be done on this floor, or where no plan was found.
    """
    days: int | None = None
    for _ in range(_TRIES):
        made = problem_of(queue, floor, axis, used=used, days=days, share=share)
        if isinstance(made, Refused):
            return made
        found = _best(made.problem, seconds, seed, workers)
        if found is None:
            break
        if made.within_horizon(found):
            return Planned(made, found)
        days = 2 * made.horizon // 1440
    return refuse(
        "floor.no_plan",
        "No plan was found for the queue.",
        "Give it more time, allow longer waits between operations, or open longer.",
    )


def _best(problem: Problem, seconds: float, seed: int, workers: int) -> Schedule | None:
    """The first plan, or what the solver makes of it where that is better; None where there is neither."""
    first = first_plan(problem)
    if seconds <= 0:
        return first
    solved = solve(problem, seconds=seconds, seed=seed, workers=workers, hint=first)
    if solved.value is None:
        return first
    return solved if first is None or first.value is None or solved.value <= first.value else first


def first_plan(problem: Problem) -> Schedule | None:
    """A plan of ``problem`` with the most urgent jobs first: those due soonest for their weight and the work that
    is left; None where none is found so. Takes about 0.1 s for 500 operations.
    """
    begun = time.monotonic()
    work: dict[str, int] = {}
    for one in problem.operations:
        work[one.job] = work.get(one.job, 0) + one.modes[0].duration
    far = max([job.due or 0 for job in problem.jobs] + [0]) + 1
    urgency = {
        job.id: ((far if job.due is None else job.due) - work.get(job.id, 0)) / job.weight for job in problem.jobs
    }
    instance = Instance(problem)
    found = insert(instance, {one.id: urgency[one.job] for one in problem.operations})
    if found is None:
        return None
    value = instance.value([one.end for one in found])
    return Schedule(Status.FEASIBLE, found, value, None, time.monotonic() - begun)
