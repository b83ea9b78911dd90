"""Jobs that are alike in everything: which they are, so that they need be looked at in one order only.

Two jobs are alike where the operations of one, in their order, have the same modes, releases and bounds among
themselves as those of the other, nothing binds them to other jobs, and both weigh the same at the same due date.
Swapping them in a schedule gives another one as good, so the solver may ask that their first operations start in
order.

Where a job is a chain, each operation bound to the next and the one before only, even the rest of two jobs can be
swapped from any operation on: if the first is ahead of the second here and behind it there, the second job's rest
fits the first job's start and the other way round, and no distance between neighbours leaves the range of those
that were there. So every operation of like chains may be asked to start in the order of the jobs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["Alike", "alike", "in_order"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Like jobs, each the numbers of its operations; ``chain`` says whether each is a chain."""

    jobs: tuple[tuple[int, ...], ...]
    chain: bool

    @property
    def ranks(self) -> range:
        """The ranks of the operations that may be asked to start in the order of the jobs."""
        return range(len(self.jobs[0]) if self.chain else 1)


def alike(instance: Instance) -> list[Alike]:
    """Groups of at least two like jobs; O(operations + lags)."""
    problem = instance.problem
    members: dict[str, list[int]] = defaultdict(list)
    for at, operation in enumerate(problem.operations):
        members[operation.job].append(at)
    place = {at: (job, rank) for job, own in members.items() for rank, at in enumerate(own)}
    about = {job.id: (job.due, job.weight) for job in problem.jobs}
    groups: dict[Hashable, list[tuple[int, ...]]] = defaultdict(list)
    for job, own in members.items():
        bonds = tuple(_bonds(instance, at, place) for at in own)
        if None not in bonds:
            what = tuple((one.modes, one.release, one.latest) for one in (problem.operations[at] for at in own))
            groups[(about[job], what, bonds)].append(tuple(own))
    return [Alike(tuple(jobs), _chain(instance, jobs[0])) for jobs in groups.values() if len(jobs) > 1]


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
    return frozenset(bonds)


def _chain(instance: Instance, own: tuple[int, ...]) -> bool:
    """Whether each operation is bound to its neighbours only, lasts the same in each mode, and is not brought
    from where its mode decides.
    """
    rank = {at: rank for rank, at in enumerate(own)}
    return all(
        len({way.duration for way in instance.ways[at]}) == 1
        and not instance.brought[at]
        and all(abs(rank[tie.other] - rank[at]) == 1 for tie in instance.ties[at])
        for at in own
    )


def in_order(
    instance: Instance, groups: list[Alike], assignments: tuple[Assignment, ...]
) -> tuple[Assignment, ...]:
    """``assignments`` with the work of like jobs swapped so that it starts in the order of the jobs."""
    found = {instance.number[one.operation]: one for one in assignments}
    for group in groups:
        for first, end in pairwise([*group.ranks, len(group.jobs[0])]):
            rows = sorted(
                ([found[at] for at in own[first:end]] for own in group.jobs), key=lambda row: row[0].start
            )
            for own, row in zip(group.jobs, rows, strict=True):
                for at, one in zip(own[first:end], row, strict=True):
                    id = instance.problem.operations[at].id
                    found[at] = Assignment(id, one.start, one.end, one.mode)
    return tuple(found[at] for at in range(len(found)))
