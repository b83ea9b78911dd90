"""What happened on the floor, as the planner of changes takes it."""

from __future__ import annotations

from dataclasses import replace

from tilth.foundry.build.adoption import Cause, CauseKind, Priority
from tilth.foundry.build.schedule.floor.happenings import Down, Happening, Overran
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.problem import Problem
from tilth.kernel.refusal import Refused, refuse

__all__ = ["changed_weights", "happening"]


def happening(cause: Cause, found: FloorProblem) -> tuple[Happening, ...] | Refused:
    """What ``cause`` comes to in the problem. Refused where it names an instrument that is not in it."""
    match cause.kind:
        case CauseKind.DOWN:
            return _down(cause, found)
        case CauseKind.OVERRUN:
            return (Overran(cause.subject, cause.minutes),)
        case CauseKind.URGENT:
            return ()


def _down(cause: Cause, found: FloorProblem) -> tuple[Happening, ...] | Refused:
    pool = next((id for id, members in found.members.items() if cause.subject in members), None)
    if pool is None or cause.since is None or cause.until is None:
        return refuse(
            "schedule.instrument",
            "The schedule has no instrument {instrument}.",
            "Name one of the instruments on the floor.",
            "instrument",
            instrument=cause.subject,
        )
    alike = len(found.members[pool])
    capacity = next(one.capacity for one in found.problem.resources if one.id == pool)
    units = None if alike == 1 else capacity // alike
    start, end = found.axis.minute(cause.since), found.axis.minute(cause.until)
    return (Down(pool, start, end, units, cause.interrupted),)


def changed_weights(cause: Cause, problem: Problem, now: int) -> Problem:
    """The problem in which a request that became urgent is due ``now`` and outweighs the others."""
    if cause.kind is not CauseKind.URGENT:
        return problem
    most = max((job.weight for job in problem.jobs), default=1)
    jobs = tuple(
        replace(job, due=now, weight=most * Priority.URGENT.weight) if job.id == cause.subject else job
        for job in problem.jobs
    )
    return replace(problem, jobs=jobs)
