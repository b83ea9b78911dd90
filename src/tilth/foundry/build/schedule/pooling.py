"""Like machines are one pool while the solver works, and single machines again in what it answers.

Two machines are alike where every operation that may use the one may use the other in the same way. Swapping them
changes nothing, and a solver that tells them apart proves the same thing once for each order of them. As one pool
they are a single capacity; afterwards each use is given a machine, first come first served, which always succeeds:
intervals of which no more than k overlap can be coloured with k colours.

On the way, bounds between two points of one operation are done with: they only say which of its modes are left.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from tilth.foundry.build.schedule.problem import Assignment, Lag, Mode, Operation, Point, Problem

__all__ = ["Pooled", "pooled"]

_Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """``problem`` with like machines as one pool. ``members`` maps the pool to its machines; ``modes`` maps an
    operation to, for each of its modes here, the modes it had in ``original`` by machine (by the empty string
    where no pool is used).
    """

    original: Problem
    problem: Problem
    members: Mapping[str, tuple[str, ...]]
    modes: Mapping[str, tuple[Mapping[str, int], ...]]

    def into(self, assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
        """Assignments to ``original`` as assignments to ``problem``; those to unknown modes are left out."""
        found = []
        for one in assignments:
            for number, by_machine in enumerate(self.modes.get(one.operation, ())):
                if one.mode in by_machine.values():
                    found.append(replace(one, mode=number))
                    break
        return tuple(found)

    def out(self, assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
        """Assignments to ``problem``, as to machines of ``original``; O(n log n)."""
        machine = self._machines(assignments)
        return tuple(
            replace(one, mode=self.modes[one.operation][one.mode][machine.get(one.operation, "")])
            for one in assignments
        )

    def _machines(self, assignments: tuple[Assignment, ...]) -> dict[str, str]:
        """The machine each operation gets of its pool, in order of the times their uses start."""
        operations = {operation.id: operation for operation in self.problem.operations}
        uses: dict[str, list[tuple[int, bool, int, str]]] = defaultdict(list)
        for one in assignments:
            for use in operations[one.operation].modes[one.mode].uses:
                if use.resource in self.members:
                    start = one.start + use.offset
                    end = one.end if use.length is None else start + use.length
                    free = len(self.modes[one.operation][one.mode]) > 1
                    uses[use.resource].append((start, free, end, one.operation))
        given: dict[str, str] = {}
        for pool, spans in uses.items():
            idle, busy = dict.fromkeys(self.members[pool]), list[tuple[int, str]]()
            for start, free, end, id in sorted(spans):
                if start == end:
                    given[id] = next(iter(self.modes[id][0]))
                    continue
                while busy and busy[0][0] <= start:
                    idle[heapq.heappop(busy)[1]] = None
                own = next(iter(self.modes[id][0])) if not free else next(iter(idle))
                idle.pop(own, None)
                heapq.heappush(busy, (end, own))
                given[id] = own
        return given


def pooled(problem: Problem) -> Pooled:
    """``problem`` with every group of like machines as one pool, and without lags from an operation to itself: an
    operation has no mode left where none keeps them. O(total uses).
    """
    groups = _apart(problem, [group for group in _alike(problem) if _free_to_pool(problem, group)])
    pool = {id: group[0] for group in groups for id in group}
    members = {group[0]: group for group in groups}
    alone: dict[str, list[Lag]] = defaultdict(list)
    for lag in problem.lags:
        if lag.first == lag.second:
            alone[lag.first].append(lag)
    operations, modes = [], {}
    for operation in problem.operations:
        merged: dict[Mode, dict[str, int]] = {}
        for number, mode in enumerate(operation.modes):
            if not all(_keeps(mode, lag) for lag in alone[operation.id]):
                continue
            machine = next((use.resource for use in mode.uses if use.resource in pool), "")
            merged.setdefault(_renamed(mode, pool), {}).setdefault(machine, number)
        operations.append(replace(operation, modes=tuple(merged)))
        modes[operation.id] = tuple(merged.values())
    resources = tuple(
        replace(resource, capacity=len(members[resource.id])) if resource.id in members else resource
        for resource in problem.resources
        if pool.get(resource.id, resource.id) == resource.id
    )
    lags = tuple(lag for lag in problem.lags if lag.first != lag.second)
    left = replace(problem, resources=resources, operations=tuple(operations), lags=lags)
    return Pooled(problem, left, members, modes)


def _keeps(mode: Mode, lag: Lag) -> bool:
    """Whether an operation in ``mode`` keeps a lag from one of its own points to another."""
    apart = mode.duration * ((lag.second_point is Point.END) - (lag.first_point is Point.END))
    return (lag.least is None or apart >= lag.least) and (lag.most is None or apart <= lag.most)


def _renamed(mode: Mode, pool: Mapping[str, str]) -> Mode:
    uses = tuple(replace(use, resource=pool.get(use.resource, use.resource)) for use in mode.uses)
    return replace(mode, uses=uses)


def _alike(problem: Problem) -> list[tuple[str, ...]]:
    """Groups of at least two machines that every free operation may use in the same ways."""
    ways: dict[str, list[_Signature]] = defaultdict(list)
    for operation in problem.operations:
        if _pinned(operation):
            continue
        for mode in operation.modes:
            for at, use in enumerate(mode.uses):
                others = (*mode.uses[:at], *mode.uses[at + 1 :])
                own = (use.units, use.offset, use.length)
                ways[use.resource].append((operation.id, mode.duration, at, own, others))
    groups: dict[_Signature, list[str]] = defaultdict(list)
    for resource in problem.resources:
        found = ways[resource.id]
        if resource.capacity == 1 and found:
            groups[(frozenset(found), len(found), resource.closed, resource.site)].append(resource.id)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _pinned(operation: Operation) -> bool:
    """Whether it can only start at one time and in one way, as what already runs does."""
    return operation.latest == operation.release and len(operation.modes) == 1


def _free_to_pool(problem: Problem, group: tuple[str, ...]) -> bool:
    """Whether machines can be given out afterwards: each mode uses one unit of one machine once, and what is
    pinned to a machine overlaps nothing pinned there and starts no later than anything that is free.
    """
    pinned: dict[str, list[tuple[int, int]]] = defaultdict(list)
    free = []
    for operation in problem.operations:
        for mode in operation.modes:
            uses = [use for use in mode.uses if use.resource in group]
            if len(uses) > 1 or any(use.units != 1 for use in uses):
                return False
            for use in uses:
                start, length = operation.release + use.offset, mode.duration - use.offset
                length = length if use.length is None else use.length
                if not _pinned(operation):
                    free.append(start)
                elif length:
                    pinned[use.resource].append((start, start + length))
    if any(_overlap(spans) for spans in pinned.values()):
        return False
    return max((start for spans in pinned.values() for start, _ in spans), default=0) <= min(free, default=0)


def _overlap(spans: list[tuple[int, int]]) -> bool:
    spans.sort()
    return any(later[0] < sooner[1] for sooner, later in pairwise(spans))


def _apart(problem: Problem, groups: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """As many of ``groups``, in order, that no mode uses machines of two of them."""
    used: dict[str, set[tuple[str, Mode]]] = defaultdict(set)
    for operation in problem.operations:
        for mode in operation.modes:
            for use in mode.uses:
                used[use.resource].add((operation.id, mode))
    taken: set[tuple[str, Mode]] = set()
    kept = []
    for group in groups:
        modes = set().union(*(used[id] for id in group))
        if not modes & taken:
            taken |= modes
            kept.append(group)
    return kept
