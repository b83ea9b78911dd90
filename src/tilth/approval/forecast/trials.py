"""Many trials of a plan at once: arrays of days, one entry a trial.

A step begins when the last of its needs is approved; the dossier is prepared and handed in; the review runs on its
calendar, is stopped by questions and runs on after the answers; the limit ends it where the law says so. A step is
critical in a trial if its end is the end of the whole, or the moment at which a critical step could begin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tilth.approval.forecast.days import Days, Grid, Ruled
from tilth.approval.forecast.draws import NEVER, PLACES
from tilth.approval.forecast.plan import Limit, Plan, Round, StepPlan
from tilth.approval.terms import Expiry, Roll

__all__ = ["Bits", "Mask", "Outcome", "run_trials"]

Bits = NDArray[np.uint16]
"""Sixteen random bits for each draw; shape (columns, trials)."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the trials: the last day of all and of each step; where a step was critical; where its limit
    passed (None where none can); and where everything was approved. Each array has the shape (trials,).
    """

    end: Days
    finishes: list[Days]
    critical: list[Mask]
    passed: list[Mask | None]
    approved: Mask


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the trials: its last day, the day on which a need's end would hold it up, and what befell it."""

    finish: Days
    gate: Days
    passed: Mask | None = None
    refused: Mask | None = None


def run_trials(plan: Plan, grid: Grid, bits: Bits) -> Outcome:
    """The trials that ``bits`` stand for. O(trials x draws)."""
    trials = bits.shape[1]
    start = np.full(trials, plan.start, np.int64)
    approved = np.ones(trials, np.bool_)
    found: list[_Step] = []
    for step in plan.steps:
        ready = start
        for need in step.waits:
            ready = np.maximum(ready, found[need].finish)
        found.append(_run_step(step, grid, bits, start, ready, found))
        refused = found[-1].refused
        if refused is not None:
            approved &= ~refused
    end = found[plan.ends[0]].finish
    for at in plan.ends[1:]:
        end = np.maximum(end, found[at].finish)
    finishes = [one.finish for one in found]
    return Outcome(end, finishes, _critical(plan, found, end), [one.passed for one in found], approved)


def _run_step(step: StepPlan, grid: Grid, bits: Bits, start: Days, ready: Days, found: list[_Step]) -> _Step:
    if step.done is not None:
        return _Step(np.full_like(start, step.done), ready)
    if step.skipped:
        return _Step(ready, ready)
    begin, gate = (start, start) if step.resumed else _handed_in(step, grid, bits, start, ready, found)
    finish, passed, lost = _reviewed(step, grid, bits, begin)
    refused = lost
    if step.refusal > 0:
        refused = _either(refused, bits[step.column + 2] < round(step.refusal * PLACES))
    if passed is not None and step.limit and step.limit.effect is Expiry.DEEMED_REFUSED:
        refused = _either(refused, passed)
    return _Step(finish, gate, passed, refused)


def _either(one: Mask | None, other: Mask) -> Mask:
    return other if one is None else one | other


def _handed_in(
    step: StepPlan, grid: Grid, bits: Bits, start: Days, ready: Days, found: list[_Step]
) -> tuple[Days, Days]:
    """The day on which the dossier is handed in, or the review begins by itself; and the step's gate."""
    begin = np.maximum(ready, step.not_before) if step.not_before else ready
    if step.prepare is None:
        return begin, begin
    length = step.prepare.take(bits[step.column])
    ruled = grid.ruled(step.prepare_calendar)
    if not step.alongside:
        return ruled.add(begin, length), begin
    early = np.maximum(start, step.not_before)
    for habit in step.habits:
        early = np.maximum(early, found[habit].finish)
    prepared = ruled.add(early, length)
    return np.maximum(begin, prepared), np.where(prepared > begin, -1, begin)


def _reviewed(step: StepPlan, grid: Grid, bits: Bits, begin: Days) -> tuple[Days, Mask | None, Mask | None]:
    """The last day of the review that begins on ``begin``, where its limit passed, and where questions were not
    answered in time and all is lost (None where that cannot be).
    """
    if step.review is None and step.limit is None:
        return begin, None, None
    ruled = grid.ruled(step.calendar)
    at = since = begin - 1 if step.day0 else begin
    units, longer = _limits(step.limit, grid, at)
    if step.review is None:
        wanted = np.broadcast_to(np.asarray(units, np.int64), at.shape)
    else:
        wanted = step.review.take(bits[step.column + 1]).astype(np.int64)
    binds = step.limit is not None and step.limit.binds
    stops = _Stops(at, np.minimum(wanted, units) if binds else wanted)
    whole = np.minimum(wanted, longer) if binds else wanted
    column = step.column + 3
    if step.awaited:
        stops = stops.waited(step.awaited, grid, bits[column + 1])
        column += 2
    for one in step.rounds:
        stops = stops.asked(one, grid, ruled, whole, bits[column : column + 2])
        column += 2
    finish = ruled.add(stops.at, stops.left)
    if step.limit is None:
        return stops.ended(finish), None, stops.lost
    passed = wanted > (units if stops.first is None else np.where(stops.first, longer, units))
    if step.limit.roll_calendar:
        last = _rolled(step.limit.roll, step.limit.roll_calendar, grid, since, finish)
        finish = last if step.review is None else np.where(passed, last, finish)
    return stops.ended(finish), passed if stops.lost is None else passed & ~stops.lost, stops.lost


@dataclass(frozen=True, slots=True)
class _Stops:
    """A review with its rounds of questions: it runs on from ``at`` and takes ``left`` more. ``first`` and
    ``latest`` are where the first and the latest round came (None before there is one), ``lost`` where a round was
    not answered in time, on the day ``lost_on``.
    """

    at: Days
    left: Days
    first: Mask | None = None
    latest: Mask | None = None
    lost: Mask | None = None
    lost_on: Days | None = None

    def waited(self, one: Round, grid: Grid, bits: NDArray[np.uint16]) -> _Stops:
        """After the answers to the letter that is open."""
        back, late = _answered(one, grid, self.at, bits)
        return replace(self, at=back, lost=late, lost_on=back if late is not None else None)

    def asked(self, one: Round, grid: Grid, ruled: Ruled, whole: Days, bits: Bits) -> _Stops:
        """After a round of questions, where it comes; ``whole`` is how long the review takes once there is one."""
        after = one.after.take(bits[0]).astype(np.int64)
        asks = after < self.left if self.latest is None else self.latest & (after < self.left)
        # A limit that questions lengthen is the longer one from the first of them on.
        rest = whole if one.restarts else (whole if self.latest is None else self.left) - after
        back, late = _answered(one, grid, ruled.add(self.at, np.where(asks, after, 0)), bits[1])
        lost, lost_on = self.lost, self.lost_on
        if late is not None:
            newly = asks & late if lost is None else asks & late & ~lost
            lost_on = back if lost_on is None else np.where(newly, back, lost_on)
            lost = newly if lost is None else lost | newly
        return _Stops(
            np.where(asks, back, self.at),
            np.where(asks, rest, self.left),
            asks if self.first is None else self.first,
            asks,
            lost,
            lost_on,
        )

    def ended(self, finish: Days) -> Days:
        """``finish``, or the day on which all was lost."""
        return finish if self.lost is None or self.lost_on is None else np.where(self.lost, self.lost_on, finish)


def _rolled(roll: Roll, calendar: str, grid: Grid, since: Days, finish: Days) -> Days:
    """The last day of a period after ``since``, where ``finish`` may be a day that is not worked."""
    last: Days = grid.rolled(calendar, roll).take(finish, mode="clip")
    if roll is Roll.REGULATION_1182_71:
        two = grid.ruled(calendar).add(since, 2)
        return np.where(finish - since >= 2, np.maximum(last, two), last)
    return last


def _limits(limit: Limit | None, grid: Grid, at: Days) -> tuple[Days | int, Days | int]:
    """The units that the review may take, without and with questions."""
    if limit is None:
        return NEVER, NEVER
    if limit.months:
        months = grid.months(limit.months).take(at, mode="clip")
        return months, months
    return limit.units, limit.longer


def _answered(one: Round, grid: Grid, asked_on: Days, bits: NDArray[np.uint16]) -> tuple[Days, Mask | None]:
    """The day on which the clock runs again, because the answer is there or the cap is reached; and where the cap
    was reached first and all is lost (None where that cannot be).
    """
    back = grid.ruled(one.calendar).add(asked_on, one.reply.take(bits))
    if one.until >= 0:
        last: Days | int = one.until
    elif one.cap >= 0:
        units = grid.months(one.cap).take(asked_on, mode="clip") if one.cap_months else one.cap
        last = grid.ruled(one.cap_calendar).add(asked_on, units)
        if one.roll_calendar:
            last = _rolled(one.roll, one.roll_calendar, grid, asked_on, last)
    else:
        return back, None
    return np.minimum(back, last), back > last if one.lost else None


def _critical(plan: Plan, found: list[_Step], end: Days) -> list[Mask]:
    """Where each step is critical, from the last to the first."""
    never = np.zeros(len(end), np.bool_)
    critical = [one.finish == end if at in plan.ends else never for at, one in enumerate(found)]
    for at in range(len(plan.steps) - 1, -1, -1):
        step = plan.steps[at]
        for need in step.waits if step.done is None and not step.resumed else ():
            critical[need] = critical[need] | (critical[at] & (found[need].finish == found[at].gate))
    return critical
