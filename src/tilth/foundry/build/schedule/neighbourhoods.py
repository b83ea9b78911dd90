"""Large-neighbourhood search: most of the best schedule keeps its order, the rest is free, and CP-SAT improves it.

What is free is drawn at random each time: all that is done in a window of time, on a few machines, or for a few
jobs. What is not free keeps its mode and, on each unit of each resource, its place behind what it follows there (a
partial-order schedule), so that it can move in time but not in order. Neighbourhoods grow where they are searched
through without finding anything, and shrink where time runs out on them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.best import Best
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["chains", "improve"]

_SECONDS = 2.0
_SMALLEST, _FIRST = 12, 30


def improve(best: Best, *, seconds: float, seed: int) -> None:
    """Improve the best schedule of ``best``, which must have one, for at most ``seconds``."""
    random = Random(seed)
    count = len(best.instance.problem.operations)
    size = float(min(_FIRST, count))
    end = best.seconds + seconds
    while not best.done and best.seconds < end:
        assignments = best.assignments
        if assignments is None:
            return
        free = neighbourhood(best.instance, assignments, round(size), random)
        status = _search(best, assignments, free, min(_SECONDS, end - best.seconds), random.randrange(1 << 30))
        if status == cp_model.INFEASIBLE:
            size = min(count, size * 1.1)
        elif status == cp_model.UNKNOWN:
            size = max(min(_SMALLEST, count), size * 0.85)


def neighbourhood(instance: Instance, assignments: Sequence[Assignment], size: int, random: Random) -> set[int]:
    """About ``size`` operations by number: those of a window of time, of a few machines, or of a few jobs."""
    kind = random.choice(("window", "window", "machines", "jobs"))
    placed = [(one.start, instance.number[one.operation], one) for one in assignments]
    if kind == "window":
        placed.sort()
        first = random.randrange(max(1, len(placed) - size // 2))
        return {at for _, at, _ in placed[first : first + size]}
    groups: dict[object, list[int]] = defaultdict(list)
    for _, at, one in placed:
        if kind == "jobs":
            groups[instance.problem.operations[at].job].append(at)
        else:
            for resource, *_ in instance.ways[at][one.mode].spans:
                groups[resource].append(at)
    free: set[int] = set()
    keys = list(groups)
    random.shuffle(keys)
    for key in keys:
        if free and len(free) + len(groups[key]) > size:
            break
        free |= set(groups[key])
    return set(random.sample(sorted(free), min(len(free), 2 * size)))


def _search(best: Best, assignments: tuple[Assignment, ...], free: set[int], seconds: float, seed: int) -> int:
    """Look for something better with ``free`` as it likes; CP-SAT's word for what came of it."""
    instance = best.instance
    cost = instance.cost(assignments)
    model = Model(instance, instance.horizon if instance.scale else cost - 1)
    for at, one in enumerate(assignments):
        if at not in free and len(model.chosen[at]) > 1:
            model.cp.add(model.chosen[at][one.mode] == 1)
    for first, second, apart in chains(instance, assignments, free):
        model.cp.add(model.starts[second] >= model.starts[first] + apart)
    model.cp.add(model.cost <= cost - 1)
    model.hint(assignments)
    model.cp.minimize(model.cost)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = min(seconds, best.left)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    status = solver.solve(model.cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        best.offer(model.assignments(solver))
    return int(status)


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
