"""From counts to what is said: P50, P80 and P95, how critical each step is, what each what-if gains, and which
moves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilth.approval.case import Case
from tilth.approval.clock.standing import Phase, Standing, standing
from tilth.approval.completeness import ineligible
from tilth.approval.estimate import Estimate
from tilth.approval.forecast.days import Grid
from tilth.approval.forecast.plan import Plan
from tilth.approval.forecast.resume import reach, resume
from tilth.approval.forecast.run import BATCH, Tally, median_path, tally
from tilth.approval.forecast.step_now import origin_of
from tilth.approval.forecast.what_if import WhatIf, parse_what_if
from tilth.approval.model import APPEAL, Procedure
from tilth.kernel.calendars import Due
from tilth.kernel.executor import InlineExecutor
from tilth.kernel.refusal import Reason, Refused

__all__ = ["Forecast", "Move", "Outlook", "StepOutlook", "forecast", "new_case"]

LEVELS = (0.5, 0.8, 0.95)
"""The chances for which dates are given."""

MOVES, MOVE_TRIALS, ANSWERS = 5, 2 * BATCH, 10
"""Moves that are recommended at most; trials by which they are compared; the answer time that is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutlook:
    """What is expected of a step. ``dates`` are those of its approval at each of :data:`LEVELS`; ``critical`` is
    the share of trials in which it held up the whole; ``passed`` that in which its limit passed (deemed, or
    missed).
    """

    step: str
    phase: Phase
    lane: str
    dates: tuple[Due, ...]
    critical: float
    passed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is expected of a case. ``dates`` at each of :data:`LEVELS`, given that everything is approved, which
    has the chance ``approved``; empty where that never happens. ``days`` is the mean in calendar days from the
    start.

    ``ends`` are the days on which trials ended in approval, each with their number: what the dates are read from.
    ``path`` are the critical steps where every length is its median. ``objections`` say why a what-if is not
    open to the case as it stands; it is computed all the same.
    """

    name: str
    dates: tuple[Due, ...]
    days: float
    approved: float
    path: tuple[str, ...]
    steps: tuple[StepOutlook, ...]
    ends: tuple[tuple[dt.date, int], ...]
    objections: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Something that can be done, with the calendar days that it is expected to gain."""

    what_if: str
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The case as it stands (``base``), beside what it would be (``what_ifs``), and the moves that gain most."""

    start: dt.date
    trials: int
    seed: int
    base: Outlook
    what_ifs: tuple[Outlook, ...]
    moves: tuple[Move, ...]

    def gained(self, outlook: Outlook) -> float:
        """The calendar days that a what-if gains in the mean."""
        return self.base.days - outlook.days


def new_case(procedure: Procedure, start: dt.date) -> Case:
    """A case under ``procedure`` that begins on ``start``, to which nothing has happened."""
    return Case(
        id="case_none",
        applicant="",
        procedure=procedure.id,
        version=procedure.version,
        digest=procedure.digest,
        opened=start,
    )


def forecast(
    case: Case,
    procedure: Procedure,
    start: dt.date,
    *,
    trials: int,
    seed: int,
    what_ifs: Sequence[WhatIf] = (),
    estimates: Mapping[str, Estimate] | None = None,
    executor: Executor | None = None,
) -> Forecast | Refused:
    """The forecast of ``case`` from the end of the day ``start``, by which it is folded.

    ``estimates`` stand in for those of the procedure, step by step. ``executor`` runs the batches (default:
    here); any number of workers gives the same answer. Refused, with reasons, where a step was refused or
    withdrawn. Raises OptionError for trials outside 1 to 100 million and IntegrityError where the case pins
    another procedure.
    """
    known = {**procedure.estimates, **(estimates or {})}
    made = [resume(case, procedure, known, start, one) for one in (WhatIf(), *what_ifs)]
    plans: list[Plan] = []
    for plan in made:
        if isinstance(plan, Refused):
            return plan
        plans.append(plan)
    now = standing(case, procedure, start)
    tried = [parse_what_if(text, procedure) for text in _candidates(case, procedure, known, now, start)]
    drafts = [(one, resume(case, procedure, known, start, one)) for one in tried]
    moves = [(one, plan) for one, plan in drafts if isinstance(plan, Plan)]
    horizon = max(reach(plan) for plan in (*plans, *(plan for _, plan in moves)))
    grid = Grid(origin_of(case, start), horizon)
    workers = executor or InlineExecutor()
    tallies = tally(plans, grid, trials, seed, workers)
    outlooks = [
        _outlook(one, plan, grid, count, now, _objections(case, procedure, one, start))
        for one, plan, count in zip((WhatIf(), *what_ifs), plans, tallies, strict=True)
    ]
    ranked = _ranked(plans[0], moves, grid, min(trials, MOVE_TRIALS), seed, workers)
    return Forecast(
        start=start, trials=trials, seed=seed, base=outlooks[0], what_ifs=tuple(outlooks[1:]), moves=tuple(ranked)
    )


def _candidates(
    case: Case,
    procedure: Procedure,
    estimates: Mapping[str, Estimate],
    now: Mapping[str, Standing],
    start: dt.date,
) -> Iterator[str]:
    """Every single move that is open: of lanes, those for which the case is eligible."""
    for step in procedure.steps:
        estimate, stands = estimates.get(step.id, Estimate()), now[step.id]
        begun = stands.phase not in (Phase.WAITING, Phase.READY)
        if stands.phase in (Phase.APPROVED, Phase.REFUSED, Phase.WITHDRAWN):
            continue
        if not begun and estimate.after:
            yield f"parallel={step.id}"
        if not begun and estimate.prepare and (step.needs or estimate.after):
            yield f"prepared={step.id}"
        if not begun and estimate.not_before and estimate.not_before > start:
            yield f"start={step.id}"
        if estimate.questions:
            yield f"answers.{step.id}={ANSWERS}"
        if step.recognises:
            yield f"recognised={step.id}"
        for lane in step.lanes:
            other = lane.id not in (APPEAL, stands.lane)
            if other and lane.eligibility and not ineligible(case, procedure, step, lane, start):
                yield f"lane.{step.id}={lane.id}"


def _objections(case: Case, procedure: Procedure, what_if: WhatIf, start: dt.date) -> tuple[Reason, ...]:
    found: list[Reason] = []
    for id, name in what_if.lanes.items():
        step = procedure.step(id)
        lane = step.lane(name) if step else None
        if step and lane:
            found += ineligible(case, procedure, step, lane, start)
    for step in procedure.steps:
        if step.id in what_if.recognised and not step.recognises:
            sentence = "The step {step} recognises no other body's decision."
            mend = "Leave this what-if out, or have the procedure name a body."
            found.append(Reason("approval.forecast.recognised", sentence, mend, step.id, {"step": step.id}))
    return tuple(found)


def _ranked(
    base: Plan, moves: Sequence[tuple[WhatIf, Plan]], grid: Grid, trials: int, seed: int, executor: Executor
) -> list[Move]:
    """The moves that gain most, in the mean over the same luck."""
    if not moves:
        return []
    before, *after = tally([base, *(plan for _, plan in moves)], grid, trials, seed, executor)
    gains = [
        Move(one.name, _mean(before) - _mean(count))
        for (one, _), count in zip(moves, after, strict=True)
        if before.approved and count.approved
    ]
    gains.sort(key=lambda move: -move.days)
    return [move for move in gains[:MOVES] if move.days >= 0.05]


def _mean(count: Tally) -> float:
    return count.days / count.approved if count.approved else 0.0


def _outlook(
    what_if: WhatIf,
    plan: Plan,
    grid: Grid,
    count: Tally,
    now: Mapping[str, Standing],
    objections: tuple[Reason, ...],
) -> Outlook:
    path, _ = median_path(plan, grid)
    steps = tuple(
        StepOutlook(
            step=step.id,
            phase=now[step.id].phase,
            lane=what_if.lanes.get(step.id, now[step.id].lane),
            dates=_dates(count.finishes[at], grid),
            critical=count.critical[at] / count.trials if step.done is None else 0.0,
            passed=count.passed[at] / count.trials,
        )
        for at, step in enumerate(plan.steps)
    )
    return Outlook(
        name=what_if.name,
        dates=_dates(count.ends, grid),
        days=_mean(count),
        approved=count.approved / count.trials,
        path=path,
        steps=steps,
        ends=tuple((grid.date(int(at)), int(count.ends[at])) for at in np.flatnonzero(count.ends)),
        objections=objections,
    )


def _dates(counts: NDArray[np.int64], grid: Grid) -> tuple[Due, ...]:
    """The first day by which each of :data:`LEVELS` has come; provisional where it is beyond a calendar's end."""
    whole = int(counts.sum())
    if whole == 0:
        return ()
    reached = np.cumsum(counts)
    settled = grid.settled_until()
    found = []
    for level in LEVELS:
        at = int(np.searchsorted(reached, level * whole))
        found.append(Due(grid.date(at), settled is not None and at > settled))
    return tuple(found)
