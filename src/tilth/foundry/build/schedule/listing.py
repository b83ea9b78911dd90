"""A schedule made by putting one operation after the other: quick, and good where longest lags bind few.

Of the operations whose predecessors are put, one goes to its earliest time in the mode that ends first. Where a
longest lag leaves no room for it, the one it must follow so soon is taken back with all that came after that, and
comes later by what was missing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import NamedTuple

from tilth.foundry.build.schedule.instance import Instance, Slot
from tilth.foundry.build.schedule.timeline import Timeline, free_for

__all__ = ["Listing"]

_NEVER = 1 << 60


class _Blocked(NamedTuple):
    """That an operation starts too late by ``short`` for ``by`` (None: for its own latest start)."""

    by: int | None
    short: int


class Listing:
    """One schedule by one ``priority``; ``soonest`` puts what can start first before what matters more."""

    def __init__(self, instance: Instance, priority: Sequence[float], soonest: bool) -> None:
        self._instance, self._priority, self._soonest = instance, priority, soonest
        self._lines = [Timeline(resource) for resource in instance.problem.resources]
        self._from = [operation.release for operation in instance.problem.operations]
        self._until = [
            _NEVER if operation.latest is None else operation.latest for operation in instance.problem.operations
        ]
        self._slots: list[Slot | None] = [None] * len(self._from)
        self._waits = [0] * len(self._from)
        for later in instance.after:
            for one in later:
                self._waits[one] += 1

    def run(self, until: float) -> list[Slot] | None:
        """Every operation's slot; None where a latest start is passed, or the monotonic time ``until`` is."""
        ready = {at for at, waits in enumerate(self._waits) if not waits}
        left = len(self._slots)
        while left:
            if not ready:
                return None
            at, slot = self._next(ready)
            if isinstance(slot, Slot):
                self._put(at, slot, ready)
                left -= 1
                continue
            if slot.by is None or time.monotonic() > until:
                return None
            back = self._take_back(slot.by, ready)
            left += back
            self._from[slot.by] += slot.short
        return [slot for slot in self._slots if slot is not None]

    def _next(self, ready: set[int]) -> tuple[int, Slot | _Blocked]:
        """What of ``ready`` is put next, and where: first what must follow something soon, the soonest first."""
        best = (math.inf, math.inf, 0)
        found: tuple[int, Slot | _Blocked] = 0, _Blocked(None, 0)
        for at in ready:
            slot: Slot | _Blocked | None = None
            bound = self._bound(at)
            if bound < _NEVER:
                key = (-1.0, float(bound), at)
            elif self._soonest:
                slot = self._earliest(at)
                key = (float(slot.start) if isinstance(slot, Slot) else -1.0, -self._priority[at], at)
            else:
                key = (0.0, -self._priority[at], at)
            if key < best:
                best, found = key, (at, slot if slot is not None else self._earliest(at))
        return found

    def _bound(self, at: int) -> int:
        """The latest start that the operations put so far leave to ``at``, by its fastest mode."""
        bound = self._until[at]
        for tie in self._instance.ties[at]:
            other = self._slots[tie.other]
            if tie.most is not None and other is not None:
                own = self._instance.shortest[at] if tie.own_end else 0
                bound = min(bound, other[tie.other_end] + tie.most - own)
        return bound

    def _earliest(self, at: int) -> Slot | _Blocked:
        """The slot that ends first over all modes, or what stands in the way of the best one."""
        best: Slot | None = None
        blocked: _Blocked | None = None
        for number, way in enumerate(self._instance.ways[at]):
            start, bound, by = self._window(at, number)
            found = free_for(self._lines, way.spans, start)
            if found is None:
                continue
            if found > bound:
                if blocked is None or found - bound < blocked.short:
                    blocked = _Blocked(by, found - bound)
            elif best is None or found + way.duration < best.end:
                best = Slot(found, found + way.duration, number)
        return best or blocked or _Blocked(None, 0)

    def _window(self, at: int, number: int) -> tuple[int, int, int | None]:
        """Between which starts the mode ``number`` of ``at`` must lie, and what gives the upper one."""
        way = self._instance.ways[at][number]
        start, bound, by = self._from[at], self._until[at], None
        for tie in self._instance.ties[at]:
            other = self._slots[tie.other]
            if other is None:
                continue
            base = other[tie.other_end] - (way.duration if tie.own_end else 0)
            if tie.least is not None and base + tie.least > start:
                start = base + tie.least
            if tie.most is not None and base + tie.most < bound:
                bound, by = base + tie.most, tie.other
        for first in self._instance.brought[at]:
            other = self._slots[first]
            if other is not None:
                start = max(start, other.end + self._instance.travel(first, other.mode, at, number))
        return start, bound, by

    def _put(self, at: int, slot: Slot, ready: set[int]) -> None:
        self._slots[at] = slot
        self._book(at, slot, 1)
        ready.discard(at)
        for one in self._instance.after[at]:
            self._waits[one] -= 1
            if not self._waits[one]:
                ready.add(one)

    def _book(self, at: int, slot: Slot, sign: int) -> None:
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
