"""A schedule made by putting one job after the other into what is free: good where longest lags are tight.

Jobs that are tied to each other (by a shared plate) are put in together. Within them, one operation after the
other goes to its earliest time, in the mode that ends first. Where one then comes too late after another, that
other is taken back with all that was put after it, and comes later by what was too much.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from tilth.foundry.build.schedule.instance import Instance, Slot
from tilth.foundry.build.schedule.priorities import as_urgent_as_what_follows
from tilth.foundry.build.schedule.timeline import Timeline, free_for

__all__ = ["insert"]

_REPAIRS = 30
"""How often an operation may on average be taken back before a schedule is given up."""


def insert(instance: Instance, priority: Sequence[float], until: float) -> list[Slot] | None:
    """The slot of each operation, jobs with the greatest ``priority`` of an operation first; what is fixed comes
    before all. None where repairs come to no end or the monotonic time ``until`` is over. O(n m) for n operations
    and m steps of a resource's timeline, without repairs.
    """
    plan = _Plan(instance, until)
    operations = instance.problem.operations
    urgency = as_urgent_as_what_follows(instance, priority)
    rank = {at: place for place, at in enumerate(instance.order)}
    fixed = [at for at, one in enumerate(operations) if one.latest == one.release]
    done = plan.put(sorted(fixed, key=lambda at: operations[at].release))
    for group in _clusters(instance, set(fixed), urgency):
        done = done and plan.put(sorted(group, key=lambda at: (-urgency[at], rank[at])))
    return plan.slots() if done else None


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
        if at not in apart:
            ties = [tie.other for tie in instance.ties[at]]
            for other in (first.setdefault(one.job, at), *ties, *instance.brought[at]):
                if other not in apart:
                    root[find(at)] = find(other)
    groups: dict[int, list[int]] = {}
    for at in range(len(operations)):
        if at not in apart:
            groups.setdefault(find(at), []).append(at)
    return sorted(groups.values(), key=lambda group: -max(urgency[at] for at in group))


class _Plan:
    """What is put so far, and what is booked of each resource."""

    def __init__(self, instance: Instance, until: float) -> None:
        self._instance, self._until = instance, until
        self._lines = [Timeline(resource) for resource in instance.problem.resources]
        self._floor = [one.release for one in instance.problem.operations]
        self._put: dict[int, Slot] = {}

    def put(self, group: Sequence[int]) -> bool:
        """Put the operations of ``group`` in their order; whether that was possible."""
        place = {at: number for number, at in enumerate(group)}
        repairs = _REPAIRS * len(group)
        number = 0
        while number < len(group):
            at = group[number]
            slot = self._earliest(at)
            if slot is None:
                return False
            culprit, short = self._too_late(at, slot)
            if culprit is None:
                self._book(at, slot, 1)
                self._put[at] = slot
                number += 1
                continue
            repairs -= 1
            if culprit not in place or culprit == at or not repairs or time.monotonic() > self._until:
                return False
            self._floor[culprit] = self._put[culprit].start + short
            for later in group[place[culprit] : number]:
                self._book(later, self._put.pop(later), -1)
            number = place[culprit]
        return True

    def slots(self) -> list[Slot]:
        """The plan, by operation."""
        return [self._put[at] for at in range(len(self._put))]

    def _earliest(self, at: int) -> Slot | None:
        """The slot with the first end; None where no mode is possible at all."""
        best: Slot | None = None
        for number, way in enumerate(self._instance.ways[at]):
            start = free_for(self._lines, way.spans, self._after(at, number))
            if start is not None and (best is None or start + way.duration < best.end):
                best = Slot(start, start + way.duration, number)
        return best

    def _after(self, at: int, mode: int) -> int:
        """The earliest start that what is put leaves to an operation in a mode, busy resources aside."""
        start, way = self._floor[at], self._instance.ways[at][mode]
        for tie in self._instance.ties[at]:
            if tie.least is not None and tie.other in self._put:
                own = way.duration if tie.own_end else 0
                start = max(start, self._put[tie.other][tie.other_end] + tie.least - own)
        for first in self._instance.brought[at]:
            if first in self._put:
                slot = self._put[first]
                start = max(start, slot.end + self._instance.travel(first, slot.mode, at, mode))
        return start

    def _too_late(self, at: int, slot: Slot) -> tuple[int | None, int]:
        """The operation that must come later so that this one can be in ``slot``, and by how much; itself where
        its own latest start is over.
        """
        latest = self._instance.problem.operations[at].latest
        if latest is not None and slot.start > latest:
            return at, 0
        worst, culprit = 0, None
        for tie in self._instance.ties[at]:
            if tie.most is not None and tie.other in self._put:
                over = slot[tie.own_end] - self._put[tie.other][tie.other_end] - tie.most
                if over > worst:
                    worst, culprit = over, tie.other
        for second in self._instance.sent[at]:
            if second in self._put:
                then = self._put[second]
                over = slot.end + self._instance.travel(at, slot.mode, second, then.mode) - then.start
                if over > worst:
                    worst, culprit = over, second
        return culprit, worst

    def _book(self, at: int, slot: Slot, sign: int) -> None:
        for resource, units, offset, length in self._instance.ways[at][slot.mode].spans:
            self._lines[resource].book(slot.start + offset, slot.start + offset + length, sign * units)
