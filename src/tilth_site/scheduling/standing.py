"""The schedule in force as it stands now: with hours for the days ahead, what left the queue gone, what came new,
and what a delay costs now.

Planning goes on from here, so that nothing that has started is done twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tilth.foundry.build.adoption import Board
from tilth.foundry.build.schedule.floor.closures import merged
from tilth.foundry.build.schedule.floor.happenings import Arrived
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.pools import pools_of
from tilth.foundry.build.schedule.floor.queue import FloorProblem, jobs_of, problem_of
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.situation import DOWN
from tilth.foundry.build.schedule.problem import Job, Resource, Schedule, Window
from tilth.kernel.refusal import Refused
from tilth_site.scheduling.evidence import problem_in, schedule_in

__all__ = ["StandingSchedule", "standing"]


@dataclass(frozen=True, slots=True)
class StandingSchedule:
    """The ``problem`` and ``schedule`` in force without what left the queue, at minute ``now``; and what has
    ``arrived`` since it was adopted.
    """

    problem: FloorProblem
    schedule: Schedule
    now: int
    arrived: tuple[Arrived, ...]

    @property
    def begun(self) -> bool:
        """Whether anything of it has started."""
        return any(one.start < self.now for one in self.schedule.assignments)


def standing(
    board: Board | None,
    queue: Sequence[QueuedRequest],
    floor: Floor,
    now: datetime,
    used: Mapping[str, float],
) -> StandingSchedule | Refused | None:
    """How things stand ``now`` with the schedule in force; None where there is none. ``used`` are the minutes that
    each organisation has used. Refused where what came new cannot be done on the ``floor``.
    """
    proposal = board.in_force if board is not None else None
    if board is None or proposal is None:
        return None
    problem, schedule = _without_gone(problem_in(proposal.problem), schedule_in(proposal.schedule), queue)
    at = problem.axis.minute(now)
    new = [one for one in queue if one.id not in {job.id for job in problem.problem.jobs}]
    fresh = problem_of(new, floor, problem.axis, share=False)
    if isinstance(fresh, Refused):
        return fresh
    came = fresh.problem
    whole = jobs_of(queue, floor, problem.axis, used=used)
    costs = {job.id: job for job in whole if job.id not in board.made_urgent}
    arrived = (Arrived(_weighed(came.jobs, costs), came.operations, came.lags, came.transports),) if new else ()
    counted = replace(problem, problem=replace(problem.problem, jobs=_weighed(problem.problem.jobs, costs)))
    extended = _with_hours(counted, floor, at + fresh.horizon)
    known = replace(
        extended, kinds={**extended.kinds, **fresh.kinds}, plates=(*extended.plates, *fresh.plates)
    )  # fmt: skip
    return StandingSchedule(known, schedule, at, arrived)


def _without_gone(
    found: FloorProblem, schedule: Schedule, queue: Sequence[QueuedRequest]
) -> tuple[FloorProblem, Schedule]:
    """Both without the operations of requests that have left the queue, and of plates that nobody shares now."""
    waiting = {DOWN, *(one.id for one in queue)}
    plates = tuple(
        replace(plate, shares=shares)
        for plate in found.plates
        if (shares := tuple(share for share in plate.shares if share.request in waiting))
    )
    shared = {plate.id for plate in plates}
    kept = {one.id for one in found.problem.operations if one.job in waiting | shared}
    problem = replace(
        found.problem,
        jobs=tuple(job for job in found.problem.jobs if job.id in waiting | shared),
        operations=tuple(one for one in found.problem.operations if one.id in kept),
        lags=tuple(lag for lag in found.problem.lags if {lag.first, lag.second} <= kept),
        transports=tuple(way for way in found.problem.transports if {way.first, way.second} <= kept),
    )
    left = tuple(one for one in schedule.assignments if one.operation in kept)
    return replace(found, problem=problem, plates=plates), replace(schedule, assignments=left)


def _weighed(jobs: Iterable[Job], now: Mapping[str, Job]) -> tuple[Job, ...]:
    """``jobs`` with the due dates and weights that they have ``now``; those not named there stay as they are."""
    return tuple(
        replace(job, due=now[job.id].due, weight=now[job.id].weight) if job.id in now else job for job in jobs
    )


def _with_hours(found: FloorProblem, floor: Floor, horizon: int) -> FloorProblem:
    """The problem with the hours of its instruments and people known up to minute ``horizon``. What is known of
    the time before stays as it is: outages are in it, and what was kept open for work that had started.
    """
    if horizon <= found.horizon:
        return found
    pools = pools_of(floor, found.axis, horizon)
    resources = tuple(
        _extended(one, pools.resources.get(one.id), found.horizon) for one in found.problem.resources
    )
    return replace(
        found, problem=replace(found.problem, resources=resources), horizon=horizon,
        provisional=pools.provisional, disputed=pools.disputed,
    )  # fmt: skip


def _extended(old: Resource, new: Resource | None, known: int) -> Resource:
    """``old`` with what is closed of ``new`` (None: the floor has it no more) after minute ``known``."""
    if new is None:
        return old
    later = [Window(max(known, one.start), one.end) for one in new.closed if one.end > known]
    return replace(old, closed=tuple(merged([*old.closed, *later])))
