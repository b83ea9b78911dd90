"""A problem with its operations numbered, and for each what binds it to which others: what dispatching walks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from tilth.foundry.build.schedule.problem import Assignment, Mode, Objective, Point, Problem

__all__ = ["Instance", "Slot", "Span", "Tie", "Way"]

Span = tuple[int, int, int, int]
"""A use of a mode: the number of the resource, units, offset, length (not 0)."""


class Slot(NamedTuple):
    """Where an operation is put."""

    start: int
    end: int
    mode: int


class Tie(NamedTuple):
    """That the own time lies between ``least`` and ``most`` (None: no bound) after that of ``other``; the times
    are ends where the flags say so, else starts.
    """

    other: int
    own_end: bool
    other_end: bool
    least: int | None
    most: int | None


class Way(NamedTuple):
    """A mode: its duration, what it uses, and the site where it is done."""

    duration: int
    spans: tuple[Span, ...]
    site: str


@dataclass(frozen=True, slots=False)
class Instance:
    """``problem``, numbered. Everything is worked out when it is first asked for and kept."""

    problem: Problem

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of an operation by its id."""
        return {operation.id: at for at, operation in enumerate(self.problem.operations)}

    @cached_property
    def ways(self) -> list[tuple[Way, ...]]:
        """The modes of each operation."""
        number = {resource.id: at for at, resource in enumerate(self.problem.resources)}
        return [
            tuple(
                Way(
                    mode.duration,
                    _spans(mode, number),
                    self.problem.resources[number[mode.uses[0].resource]].site if mode.uses else "",
                )
                for mode in operation.modes
            )
            for operation in self.problem.operations
        ]

    @cached_property
    def ties(self) -> list[list[Tie]]:
        """What binds each operation to others, from both sides of every lag."""
        ties: list[list[Tie]] = [[] for _ in self.problem.operations]
        for lag in self.problem.lags:
            first, second = self.number[lag.first], self.number[lag.second]
            ends = lag.first_point is Point.END, lag.second_point is Point.END
            ties[second].append(Tie(first, ends[1], ends[0], lag.least, lag.most))
            back = [None if bound is None else -bound for bound in (lag.most, lag.least)]
            ties[first].append(Tie(second, ends[0], ends[1], back[0], back[1]))
        return ties

    @cached_property
    def brought(self) -> list[list[int]]:
        """From which operations labware comes to each."""
        brought: list[list[int]] = [[] for _ in self.problem.operations]
        for transport in self.problem.transports:
            brought[self.number[transport.second]].append(self.number[transport.first])
        return brought

    @cached_property
    def sent(self) -> list[list[int]]:
        """To which operations labware goes from each."""
        sent: list[list[int]] = [[] for _ in self.problem.operations]
        for second, brought in enumerate(self.brought):
            for first in brought:
                sent[first].append(second)
        return sent

    def travel(self, first: int, mode: int, second: int, then: int) -> int:
        """How long labware takes from the operation ``first`` in a mode to ``second`` in a mode."""
        sites = self.ways[first][mode].site, self.ways[second][then].site
        return self.problem.travel.get(sites, 0)

    @cached_property
    def after(self) -> list[list[int]]:
        """Which operations come after each: it precedes them by a least lag of 0 or more, or by transport."""
        after: list[list[int]] = [[] for _ in self.problem.operations]
        for second, ties in enumerate(self.ties):
            for tie in ties:
                if tie.least is not None and tie.least >= 0 and tie.other != second:
                    after[tie.other].append(second)
            for first in self.brought[second]:
                after[first].append(second)
        return after

    @cached_property
    def shortest(self) -> list[int]:
        """The duration of each operation in its fastest mode."""
        return [min(way.duration for way in ways) for ways in self.ways]

    @cached_property
    def circular(self) -> bool:
        """Whether some operations come after themselves, in a circle."""
        rank = {at: rank for rank, at in enumerate(self.order)}
        return any(rank[second] < rank[first] for first, later in enumerate(self.after) for second in later)

    @cached_property
    def order(self) -> list[int]:
        """The operations so that each stands before those after it, as far as there is no circle."""
        waits = [0] * len(self.after)
        for later in self.after:
            for one in later:
                waits[one] += 1
        ready = [at for at, count in enumerate(waits) if not count]
        done: dict[int, None] = {}
        for start in range(len(waits) + 1):
            while ready:
                at = ready.pop()
                done[at] = None
                for one in self.after[at]:
                    waits[one] -= 1
                    if not waits[one] and one not in done:
                        ready.append(one)
            if start < len(waits) and start not in done:
                ready.append(start)
        return list(done)

    @cached_property
    def tails(self) -> list[int]:
        """How long it takes at least from the start of each operation to the end of all that comes after it."""
        tails = list(self.shortest)
        for at in reversed(self.order):
            for second, apart in self._ahead[at]:
                tails[at] = max(tails[at], apart + tails[second])
        return tails

    @cached_property
    def _ahead(self) -> list[list[tuple[int, int]]]:
        """For each operation, others and how long after its own start they start at least."""
        ahead: list[list[tuple[int, int]]] = [[] for _ in self.ways]
        for at, ties in enumerate(self.ties):
            for tie in ties:
                if tie.most is not None:
                    own = self.shortest[at] if tie.own_end else 0
                    other = max(way.duration for way in self.ways[tie.other]) if tie.other_end else 0
                    ahead[at].append((tie.other, own - tie.most - other))
            for first in self.brought[at]:
                ahead[first].append((at, self.shortest[first]))
        return ahead

    @cached_property
    def horizon(self) -> int:
        """A time by which there is a schedule if there is any.

        After the last release, closure and latest start, a schedule with nothing to be moved left is a longest
        path, which leaves each operation once and by an arc of no more than its duration, a least lag or travel.
        """
        problem = self.problem
        begin = max((operation.release for operation in problem.operations), default=0)
        begin = max([begin, *(operation.latest or 0 for operation in problem.operations)])
        begin = max([begin, *(window.end for one in problem.resources for window in one.closed)])
        travel = max(problem.travel.values(), default=0)
        arcs = [max(way.duration for way in ways) for ways in self.ways]
        longest = list(arcs)
        for second, ties in enumerate(self.ties):
            for tie in ties:
                if tie.least is not None:
                    reach = tie.least + (arcs[tie.other] if tie.other_end else 0)
                    longest[tie.other] = max(longest[tie.other], reach)
            for first in self.brought[second]:
                longest[first] = max(longest[first], arcs[first] + travel)
        return begin + sum(longest)

    @cached_property
    def scale(self) -> int:
        """What a unit of tardiness costs where tardiness is the objective: more than any makespan; else 0."""
        return self.horizon + 1 if self.problem.objective is Objective.TARDINESS else 0

    @cached_property
    def least_cost(self) -> int:
        """What any schedule costs at least, by releases and the ways to go alone."""
        return max(
            (
                operation.release + tail
                for operation, tail in zip(self.problem.operations, self.tails, strict=True)
            ),
            default=0,
        )

    def cost(self, assignments: Sequence[Assignment]) -> int:
        """What the solver makes small: the makespan, or the tardiness first and the makespan second."""
        ends = [0] * len(self.problem.operations)
        for one in assignments:
            ends[self.number[one.operation]] = one.end
        makespan = max(ends, default=0)
        return self.scale * self.value(ends) + makespan if self.scale else makespan

    def objective_of(self, cost: int) -> int:
        """The objective of a schedule that costs ``cost``."""
        return cost // self.scale if self.scale else cost

    def value(self, ends: Sequence[int]) -> int:
        """The objective of operations that end at ``ends``."""
        if self.problem.objective is Objective.MAKESPAN:
            return max(ends, default=0)
        last: dict[str, int] = defaultdict(int)
        for operation, end in zip(self.problem.operations, ends, strict=True):
            last[operation.job] = max(last[operation.job], end)
        return sum(job.weight * max(0, last[job.id] - job.due) for job in self.problem.jobs if job.due is not None)


def _spans(mode: Mode, number: Mapping[str, int]) -> tuple[Span, ...]:
    """What a mode uses, so that no two spans of one resource are at once: those that would be are added up."""
    changes: dict[int, Counter[int]] = defaultdict(Counter)
    for use in mode.uses:
        end = mode.duration if use.length is None else use.offset + use.length
        if end > use.offset:
            changes[number[use.resource]][use.offset] += use.units
            changes[number[use.resource]][end] -= use.units
    spans = []
    for resource, steps in changes.items():
        level = 0
        for begin, end in pairwise(sorted(time for time, units in steps.items() if units)):
            level += steps[begin]
            if level:
                spans.append((resource, level, begin, end - begin))
    return tuple(spans)
