"""A plan as a network: what must be over before each operation begins, and what follows when durations change.

Every operation keeps its mode, its unit of each resource and its place in the order there (a semi-active schedule:
nothing could begin sooner without a change of order). It begins as soon as all before it allow and its planned
time fits into what is open. Where a longest wait runs from it, it does not begin before its planned start, for
else what has to follow soon might not be able to; so with the planned durations every longest wait of a sound
plan holds. One that takes longer than planned is finished after hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilth.foundry.build.schedule.floor.closures import merged
from tilth.foundry.build.schedule.floor.units import Occupation, occupations
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment, Mode, Point, Problem, Resource, Schedule, Window

__all__ = ["Minutes", "Network", "network"]

Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Arc:
    """That a point of the operation lies ``gap`` or more after a point of ``other``: its end (``reach`` None), or
    ``reach`` minutes from its start, at most its end. The own point is the start, or the end where ``own_end``.
    """

    other: int
    reach: int | None
    gap: int
    own_end: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """The operations in an order in which each comes after its ``arcs``; numbers are those of the problem.

    ``earliest`` is when each may begin at the soonest, ``started`` whether that is known to be its start.
    ``blocked_from`` and ``blocked_to`` are, for each operation, the starts at which something it needs is closed.
    """

    order: tuple[int, ...]
    arcs: tuple[tuple[_Arc, ...], ...]
    earliest: tuple[int, ...]
    started: tuple[bool, ...]
    blocked_from: tuple[Minutes, ...]
    blocked_to: tuple[Minutes, ...]

    def starts(self, durations: Minutes) -> Minutes:
        """The start of each operation in each trial, for ``durations`` of shape (operations, trials), in minutes.
        O(trials (arcs + operations log windows)), in whole arrays of trials.
        """
        found = np.empty_like(durations)
        for at in self.order:
            start = np.full(durations.shape[1], self.earliest[at], np.int64)
            if not self.started[at]:
                for arc in self.arcs[at]:
                    self._after(start, arc, found, durations, at)
                self._open(start, at)
            found[at] = start
        return found

    def _after(self, start: Minutes, arc: _Arc, found: Minutes, durations: Minutes, at: int) -> None:
        """Put ``start`` no sooner than ``arc`` lets it."""
        reach = durations[arc.other]
        if arc.reach is not None:
            reach = np.minimum(reach, arc.reach)
        bound = found[arc.other] + reach
        bound += arc.gap
        if arc.own_end:
            bound -= durations[at]
        np.maximum(start, bound, out=start)

    def _open(self, start: Minutes, at: int) -> None:
        """Put ``start`` after the closed windows that it falls into."""
        low, high = self.blocked_from[at], self.blocked_to[at]
        if len(high) > 1:
            window = np.searchsorted(high, start, side="right")
            np.copyto(start, high[window], where=low[window] <= start)


def network(problem: Problem, schedule: Schedule, now: int = 0) -> Network:
    """The network of ``schedule`` at minute ``now``: what starts before it has started. O(n log n)."""
    instance = Instance(problem)
    assigned = {instance.number[one.operation]: one for one in schedule.assignments}
    rank = {at: place for place, at in enumerate(instance.order)}
    order = sorted(assigned, key=lambda at: (assigned[at].start, rank[at]))
    place = {at: number for number, at in enumerate(order)}
    arcs: list[list[_Arc]] = [[] for _ in problem.operations]
    for second, arc in (*_lags(instance), *_ways(instance, assigned), *_queues(problem, schedule, instance)):
        # A bound from what the plan puts later (a negative lag) cannot hold back what comes before it.
        if place[arc.other] < place[second]:
            arcs[second].append(arc)
    started = [assigned[at].start < now or one.latest == one.release for at, one in enumerate(problem.operations)]
    held = {instance.number[lag.first] for lag in problem.lags if lag.most is not None}
    resources = {one.id: one for one in problem.resources}
    blocked = [_blocked(resources, one.modes[assigned[at].mode]) for at, one in enumerate(problem.operations)]
    return Network(
        tuple(order),
        tuple(map(tuple, arcs)),
        tuple(
            assigned[at].start if started[at] or at in held else max(now, one.release)
            for at, one in enumerate(problem.operations)
        ),
        tuple(started),
        tuple(low for low, _ in blocked),
        tuple(high for _, high in blocked),
    )


def _lags(instance: Instance) -> Iterator[tuple[int, _Arc]]:
    for lag in instance.problem.lags:
        if lag.least is not None:
            reach = None if lag.first_point is Point.END else 0
            arc = _Arc(instance.number[lag.first], reach, lag.least, lag.second_point is Point.END)
            yield instance.number[lag.second], arc


def _ways(instance: Instance, assigned: dict[int, Assignment]) -> Iterator[tuple[int, _Arc]]:
    for second, brought in enumerate(instance.brought):
        for first in brought:
            sites = (instance.ways[at][assigned[at].mode].site for at in (first, second))
            yield second, _Arc(first, None, instance.problem.travel.get((next(sites), next(sites)), 0))


def _queues(problem: Problem, schedule: Schedule, instance: Instance) -> Iterator[tuple[int, _Arc]]:
    """Each operation after those that had its units before it."""
    for taken in occupations(problem, schedule).values():
        last: dict[int, Occupation] = {}
        for one in taken:
            before = {id(last[unit]): last[unit] for unit in one.units if unit in last}
            for other in before.values():
                reach = None if other.length is None else other.offset + other.length
                yield instance.number[one.operation], _Arc(instance.number[other.operation], reach, -one.offset)
            last.update(dict.fromkeys(one.units, one))


def _blocked(resources: dict[str, Resource], mode: Mode) -> tuple[Minutes, Minutes]:
    """The starts ``[from, to)`` that bring a use of ``mode`` into a closed window, apart and in order, with one at
    the end that nothing falls into.
    """
    spans: Sequence[Window] = merged(_starts(resources, mode))
    far = np.iinfo(np.int64).max
    low = np.array([*(one.start for one in spans), far], np.int64)
    high = np.array([*(one.end for one in spans), far], np.int64)
    return low, high


def _starts(resources: dict[str, Resource], mode: Mode) -> Iterable[Window]:
    for use in mode.uses:
        length = mode.duration - use.offset if use.length is None else use.length
        if length > 0 and use.units:
            for window in resources[use.resource].closed:
                yield Window(window.start - use.offset - length + 1, window.end - use.offset)
