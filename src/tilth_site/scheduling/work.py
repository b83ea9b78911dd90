"""The background jobs of the schedule: to plan a foundry's queue, and to plan a change of its schedule.

The solver takes half a second to load, so it is loaded when a job plans, not whenever a process starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from tilth.foundry.build.adoption import Board
from tilth.foundry.build.adoption.commands import Propose
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.situation import situation
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.kernel.refusal import Refused, refuse
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.registry import job
from tilth_site.scheduling.actions import propose
from tilth_site.scheduling.asking import PlanQueue, ReplanQueue
from tilth_site.scheduling.causes import changed_weights, happening
from tilth_site.scheduling.planning import coming_quarter, floor_of, queue_of, used_of
from tilth_site.scheduling.proposing import Found, change_of, proposal_of
from tilth_site.scheduling.queries import board_of, queue_fingerprint
from tilth_site.scheduling.searching import WORKERS, waiting_for
from tilth_site.scheduling.standing import StandingSchedule, standing

if TYPE_CHECKING:
    from tilth.foundry.build.schedule.floor.planning import Planned

__all__ = ["plan_queue", "replan_queue"]


@dataclass(frozen=True, slots=True)
class _Read:
    """What is planned for, as it was read at the beginning of a job."""

    fingerprint: str
    board: Board | None
    floor: Floor
    queue: tuple[QueuedRequest, ...]
    used: Mapping[str, float]
    stands: StandingSchedule | None


@job("foundry.plan_queue", title=gettext_noop("Plan the queue"), page="scheduling:schedule")
def plan_queue(progress: Progress, asked: PlanQueue) -> dict[str, str] | Refused:
    """Plan the queue and propose the schedule; the answer names the proposal. What has started stays."""
    progress.step(0, asked.seconds, gettext_noop("Reading the queue."))
    read = _read(asked.foundry)
    if isinstance(read, Refused):
        return read
    planned = waiting_for(lambda: _plan(read, asked), asked.seconds, progress.step)
    if isinstance(planned, Refused):
        return planned
    progress.step(asked.seconds, asked.seconds, gettext_noop("Simulating how long it may take."))
    proposal = proposal_of(Found(read.fingerprint, planned.of, planned.schedule, read.floor, read.queue))
    outcome = propose(progress.call(), Propose(asked.foundry, proposal), asked)
    return outcome if isinstance(outcome, Refused) else {"proposal": proposal.id}


@job("foundry.replan", title=gettext_noop("Plan a change of the schedule"), page="scheduling:schedule")
def replan_queue(progress: Progress, asked: ReplanQueue) -> dict[str, str] | Refused:
    """Plan what the cause changes of the schedule in force, and propose that."""
    from tilth.foundry.build.schedule.floor.replan import replan

    progress.step(0, asked.seconds, gettext_noop("Reading the queue."))
    read = _read(asked.foundry)
    if isinstance(read, Refused):
        return read
    before = read.board.in_force if read.board is not None else None
    if read.stands is None or before is None or before.id != asked.replaces:
        return refuse(
            "schedule.replaced",
            "The schedule that this one changes is not in force.",
            "Plan the change again, on the schedule in force.",
        )
    stands = read.stands
    happened = happening(asked.cause, stands.problem)
    if isinstance(happened, Refused):
        return happened
    problem = changed_weights(asked.cause, stands.problem.problem, stands.now)
    after = waiting_for(
        lambda: replan(
            problem, stands.schedule, stands.now, (*happened, *stands.arrived),
            promised=_promised(read, stands), seconds=asked.seconds, seed=asked.seed, workers=WORKERS,
        ),
        asked.seconds, progress.step,
    )  # fmt: skip
    if isinstance(after, Refused):
        return after
    progress.step(asked.seconds, asked.seconds, gettext_noop("Simulating how long it may take."))
    proposal = change_of(read.fingerprint, stands, read.floor, read.queue, after, before.id, asked.cause)
    outcome = propose(progress.call(), Propose(asked.foundry, proposal), asked)
    return outcome if isinstance(outcome, Refused) else {"proposal": proposal.id}


def _read(foundry: str) -> _Read | Refused:
    fingerprint = queue_fingerprint(foundry)
    board = board_of(foundry)
    floor = floor_of(board)
    queue = queue_of(foundry, board, floor.zone)
    now = timezone.now()
    used = used_of(foundry, floor, now)
    stands = standing(board, queue, floor, now, used)
    return stands if isinstance(stands, Refused) else _Read(fingerprint, board, floor, queue, used, stands)


def _plan(read: _Read, asked: PlanQueue) -> Planned | Refused:
    """The queue planned: what is left of it where something has started, else all of it from the beginning."""
    from tilth.foundry.build.schedule.floor.planning import Planned
    from tilth.foundry.build.schedule.floor.planning import plan_queue as queue_planned
    from tilth.foundry.build.schedule.solver import solve

    stands = read.stands
    if stands is None or not stands.begun:
        axis = TimeAxis(coming_quarter(timezone.now()), read.floor.zone)
        return queue_planned(
            read.queue, read.floor, axis,
            used=read.used, seconds=asked.seconds, seed=asked.seed, workers=WORKERS,
        )  # fmt: skip
    known = situation(stands.problem.problem, stands.schedule, stands.now, stands.arrived)
    if isinstance(known, Refused):
        return known
    schedule = solve(known.problem, seconds=asked.seconds, seed=asked.seed, workers=WORKERS)
    return Planned(replace(stands.problem, problem=known.problem), schedule)


def _promised(read: _Read, stands: StandingSchedule) -> dict[str, int]:
    """The minute by which each request is promised."""
    return {one.id: stands.problem.axis.minute(one.due) for one in read.queue if one.due is not None}
