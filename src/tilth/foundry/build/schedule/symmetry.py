"""Jobs that are alike in everything: which they are, so that they need be looked at in one order only.

Two jobs are alike where the operations of one, in their order, have the same modes, releases and bounds among
themselves as those of the other, nothing binds them to other jobs, and both weigh the same at the same due date.
Swapping them in a schedule gives another one as good, so the solver may ask that they start in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["alike", "in_order"]


def alike(instance: Instance) -> list[list[list[int]]]:
    """Groups of at least two like jobs, each the numbers of its operations; O(operations + lags)."""
    problem = instance.problem
    members: dict[str, list[int]] = defaultdict(list)
    for at, operation in enumerate(problem.operations):
        members[operation.job].append(at)
    place = {at: (job, rank) for job, own in members.items() for rank, at in enumerate(own)}
    about = {job.id: (job.due, job.weight) for job in problem.jobs}
    groups: dict[Hashable, list[list[int]]] = defaultdict(list)
    for job, own in members.items():
        bonds = [_bonds(instance, at, place) for at in own]
        if all(bond is not None for bond in bonds):
            what = [(problem.operations[at].modes, problem.operations[at].release, problem.operations[at].latest)
                    for at in own]  # fmt: skip
            groups[(about[job], tuple(what), tuple(bonds))].append(own)
    return [group for group in groups.values() if len(group) > 1]


def _bonds(instance: Instance, at: int, place: dict[int, tuple[str, int]]) -> Hashable | None:
    """What binds an operation to others of its job, by their rank in it; None where it is bound to another job."""
    job = place[at][0]
    bonds: list[tuple[object, ...]] = []
    for tie in instance.ties[at]:
        other, rank = place[tie.other]
        if other != job:
            return None
        bonds.append((rank, tie.own_end, tie.other_end, tie.least, tie.most))
    for first in instance.brought[at]:
        other, rank = place[first]
        if other != job:
            return None
        bonds.append((rank,))
    return frozenset((bond, bonds.count(bond)) for bond in bonds)


def in_order(
    instance: Instance, groups: list[list[list[int]]], assignments: tuple[Assignment, ...]
) -> tuple[Assignment, ...]:
    """``assignments`` with like jobs swapped so that their first operations start in order."""
    found = {instance.number[one.operation]: one for one in assignments}
    for group in groups:
        taken = sorted(([found[at] for at in own] for own in group), key=lambda row: row[0].start)
        for own, row in zip(group, taken, strict=True):
            for at, one in zip(own, row, strict=True):
                id = instance.problem.operations[at].id
                found[at] = Assignment(id, one.start, one.end, one.mode)
    return tuple(found[at] for at in range(len(found)))
