"""From what a search found to what is put before whoever decides: checked, kept as evidence, with its dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from tilth.foundry.build.adoption import Broken, Cause, Moved, Promise, Proposal
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.problem import Schedule
from tilth.kernel.ids import new_id
from tilth_site.scheduling.evidence import keep
from tilth_site.scheduling.promising import promised_dates
from tilth_site.scheduling.standing import StandingSchedule

if TYPE_CHECKING:
    from tilth.foundry.build.schedule.floor.replan import Replanned

__all__ = ["Found", "change_of", "proposal_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """A ``schedule`` of ``problem``, for the ``queue`` that reads ``fingerprint``, on ``floor``."""

    fingerprint: str
    problem: FloorProblem
    schedule: Schedule
    floor: Floor
    queue: Sequence[QueuedRequest]


def proposal_of(found: Found) -> Proposal:
    """The proposal. The checker looks at the schedule here, whatever the solver says of it."""
    asked, answered = keep(found.problem, found.schedule, timezone.now())
    faults = violations(found.problem.problem, found.schedule)
    sound = bool(found.schedule.assignments) and not faults
    return Proposal(
        id=new_id("sch"), problem=asked, schedule=answered, queue=found.fingerprint,
        begins=found.problem.axis.zero, operations=len(found.problem.problem.operations),
        status=found.schedule.status, value=found.schedule.value, bound=found.schedule.lower_bound,
        violations=len(faults), promises=_promises(found) if sound else (),
    )  # fmt: skip


def _promises(found: Found) -> tuple[Promise, ...]:
    now = max(0, found.problem.axis.minute(timezone.now()))
    return promised_dates(found.problem, found.schedule, found.floor, found.queue, now)


def change_of(
    fingerprint: str,
    stands: StandingSchedule,
    floor: Floor,
    queue: Sequence[QueuedRequest],
    after: Replanned,
    replaces: str,
    cause: Cause,
) -> Proposal:
    """The proposal of a change, with what it moves and which promises it breaks."""
    problem = replace(stands.problem, problem=after.problem)
    proposal = proposal_of(Found(fingerprint, problem, after.schedule, floor, queue))
    job_of = {one.id: one.job for one in after.problem.operations}
    moved = tuple(Moved(one.operation, job_of[one.operation], one.new_start - one.start) for one in after.moved)
    return replace(proposal, replaces=replaces, cause=cause, moved=moved, broken=_broken(after, problem))


def _broken(after: Replanned, problem: FloorProblem) -> tuple[Broken, ...]:
    """The promises that the change breaks, or breaks worse than they were broken before."""
    day = problem.axis.moment
    return tuple(
        Broken(one.job, day(one.promised - 1).date(), day(one.end).date())
        for one in after.broken
        if one.late > one.before
    )
