"""Which operations a step of the large-neighbourhood search sets free: drawn at random, each kind in its own way.

``window``: what is done about one time. ``machines``: what a few resources do about one time. ``jobs``: jobs that
meet on resources about one time. ``late``: a late job, drawn by what its delay costs, and the jobs that are on its
resources from its release to its end, those before it first of all: they are what it waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["Kind", "Neighbourhoods"]

Kind = Literal["window", "machines", "jobs", "late"]


@dataclass(frozen=True, slots=False)
class Neighbourhoods:
    """Those of ``instance``; all operations are meant by their numbers."""

    instance: Instance

    def draw(self, kind: Kind, assignments: Sequence[Assignment], size: int, random: Random) -> set[int]:
        """About ``size`` operations of ``assignments``, which are in the order of the operations; O(n log n)."""
        if kind == "window":
            return self._window(assignments, range(len(assignments)), size, random)
        if kind == "machines":
            return self._machines(assignments, size, random)
        seed = self._late(assignments, random) if kind == "late" else random.randrange(len(assignments))
        return self._jobs(assignments, self._job_of[seed], size, random, kind == "late")

    @cached_property
    def _job_of(self) -> list[str]:
        return [operation.job for operation in self.instance.problem.operations]

    @cached_property
    def _members(self) -> dict[str, list[int]]:
        members: dict[str, list[int]] = {}
        for at, job in enumerate(self._job_of):
            members.setdefault(job, []).append(at)
        return members

    def _window(
        self, assignments: Sequence[Assignment], among: Sequence[int], size: int, random: Random
    ) -> set[int]:
        """``size`` operations of ``among`` that start one after the other."""
        ordered = sorted(among, key=lambda at: (assignments[at].start, at))
        first = random.randrange(max(1, len(ordered) - size // 2))
        return set(ordered[first : first + size])

    def _machines(self, assignments: Sequence[Assignment], size: int, random: Random) -> set[int]:
        """What about half of the resources, drawn at random, do about one time."""
        drawn = {number for number in range(len(self.instance.problem.resources)) if random.random() < 0.5}
        among = [at for at, one in enumerate(assignments) if drawn & self._used(at, one)]
        return self._window(assignments, among, size, random) if among else set()

    def _used(self, at: int, one: Assignment) -> set[int]:
        return {number for number, *_ in self.instance.ways[at][one.mode].spans}

    def _late(self, assignments: Sequence[Assignment], random: Random) -> int:
        """An operation of a job drawn by what its delay costs; any, where none is late."""
        costs = []
        for job in self.instance.problem.jobs:
            members = self._members.get(job.id)
            if members and job.due is not None:
                late = max(assignments[at].end for at in members) - job.due
                if late > 0 and job.weight:
                    costs.append((job.weight * late, members[0]))
        if not costs:
            return random.randrange(len(assignments))
        return random.choices([at for _, at in costs], [cost for cost, _ in costs])[0]

    def _jobs(
        self, assignments: Sequence[Assignment], job: str, size: int, random: Random, before: bool
    ) -> set[int]:
        """``job`` and those that meet it, the more and the closer the sooner; whole jobs as far as they fit in."""
        own = self._members[job]
        spans = [(number, assignments[at].start) for at in own for number in self._used(at, assignments[at])]
        starts: dict[int, list[int]] = {}
        for number, start in spans:
            starts.setdefault(number, []).append(start)
        length = max(assignments[at].end for at in own) - min(assignments[at].start for at in own) + 1
        nearness: dict[str, float] = {}
        for at, one in enumerate(assignments):
            if self._job_of[at] != job:
                for number in self._used(at, one):
                    for start in starts.get(number, ()):
                        apart = start - one.start
                        far = abs(apart) * (3 if before and apart < 0 else 1) / length
                        key = self._job_of[at]
                        nearness[key] = nearness.get(key, 0.0) + 1 / (0.1 + far)
        order = sorted(nearness, key=lambda key: -nearness[key] * random.random())
        free = set(own)
        for key in order:
            if len(free) + len(self._members[key]) > size and len(free) > 1:
                break
            free.update(self._members[key])
        if len(free) > 2 * size:
            free = self._window(assignments, sorted(free), size, random)
        return free
