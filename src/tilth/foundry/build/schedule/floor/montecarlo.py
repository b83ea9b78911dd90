"""When each request may be done, by lot: the plan is carried out many times with durations drawn for each
operation.

What is drawn is a factor on the planned time (:mod:`.durations`), for each operation on its own; what follows from
it is the network of the plan (:mod:`.network`). Percentiles are those of the trials: the least minute by which at
least that part of them was done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from math import ceil

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from tilth.foundry.build.schedule.floor.durations import Durations, Spread
from tilth.foundry.build.schedule.floor.network import Minutes, Network, network
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.problem import Lag, Point, Problem, Schedule
from tilth.kernel.errors import OptionError
from tilth.kernel.executor import InlineExecutor, map_ordered, with_seeds

__all__ = ["JobOutlook", "Outlook", "outlook", "spreads"]

_BLOCK = 2000
"""Trials that share a seed: the same for any number of workers."""


@dataclass(frozen=True, slots=True)
class JobOutlook:
    """The minutes by which a job is done in half, 80 and 90 of 100 trials, its planned end, the part of trials in
    which it is done by its due date (None: it has none), and the part in which a longest wait of it is broken.
    """

    job: str
    planned: int
    p50: int
    p80: int
    p90: int
    on_time: float | None
    wait_broken: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What ``trials`` trials with ``seed`` say of each job."""

    jobs: tuple[JobOutlook, ...]
    trials: int
    seed: int

    def of(self, job: str) -> JobOutlook:
        """What they say of ``job``. Raises KeyError where there is no such job."""
        for one in self.jobs:
            if one.job == job:
                return one
        raise KeyError(job)


def spreads(of: FloorProblem, durations: Durations) -> dict[str, Spread]:
    """The distribution of each operation, by the kind of its instrument."""
    return {id: durations.of(kind) for id, kind in of.kinds.items()}


def outlook(
    problem: Problem,
    schedule: Schedule,
    spread: Mapping[str, Spread],
    *,
    trials: int = 10_000,
    seed: int = 0,
    now: int = 0,
    executor: Executor | None = None,
) -> Outlook:
    """Carry ``schedule`` out ``trials`` times from minute ``now``.

    ``spread`` is the distribution of each operation by id; those not named take their planned time, and so does
    what has ended by ``now``. What runs then takes at least until then. The same seed gives the same answer with
    any ``executor`` (None: in this process). Under a second for 10^4 trials of 500 operations.

    Raises OptionError where ``trials`` is below 1 or ``seed`` below 0, KeyError where an operation has no time.
    """
    if trials < 1:
        raise OptionError("floor.trials", f"{trials} trials say nothing.", mend="Give a number from 1.")
    trial = _Trials.of(problem, schedule, spread, now)
    sizes = [min(_BLOCK, trials - at) for at in range(0, trials, _BLOCK)]
    blocks = list(map_ordered(partial(_run, trial), with_seeds(sizes, seed), executor or InlineExecutor()))
    ends = np.concatenate([end for end, _ in blocks], axis=1)
    broken = np.sum([count for _, count in blocks], axis=0)
    return Outlook(
        tuple(_said(trial, at, np.sort(ends[at]), float(broken[at]) / trials) for at in range(len(trial.jobs))),
        trials,
        seed,
    )


@dataclass(frozen=True, slots=True)
class _Trials:
    """What every trial shares. ``planned`` and ``least`` are minutes by operation, ``members`` the operations of
    each job, ``waits`` the longest waits with the number of the job they belong to.
    """

    network: Network
    spreads: tuple[Spread | None, ...]
    planned: tuple[int, ...]
    least: tuple[int, ...]
    jobs: tuple[tuple[str, int | None, int], ...]
    members: tuple[tuple[int, ...], ...]
    waits: tuple[tuple[int, int, bool, int, bool, int], ...]

    @classmethod
    def of(cls, problem: Problem, schedule: Schedule, spread: Mapping[str, Spread], now: int) -> _Trials:
        """The trials of ``schedule`` from ``now``."""
        number = {one.id: at for at, one in enumerate(problem.operations)}
        assigned = {one.operation: one for one in schedule.assignments}
        plan = [assigned[one.id] for one in problem.operations]
        members: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(problem.operations):
            members[one.job].append(at)
        jobs = [job for job in problem.jobs if members[job.id]]
        place = {job.id: at for at, job in enumerate(jobs)}
        return cls(
            network(problem, schedule, now),
            tuple(None if one.end <= now else spread.get(one.operation) for one in plan),
            tuple(one.end - one.start for one in plan),
            tuple(now - one.start if one.start < now < one.end else 0 for one in plan),
            tuple((job.id, job.due, max(plan[at].end for at in members[job.id])) for job in jobs),
            tuple(tuple(members[job.id]) for job in jobs),
            tuple(_wait(lag, number, place[problem.operations[number[lag.second]].job])
                  for lag in problem.lags if lag.most is not None),
        )  # fmt: skip

    def durations(self, source: np.random.Generator, count: int) -> Minutes:
        """Drawn minutes, whole and at least 1 where any were planned; shape (operations, ``count``)."""
        drawn = np.empty((len(self.planned), count), np.int64)
        for at, (spread, planned, least) in enumerate(zip(self.spreads, self.planned, self.least, strict=True)):
            if spread is None or not planned:
                drawn[at] = planned
            else:
                drawn[at] = np.maximum(np.rint(planned * spread.draw(source, count)), max(1, least))
        return drawn


def _wait(lag: Lag, number: Mapping[str, int], job: int) -> tuple[int, int, bool, int, bool, int]:
    ends = lag.first_point is Point.END, lag.second_point is Point.END
    return job, number[lag.first], ends[0], number[lag.second], ends[1], lag.most or 0


def _run(trial: _Trials, given: tuple[int, SeedSequence]) -> tuple[Minutes, NDArray[np.int64]]:
    """The ends of jobs in one block of trials, and in how many of them a wait of each job was broken."""
    count, seed = given
    durations = trial.durations(np.random.default_rng(seed), count)
    starts = trial.network.starts(durations)
    ends = starts + durations
    broken = np.zeros((len(trial.jobs), count), bool)
    for job, first, first_end, second, second_end, most in trial.waits:
        waited = (ends if second_end else starts)[second] - (ends if first_end else starts)[first]
        broken[job] |= waited > most
    done = np.stack([ends[list(members)].max(axis=0) for members in trial.members])
    return done, broken.sum(axis=1)


def _said(trial: _Trials, at: int, ends: Minutes, broken: float) -> JobOutlook:
    job, due, planned = trial.jobs[at]
    p50, p80, p90 = (int(ends[ceil(part * len(ends) / 100) - 1]) for part in (50, 80, 90))
    on_time = None if due is None else float(np.searchsorted(ends, due, side="right")) / len(ends)
    return JobOutlook(job, planned, p50, p80, p90, on_time, broken)
