"""The dates that go with a schedule: when each request may be done, by lot over how long operations take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tilth.foundry.build.adoption import Promise
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.montecarlo import outlook, spreads
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.problem import Schedule

__all__ = ["TRIALS", "promised_dates"]

TRIALS = 4_000
"""Trials of a simulation: a P90 day is then right to a fraction of an hour, in well under a second."""


def promised_dates(
    problem: FloorProblem, schedule: Schedule, floor: Floor, queue: Sequence[QueuedRequest], now: int
) -> tuple[Promise, ...]:
    """A promise for each request of ``queue`` that the schedule has, in its order, as seen at minute ``now``."""
    spread = spreads(problem, floor.durations)
    found = {one.job: one for one in outlook(problem.problem, schedule, spread, trials=TRIALS, now=now).jobs}
    moment = problem.axis.moment
    return tuple(
        Promise(
            one.id, moment(found[one.id].p50).date(), moment(found[one.id].p90).date(),
            (one.due - timedelta(minutes=1)).date() if one.due else None,
        )
        for one in queue
        if one.id in found
    )  # fmt: skip
