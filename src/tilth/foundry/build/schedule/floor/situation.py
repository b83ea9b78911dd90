"""The problem as it stands in the middle of a plan: what has started stays, what happened holds, the rest is free.

What has started keeps its start and its mode, and is a fixed operation of the new problem. A part of a pool that
is out of use is a fixed operation of the job ``down``. What history settled is no condition any more: lags
between fixed operations are dropped. A longest wait after a fixed operation may have become impossible, so it is
kept apart (``waits``), to be held where it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from tilth.foundry.build.schedule.floor.closures import merged
from tilth.foundry.build.schedule.floor.happenings import Arrived, Down, Happening, Overran
from tilth.foundry.build.schedule.floor.started import actual_times, interrupted_by, started_by, use_end, uses_of
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
    Lag,
    Mode,
    Operation,
    Point,
    Problem,
    Resource,
    Schedule,
    Use,
    Window,
)
from tilth.kernel.refusal import Refused, refuse

__all__ = ["DOWN", "Situation", "situation"]

DOWN = "down"
"""The job of what is out of use."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The ``problem`` from minute ``now`` on, and the ids of the operations that are ``fixed`` and those that were
    ``interrupted``. ``waits`` are the longest waits after fixed operations; the problem is without their bounds.
    """

    problem: Problem
    now: int
    fixed: frozenset[str]
    interrupted: frozenset[str]
    waits: tuple[Lag, ...]

    def fixed_time(self, operation: str, point: Point) -> int:
        """The start or end of a fixed operation."""
        one = next(one for one in self.problem.operations if one.id == operation)
        return one.release if point is Point.START else one.release + one.modes[0].duration


def situation(
    problem: Problem,
    schedule: Schedule,
    now: int,
    happenings: Sequence[Happening],
    *,
    started: Collection[str] | None = None,
) -> Situation | Refused:
    """What is to be planned at minute ``now`` of ``schedule`` after ``happenings``.

    ``started`` are the operations that have started (None: all that by the plan start before ``now``, except those
    that an overrun held up). Refused where a happening names what is not there or contradicts the plan.
    """
    planned = {one.operation: one for one in schedule.assignments}
    refused = _faults(problem, planned, now, happenings, started or ())
    if refused is not None:
        return refused
    actual = actual_times(planned, happenings)
    going = set(started) if started is not None else started_by(problem, planned, actual, now)
    interrupted = interrupted_by(problem, actual, going, happenings)
    if isinstance(interrupted, Refused):
        return interrupted
    fixed = going - interrupted
    whole = _with_arrivals(problem, happenings)
    by_id = {one.id: one for one in whole.operations}
    held = [actual[id] for id in fixed]
    downs = [one for one in happenings if isinstance(one, Down) and one.end > now]
    capacity = {one.id: one.capacity for one in problem.resources}
    partial = [one for one in downs if one.units is not None and one.units < capacity[one.resource]]
    blocks = _blocks(partial, now, by_id)
    outages = [Job(DOWN, title="Out of use")] if blocks and all(job.id != DOWN for job in whole.jobs) else []
    kept, waits = _lags(whole.lags, fixed)
    found = replace(
        whole,
        resources=tuple(_closed(one, downs, held, by_id, now) for one in whole.resources),
        jobs=(*whole.jobs, *outages),
        operations=(
            *(_settled(one, actual.get(one.id), one.id in fixed, now) for one in whole.operations),
            *blocks,
        ),
        lags=tuple(kept),
        transports=tuple(one for one in whole.transports if one.second not in fixed),
    )
    return Situation(found, now, frozenset({*fixed, *(one.id for one in blocks)}), frozenset(interrupted), waits)


def _with_arrivals(problem: Problem, happenings: Iterable[Happening]) -> Problem:
    """The problem with the work that is new."""
    for one in happenings:
        if isinstance(one, Arrived):
            problem = replace(
                problem,
                jobs=(*problem.jobs, *one.jobs),
                operations=(*problem.operations, *one.operations),
                lags=(*problem.lags, *one.lags),
                transports=(*problem.transports, *one.transports),
            )
    return problem


def _settled(one: Operation, assigned: Assignment | None, fixed: bool, now: int) -> Operation:
    """The operation at its time and in its mode where it is fixed, else from ``now`` on."""
    if not fixed or assigned is None:
        return replace(one, release=max(one.release, now))
    duration = assigned.end - assigned.start
    uses = tuple(
        use if use.length is None else replace(use, length=min(use.length, max(0, duration - use.offset)))
        for use in one.modes[assigned.mode].uses
    )
    return replace(one, modes=(Mode(duration, uses),), release=assigned.start, latest=assigned.start)


def _closed(
    resource: Resource,
    downs: Iterable[Down],
    held: Iterable[Assignment],
    operations: Mapping[str, Operation],
    now: int,
) -> Resource:
    """The resource with what is down, and open where something that has started keeps it."""
    out = [
        Window(max(now, one.start), one.end)
        for one in downs
        if one.resource == resource.id and (one.units is None or one.units >= resource.capacity)
    ]
    kept = [
        Window(one.start + use.offset, use_end(one, use))
        for one in held
        for use in uses_of(operations, one)
        if use.resource == resource.id
    ]
    shut: list[Window] = []
    for window in merged([*resource.closed, *out]):
        at = window.start
        for span in merged(kept):
            if span.start < window.end and span.end > at:
                if span.start > at:
                    shut.append(Window(at, span.start))
                at = span.end
        if at < window.end:
            shut.append(Window(at, window.end))
    return replace(resource, closed=tuple(shut))


def _blocks(downs: Iterable[Down], now: int, taken: Collection[str]) -> list[Operation]:
    """The operations that keep parts of pools out of use, each with an id that is not ``taken``."""
    found: list[Operation] = []
    for down in downs:
        start = max(now, down.start)
        names = (f"{DOWN}/{down.resource}/{start}" + (f"/{again}" if again else "") for again in count())
        used = {one.id for one in found}
        id = next(name for name in names if name not in taken and name not in used)
        mode = Mode(down.end - start, (Use(down.resource, down.units or 0),))
        found.append(Operation(id, DOWN, (mode,), start, "Out of use", start))
    return found


def _lags(lags: Iterable[Lag], fixed: Collection[str]) -> tuple[list[Lag], tuple[Lag, ...]]:
    """The lags that still bind, and the longest waits after fixed operations."""
    kept, waits = [], []
    for lag in lags:
        if lag.second in fixed:
            continue
        if lag.first in fixed and lag.most is not None:
            waits.append(lag)
            lag = replace(lag, most=None)
        if lag.least is not None or lag.most is not None:
            kept.append(lag)
    return kept, tuple(waits)


def _faults(
    problem: Problem,
    planned: Mapping[str, Assignment],
    now: int,
    happenings: Iterable[Happening],
    started: Collection[str],
) -> Refused | None:
    """Why the happenings cannot be, or None."""
    resources = {one.id for one in problem.resources}
    known = {one.id for one in problem.operations}
    if missing := known - planned.keys():
        return refuse(
            "replan.unplanned", "The schedule has no time for {operation}.", "Give the schedule of this problem.",
            "schedule", operation=min(missing),
        )  # fmt: skip
    if unknown := set(started) - known:
        return refuse(
            "replan.started", "There is no operation {operation} that could have started.",
            "Name operations of the schedule.", "started", operation=min(unknown),
        )  # fmt: skip
    for one in happenings:
        if isinstance(one, Down) and (one.resource not in resources or one.start >= one.end or one.units == 0):
            return refuse(
                "replan.down", "{resource} cannot be out of use from {start} to {end}.",
                "Name a resource of the problem and a time with an end after its start.", "down",
                resource=one.resource, start=one.start, end=one.end,
            )  # fmt: skip
        if isinstance(one, Overran) and not _has_begun(planned.get(one.operation), now, one.minutes):
            return refuse(
                "replan.overran", "{operation} cannot have taken {minutes} minutes more: it has not started.",
                "Name an operation that has started; none ends before it starts.", "overran",
                operation=one.operation, minutes=one.minutes,
            )  # fmt: skip
        if isinstance(one, Arrived) and (twice := known & {new.id for new in one.operations}):
            return refuse(
                "replan.arrived", "There is an operation {operation} already.", "Give new work ids of its own.",
                "arrived", operation=min(twice),
            )  # fmt: skip
    return None


def _has_begun(assigned: Assignment | None, now: int, minutes: int) -> bool:
    return assigned is not None and assigned.start < now and assigned.end + minutes > assigned.start
