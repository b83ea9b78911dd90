"""Which unit of a pool each operation takes: the third of three thermocyclers, two of four shelves.

Units are given out by the start of the use, the lowest free first, which always succeeds: of the intervals of a
sound schedule no more overlap than there are units.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tilth.foundry.build.schedule.problem import Assignment, Operation, Problem, Schedule

__all__ = ["Occupation", "occupations"]


@dataclass(frozen=True, slots=True)
class Occupation:
    """That an operation takes ``units`` (numbers from 0) of ``resource`` over ``[start, end)``: ``offset`` after
    its start and for ``length`` (None: to its end).
    """

    operation: str
    resource: str
    units: tuple[int, ...]
    start: int
    end: int
    offset: int
    length: int | None


def occupations(problem: Problem, schedule: Schedule) -> Mapping[str, tuple[Occupation, ...]]:
    """What takes each resource, by start, every resource of the problem among the keys. A use that finds no unit
    free, which no sound schedule has, takes units numbered from the capacity. O(n log n).
    """
    operations = {one.id: one for one in problem.operations}
    uses: dict[str, list[tuple[int, int, Assignment, int]]] = defaultdict(list)
    for one in schedule.assignments:
        for number, use in enumerate(operations[one.operation].modes[one.mode].uses):
            start = one.start + use.offset
            end = one.end if use.length is None else start + use.length
            if end > start and use.units:
                uses[use.resource].append((start, end, one, number))
    return {one.id: _given(one.capacity, uses[one.id], operations) for one in problem.resources}


def _given(
    capacity: int, uses: list[tuple[int, int, Assignment, int]], operations: Mapping[str, Operation]
) -> tuple[Occupation, ...]:
    free = list(range(capacity))
    busy: list[tuple[int, int]] = []
    beyond = capacity
    found = []
    for start, end, one, number in sorted(uses, key=lambda use: (use[0], use[1], use[2].operation)):
        use = operations[one.operation].modes[one.mode].uses[number]
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        taken = []
        for _ in range(use.units):
            if not free:
                free.append(beyond)
                beyond += 1
            taken.append(heapq.heappop(free))
        for unit in taken:
            heapq.heappush(busy, (end, unit))
        found.append(Occupation(one.operation, use.resource, tuple(taken), start, end, use.offset, use.length))
    return tuple(found)
