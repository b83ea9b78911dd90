"""From one step as it stands to tables and numbers: laws cut to what can still happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tilth.approval.case import Case
from tilth.approval.clock.periods import ruler_of, span_end
from tilth.approval.clock.standing import Phase, Standing
from tilth.approval.estimate import Estimate, Questions, Spread, lengthened
from tilth.approval.forecast.draws import NEVER, Law, Table, at_most, left_after, mixed, table
from tilth.approval.forecast.plan import Limit, Round, StepPlan
from tilth.approval.forecast.what_if import WhatIf
from tilth.approval.model import STANDARD, Clock, Lane, Procedure, Step, Stop
from tilth.approval.terms import DayZero, Expiry, OnCap, Roll, StopBegins, Unit
from tilth.kernel.public_holidays import CALENDARS

__all__ = ["StepNow", "origin_of"]

_DEEMED = (Expiry.DEEMED_APPROVED, Expiry.DEEMED_REFUSED)


def origin_of(case: Case, start: dt.date) -> dt.date:
    """A day before everything that has happened and is forecast."""
    return min(case.opened, start) - dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step of a case as it stands at the end of ``start``, with what is expected of it and what is asked."""

    case: Case
    procedure: Procedure
    step: Step
    estimate: Estimate
    now: Standing
    start: dt.date
    what_if: WhatIf

    def plan(self, *, needs: tuple[int, ...], habits: tuple[int, ...], column: int) -> StepPlan:
        """The step as tables and numbers."""
        id = self.step.id
        base = StepPlan(id=id, needs=needs, habits=habits, column=column)
        if self.now.phase is Phase.APPROVED and self.now.since:
            return replace(base, done=self._at(self.now.since))
        if id in self.what_if.recognised:
            return replace(base, skipped=True)
        lane, clock = self.lane, self.lane.clock
        begun = self.now.clock is not None
        prepare = (
            None if begun or self.now.phase is Phase.SUBMITTED or not self.step.is_submitted else self._prepare()
        )
        planned = self.estimate.not_before
        waits = planned is not None and planned > self.start and id not in self.what_if.at_once and not begun
        return replace(
            base,
            resumed=begun,
            prepare=table(prepare) if prepare else None,
            prepare_calendar=self._calendar(self.estimate.prepare) if self.estimate.prepare else "",
            alongside=id in self.what_if.prepared and prepare is not None,
            not_before=self._at(planned) if planned and waits else 0,
            calendar=clock.calendar if clock and clock.unit is Unit.WORKING_DAY else "",
            day0=bool(clock and clock.day0 is DayZero.INCLUDED and not begun),
            review=self._review(),
            rounds=tuple(self._rounds(lane)),
            awaited=self._awaited(lane),
            limit=self._limit(clock) if clock else None,
            refusal=self.estimate.refusal,
        )

    @property
    def lane(self) -> Lane:
        """The lane that the step is in."""
        found = self.step.lane(self.now.lane)
        assert found is not None
        return found

    @property
    def used(self) -> int:
        """The units of the limit that are used; none where a stop that lasts will make it run anew."""
        reading = self.now.clock
        if reading is None or any(stop.restarts for stop in self.lane.stops if stop.reason == reading.stop):
            return 0
        return reading.statutory

    @property
    def _letters(self) -> int:
        """How many rounds of questions came so far."""
        return self.case.step(self.step.id).rounds

    def _at(self, day: dt.date) -> int:
        return (day - origin_of(self.case, self.start)).days

    def _calendar(self, spread: Spread) -> str:
        """Whose days a spread of the applicant counts: working days unless it says otherwise."""
        if spread.unit == Unit.CALENDAR_DAY:
            return ""
        clock = self.lane.clock
        known = self.procedure.jurisdiction if self.procedure.jurisdiction in CALENDARS else ""
        return spread.calendar or (clock.calendar if clock else "") or known

    def _ruled_since(self, spread: Spread, since: dt.date) -> int:
        """How much of a spread of the applicant has passed since that day."""
        calendar = self._calendar(spread)
        unit = Unit.WORKING_DAY if calendar else Unit.CALENDAR_DAY
        return ruler_of(unit, calendar).working_days_between(since, self.start).days if since < self.start else 0

    def _prepare(self) -> Law | None:
        spread = self.estimate.prepare
        if spread is None:
            return None
        idle = self.estimate.not_before is not None or self.estimate.after or self.now.ready_on is None
        passed = 0 if idle or self.now.ready_on is None else self._ruled_since(spread, self.now.ready_on)
        return left_after(spread.law(), passed) if passed else spread.law()

    def _review(self) -> Table | None:
        """What is left of the review; None where the lane has no estimate, and so takes its whole limit. A lane
        that reverts is then decided on the last day of its own limit.
        """
        lanes, clock = self.estimate.lanes, self.lane.clock
        own = self.estimate.review if self.lane.id == STANDARD else lanes.get(self.lane.id)
        spread = lanes.get(self.now.reverted_from, own)
        if spread:
            law = spread.law()
        elif clock and clock.on_expiry is Expiry.REVERT_TO and clock.unit is not Unit.MONTH:
            law = {clock.limit: 1.0}
        else:
            return None
        return table(left_after(law, self.used) if self.used else law)

    def _limit(self, clock: Clock) -> Limit | None:
        """What is left of the limit; of a lane that reverts, that of the lane it reverts to. None where it is
        over.
        """
        last = clock
        if clock.on_expiry is Expiry.REVERT_TO:
            other = self.step.lane(clock.lane)
            assert other is not None
            assert other.clock is not None
            last = other.clock
        reading = self.now.clock
        if last.unit is Unit.MONTH and reading is None:
            units, months = 31 * last.limit, last.limit
        else:
            whole = last.limit if last is not clock or reading is None else reading.limit
            units, months = whole - self.used, 0
        if units <= 0:
            return None
        letter = _letter(self.lane)
        longer = units
        if letter and letter.extends[0] and not self._letters and not months:
            longer += lengthened(last.limit, letter.extends) - last.limit
        binds = last.on_expiry in _DEEMED or not self.estimate.overrun
        return Limit(
            units=units,
            longer=longer,
            months=months,
            binds=binds,
            effect=last.on_expiry,
            roll=last.roll,
            roll_calendar=last.calendar if last.roll is not Roll.NONE and binds else "",
        )

    def _rounds(self, lane: Lane) -> Iterator[Round]:
        """The rounds of questions that can still come."""
        letter = _letter(lane)
        if letter is None:
            return
        for number, questions in enumerate(self.estimate.questions[self._letters :]):
            law, chance = questions.after.law(), questions.chance
            since = self.now.clock.stretch if self.now.clock and number == 0 else 0
            if since:
                later = sum(one for length, one in law.items() if length > since)
                chance = chance * later / (1 - chance + chance * later) if chance * later > 0 else 0.0
                law = left_after(law, since)
            yield replace(self._reply(letter, questions, 0), after=table(mixed(law, chance)))

    def _awaited(self, lane: Lane) -> Round | None:
        """What the clock waits for, where it is stopped: the answers to a letter, or the end of a pause."""
        if self.now.phase is Phase.STOPPED and not self.case.step(self.step.id).open_letters:
            return self._paused(lane)
        letter, letters, asked = _letter(lane), self.case.step(self.step.id).open_letters, self.estimate.questions
        if letter is None or not letters or not asked or self.now.phase is not Phase.STOPPED:
            return None
        questions = asked[min(self._letters, len(asked)) - 1]
        # The clock waits for the answers to the last letter, as long as the cap of that one lets it.
        last = max(one.since for one in letters)
        one = self._reply(letter, questions, self._ruled_since(questions.reply, last))
        return replace(one, until=self._at(span_end(letter.cap, last).date)) if letter.cap else one

    def _paused(self, lane: Lane) -> Round | None:
        """The rest of the pause that lasts, None where it is taken to end at once."""
        halt, spread = self.case.step(self.step.id).halt, self.estimate.pause
        if halt is None:
            return None
        pause = next((one for one in lane.stops if one.begins is halt.begins and one.reason == halt.reason), None)
        until = self._at(span_end(pause.cap, halt.since).date) if pause and pause.cap else -1
        never = table({NEVER: 1.0})
        if spread is None:
            return Round(after=never, reply=never, calendar="", until=until) if until >= 0 else None
        passed = self._ruled_since(spread, halt.since)
        law = left_after(spread.law(), passed) if passed else spread.law()
        return Round(after=never, reply=table(law), calendar=self._calendar(spread), until=until)

    def _reply(self, letter: Stop, questions: Questions, passed: int) -> Round:
        law = left_after(questions.reply.law(), passed) if passed else questions.reply.law()
        within = self.what_if.within(self.step.id)
        if within is not None:
            law = at_most(law, max(within - passed, 0))
        cap = letter.cap
        return Round(
            after=table({NEVER: 1.0}),
            reply=table(law),
            calendar=self._calendar(questions.reply),
            cap=cap.limit if cap else -1,
            cap_months=bool(cap and cap.unit is Unit.MONTH),
            cap_calendar=cap.calendar if cap and cap.unit is Unit.WORKING_DAY else "",
            roll=cap.roll if cap else Roll.NONE,
            roll_calendar=cap.calendar if cap and cap.roll is not Roll.NONE else "",
            restarts=letter.restarts,
            lost=letter.on_cap is not OnCap.CONTINUE,
        )


def _letter(lane: Lane) -> Stop | None:
    """The stop of the lane that a letter of questions begins."""
    return next((stop for stop in lane.stops if stop.begins is StopBegins.DEFICIENCY_LETTER), None)
