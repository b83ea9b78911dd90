"""A part of a schedule as a small problem of its own: some operations are free, everything else stays where it is.

The part holds the free operations, each kept to the time about them, and, pinned, those that bind them: by a lag
or by transport, by ending a job last, by ending last of all. What else is closed or in use is a number of busy
units over time. So a part is small however large the problem is; any schedule of it, put into the old one, keeps
the whole problem; and what it saves in the part it saves in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment, Operation, Problem

__all__ = ["Part", "part"]


@dataclass(frozen=True, slots=True)
class Part:
    """The part's ``problem``, which begins with the free operations; ``busy`` maps the number of a resource to
    steps (start, end, units gone); ``horizon`` is a time by which all ends; ``old`` is the old schedule of it.
    """

    problem: Problem
    busy: Mapping[int, Sequence[tuple[int, int, int]]]
    horizon: int
    old: tuple[Assignment, ...]


def part(instance: Instance, assignments: Sequence[Assignment], free: Collection[int]) -> Part:
    """What is left to decide where only the operations numbered in ``free``, of which there is one, may move.

    ``assignments`` are in the order of the operations. A free operation may go as far out of the time about all of
    them as half its length, or as the longest of them takes. O(n + u log u) for u uses of the same resources.
    """
    problem = instance.problem
    order = sorted(free)
    begin, end = min(assignments[at].start for at in order), max(assignments[at].end for at in order)
    margin = max((end - begin) // 2, *(assignments[at].end - assignments[at].start for at in order))
    begin, end = begin - margin, min(instance.horizon, end + margin)
    moving = [_within(problem.operations[at], begin, end - instance.shortest[at]) for at in order]
    binding = _binding(instance, assignments, free)
    pinned = [_pinned(problem.operations[at], assignments[at]) for at in binding]
    jobs = {operation.job for operation in (*moving, *pinned)}
    loose = {operation.id for operation in moving}
    return Part(
        replace(
            problem,
            resources=tuple(replace(resource, closed=()) for resource in problem.resources),
            jobs=tuple(job for job in problem.jobs if job.id in jobs),
            operations=(*moving, *pinned),
            lags=tuple(lag for lag in problem.lags if lag.first in loose or lag.second in loose),
            transports=tuple(one for one in problem.transports if one.first in loose or one.second in loose),
        ),
        _busy(instance, assignments, free, begin, end),
        max([end, *(assignments[at].end for at in binding)]),
        (*(assignments[at] for at in order), *(replace(assignments[at], mode=0) for at in binding)),
    )


def _within(operation: Operation, begin: int, last: int) -> Operation:
    """``operation`` starting from ``begin`` to ``last``."""
    latest = last if operation.latest is None else min(last, operation.latest)
    return replace(operation, release=max(operation.release, begin), latest=latest)


def _binding(instance: Instance, assignments: Sequence[Assignment], free: Collection[int]) -> list[int]:
    """The operations that are not free and bind those that are, or what they cost."""
    found: set[int] = set()
    for at in free:
        found.update(tie.other for tie in instance.ties[at])
        found.update(instance.brought[at])
        found.update(instance.sent[at])
    operations = instance.problem.operations
    jobs = {operations[at].job for at in free}
    last: dict[str | None, int] = {}
    for at, one in enumerate(assignments):
        if at not in free:
            for key in (operations[at].job, None):
                if (key is None or key in jobs) and (key not in last or one.end > assignments[last[key]].end):
                    last[key] = at
    return sorted((found | set(last.values())) - set(free))


def _pinned(operation: Operation, one: Assignment) -> Operation:
    """``operation`` where it is, at its site but without what it uses, which is busy anyway."""
    mode = operation.modes[one.mode]
    place = tuple(replace(use, offset=0, length=0) for use in mode.uses[:1])
    return replace(operation, modes=(replace(mode, uses=place),), release=one.start, latest=one.start)


def _busy(
    instance: Instance, assignments: Sequence[Assignment], free: Collection[int], begin: int, end: int
) -> dict[int, list[tuple[int, int, int]]]:
    """When between ``begin`` and ``end`` how many units are gone of what those that are free may use."""
    reach: dict[int, int] = {}
    for at in free:
        for way in instance.ways[at]:
            for number, _, offset, length in way.spans:
                reach[number] = max(reach.get(number, 0), offset + length - instance.shortest[at])
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number in reach:
        resource = instance.problem.resources[number]
        for window in resource.closed:
            changes[number] += ((window.start, resource.capacity), (window.end, -resource.capacity))
    for at, one in enumerate(assignments):
        if at not in free:
            for number, units, offset, length in instance.ways[at][one.mode].spans:
                if number in reach:
                    start = one.start + offset
                    changes[number] += ((start, units), (start + length, -units))
    return {
        number: [
            (start, then, min(level, instance.problem.resources[number].capacity))
            for start, then, level in _levels(found)
            if then > begin and start < end + reach[number]
        ]
        for number, found in changes.items()
    }


def _levels(changes: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """The steps (start, end, level) of what ``changes`` add up to, without those of level 0."""
    found: list[tuple[int, int, int]] = []
    level, begin = 0, 0
    for time, group in groupby(sorted(changes), key=itemgetter(0)):
        change = sum(units for _, units in group)
        if change:
            if level:
                found.append((begin, time, level))
            level, begin = level + change, time
    return found
