"""What contradicts itself in a procedure whose every entry is of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from tilth.approval.estimate import Estimate, Spread
from tilth.approval.model import APPEAL, STANDARD, Clock, Lane, Procedure, Span, Step, Stop
from tilth.approval.terms import Expiry, OnCap, Roll, Start, StopBegins, StopEnds, Unit
from tilth.kernel.errors import InputError
from tilth.kernel.public_holidays import CALENDARS
from tilth.kernel.refusal import Reason

__all__ = ["order_of", "procedure_faults"]

_PAIRS = {StopBegins.DEFICIENCY_LETTER: StopEnds.FULL_RECEIPT, StopBegins.PAUSE: StopEnds.RESUMPTION}


def procedure_faults(procedure: Procedure) -> tuple[Reason, ...]:
    """Every contradiction; ``where`` of each is the path of the entry at fault."""
    return tuple(_faults(procedure))


def order_of(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The ids of the steps, each after those it needs, else as they stand; steps in a circle are left out."""
    done: list[str] = []
    waiting = list(steps)
    while waiting:
        ready = next((step for step in waiting if set(step.needs) <= set(done)), None)
        if ready is None:
            break
        waiting.remove(ready)
        done.append(ready.id)
    return tuple(done)


def _faults(procedure: Procedure) -> Iterator[Reason]:
    if procedure.version < 1:
        yield _reason("version", "A version is a whole number from 1.", "Number versions 1, 2, 3.", "version")
    effective = procedure.effective
    if effective.ends and effective.ends < effective.begins:
        yield _reason(
            "effective", "The procedure ends before it begins.", "Mend one of the days.", "effective.until"
        )
    if not procedure.steps:
        yield _reason("steps", "The procedure has no step.", "Add at least one.", "steps")
    ids = [step.id for step in procedure.steps]
    for at, step in enumerate(procedure.steps):
        where = f"steps[{at}]"
        if ids.index(step.id) < at:
            yield _reason("twice", "There are two steps {id}.", "Name each once.", f"{where}.id", id=step.id)
        for need in (need for need in step.needs if need not in ids):
            yield _reason(
                "need", "It needs {need}, which is no step.", "Name a step.", f"{where}.needs", need=need
            )
        yield from _step_faults(step, where)
    circle = [step.id for step in procedure.steps if step.id not in order_of(procedure.steps)]
    if circle and all(need in ids for step in procedure.steps for need in step.needs):
        yield _reason(
            "circle",
            "These steps need each other: {steps}.",
            "Let one go first.",
            "steps",
            steps=", ".join(circle),
        )
    for id, estimate in procedure.estimates.items():
        yield from _estimate_faults(procedure, id, estimate)


def _step_faults(step: Step, where: str) -> Iterator[Reason]:
    if step.quorum < 0:
        yield _reason(
            "quorum", "A quorum is a number of votes.", "Give one from 1, or leave it out.", f"{where}.quorum"
        )
    if step.quorum and not step.roles:
        yield _reason(
            "roles",
            "A quorum is wanted and nobody may vote.",
            "Name roles, or leave the quorum out.",
            f"{where}.roles",
        )
    for at, required in enumerate(step.evidence):
        if required.count < 1:
            yield _reason("count", "Evidence is wanted 0 times.", "Want it once.", f"{where}.evidence[{at}].count")
    if step.clock:
        yield from _clock_faults(step, step.clock, f"{where}.clock")
    yield from _stop_faults(step.stops, f"{where}.stops")
    for at, lane in enumerate(step.lanes):
        yield from _lane_faults(step, lane, at, f"{where}.lanes[{at}]")


def _lane_faults(step: Step, lane: Lane, at: int, where: str) -> Iterator[Reason]:
    if lane.id in (STANDARD, *(other.id for other in step.lanes[:at])):
        yield _reason("twice", "There are two lanes {id}.", "Name each once.", f"{where}.id", id=lane.id)
    if lane.id == APPEAL and (lane.clock is None or lane.clock.start_event is not Start.APPEALED):
        yield _reason(
            "appeal", "An appeal's clock starts when somebody appeals.", "Let start_event be appealed.", where
        )
    if lane.opens and lane.closes and lane.closes < lane.opens:
        yield _reason("open", "The lane closes before it opens.", "Mend one of the days.", f"{where}.closes")
    if lane.notice is not None and not (lane.clock and 0 < lane.notice <= lane.clock.limit):
        mend = "Give a number from 1 to the limit."
        yield _reason("notice", "No unit of the lane's clock has this number.", mend, f"{where}.notice")
    if lane.clock:
        yield from _clock_faults(step, lane.clock, f"{where}.clock")
    yield from _stop_faults(lane.stops, f"{where}.stops")


def _clock_faults(step: Step, clock: Clock, where: str) -> Iterator[Reason]:
    if clock.limit < 1:
        yield _reason("limit", "A limit is at least one unit.", "Give a number from 1.", f"{where}.limit")
    yield from _calendar_faults(clock.calendar, clock.unit, f"{where}.calendar", rolls=clock.roll is not Roll.NONE)
    if (clock.on_expiry is Expiry.REVERT_TO) != bool(clock.lane):
        yield _reason(
            "revert",
            "A clock that reverts names the lane it reverts to, and no other clock names one.",
            "Give `on_expiry: revert_to` with `lane: ...`, or neither.",
            f"{where}.lane",
        )
    target = step.lane(clock.lane) if clock.lane else None
    if clock.lane and (target is None or target.clock is None or target.clock.on_expiry is Expiry.REVERT_TO):
        yield _reason(
            "lane",
            "It reverts to {lane}, which is no lane with a clock that ends.",
            "Name another lane of this step.",
            f"{where}.lane",
            lane=clock.lane,
        )


def _calendar_faults(calendar: str, unit: Unit, where: str, *, rolls: bool) -> Iterator[Reason]:
    if calendar and calendar not in CALENDARS:
        yield _reason(
            "calendar", "There is no calendar {calendar}.", "Use one of {known}.", where, calendar=calendar
        )
    elif not calendar and (unit is Unit.WORKING_DAY or rolls):
        yield _reason(
            "calendar", "Whose working days these are is not said.", "Add calendar: one of {known}.", where
        )


def _stop_faults(stops: tuple[Stop, ...], where: str) -> Iterator[Reason]:
    for at, stop in enumerate(stops):
        if _PAIRS[stop.begins] is not stop.ends:
            yield _reason(
                "stop",
                "A stop from {begins} does not end with {ends}.",
                "Pair deficiency_letter with full_receipt, and pause with resumption.",
                f"{where}[{at}].until",
                begins=stop.begins,
                ends=stop.ends,
            )
        if stop.extends[0] < 0 or stop.extends[1] < 1:
            yield _reason(
                "extends", "It extends by no part.", "Write [1, 3] for a third.", f"{where}[{at}].extends"
            )
        if stop.on_cap is not OnCap.CONTINUE and not stop.cap:
            yield _reason(
                "on_cap",
                "It says what follows when a cap passes, and has none.",
                "Add cap.",
                f"{where}[{at}].on_cap",
            )
        if stop.cap:
            yield from _span_faults(stop.cap, f"{where}[{at}].cap")
    letters = [stop for stop in stops if stop.begins is StopBegins.DEFICIENCY_LETTER]
    if len(letters) > 1:
        yield _reason("stop", "Two stops begin with a deficiency letter.", "Keep one.", where)


def _span_faults(span: Span, where: str) -> Iterator[Reason]:
    if span.limit < 1:
        yield _reason("limit", "A cap is at least one unit.", "Give a number from 1.", f"{where}.limit")
    yield from _calendar_faults(span.calendar, span.unit, f"{where}.calendar", rolls=span.roll is not Roll.NONE)


def _estimate_faults(procedure: Procedure, id: str, estimate: Estimate) -> Iterator[Reason]:
    where = f"estimates.{id}"
    step = procedure.step(id)
    if step is None:
        yield _reason("estimate", "There is no step {id} to estimate.", "Name a step.", where, id=id)
        return
    for need in (need for need in estimate.after if procedure.step(need) is None):
        yield _reason(
            "need", "It waits for {need}, which is no step.", "Name a step.", f"{where}.after", need=need
        )
    for lane in (lane for lane in estimate.lanes if step.lane(lane) is None):
        yield _reason(
            "lane", "There is no lane {lane}.", "Name a lane of {id}.", f"{where}.lanes", lane=lane, id=id
        )
    chances = [estimate.refusal, *(questions.chance for questions in estimate.questions)]
    if not all(0 <= chance <= 1 for chance in chances):
        yield _reason("chance", "A chance is outside 0 to 1.", "Write 0.4 for 40 %.", where)
    on_clock = [estimate.review, *estimate.lanes.values(), *(questions.after for questions in estimate.questions)]
    for spread in (spread for spread in on_clock if spread):
        yield from _spread_faults(spread, where)
        yield from _clock_unit_faults(step, spread, where)
    for other in (estimate.prepare, estimate.pause, *(questions.reply for questions in estimate.questions)):
        yield from _spread_faults(other, where) if other else ()


def _clock_unit_faults(step: Step, spread: Spread, where: str) -> Iterator[Reason]:
    """What runs on the clock is estimated in the clock's unit; months have days."""
    clock = step.clock
    if clock is None or not spread.unit:
        return
    own = Unit.WORKING_DAY if clock.unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY
    if spread.unit != own:
        mend = "Give it in {own}, or leave the unit out."
        yield _reason(
            "unit", "The clock counts in {own}, and this is in {unit}.", mend, where, own=own, unit=spread.unit
        )


def _spread_faults(spread: Spread, where: str) -> Iterator[Reason]:
    try:
        spread.law()
    except InputError as error:
        yield Reason(error.code, str(error).removesuffix(f" {error.mend}"), error.mend, where)
    if spread.unit not in ("", Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        yield _reason(
            "unit", "An estimate is in {unit}.", "Use working_day or calendar_day.", where, unit=spread.unit
        )
    if spread.calendar and spread.calendar not in CALENDARS:
        yield _reason(
            "calendar", "There is no calendar {calendar}.", "Use one of {known}.", where, calendar=spread.calendar
        )


def _reason(code: str, sentence: str, mend: str, where: str, **data: str) -> Reason:
    return Reason(f"approval.procedure.{code}", sentence, mend, where, {"known": ", ".join(CALENDARS), **data})
