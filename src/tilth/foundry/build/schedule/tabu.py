"""Tabu search for flexible job shops: one operation on a critical path goes elsewhere, over and over.

It knows machines of capacity 1, modes that use one machine for the whole of their time, and least lags from ends
to starts; :func:`suits` says whether a problem is of that kind. A move takes an operation of a critical path out
of its machine's sequence and puts it into that of any machine that can do it, at any place that makes no circle.
The length of the longest path through the moved operation is estimated from heads and tails (Mastrolilli and
Gambardella, J. Scheduling 3:3, 2000), the best move that is not tabu is made, and heads and tails are worked out
anew. Without progress the search goes on from the best schedule after a few moves at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import add
from random import Random
from typing import NamedTuple

from tilth.foundry.build.schedule.instance import Instance, Way
from tilth.foundry.build.schedule.problem import Assignment, Lag, Objective, Point

__all__ = ["Tabu", "suits"]

_PATIENCE = 250
"""After how many moves without progress the search goes back to the best schedule."""

Move = tuple[int, int, int]
"""An operation, its new mode, and its new place in the machine's sequence without it."""


def suits(instance: Instance) -> bool:
    """Whether ``instance`` is a flexible job shop with the makespan as its objective."""
    problem = instance.problem
    return (
        problem.objective is Objective.MAKESPAN
        and not problem.transports
        and all(one.capacity == 1 and not one.closed for one in problem.resources)
        and all(one.latest is None for one in problem.operations)
        and all(_precedence(lag) for lag in problem.lags)
        and all(_one_machine(way) for ways in instance.ways for way in ways)
        and not instance.circular
    )


def _precedence(lag: Lag) -> bool:
    points = lag.first_point, lag.second_point
    return points == (Point.END, Point.START) and lag.most is None and lag.least is not None and lag.least >= 0


def _one_machine(way: Way) -> bool:
    """Whether a mode uses one unit of one resource for the whole of its time, and takes some."""
    return len(way.spans) == 1 and way.spans[0][1:] == (1, 0, way.duration)


class _Ends(NamedTuple):
    """What an operation's own predecessors and successors leave: when it can start, and how much follows its end;
    and so that no circle is made, what ends by ``lowest`` stays before it, what starts from ``highest`` behind.
    """

    ready: int
    lowest: int
    rest: int
    highest: int


class Tabu:
    """A schedule under improvement: machine sequences, modes, heads (earliest starts) and tails."""

    def __init__(self, instance: Instance, assignments: Sequence[Assignment], seed: int = 0) -> None:
        self._instance = instance
        self._random = Random(seed)
        count = len(instance.ways)
        self._ways = [[(way.spans[0][0], way.duration) for way in ways] for ways in instance.ways]
        self._release = [operation.release for operation in instance.problem.operations]
        self._before: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._after: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        for lag in instance.problem.lags:
            first, second = instance.number[lag.first], instance.number[lag.second]
            self._before[second].append((first, lag.least or 0))
            self._after[first].append((second, lag.least or 0))
        self._mode = [0] * count
        self._sequences: list[list[int]] = [[] for _ in instance.problem.resources]
        for one in sorted(assignments, key=lambda one: (one.start, one.end)):
            at = instance.number[one.operation]
            self._mode[at] = one.mode
            self._sequences[self._ways[at][one.mode][0]].append(at)
        self._head = [0] * count
        self._tail = [0] * count
        self._takes = [self._ways[at][mode][1] for at, mode in enumerate(self._mode)]
        self._place = [0] * count
        self._evaluate()
        self.value = self._makespan
        self._best = self._copy()
        self._tabu: dict[tuple[int, int], int] = {}
        self.turns = 0

    def assignments(self) -> tuple[Assignment, ...]:
        """The best schedule so far."""
        modes, _, heads = self._best
        return tuple(
            Assignment(operation.id, heads[at], heads[at] + self._ways[at][modes[at]][1], modes[at])
            for at, operation in enumerate(self._instance.problem.operations)
        )

    def run(self, stop: Callable[[], bool], better: Callable[[], object]) -> None:
        """Search until ``stop``; call ``better`` at each better schedule."""
        idle = 0
        while not stop():
            self.turns += 1
            idle += 1
            self._turn()
            if self._makespan < self.value:
                self.value = self._makespan
                self._best = self._copy()
                idle = 0
                better()
            elif idle > _PATIENCE:
                self._restart()
                idle = 0

    def _turn(self) -> None:
        """Make the best move that is not tabu."""
        path = self._critical()
        best: int | None = None
        chosen: Move | None = None
        any_move: Move | None = None
        seen = 0
        turn, tabu, random = self.turns, self._tabu, self._random.random
        for at in path:
            for mode, (machine, _) in enumerate(self._ways[at]):
                barred = tabu.get((at, machine), 0) > turn
                for estimate, place in self._places(at, mode):
                    seen += 1
                    if random() * seen < 1:
                        any_move = (at, mode, place)
                    if barred and estimate >= self.value:
                        continue
                    if best is None or estimate < best or (estimate == best and random() < 0.5):
                        best, chosen = estimate, (at, mode, place)
        move = chosen or any_move
        if move is not None:
            self._tabu[(move[0], self._ways[move[0]][self._mode[move[0]]][0])] = (
                turn + len(path) // 2 + len(self._ways[move[0]]) + int(random() * 8)
            )
            self._make(move)

    def _make(self, move: Move) -> None:
        at, mode, place = move
        self._sequences[self._ways[at][self._mode[at]][0]].remove(at)
        self._mode[at] = mode
        machine, self._takes[at] = self._ways[at][mode]
        self._sequences[machine].insert(place, at)
        self._evaluate()

    def _restart(self) -> None:
        modes, sequences, _ = self._best
        self._mode = list(modes)
        self._sequences = [list(row) for row in sequences]
        self._takes = [self._ways[at][mode][1] for at, mode in enumerate(self._mode)]
        self._evaluate()
        self._tabu.clear()
        for _ in range(self._random.randint(3, 12)):
            moves = [
                (at, mode, place)
                for at in self._critical()
                for mode in range(len(self._ways[at]))
                for _, place in self._places(at, mode)
            ]
            if moves:
                self._make(self._random.choice(moves))

    def _copy(self) -> tuple[list[int], list[list[int]], list[int]]:
        return list(self._mode), [list(row) for row in self._sequences], list(self._head)

    def _evaluate(self) -> None:
        """Heads, tails and the makespan of the sequences as they are; O(operations + lags)."""
        count = len(self._takes)
        self._previous, self._following = [-1] * count, [-1] * count
        for row in self._sequences:
            for rank, at in enumerate(row):
                self._place[at] = rank
            for first, second in pairwise(row):
                self._previous[second] = first
                self._following[first] = second
        order = self._heads()
        self._tails(order)
        self._makespan = max(map(add, self._head, self._tail), default=0)

    def _heads(self) -> list[int]:
        """Work the earliest starts out; the operations in an order in which none comes before what it follows."""
        takes, after, following = self._takes, self._after, self._following
        head = list(self._release)
        waits = [len(one) + (first >= 0) for one, first in zip(self._before, self._previous, strict=True)]
        order = [at for at, count in enumerate(waits) if not count]
        for at in order:
            end = head[at] + takes[at]
            for second, lag in after[at]:
                if end + lag > head[second]:
                    head[second] = end + lag
                waits[second] -= 1
                if not waits[second]:
                    order.append(second)
            second = following[at]
            if second >= 0:
                if end > head[second]:
                    head[second] = end
                waits[second] -= 1
                if not waits[second]:
                    order.append(second)
        self._head = head
        return order

    def _tails(self, order: list[int]) -> None:
        """Work out how long it is at least from the start of each operation to the end of all."""
        takes, after, following = self._takes, self._after, self._following
        tail = [0] * len(takes)
        for at in reversed(order):
            second = following[at]
            reach = tail[second] if second >= 0 else 0
            for second, lag in after[at]:
                if lag + tail[second] > reach:
                    reach = lag + tail[second]
            tail[at] = reach + takes[at]
        self._tail = tail

    def _critical(self) -> list[int]:
        """The operations of one critical path, chosen at random where there are several."""
        head, tail, takes = self._head, self._tail, self._takes
        ends = [
            at for at, start in enumerate(head) if start + tail[at] == self._makespan and takes[at] == tail[at]
        ]
        at = self._random.choice(ends)
        path = [at]
        while True:
            start = head[at]
            ways = [first for first, lag in self._before[at] if head[first] + takes[first] + lag == start]
            first = self._previous[at]
            if first >= 0 and head[first] + takes[first] == start:
                ways.append(first)
            if not ways:
                return path
            at = ways[0] if len(ways) == 1 else self._random.choice(ways)
            path.append(at)

    def _places(self, at: int, mode: int) -> list[tuple[int, int]]:
        """Where ``at`` can go in the sequence of a mode's machine: the length of the longest path through it then,
        as estimated, and the place.
        """
        head, tail, takes = self._head, self._tail, self._takes
        machine, takes_now = self._ways[at][mode]
        row, ends = self._sequences[machine], self._ends(at)
        if machine == self._ways[at][self._mode[at]][0]:
            return self._along(at, takes_now, row, ends)
        found = []
        for p in range(len(row) + 1):
            begin, reach = ends.ready, ends.rest
            if p:
                one = row[p - 1]
                if head[one] >= ends.highest:
                    break
                begin = max(begin, head[one] + takes[one])
            if p < len(row):
                one = row[p]
                if head[one] + takes[one] <= ends.lowest:
                    continue
                reach = max(reach, tail[one])
            found.append((begin + takes_now + reach, p))
        return found

    def _ends(self, at: int) -> _Ends:
        head, tail, takes = self._head, self._tail, self._takes
        ready, lowest = self._release[at], -1
        for first, lag in self._before[at]:
            end = head[first] + takes[first]
            ready, lowest = max(ready, end + lag), max(lowest, end)
        rest, highest = 0, 1 << 60
        for second, lag in self._after[at]:
            rest, highest = max(rest, lag + tail[second]), min(highest, head[second])
        return _Ends(ready, lowest, rest, highest)

    def _along(self, at: int, takes_now: int, row: list[int], ends: _Ends) -> list[tuple[int, int]]:
        """As :meth:`_places`, for the machine ``at`` is on already: what it passes moves up."""
        place = self._place[at]
        before = self._head[row[place - 1]] + self._takes[row[place - 1]] if place else 0
        behind = self._tail[row[place + 1]] if place + 1 < len(row) else 0
        found = self._later(at, takes_now, row, ends, before) + self._sooner(at, takes_now, row, ends, behind)
        if self._takes[at] != takes_now:
            found.append((max(ends.ready, before) + takes_now + max(ends.rest, behind), place))
        return found

    def _later(self, at: int, takes_now: int, row: list[int], ends: _Ends, end: int) -> list[tuple[int, int]]:
        """Places behind its own: those passed start sooner, from ``end`` on."""
        head, tail, takes = self._head, self._tail, self._takes
        found = []
        for p in range(self._place[at] + 1, len(row)):
            one = row[p]
            if head[one] >= ends.highest:
                break
            start = max(self._release[one], end)
            for first, lag in self._before[one]:
                if first != at and head[first] + takes[first] + lag > start:
                    start = head[first] + takes[first] + lag
            end = start + takes[one]
            behind = tail[row[p + 1]] if p + 1 < len(row) else 0
            found.append((max(end, ends.ready) + takes_now + max(behind, ends.rest), p))
        return found

    def _sooner(self, at: int, takes_now: int, row: list[int], ends: _Ends, reach: int) -> list[tuple[int, int]]:
        """Places before its own: those passed have shorter tails, ``reach`` behind them."""
        head, tail, takes = self._head, self._tail, self._takes
        found = []
        for p in range(self._place[at] - 1, -1, -1):
            one = row[p]
            if head[one] + takes[one] <= ends.lowest:
                break
            for second, lag in self._after[one]:
                if second != at and lag + tail[second] > reach:
                    reach = lag + tail[second]
            reach += takes[one]
            before = head[row[p - 1]] + takes[row[p - 1]] if p else 0
            found.append((max(before, ends.ready) + takes_now + max(reach, ends.rest), p))
        return found
