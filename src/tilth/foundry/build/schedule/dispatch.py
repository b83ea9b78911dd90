"""A schedule in milliseconds by rules of priority: a start for the solver and a bound for its horizon.

One operation after the other is put at its earliest time in the mode that ends first. Where a longest lag leaves
no room for an operation, the one it must follow so soon is taken back with all that came after it, and comes later
by what was missing. Several rules are tried, then the best of them with noise, and the best schedule is kept.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment
from tilth.foundry.build.schedule.timeline import Timeline

__all__ = ["dispatch"]

_NEVER = 1 << 60
_NOISE = 0.15
"""By which share of their spread priorities are moved when a rule is tried again."""


class _Slot(NamedTuple):
    start: int
    end: int
    mode: int


class _Blocked(NamedTuple):
    """That an operation starts too late by ``short`` for ``by`` (None: for its own latest start)."""

    by: int | None
    short: int


def dispatch(
    instance: Instance, *, seconds: float = 0.5, seed: int = 0, like: Sequence[Assignment] = ()
) -> tuple[Assignment, ...] | None:
    """The best schedule that the rules find in about ``seconds`` (every rule is tried once); None where none of
    them finds any, which proves nothing. ``like`` is a schedule whose order is tried as a rule too, and first.
    O(n m) for n operations and m jobs a try.
    """
    random = Random(seed)
    until = time.monotonic() + seconds
    best: tuple[tuple[int, int], list[_Slot]] | None = None
    rules = _rules(instance)
    if like:
        starts = {one.operation: one.start for one in like}
        rules.insert(0, [-float(starts.get(one.id, one.release)) for one in instance.problem.operations])
    chosen: list[tuple[tuple[int, int], Sequence[float], bool]] = []
    for priority in rules:
        for soonest in (True, False):
            slots = _Dispatch(instance, priority, soonest).run()
            if slots is not None:
                value = _value(instance, slots)
                chosen.append((value, priority, soonest))
                best = (value, slots) if best is None or value < best[0] else best
    chosen.sort(key=lambda one: one[0])
    while chosen and time.monotonic() < until:
        _, priority, soonest = chosen[0] if random.random() < 0.7 else random.choice(chosen)
        spread = (max(priority) - min(priority) + 1) * _NOISE
        slots = _Dispatch(instance, [one + random.uniform(0, spread) for one in priority], soonest).run()
        if slots is not None:
            value = _value(instance, slots)
            best = (value, slots) if best is None or value < best[0] else best
    return None if best is None else _assignments(instance, best[1])


def _assignments(instance: Instance, slots: list[_Slot]) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(operation.id, slot.start, slot.end, slot.mode)
        for operation, slot in zip(instance.problem.operations, slots, strict=True)
    )


def _value(instance: Instance, slots: list[_Slot]) -> tuple[int, int]:
    ends = [slot.end for slot in slots]
    return instance.value(ends), max(ends, default=0)


def _rules(instance: Instance) -> list[Sequence[float]]:
    """Priorities of operations, the greatest first: least slack to the due date, longest way to go, most work of
    the job left, first come.
    """
    problem, tails = instance.problem, instance.tails
    far = instance.horizon
    due = {job.id: job.due for job in problem.jobs}
    weight = {job.id: max(1, job.weight) for job in problem.jobs}
    work: dict[str, int] = {}
    left = [0] * len(problem.operations)
    for at in reversed(instance.order):
        job = problem.operations[at].job
        work[job] = left[at] = work.get(job, 0) + instance.shortest[at]
    rules: list[Sequence[float]] = [[float(tail) for tail in tails], [float(one) for one in left]]
    rules.append([-float(operation.release) for operation in problem.operations])
    if any(one is not None for one in due.values()):
        slack = [
            (far if (end := due[operation.job]) is None else end) - tail
            for operation, tail in zip(problem.operations, tails, strict=True)
        ]
        rules.insert(0, [-float(one) for one in slack])
        pairs = zip(problem.operations, slack, strict=True)
        rules.insert(1, [-one / weight[operation.job] if one > 0 else -one * weight[operation.job]
                         for operation, one in pairs])  # fmt: skip
    return rules


class _Dispatch:
    """One try: ``soonest`` prefers the operation that can start first, else priority alone decides."""

    def __init__(self, instance: Instance, priority: Sequence[float], soonest: bool) -> None:
        self._instance, self._priority, self._soonest = instance, priority, soonest
        self._lines = [Timeline(resource) for resource in instance.problem.resources]
        self._from = [operation.release for operation in instance.problem.operations]
        self._until = [
            _NEVER if operation.latest is None else operation.latest for operation in instance.problem.operations
        ]
        self._slots: list[_Slot | None] = [None] * len(self._from)
        self._waits = [0] * len(self._from)
        for later in instance.after:
            for one in later:
                self._waits[one] += 1

    def run(self) -> list[_Slot] | None:
        """Every operation's slot; None where repairs come to no end or a latest start is passed."""
        repairs = 10 * len(self._slots) + 100
        ready = {at for at, waits in enumerate(self._waits) if not waits}
        left = len(self._slots)
        while left:
            if not ready:
                return None
            at, slot = self._next(ready)
            if isinstance(slot, _Slot):
                self._put(at, slot, ready)
                left -= 1
                continue
            repairs -= 1
            if repairs < 0 or slot.by is None:
                return None
            back = self._take_back(slot.by, ready)
            left += back
            self._from[slot.by] += slot.short
        return [slot for slot in self._slots if slot is not None]

    def _next(self, ready: set[int]) -> tuple[int, _Slot | _Blocked]:
        """What is put next, and where: first what must follow something soon, the soonest first."""
        best: tuple[float, float, int] | None = None
        found: tuple[int, _Slot | _Blocked] | None = None
        for at in ready:
            slot: _Slot | _Blocked | None = None
            bound = self._bound(at)
            if bound < _NEVER:
                key = (-1.0, float(bound), at)
            elif self._soonest:
                slot = self._earliest(at)
                key = (float(slot.start) if isinstance(slot, _Slot) else -1.0, -self._priority[at], at)
            else:
                key = (0.0, -self._priority[at], at)
            if best is None or key < best:
                best, found = key, (at, slot if slot is not None else self._earliest(at))
        assert found is not None
        return found

    def _bound(self, at: int) -> int:
        """The latest start that the operations put so far leave to ``at``, by its fastest mode."""
        bound = self._until[at]
        for tie in self._instance.ties[at]:
            other = self._slots[tie.other]
            if tie.most is not None and other is not None:
                time = other.end if tie.other_end else other.start
                bound = min(bound, time + tie.most - (self._instance.shortest[at] if tie.own_end else 0))
        return bound

    def _earliest(self, at: int) -> _Slot | _Blocked:
        """The slot that ends first over all modes, or what stands in the way of the best one."""
        best: _Slot | None = None
        blocked: _Blocked | None = None
        for number, way in enumerate(self._instance.ways[at]):
            start, bound, by = self._window(at, number)
            found = self._fit(way.spans, start)
            if found is None:
                continue
            if found > bound:
                if blocked is None or found - bound < blocked.short:
                    blocked = _Blocked(by, found - bound)
            elif best is None or found + way.duration < best.end:
                best = _Slot(found, found + way.duration, number)
        return best or blocked or _Blocked(None, 0)

    def _window(self, at: int, number: int) -> tuple[int, int, int | None]:
        """Between which starts the mode ``number`` of ``at`` must lie, and what gives the upper one."""
        way = self._instance.ways[at][number]
        start, bound, by = self._from[at], self._until[at], None
        for tie in self._instance.ties[at]:
            other = self._slots[tie.other]
            if other is None:
                continue
            time = (other.end if tie.other_end else other.start) - (way.duration if tie.own_end else 0)
            if tie.least is not None and time + tie.least > start:
                start = time + tie.least
            if tie.most is not None and time + tie.most < bound:
                bound, by = time + tie.most, tie.other
        travel = self._instance.problem.travel
        for first in self._instance.brought[at]:
            other = self._slots[first]
            if other is not None:
                place = self._instance.ways[first][other.mode].site
                start = max(start, other.end + travel.get((place, way.site), 0))
        return start, bound, by

    def _fit(self, spans: tuple[tuple[int, int, int, int], ...], start: int) -> int | None:
        """The first start from ``start`` at which everything used is free; None where it never is."""
        while True:
            moved = start
            for resource, units, offset, length in spans:
                free = self._lines[resource].free_from(moved + offset, length, units)
                if free is None:
                    return None
                moved = free - offset
            if moved == start or len(spans) == 1:
                return moved
            start = moved

    def _put(self, at: int, slot: _Slot, ready: set[int]) -> None:
        self._slots[at] = slot
        self._book(at, slot, 1)
        ready.discard(at)
        for one in self._instance.after[at]:
            self._waits[one] -= 1
            if not self._waits[one]:
                ready.add(one)

    def _book(self, at: int, slot: _Slot, sign: int) -> None:
        for resource, units, offset, length in self._instance.ways[at][slot.mode].spans:
            self._lines[resource].book(slot.start + offset, slot.start + offset + length, sign * units)

    def _take_back(self, at: int, ready: set[int]) -> int:
        """Take back ``at`` and all that came after it; how many that are."""
        stack, count = [at], 0
        while stack:
            one = stack.pop()
            slot = self._slots[one]
            if slot is None:
                continue
            self._slots[one] = None
            self._book(one, slot, -1)
            count += 1
            if not self._waits[one]:
                ready.add(one)
            for later in self._instance.after[one]:
                self._waits[later] += 1
                ready.discard(later)
                stack.append(later)
        return count
