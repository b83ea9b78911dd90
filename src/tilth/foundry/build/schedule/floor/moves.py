"""What a new plan changes for people: operations that moved, jobs with another end, promises that break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tilth.foundry.build.schedule.floor.situation import Situation
from tilth.foundry.build.schedule.problem import Assignment, Point, Problem

__all__ = [
    "BrokenPromise",
    "BrokenWait",
    "JobMove",
    "Move",
    "broken_promises",
    "broken_waits",
    "job_moves",
    "moves",
]


@dataclass(frozen=True, slots=True)
class Move:
    """That an operation goes from one start and mode to another."""

    operation: str
    start: int
    mode: int
    new_start: int
    new_mode: int


@dataclass(frozen=True, slots=True)
class JobMove:
    """That ``operations`` of a job moved, and its end from ``end`` to ``new_end``."""

    job: str
    end: int
    new_end: int
    operations: int


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """That a job promised by ``promised`` ends ``late`` minutes after; ``before`` is how late it already was in
    the plan before (0: it was in time).
    """

    job: str
    promised: int
    end: int
    late: int
    before: int


@dataclass(frozen=True, slots=True)
class BrokenWait:
    """That ``second`` comes ``over`` minutes after the longest wait from ``first``, which has started already: the
    samples have to be looked at, or made again.
    """

    first: str
    second: str
    most: int
    over: int


def moves(before: Iterable[Assignment], after: Iterable[Assignment], fixed: Iterable[str]) -> tuple[Move, ...]:
    """The operations that were planned before, are not ``fixed`` and start elsewhere or otherwise now, by their
    new start.
    """
    old, kept = {one.operation: one for one in before}, set(fixed)
    found = [
        Move(one.operation, was.start, was.mode, one.start, one.mode)
        for one in after
        if one.operation not in kept
        and (was := old.get(one.operation)) is not None
        and (was.start, was.mode) != (one.start, one.mode)
    ]
    return tuple(sorted(found, key=lambda one: (one.new_start, one.operation)))


def job_moves(
    problem: Problem, before: Iterable[Assignment], after: Iterable[Assignment], moved: Iterable[Move]
) -> tuple[JobMove, ...]:
    """The jobs of which something moved, in the order of ``problem.jobs``."""
    job_of = {one.id: one.job for one in problem.operations}
    counts: dict[str, int] = {}
    for one in moved:
        counts[job_of[one.operation]] = counts.get(job_of[one.operation], 0) + 1
    old, new = ends(job_of, before), ends(job_of, after)
    return tuple(
        JobMove(job.id, old[job.id], new[job.id], counts[job.id]) for job in problem.jobs if job.id in counts
    )


def broken_promises(
    problem: Problem, before: Iterable[Assignment], after: Iterable[Assignment], promised: Mapping[str, int]
) -> tuple[BrokenPromise, ...]:
    """The jobs that end after what was promised of them, in the order of ``problem.jobs``."""
    job_of = {one.id: one.job for one in problem.operations}
    old, new = ends(job_of, before), ends(job_of, after)
    return tuple(
        BrokenPromise(
            job.id, promised[job.id], new[job.id], new[job.id] - promised[job.id],
            max(0, old.get(job.id, 0) - promised[job.id]),
        )
        for job in problem.jobs
        if job.id in promised and new.get(job.id, 0) > promised[job.id]
    )  # fmt: skip


def broken_waits(known: Situation, after: Iterable[Assignment]) -> tuple[BrokenWait, ...]:
    """The longest waits after fixed operations that do not hold."""
    times = {one.operation: {Point.START: one.start, Point.END: one.end} for one in after}
    found = []
    for lag in known.waits:
        waited = times[lag.second][lag.second_point] - times[lag.first][lag.first_point]
        if lag.most is not None and waited > lag.most:
            found.append(BrokenWait(lag.first, lag.second, lag.most, waited - lag.most))
    return tuple(found)


def ends(job_of: Mapping[str, str], assignments: Iterable[Assignment]) -> dict[str, int]:
    """The end of each job."""
    found: dict[str, int] = {}
    for one in assignments:
        if one.operation in job_of:
            job = job_of[one.operation]
            found[job] = max(found.get(job, one.end), one.end)
    return found
