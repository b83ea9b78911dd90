"""Trials in batches, on any number of workers, gathered into counts of days.

A batch draws from a stream of its own, made from the seed and the batch's number, and gives back whole numbers
only, which are added up. So the same seed gives the same answer on one worker and on many. Batches are small
enough for their arrays to stay in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilth.approval.forecast.days import Grid
from tilth.approval.forecast.plan import Plan
from tilth.approval.forecast.trials import Bits, run_trials
from tilth.kernel.errors import OptionError

__all__ = ["BATCH", "Tally", "median_path", "tally"]

BATCH = 1 << 13
"""Trials of a batch."""

_MOST = 100_000_000

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over ``trials``: of last days (``ends``, by distance, where all was approved), of ``days`` from the
    start to the end in sum, of the last days of each step, and of the trials in which each step was critical or
    its limit passed.
    """

    trials: int
    approved: int
    days: int
    ends: Counts
    finishes: tuple[Counts, ...]
    critical: tuple[int, ...]
    passed: tuple[int, ...]


def tally(plans: Sequence[Plan], grid: Grid, trials: int, seed: int, executor: Executor) -> tuple[Tally, ...]:
    """A tally of each plan over the same luck. Plans have the same columns of draws.

    Raises OptionError where ``trials`` is below 1 or above 100 million, or ``seed`` negative.
    """
    if not 1 <= trials <= _MOST:
        raise OptionError("approval.trials", f"{trials} trials cannot be run.", mend=f"Give 1 to {_MOST:,}.")
    if seed < 0:
        raise OptionError("approval.seed", f"The seed {seed} is negative.", mend="Give a whole number from 0.")
    for plan in plans:
        _warm(plan, grid)
    batches = range((trials + BATCH - 1) // BATCH)
    sizes = (min(BATCH, trials - batch * BATCH) for batch in batches)
    futures = [
        executor.submit(_batch, tuple(plans), grid, seed, batch, size)
        for batch, size in zip(batches, sizes, strict=True)
    ]
    return _sum(future.result() for future in futures)


def median_path(plan: Plan, grid: Grid) -> tuple[tuple[str, ...], int]:
    """The steps that are critical where every draw is its median, in order, and the last day of that one trial."""
    middle = np.full((plan.columns, 1), 1 << 15, np.uint16)
    found = run_trials(plan, grid, middle)
    path = [step for step, critical in zip(plan.steps, found.critical, strict=True) if critical[0]]
    return tuple(step.id for step in path if step.done is None), int(found.end[0])


def _warm(plan: Plan, grid: Grid) -> None:
    """Make every array that the plan needs, so that workers only read them."""
    run_trials(plan, grid, np.zeros((plan.columns, 1), np.uint16))


def _batch(plans: tuple[Plan, ...], grid: Grid, seed: int, batch: int, size: int) -> tuple[Tally, ...]:
    source = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(batch,)))
    columns = plans[0].columns
    raw = np.asarray(source.random_raw((columns * size + 3) // 4), np.uint64)
    bits = raw.astype("<u8", copy=False).view("<u2")[: columns * size].reshape(columns, size)
    return tuple(_count(plan, grid, bits) for plan in plans)


def _count(plan: Plan, grid: Grid, bits: Bits) -> Tally:
    found = run_trials(plan, grid, bits)
    ends = found.end if found.approved.all() else found.end[found.approved]
    return Tally(
        trials=bits.shape[1],
        approved=len(ends),
        days=int(ends.sum()) - plan.start * len(ends),
        ends=np.bincount(ends, minlength=grid.horizon),
        finishes=tuple(np.bincount(np.maximum(one, 0), minlength=grid.horizon) for one in found.finishes),
        critical=tuple(int(np.count_nonzero(one)) for one in found.critical),
        passed=tuple(0 if one is None else int(np.count_nonzero(one)) for one in found.passed),
    )


def _sum(batches: Iterable[tuple[Tally, ...]]) -> tuple[Tally, ...]:
    totals: list[Tally] = []
    for batch in batches:
        totals = [_add(*pair) for pair in zip(totals, batch, strict=True)] if totals else list(batch)
    return tuple(totals)


def _add(one: Tally, other: Tally) -> Tally:
    return Tally(
        trials=one.trials + other.trials,
        approved=one.approved + other.approved,
        days=one.days + other.days,
        ends=one.ends + other.ends,
        finishes=tuple(a + b for a, b in zip(one.finishes, other.finishes, strict=True)),
        critical=tuple(a + b for a, b in zip(one.critical, other.critical, strict=True)),
        passed=tuple(a + b for a, b in zip(one.passed, other.passed, strict=True)),
    )
