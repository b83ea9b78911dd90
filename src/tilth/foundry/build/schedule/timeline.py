"""How many units of a resource are free at any time, and when enough of them are free for long enough.

A timeline is a step function: sorted times and, from each to the next, the units in use. Closed time is in use
altogether. It is what a dispatcher asks and books; the solver has its own constraints for the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tilth.foundry.build.schedule.problem import Resource

__all__ = ["Timeline", "free_for"]


class Timeline:
    """The bookings of one resource, from time 0 (what is before is free)."""

    __slots__ = ("_capacity", "_levels", "_times")

    def __init__(self, resource: Resource) -> None:
        self._capacity = resource.capacity
        self._times = [-(1 << 60)]
        self._levels = [0]
        for window in resource.closed:
            self.book(window.start, window.end, resource.capacity)

    def book(self, start: int, end: int, units: int) -> None:
        """Take ``units`` over ``[start, end)``; negative units give them back. O(steps)."""
        if start >= end:
            return
        first, last = self._step(start), self._step(end)
        for at in range(first, last):
            self._levels[at] += units

    def free_from(self, start: int, length: int, units: int) -> int | None:
        """The first time from ``start`` at which ``units`` are free for ``length``; None where there are not so
        many units at all. O(steps).
        """
        if not length or not units:
            return start
        if units > self._capacity:
            return None
        most = self._capacity - units
        times, levels = self._times, self._levels
        at = bisect_right(times, start) - 1
        count = len(times)
        while True:
            end = start + length
            while levels[at] <= most:
                at += 1
                if at == count or times[at] >= end:
                    return start
            while levels[at] > most:
                at += 1
            start = times[at]

    def _step(self, time: int) -> int:
        """The place of ``time`` among the steps, made where there is none."""
        at = bisect_right(self._times, time) - 1
        if self._times[at] != time:
            at += 1
            self._times.insert(at, time)
            self._levels.insert(at, self._levels[at - 1])
        return at


def free_for(lines: Sequence[Timeline], spans: Sequence[tuple[int, int, int, int]], start: int) -> int | None:
    """The first time from ``start`` at which all ``spans`` (number of the line, units, offset, length) are free;
    None where one never is.
    """
    while True:
        moved = start
        for resource, units, offset, length in spans:
            free = lines[resource].free_from(moved + offset, length, units)
            if free is None:
                return None
            moved = free - offset
        if moved == start or len(spans) == 1:
            return moved
        start = moved
