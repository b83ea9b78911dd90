"""The dates that can be promised for a new request, given the queue before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.montecarlo import outlook, spreads
from tilth.foundry.build.schedule.floor.planning import plan_queue
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.kernel.refusal import Refused

__all__ = ["Promise", "promise"]

_NOTHING_USED: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Promise:
    """When a request may be done: as planned, and by when in half, 80 and 90 of 100 trials.

    ``on_time`` is the part of the trials in which it is done by its due date (None: it has none).
    ``provisional`` says that a calendar on the way was not yet published, so that holidays still to be announced
    may move the dates.
    """

    request: str
    planned: datetime
    p50: datetime
    p80: datetime
    p90: datetime
    on_time: float | None
    provisional: bool


def promise(
    queue: Sequence[QueuedRequest],
    request: QueuedRequest,
    floor: Floor,
    start: datetime,
    *,
    used: Mapping[str, float] = _NOTHING_USED,
    seconds: float = 5,
    trials: int = 4000,
    seed: int = 0,
    workers: int = 2,
    executor: Executor | None = None,
) -> Promise | Refused:
    """The dates for ``request`` after ``queue`` on ``floor``, if work on all of it begins at ``start``.

    The whole is planned (:func:`~.planning.plan_queue`, in about ``seconds``; 0: the first plan, in a fraction
    of one) and carried out ``trials`` times with the floor's durations. Refused as there.
    """
    axis = TimeAxis(start, floor.zone)
    planned = plan_queue([*queue, request], floor, axis, used=used, seconds=seconds, seed=seed, workers=workers)
    if isinstance(planned, Refused):
        return planned
    of = planned.of
    said = outlook(
        of.problem, planned.schedule, spreads(of, floor.durations), trials=trials, seed=seed, executor=executor
    ).of(request.id)
    return Promise(
        request.id,
        axis.moment(said.planned),
        axis.moment(said.p50),
        axis.moment(said.p80),
        axis.moment(said.p90),
        said.on_time if request.due is not None else None,
        of.is_provisional(said.p90),
    )
