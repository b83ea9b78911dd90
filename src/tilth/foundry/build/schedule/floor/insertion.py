"""A plan made by putting one job after the other into what is free: quick, and good where longest waits are tight.

Jobs that are tied to each other (by a shared plate) are put in together. Within them, one operation after the
other goes to its earliest time, in the mode that ends first. Where one then comes too late after another, that
other is taken back with all that was put after it, and comes later by what was too much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tilth.foundry.build.schedule.instance import Instance, Way
from tilth.foundry.build.schedule.problem import Assignment
from tilth.foundry.build.schedule.timeline import Timeline

__all__ = ["insert"]

_NEVER = 1 << 60
_REPAIRS = 50
"""How often an operation may on average be taken back before the plan is given up."""


def insert(instance: Instance, priority: Mapping[str, float]) -> tuple[Assignment, ...] | None:
    """A plan that puts jobs in by the least ``priority`` of their operations, by id; operations that are fixed
    come before all. None where the repairs come to no end. O(n m) for n operations and m steps of a resource's
    timeline, without repairs.
    """
    plan = _Plan(instance)
    operations = instance.problem.operations
    urgency = _urgency(instance, priority)
    rank = {at: place for place, at in enumerate(instance.order)}
    fixed = [at for at, one in enumerate(operations) if one.latest == one.release]
    done = plan.put(sorted(fixed, key=lambda at: operations[at].release))
    for group in _clusters(instance, set(fixed), urgency):
        done = done and plan.put(sorted(group, key=lambda at: (urgency[at], rank[at])))
    return plan.assignments() if done else None


def _urgency(instance: Instance, priority: Mapping[str, float]) -> list[float]:
    """The priority of each operation, or that of the most urgent after it: what comes before is as urgent."""
    found = [priority[one.id] for one in instance.problem.operations]
    for at in reversed(instance.order):
        found[at] = min([found[at], *(found[later] for later in instance.after[at])])
    return found


def _clusters(instance: Instance, apart: set[int], urgency: Sequence[float]) -> list[list[int]]:
    """The operations, without those ``apart``, by what ties them together, the most urgent first."""
    operations = instance.problem.operations
    root = list(range(len(operations)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    first: dict[str, int] = {}
    for at, one in enumerate(operations):
        if at in apart:
            continue
        ties = [tie.other for tie in instance.ties[at]]
        for other in (first.setdefault(one.job, at), *ties, *instance.brought[at]):
            if other not in apart:
                root[find(at)] = find(other)
    groups: dict[int, list[int]] = {}
    for at in range(len(operations)):
        if at not in apart:
            groups.setdefault(find(at), []).append(at)
    return sorted(groups.values(), key=lambda group: min(urgency[at] for at in group))


class _Plan:
    """What is put so far: ``starts``, ``modes`` and what is booked of each resource."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._lines = [Timeline(resource) for resource in instance.problem.resources]
        self._floor = [one.release for one in instance.problem.operations]
        self._put: dict[int, tuple[int, int]] = {}

    def put(self, group: Sequence[int]) -> bool:
        """Put the operations of ``group`` in their order; whether that was possible."""
        place = {at: number for number, at in enumerate(group)}
        repairs = _REPAIRS * len(group)
        number = 0
        while number < len(group):
            at = group[number]
            start, mode = self._earliest(at)
            culprit, short = self._too_late(at, start, mode)
            if culprit is None:
                self._book(at, start, mode, 1)
                self._put[at] = start, mode
                number += 1
                continue
            repairs -= 1
            if culprit == at or culprit not in place or not repairs:
                return False
            self._floor[culprit] = self._put[culprit][0] + short
            for later in group[place[culprit] : number]:
                self._book(later, *self._put.pop(later), -1)
            number = place[culprit]
        return True

    def assignments(self) -> tuple[Assignment, ...]:
        """The plan."""
        found = []
        for at, one in enumerate(self._instance.problem.operations):
            start, mode = self._put[at]
            found.append(Assignment(one.id, start, start + self._instance.ways[at][mode].duration, mode))
        return tuple(found)

    def _earliest(self, at: int) -> tuple[int, int]:
        """The start and the mode with the first end."""
        found = []
        for mode, way in enumerate(self._instance.ways[at]):
            start = self._free(way, self._after(at, way))
            if start is not None:
                found.append((start + way.duration, start, mode))
        _, start, mode = min(found, default=(_NEVER, _NEVER, 0))
        return start, mode

    def _after(self, at: int, way: Way) -> int:
        """The earliest start that what is put leaves to an operation, busy instruments aside."""
        start = self._floor[at]
        for tie in self._instance.ties[at]:
            if tie.least is not None and tie.other in self._put:
                start = max(start, self._time(tie.other, tie.other_end) + tie.least - way.duration * tie.own_end)
        for first in self._instance.brought[at]:
            if first in self._put:
                site = self._instance.ways[first][self._put[first][1]].site
                travel = self._instance.problem.travel.get((site, way.site), 0)
                start = max(start, self._time(first, True) + travel)
        return start

    def _free(self, way: Way, start: int) -> int | None:
        """The first time from ``start`` at which everything used is free."""
        while True:
            begin = start
            for resource, units, offset, length in way.spans:
                free = self._lines[resource].free_from(start + offset, length, units)
                if free is None:
                    return None
                start = free - offset
            if start == begin:
                return start

    def _too_late(self, at: int, start: int, mode: int) -> tuple[int | None, int]:
        """The operation that must come later so that this one can be at ``start``, and by how much; itself where
        its own latest start is over.
        """
        latest = self._instance.problem.operations[at].latest
        if start > (_NEVER - 1 if latest is None else latest):
            return at, 0
        duration = self._instance.ways[at][mode].duration
        worst: tuple[int, int | None] = (0, None)
        for tie in self._instance.ties[at]:
            if tie.most is not None and tie.other in self._put:
                over = start + duration * tie.own_end - self._time(tie.other, tie.other_end) - tie.most
                worst = max(worst, (over, tie.other), key=lambda one: one[0])
        return worst[1], worst[0]

    def _time(self, at: int, end: bool) -> int:
        start, mode = self._put[at]
        return start + self._instance.ways[at][mode].duration if end else start

    def _book(self, at: int, start: int, mode: int, sign: int) -> None:
        for resource, units, offset, length in self._instance.ways[at][mode].spans:
            self._lines[resource].book(start + offset, start + offset + length, sign * units)
