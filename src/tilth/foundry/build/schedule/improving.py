"""Large-neighbourhood search: a few operations of the best schedule are free, and CP-SAT places them better.

Where delay is the objective, the rest stays where it is, so that only a small part of the problem is solved
(``part.py``). Where the makespan is, everything has to move for it to shrink: the rest keeps its modes and, on
each unit of each resource, its place behind what it follows there (a partial-order schedule), but not its time.

Schedules that cost as much are taken too, so that the search drifts where it does not improve. Kinds of
neighbourhood are drawn by what they have saved lately, and each has a size that grows where its searches end early
and shrinks where time ends them.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.best import Best
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model, solver_for
from tilth.foundry.build.schedule.neighbourhoods import Kind, Neighbourhoods
from tilth.foundry.build.schedule.part import part
from tilth.foundry.build.schedule.problem import Assignment, Schedule, Status

__all__ = ["chains", "improve"]

_SECONDS = 1.0
"""How long the search of one neighbourhood may take."""
_EARLY = 0.3
"""The share of that time within which a search has ended early."""
_SMALLEST, _FIRST = 8, 40
_HINTED = 0.9
"""How often a search begins at the old schedule; else it may end at another that costs as much."""
_MEMORY, _CURIOSITY = 0.9, 0.1
"""How much what a kind saved before counts beside the last time, and what the worst kind is drawn of the best."""


def improve(best: Best, *, seconds: float, seed: int) -> None:
    """Improve the best schedule of ``best`` for at most ``seconds``, in one thread; nothing where it has none."""
    if best.assignments is None or not best.assignments:
        return
    search = _Search(best, best.assignments, seed)
    end = best.seconds + seconds
    while not best.done and best.seconds < end:
        search.step(min(_SECONDS, end - best.seconds, best.left))


class _Search:
    """What one thread knows: its schedule, and how each kind of neighbourhood did."""

    def __init__(self, best: Best, assignments: tuple[Assignment, ...], seed: int) -> None:
        self._best, self._random = best, Random(seed)
        self._current, self._cost = assignments, best.instance.cost(assignments)
        self._near = Neighbourhoods(best.instance)
        self._count = len(assignments)
        kinds: tuple[Kind, ...] = ("window", "machines", "jobs")
        if best.instance.scale:
            kinds = ("late", *kinds)
        self._sizes = dict.fromkeys(kinds, float(min(_FIRST, self._count)))
        self._saved: dict[Kind, float] = {}

    def step(self, seconds: float) -> None:
        """Search one neighbourhood."""
        self._catch_up()
        kind = self._kind()
        free = self._near.draw(kind, self._current, round(self._sizes[kind]), self._random)
        if not free:
            return
        begun, was = time.monotonic(), self._cost
        status, found = self._solve(free, max(0.01, seconds))
        if found is not None:
            self._take(found, free)
        taken = time.monotonic() - begun
        rate = max(0, was - self._cost) / max(1, was) / max(taken, 1e-3)
        self._saved[kind] = _MEMORY * self._saved.get(kind, rate) + (1 - _MEMORY) * rate
        self._resize(kind, status, taken)

    def _kind(self) -> Kind:
        """A kind of neighbourhood that was not tried yet, then any, by what each has saved."""
        for kind in self._sizes:
            if kind not in self._saved:
                return kind
        top = max(self._saved.values()) or 1.0
        return self._random.choices(
            list(self._saved), [max(_CURIOSITY, saved / top) for saved in self._saved.values()]
        )[0]

    def _catch_up(self) -> None:
        """Go on from the best schedule where another thread has found it."""
        assignments, cost = self._best.assignments, self._best.cost
        if assignments is not None and cost is not None and cost < self._cost:
            self._current, self._cost = assignments, self._best.instance.cost(assignments)

    def _take(self, found: tuple[Assignment, ...], free: set[int]) -> None:
        """Go on from ``found``; where another thread was faster, from both together if they agree."""
        instance, base = self._best.instance, self._cost
        self._current, self._cost = found, instance.cost(found)
        other, cost = self._best.assignments, self._best.cost
        if other is not None and cost is not None and cost < base and self._cost < base:
            both = tuple(found[at] if at in free else one for at, one in enumerate(other))
            value = instance.value([one.end for one in both])
            if not violations(instance.problem, Schedule(Status.FEASIBLE, both, value, None, 0)):
                self._current, self._cost = both, instance.cost(both)
        self._best.offer(self._current)

    def _solve(self, free: set[int], seconds: float) -> tuple[int, tuple[Assignment, ...] | None]:
        """CP-SAT's word for the search of a neighbourhood, and a schedule that costs no more if there is one."""
        hinted = self._random.random() < _HINTED
        instance = self._best.instance
        model, old = (_in_part if instance.scale else _in_order)(instance, self._current, free)
        model.cp.add(model.cost <= model.instance.cost(old))
        if hinted:
            model.hint(old)
        model.cp.minimize(model.cost)
        solver = solver_for(seconds, seed=self._random.randrange(1 << 30))
        status = model.solve(solver)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return int(status), None
        placed = {one.operation: one for one in model.assignments(solver)}
        if not instance.scale:
            return int(status), tuple(placed.values())
        return int(status), tuple(
            placed[one.operation] if at in free else one for at, one in enumerate(self._current)
        )

    def _resize(self, kind: Kind, status: int, taken: float) -> None:
        if status in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            if taken < _EARLY * _SECONDS:
                self._sizes[kind] = min(self._count, self._sizes[kind] * 1.1)
        else:
            self._sizes[kind] = max(min(_SMALLEST, self._count), self._sizes[kind] * 0.85)


def _in_part(
    instance: Instance, assignments: tuple[Assignment, ...], free: set[int]
) -> tuple[Model, tuple[Assignment, ...]]:
    """The model in which all but ``free`` stays where it is, and the old schedule of what is in it."""
    small = part(instance, assignments, free)
    return Model(Instance(small.problem), small.horizon, small.busy), small.old


def _in_order(
    instance: Instance, assignments: tuple[Assignment, ...], free: set[int]
) -> tuple[Model, tuple[Assignment, ...]]:
    """The model in which all but ``free`` keeps its mode and order, and the old schedule."""
    model = Model(instance, instance.cost(assignments))
    for at, one in enumerate(assignments):
        if at not in free and len(model.chosen[at]) > 1:
            model.cp.add(model.chosen[at][one.mode] == 1)
    for first, second, apart in chains(instance, assignments, free):
        model.cp.add(model.starts[second] >= model.starts[first] + apart)
    return model, assignments


def chains(instance: Instance, assignments: Sequence[Assignment], free: set[int]) -> list[tuple[int, int, int]]:
    """Of the operations that are not ``free``, which follows which on a unit of a resource, and by how much its
    start comes after the other's at least. ``assignments`` are in the order of the operations.
    """
    uses: dict[int, list[tuple[int, int, int, int, int]]] = defaultdict(list)
    for at, one in enumerate(assignments):
        if at not in free:
            for resource, units, offset, length in instance.ways[at][one.mode].spans:
                uses[resource].append((one.start + offset, one.start + offset + length, at, offset, units))
    found = []
    for spans in uses.values():
        # Units are taken from those that became free first; a unit never used yet has nothing before it.
        idle: list[tuple[int, int, int]] = []
        for start, end, at, offset, units in sorted(spans):
            for _ in range(units):
                if idle and idle[0][0] <= start:
                    _, before, reach = heapq.heappop(idle)
                    found.append((before, at, reach - offset))
                heapq.heappush(idle, (end, at, offset + end - start))
    return found
