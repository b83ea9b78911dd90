"""What holds of every clock, every case and every forecast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from approval_cases import Story, digest, trial_application
from tilth.approval import fold_until, the_procedure
from tilth.approval.case import Halt
from tilth.approval.clock import Phase, read_clock, standing
from tilth.approval.estimate import Estimate, Spread
from tilth.approval.events import AnswersReceived, LaneTaken, QuestionsAsked, Submitted
from tilth.approval.forecast import forecast, new_case
from tilth.approval.forecast.draws import PLACES, left_after, table
from tilth.approval.model import Clock, Lane, Procedure, Span, Stop
from tilth.approval.terms import DayZero, Expiry, Party, Roll, StopBegins, StopEnds, Unit
from tilth.kernel.refusal import Refused

FIRST = date(2025, 1, 2)
days = st.integers(0, 300).map(lambda at: FIRST + timedelta(days=at))
units = st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY])


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    return Clock(
        limit=draw(st.integers(1, 60)),
        unit=draw(units),
        calendar="CN",
        day0=draw(st.sampled_from(DayZero)),
        roll=draw(st.sampled_from(Roll)),
    )


@st.composite
def lanes(draw: st.DrawFn) -> Lane:
    cap = draw(st.none() | st.builds(Span, st.integers(1, 30), units, st.just("CN")))
    stop = Stop(
        reason="letter",
        begins=StopBegins.DEFICIENCY_LETTER,
        ends=StopEnds.FULL_RECEIPT,
        party=draw(st.sampled_from(Party)),
        cap=cap,
        restarts=draw(st.booleans()),
        extends=draw(st.sampled_from([(0, 1), (1, 3), (1, 4)])),
    )
    return Lane(id="standard", clock=draw(clocks()), stops=(stop,))


@st.composite
def halts(draw: st.DrawFn, start: date) -> tuple[Halt, ...]:
    """Up to three letters after ``start``, which may overlap; the last may still be open."""
    found, at = [], start
    for _ in range(draw(st.integers(0, 3))):
        since = at + timedelta(days=draw(st.integers(0, 40)))
        until = since + timedelta(days=draw(st.integers(0, 60)))
        found.append(Halt("letter", StopBegins.DEFICIENCY_LETTER, since, until))
        at = draw(st.sampled_from([since, until]))
    if found and draw(st.booleans()):
        found[-1] = replace(found[-1], until=None)
    return tuple(found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_time_used_and_time_stopped_add_up_to_all_time(data: st.DataObject) -> None:
    lane, start = data.draw(lanes()), data.draw(days)
    stops = data.draw(halts(start))
    as_of = start + timedelta(days=data.draw(st.integers(0, 250)))
    assert lane.clock
    read = read_clock(lane, lane.clock, start, stops, as_of)
    assert read.actual == read.statutory + read.stopped + read.earlier
    assert read.stopped == sum(count for _, count in read.by_party)
    assert min(read.statutory, read.stopped, read.earlier) >= 0
    unbroken = read_clock(replace(lane, stops=()), lane.clock, start, stops, as_of)
    assert (unbroken.actual, unbroken.days) == (read.actual, read.days)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_last_day_is_the_first_on_which_nothing_is_left_and_from_the_next_it_is_over(
    data: st.DataObject,
) -> None:
    lane, start = data.draw(lanes()), data.draw(days)
    assert lane.clock
    clock = replace(lane.clock, roll=Roll.NONE)
    stops = tuple(halt for halt in data.draw(halts(start)) if halt.until)
    read = read_clock(lane, clock, start, stops, start + timedelta(days=700))
    assert read.due
    last = read.due.date
    on = read_clock(lane, clock, start, stops, last)
    if on.due and on.due.date == last:
        assert on.left <= 0
        assert not on.over
        assert read_clock(lane, clock, start, stops, last + timedelta(days=1)).over
        before = read_clock(lane, clock, start, stops, max(start, last - timedelta(days=1)))
        assert before.left > 0 or before.stop or last <= start or any(halt.until == last for halt in stops)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_stop_never_makes_a_limit_end_earlier(data: st.DataObject) -> None:
    lane, start = data.draw(lanes()), data.draw(days)
    assert lane.clock
    stops = data.draw(halts(start))
    late = start + timedelta(days=700)
    with_stops = read_clock(lane, lane.clock, start, stops, late).due
    without = read_clock(lane, lane.clock, start, (), late).due
    assert without
    assert with_stops is None or with_stops.date >= without.date


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 25), max_size=6), st.integers(0, 260))
def test_the_past_of_a_case_never_changes(gaps: list[int], look: int) -> None:
    """Whatever happens later, what a day looked like stays."""
    accepted = date(2026, 1, 16)
    story, at, seen = trial_application(accepted), accepted, {}
    day = accepted + timedelta(days=look)
    for number, gap in enumerate(gaps):
        at += timedelta(days=gap)
        event = (
            QuestionsAsked(step="review", on=at)
            if number % 2 == 0
            else AnswersReceived(step="review", manifest=digest(str(number)), full=True, on=at)
        )
        if at > day and day not in seen:
            seen[day] = story.stands("review", day)
        if isinstance(story.ask(event), Refused):
            break
        story.tell(event)
    if day in seen:
        assert story.stands("review", day) == seen[day]
    assert fold_until(story.events, day) == story.case(day)


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 200))
def test_a_decided_step_is_one_phase_on_every_later_day(start: date, later: int) -> None:
    procedure = the_procedure("us-fda-ind")

    story = Story(procedure, start).evidence("review", start)
    story.tell(Submitted(step="review", manifest=digest("IND"), on=start))
    day = start + timedelta(days=31 + later)
    stands = standing(story.case(day), procedure, day)["review"]
    assert (stands.phase, stands.deemed, stands.since) == (Phase.APPROVED, True, start + timedelta(days=30))


laws = st.dictionaries(st.integers(0, 400), st.floats(0.01, 1), min_size=1, max_size=20).map(
    lambda law: {length: chance / sum(law.values()) for length, chance in law.items()}
)


@settings(max_examples=50, deadline=None)
@given(laws)
def test_a_table_is_a_law_to_one_place(law: dict[int, float]) -> None:
    found = table(law)
    assert len(found) == PLACES
    assert (found[1:] >= found[:-1]).all()
    for length, chance in law.items():
        assert abs(int((found == length).sum()) - chance * PLACES) < 1.0 + 1e-6


@settings(max_examples=50, deadline=None)
@given(laws, st.integers(0, 450))
def test_what_is_left_is_a_law_of_at_least_one_unit(law: dict[int, float], used: int) -> None:
    found = left_after(law, used)
    assert abs(sum(found.values()) - 1) < 1e-9
    assert min(found) >= 1
    assert max(found) <= max(1, max(law) - used)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(1, 60), days)
def test_dates_ascend_and_a_shorter_limit_is_never_later(values: list[int], limit: int, start: date) -> None:
    clock = Clock(limit=limit, unit=Unit.WORKING_DAY, calendar="CN", on_expiry=Expiry.DEEMED_APPROVED)
    procedure = _one_step(clock, Spread(values=tuple(values)))
    longer = _one_step(replace(clock, limit=limit + 5), Spread(values=tuple(values)))
    found = forecast(new_case(procedure, start), procedure, start, trials=500, seed=1)
    other = forecast(new_case(longer, start), longer, start, trials=500, seed=1)
    assert not isinstance(found, Refused)
    assert not isinstance(other, Refused)
    dates = [due.date for due in found.base.dates]
    assert dates == sorted(dates)
    assert all(one.date <= two.date for one, two in zip(found.base.dates, other.base.dates, strict=True))


def _one_step(clock: Clock, review: Spread) -> Procedure:
    model = the_procedure("us-fda-ind")
    step = replace(model.steps[0], clock=clock, stops=())
    return replace(model, jurisdiction="CN", steps=(step,), estimates={"review": Estimate(review=review)})


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 120), max_size=5), st.integers(0, 200))
def test_a_forecast_without_estimates_ends_on_the_last_day_that_the_clock_shows(
    gaps: list[int], later: int
) -> None:
    """Letters and answers at random; while a letter is open the forecast takes the answer to come at once."""
    at = date(2025, 9, 15)
    story = trial_application(at, registration_class="1", ground="rare_disease")
    if later % 3 == 0:
        story.tell(LaneTaken(step="review", lane="innovative-30", on=at))
    for number, gap in enumerate(gaps):
        at += timedelta(days=gap)
        event = (
            QuestionsAsked(step="review", on=at)
            if number % 2 == 0
            else AnswersReceived(step="review", manifest=digest(str(number)), full=True, on=at)
        )
        if not isinstance(story.ask(event), Refused):
            story.tell(event)
    day = at + timedelta(days=later)
    stands = story.stands("review", day)
    made = forecast(story.case(day), story.procedure, day, trials=1, seed=0)
    if stands.unanswered:
        assert isinstance(made, Refused)
        return
    assert not isinstance(made, Refused)
    review = next(step for step in made.base.steps if step.step == "review")
    if stands.phase is Phase.APPROVED:
        assert review.dates[0].date == stands.since
    elif stands.lane == "standard":
        assert stands.clock
        last = stands.clock.due or stands.clock.if_resumed
        assert last
        assert review.dates[0].date == last.date
