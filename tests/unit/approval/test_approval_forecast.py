"""Forecasts against exact enumeration, and how they go on from a case."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from approval_cases import Story, digest, trial_application
from tilth.approval import Outcome, Procedure, Step, shipped, the_procedure
from tilth.approval.clock import period_end
from tilth.approval.estimate import Estimate, Questions, Spread
from tilth.approval.events import (
    Decided,
    LaneTaken,
    Paused,
    QuestionsAsked,
    StepWithdrawn,
    Submitted,
)
from tilth.approval.forecast import Forecast, forecast, new_case, parse_what_if
from tilth.approval.forecast.days import Grid
from tilth.approval.forecast.draws import NEVER, PLACES, at_most, left_after, mixed, table
from tilth.approval.forecast.resume import reach, resume
from tilth.approval.forecast.run import tally
from tilth.approval.forecast.step_now import origin_of
from tilth.approval.forecast.what_if import WhatIf
from tilth.approval.model import Clock, Effective, Span, Stop
from tilth.approval.procedure.soundness import order_of
from tilth.approval.terms import Expiry, OnCap, Party, Roll, Start, StopBegins, StopEnds, Unit
from tilth.kernel.calendars import Due, china
from tilth.kernel.errors import InputError, OptionError
from tilth.kernel.executor import InlineExecutor
from tilth.kernel.refusal import Refused

DEMO = the_procedure("demo-first-in-human")
START = date(2026, 1, 16)
TRIALS = 60_000
CAP = 10


def made(answer: Forecast | Refused) -> Forecast:
    assert not isinstance(answer, Refused), str(answer)
    return answer


def spread(**chances: float) -> Spread:
    """``spread(d5=0.7, d12=0.3)``: five units with 70 %, twelve with 30 %."""
    return Spread(chances=tuple((int(length[1:]), chance) for length, chance in chances.items()))


def working(limit: int, start: Start, expiry: Expiry, lane: str = "") -> Clock:
    return Clock(limit=limit, unit=Unit.WORKING_DAY, calendar="CN", start_event=start, on_expiry=expiry, lane=lane)


SMALL = Procedure(
    id="small",
    version=1,
    title="four steps with few lengths each",
    jurisdiction="CN",
    effective=Effective(date(2025, 1, 1)),
    steps=(
        Step(id="a", title="a", clock=working(20, Start.SUBMITTED, Expiry.ESCALATE)),
        Step(
            id="b",
            title="b",
            clock=Clock(
                limit=30,
                unit=Unit.CALENDAR_DAY,
                calendar="CN",
                roll=Roll.NEXT_WORKING_DAY,
                on_expiry=Expiry.DEEMED_APPROVED,
            ),
        ),
        Step(
            id="c",
            title="c",
            needs=("a",),
            clock=working(25, Start.NEEDS_MET, Expiry.DEEMED_APPROVED),
            stops=(
                Stop(
                    reason="letter",
                    begins=StopBegins.DEFICIENCY_LETTER,
                    ends=StopEnds.FULL_RECEIPT,
                    party=Party.APPLICANT,
                    cap=Span(CAP, Unit.WORKING_DAY, "CN"),
                ),
            ),
        ),
        Step(id="d", title="d", needs=("b", "c")),
    ),
    estimates={
        "a": Estimate(prepare=spread(d2=0.5, d6=0.5), review=spread(d5=0.7, d12=0.3)),
        "b": Estimate(prepare=spread(d1=1.0), review=spread(d15=0.4, d29=0.4, d40=0.2)),
        "c": Estimate(
            review=spread(d8=0.6, d30=0.4),
            questions=(Questions(chance=0.25, after=spread(d3=1.0), reply=spread(d4=0.5, d20=0.5)),),
        ),
    },
)


def add(day: date, units: int) -> date:
    return china().add_working_days(day, units).date


def enumerated() -> dict[date, float]:
    """The chance of every last day, walked through all courses of the case with plain dates."""
    ends: Counter[date] = Counter()
    for prepared, audited, alone, reviewed, asked, reply in itertools.product(
        ((2, 0.5), (6, 0.5)),
        ((5, 0.7), (12, 0.3)),
        ((15, 0.4), (29, 0.4), (40, 0.2)),
        ((8, 0.6), (30, 0.4)),
        ((True, 0.25), (False, 0.75)),
        ((4, 0.5), (20, 0.5)),
    ):
        chance = math.prod(one[1] for one in (prepared, audited, alone, reviewed, asked, reply))
        a = add(add(START, prepared[0]), audited[0])
        b = add(START, 1) + timedelta(days=min(alone[0], 30))
        if alone[0] > 30 and not china().is_working_day(b):
            b = add(b, 1)
        left = min(reviewed[0], 25)
        if asked[0]:
            c = add(add(add(a, 3), min(reply[0], CAP)), left - 3)
        else:
            c = add(a, left)
        ends[max(b, c)] += chance
    return dict(ends)


def test_trials_of_a_small_case_fall_on_the_days_of_its_exact_enumeration_as_often_as_they_should() -> None:
    exact = enumerated()
    assert sum(exact.values()) == pytest.approx(1)
    case = new_case(SMALL, START)
    plan = resume(case, SMALL, SMALL.estimates, START, WhatIf())
    assert not isinstance(plan, Refused)
    grid = Grid(origin_of(case, START), reach(plan))
    [count] = tally([plan], grid, TRIALS, 7, InlineExecutor())
    found = {grid.date(at): int(number) for at, number in enumerate(count.ends) if number}
    assert set(found) == set(exact), "no day is possible that is not found, and the other way round"
    for day, chance in exact.items():
        error = math.sqrt(chance * (1 - chance) / TRIALS) + 4 / PLACES
        assert abs(found[day] / TRIALS - chance) < 5 * error, day
    mean = sum((day - START).days * chance for day, chance in exact.items())
    assert count.days / count.trials == pytest.approx(mean, abs=0.15)


def test_quantiles_are_those_of_the_enumeration() -> None:
    exact = enumerated()
    base = made(forecast(new_case(SMALL, START), SMALL, START, trials=TRIALS, seed=3)).base
    for level, due in zip((0.5, 0.8, 0.95), base.dates, strict=True):
        below = sum(chance for day, chance in exact.items() if day < due.date)
        upto = sum(chance for day, chance in exact.items() if day <= due.date)
        assert below - 0.01 <= level <= upto + 0.01


def test_limits_that_pass_are_counted() -> None:
    steps = {
        one.step: one
        for one in made(forecast(new_case(SMALL, START), SMALL, START, trials=TRIALS, seed=3)).base.steps
    }
    assert steps["c"].passed == pytest.approx(0.4, abs=0.01)
    assert steps["b"].passed == pytest.approx(0.2, abs=0.01)
    assert steps["a"].passed == 0


def test_criticality_is_the_share_of_trials_in_which_a_step_held_up_the_whole() -> None:
    """b ends after c where its last day is later; a is critical exactly where c is, and d always."""
    steps = {
        one.step: one
        for one in made(forecast(new_case(SMALL, START), SMALL, START, trials=TRIALS, seed=3)).base.steps
    }
    assert steps["d"].critical == 1
    assert steps["a"].critical == steps["c"].critical
    assert steps["b"].critical + steps["c"].critical >= 1
    assert 0 < steps["b"].critical < 0.5


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_same_seed_gives_the_same_answer_on_any_number_of_workers(workers: int) -> None:
    asked = [parse_what_if("answers=5", DEMO)]
    here = forecast(new_case(DEMO, START), DEMO, START, trials=30_001, seed=11, what_ifs=asked)
    with ThreadPoolExecutor(workers) as executor:
        there = forecast(
            new_case(DEMO, START), DEMO, START, trials=30_001, seed=11, what_ifs=asked, executor=executor
        )
    assert here == there
    other = forecast(new_case(DEMO, START), DEMO, START, trials=30_001, seed=12, what_ifs=asked)
    assert here != other


def test_a_procedure_without_estimates_takes_each_limit_whole() -> None:
    """5 wd of acceptance from 16 January end on the 23rd, 60 from there on Friday 24 April: the 60th from the
    16th was 17 April, and the five days after it are the 20th to the 24th.
    """
    procedure = the_procedure("cn-nmpa-clinical-trial")
    base = made(forecast(new_case(procedure, START), procedure, START, trials=10, seed=0)).base
    assert base.dates == (Due(date(2026, 4, 24)),) * 3
    assert base.path == ("acceptance", "review")


def test_months_and_days_of_calendars_are_those_of_the_clock() -> None:
    """60 days from 16 January end on 17 March, ten months from there on 17 January 2027."""
    procedure = the_procedure("us-fda-marketing")
    base = made(forecast(new_case(procedure, START), procedure, START, trials=3, seed=0)).base
    assert base.dates[0] == Due(date(2027, 1, 17))
    priority = parse_what_if("lane.review=priority", procedure)
    faster = made(forecast(new_case(procedure, START), procedure, START, trials=3, seed=0, what_ifs=[priority]))
    assert faster.what_ifs[0].dates[0] == Due(date(2026, 9, 17))
    assert [reason.code for reason in faster.what_ifs[0].objections] == ["approval.lane.clause"]


@pytest.mark.parametrize("procedure", shipped(), ids=lambda each: each.id)
@pytest.mark.parametrize("start", [date(2025, 1, 6), date(2025, 4, 10), date(2025, 12, 12), date(2026, 5, 31)])
def test_limits_taken_whole_end_on_the_last_days_of_the_clocks(procedure: Procedure, start: date) -> None:
    """Step after step by :func:`period_end`, rolls and months and all, beside one trial."""
    bare = replace(procedure, estimates={})
    base = made(forecast(new_case(bare, start), bare, start, trials=1, seed=0)).base
    ends: dict[str, date] = {}
    for id in order_of(bare.steps):
        step = bare.step(id)
        assert step
        ready = max([start, *(ends[need] for need in step.needs)])
        ends[id] = period_end(step.clock, ready).date if step.clock else ready
    assert {one.step: one.dates[0].date for one in base.steps} == ends


@pytest.mark.parametrize("days", [1, 2, 3])
def test_a_period_of_one_day_needs_no_two_working_days(days: int) -> None:
    """Regulation 1182/71, Article 3 (5), speaks of periods of two days or more. From Friday 16 January 2026 one
    day ends on a Saturday, so on Monday 19; two and three end on Tuesday 20, the second working day.
    """
    clock = Clock(
        limit=days,
        unit=Unit.CALENDAR_DAY,
        calendar="EU",
        start_event=Start.NEEDS_MET,
        roll=Roll.REGULATION_1182_71,
    )
    step = Step(id="only", title="Only", clock=clock)
    procedure = replace(the_procedure("us-fda-ind"), steps=(step,), estimates={})
    friday = date(2026, 1, 16)
    base = made(forecast(new_case(procedure, friday), procedure, friday, trials=3, seed=0)).base
    assert base.dates[0].date == period_end(clock, friday).date == date(2026, 1, 19 if days == 1 else 20)


def test_a_date_beyond_the_published_calendar_is_provisional() -> None:
    procedure = the_procedure("cn-nmpa-marketing")
    base = made(
        forecast(new_case(procedure, date(2026, 6, 1)), procedure, date(2026, 6, 1), trials=5, seed=0)
    ).base
    assert all(due.provisional for due in base.dates)


REVIEW = {"review": Estimate(review=spread(d10=0.5, d40=0.5), questions=(
    Questions(chance=0.5, after=spread(d5=0.5, d25=0.5), reply=spread(d4=0.5, d9=0.5)),))}  # fmt: skip


def at(story: Story, day: date, estimates: dict[str, Estimate] | None = None, **more: object) -> Forecast:
    answer = forecast(
        story.case(day),
        story.procedure,
        day,
        trials=20_000,
        seed=5,
        estimates=estimates or REVIEW,
        **more,  # type: ignore[arg-type]
    )
    return made(answer)


def test_a_review_that_has_used_twenty_days_is_drawn_among_longer_ones() -> None:
    """By 13 February 20 wd are used, so it is the length of 40 that remains: 40 wd from 16 January is Thursday
    19 March (36 on the 13th). Without a question it ends there. That none came after 5 days leaves the chance of
    one after 25: 0.5 x 0.5 against 0.5, a third.
    """
    story = trial_application(START)
    base = at(story, date(2026, 2, 13)).base
    assert base.dates[0] == Due(date(2026, 3, 19))
    plan = resume(story.case(date(2026, 2, 13)), story.procedure, REVIEW, date(2026, 2, 13), WhatIf())
    assert not isinstance(plan, Refused)
    [one] = plan.steps[1].rounds
    assert np.count_nonzero(one.after == 5) / PLACES == pytest.approx(1 / 3, abs=1e-4)
    assert np.count_nonzero(one.after == NEVER) / PLACES == pytest.approx(2 / 3, abs=1e-4)


def test_an_answer_that_is_awaited_is_longer_than_it_has_taken() -> None:
    """Asked on 23 January, after 5 wd. By 2 February 6 wd have gone by, so the reply takes 9: it comes on the 5th.

    Of 10 or 40 days of review 5 are used. 5 more end on 12 February. 35 more: 6 February 1, to the 13th 6,
    Saturday 14 February 7, to the 27th 11, Saturday 28 February 12, to 6 March 17, 22, 27, 32 on 27 March, 35 on
    Wednesday 1 April.
    """
    story = trial_application(START).tell(QuestionsAsked(step="review", on=date(2026, 1, 23)))
    steps = at(story, date(2026, 2, 2)).base.steps
    assert steps[1].dates[0].date == date(2026, 2, 12)
    assert steps[1].dates[2].date == date(2026, 4, 1)


def asked_once(on_cap: OnCap, **reply: float) -> tuple[Procedure, dict[str, Estimate]]:
    """A review of 20 calendar days that asks after 3 of them, to be answered within 6."""
    stop = Stop(
        reason="letter",
        begins=StopBegins.DEFICIENCY_LETTER,
        ends=StopEnds.FULL_RECEIPT,
        party=Party.APPLICANT,
        cap=Span(6, Unit.CALENDAR_DAY),
        on_cap=on_cap,
    )
    clock = Clock(limit=20, unit=Unit.CALENDAR_DAY, start_event=Start.NEEDS_MET)
    step = Step(id="a", title="a", clock=clock, stops=(stop,))
    answered = replace(spread(**reply), unit="calendar_day")
    questions = Questions(chance=1.0, after=spread(d3=1.0), reply=answered)
    return replace(SMALL, steps=(step,), estimates={}), {
        "a": Estimate(review=spread(d10=1.0), questions=(questions,))
    }


def test_what_is_not_answered_before_its_cap_lowers_the_chance_and_the_dates_hold_where_it_is() -> None:
    """Begun on 16 January, asked on the 19th. In half of the trials the answer takes 4 days: 7 days of review are
    left from the 23rd, to the 30th. In the other half it takes 9 and the cap 6. Where the clock then runs on, the
    review ends on 1 February; where the application lapses, on the 25th without an approval. Answers within 5
    units save it.
    """
    day = START
    for on_cap, approved, last in ((OnCap.CONTINUE, 1.0, date(2026, 2, 1)), (OnCap.LAPSE, 0.5, date(2026, 1, 30))):
        procedure, estimates = asked_once(on_cap, d4=0.5, d9=0.5)
        answers = parse_what_if("answers=5", procedure)
        seen = made(
            forecast(
                new_case(procedure, day),
                procedure,
                day,
                trials=TRIALS,
                seed=1,
                estimates=estimates,
                what_ifs=[answers],
            )
        )
        assert seen.base.approved == pytest.approx(approved, abs=0.01)
        assert seen.base.ends[0][0] == date(2026, 1, 30)
        assert seen.base.ends[-1][0] == last
        assert seen.what_ifs[0].approved == 1.0
        assert seen.what_ifs[0].ends[-1][0] == date(2026, 1, 31)


def test_an_answer_on_the_last_day_of_its_cap_is_in_time() -> None:
    for reply, approved in (("d6", 1.0), ("d7", 0.0)):
        procedure, estimates = asked_once(OnCap.DEEMED_REFUSED, **{reply: 1.0})
        case = new_case(procedure, START)
        seen = made(forecast(case, procedure, START, trials=10, seed=1, estimates=estimates))
        assert seen.base.approved == approved


def test_a_letter_that_is_open_is_answered_before_its_cap_or_never() -> None:
    """Asked on 13 February with 80 wd to answer, to 16 June; on 1 June the answer has not come. Of the lengths
    that are longer than the wait so far, 75 wd are in time and 90 are not.
    """
    story = trial_application(date(2026, 1, 16)).tell(QuestionsAsked(step="review", on=date(2026, 2, 13)))
    reply = spread(d20=0.5, d75=0.25, d90=0.25)
    questions = Questions(chance=0.5, after=spread(d10=1.0), reply=reply)
    estimates = {"review": Estimate(review=spread(d40=1.0), questions=(questions,))}
    now = date(2026, 6, 1)
    seen = made(forecast(story.case(now), story.procedure, now, trials=TRIALS, seed=2, estimates=estimates))
    assert seen.base.approved == pytest.approx(0.5, abs=0.01)


def held() -> Story:
    """An IND received on Monday 2 March 2026 and held on Friday 20 March, after 18 days."""
    day = date(2026, 3, 2)
    story = Story(the_procedure("us-fda-ind"), day).evidence("review", day)
    return story.tell(
        Submitted(step="review", manifest=digest("IND"), on=day),
        Paused(step="review", reason="clinical hold", on=date(2026, 3, 20)),
    )


def ends(story: Story, on: date, estimate: Estimate) -> date:
    answer = forecast(story.case(on), story.procedure, on, trials=8, seed=1, estimates={"review": estimate})
    return made(answer).base.dates[0].date


def test_a_pause_that_lasts_goes_on_as_long_as_is_estimated() -> None:
    """On 30 March the hold has lasted 10 days, and 45 are expected: to 4 May. Then the 30 days run anew, to 3
    June. Without an estimate the hold, which has no cap, is taken to end at once: 29 April.
    """
    on = date(2026, 3, 30)
    expected = Estimate(pause=Spread(days=45, unit="calendar_day"))
    assert ends(held(), on, expected) == date(2026, 6, 3)
    assert ends(held(), on, Estimate()) == date(2026, 4, 29)


def test_a_pause_with_a_cap_and_no_estimate_lasts_for_its_cap() -> None:
    """Held on 20 March for 60 days at most, to 19 May; then 30 days anew, to 18 June. With 45 days expected it
    ends earlier, and with 90 the cap ends it.
    """
    model = the_procedure("us-fda-ind")
    hold = model.steps[0].stops[0]
    capped = replace(hold, cap=Span(60, Unit.CALENDAR_DAY))
    procedure = replace(model, steps=(replace(model.steps[0], stops=(capped,)),))
    story = Story(procedure, date(2026, 3, 2)).evidence("review", date(2026, 3, 2))
    story.tell(*held().events[-2:])
    on = date(2026, 3, 30)
    assert ends(story, on, Estimate()) == date(2026, 6, 18)
    for days, last in ((45, date(2026, 6, 3)), (90, date(2026, 6, 18))):
        assert ends(story, on, Estimate(pause=Spread(days=days, unit="calendar_day"))) == last


def test_answers_within_a_time_cut_the_replies() -> None:
    story = trial_application(START).tell(QuestionsAsked(step="review", on=date(2026, 1, 23)))
    asked = [parse_what_if("answers.review=7", story.procedure)]
    found = at(story, date(2026, 2, 2), what_ifs=asked)
    assert found.what_ifs[0].steps[1].dates[0].date == date(2026, 2, 10), "two days earlier"
    assert found.gained(found.what_ifs[0]) > 1.9


def test_a_lane_that_reverts_takes_what_is_left_of_the_longer_limit() -> None:
    """All of 30 days used without a decision: the standard lane has 60, 29 of them are left after the 31st."""
    story = trial_application(START, registration_class="1", ground="rare_disease")
    story.tell(LaneTaken(step="review", lane="innovative-30", on=START))
    estimates = {"review": Estimate(lanes={"innovative-30": spread(d25=0.5, d70=0.5)})}
    early = at(story, date(2026, 2, 2), estimates).base
    assert early.dates[2] == Due(date(2026, 4, 17)), "longer than sixty is deemed approved on the sixtieth day"
    assert early.steps[1].passed == pytest.approx(0.5, abs=0.02)
    late = at(story, date(2026, 3, 6), estimates).base
    assert late.dates == (Due(date(2026, 4, 17)),) * 3


@pytest.mark.parametrize(("step", "codes"), [("ethics", []), ("biosafety", ["approval.forecast.recognised"])])
def test_what_the_procedure_does_not_recognise_is_said(step: str, codes: list[str]) -> None:
    what_if = parse_what_if(f"recognised={step}", DEMO)
    found = made(forecast(new_case(DEMO, START), DEMO, START, trials=10, seed=1, what_ifs=[what_if]))
    assert [reason.code for reason in found.what_ifs[0].objections] == codes


def test_a_lane_that_reverts_and_of_which_nothing_is_estimated_is_decided_on_its_last_day() -> None:
    """Accepted on 9 March 2026, the fifth working day. In March follow 4, 5 and 5, by 3 April 5 more (19); the 6th
    is a holiday, 4 (23), 5 (28), and 20 and 21 April: 30. In the standard lane, the sixtieth is 4 June.
    """
    trial = the_procedure("cn-nmpa-clinical-trial")
    day = date(2026, 3, 2)
    faster = parse_what_if("lane.review=innovative-30", trial)
    assert isinstance(faster, WhatIf)
    found = made(forecast(new_case(trial, day), trial, day, trials=100, seed=1, what_ifs=[faster]))
    assert found.base.dates == (Due(date(2026, 6, 4)),) * 3
    assert found.what_ifs[0].dates == (Due(date(2026, 4, 21)),) * 3
    story = trial_application(date(2026, 3, 9), registration_class="1", ground="rare_disease")
    story.tell(LaneTaken(step="review", lane="innovative-30", on=date(2026, 3, 9)))
    nothing = {"review": Estimate()}
    assert at(story, date(2026, 4, 10), nothing).base.dates == (Due(date(2026, 4, 21)),) * 3
    assert at(story, date(2026, 4, 22), nothing).base.dates == (Due(date(2026, 6, 4)),) * 3


def test_what_is_decided_stays_and_what_was_refused_ends_the_case() -> None:
    story = trial_application(START)
    no = Decided(
        step="review", outcome=Outcome.REFUSED, by="authority", document=digest("no"), on=date(2026, 3, 2)
    )
    answer = forecast(story.tell(no).case(date(2026, 3, 2)), story.procedure, date(2026, 3, 2), trials=5, seed=0)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "approval.forecast.over"
    before = made(forecast(story.case(START), story.procedure, START, trials=5, seed=0))
    assert before.base.steps[0].dates[0] == Due(START)
    changed = [parse_what_if("parallel=acceptance", story.procedure)]
    decided = forecast(story.case(START), story.procedure, START, trials=5, seed=0, what_ifs=changed)
    assert isinstance(decided, Refused)
    assert decided.reasons[0].code == "approval.forecast.decided"


def test_a_refusal_lowers_the_chance_and_the_dates_hold_where_it_does_not_come() -> None:
    procedure = the_procedure("cn-nmpa-clinical-trial")
    estimates = {"review": Estimate(refusal=0.25)}
    base = made(
        forecast(new_case(procedure, START), procedure, START, trials=20_000, seed=2, estimates=estimates)
    ).base
    assert base.approved == pytest.approx(0.75, abs=0.015)
    assert base.dates == (Due(date(2026, 4, 24)),) * 3


def test_silence_that_refuses_is_a_refusal() -> None:
    step = replace(SMALL.steps[0], clock=working(10, Start.SUBMITTED, Expiry.DEEMED_REFUSED))
    procedure = replace(SMALL, steps=(step,), estimates={"a": Estimate(review=spread(d5=0.7, d12=0.3))})
    base = made(forecast(new_case(procedure, START), procedure, START, trials=20_000, seed=2)).base
    assert base.approved == pytest.approx(0.7, abs=0.015)
    assert base.dates[2] == Due(add(START, 5))


def test_a_limit_that_may_be_missed_does_not_end_what_takes_longer() -> None:
    step = replace(SMALL.steps[0], clock=working(10, Start.SUBMITTED, Expiry.ESCALATE))
    for overrun, last in ((True, 12), (False, 10)):
        estimates = {"a": Estimate(review=spread(d12=1.0), overrun=overrun)}
        procedure = replace(SMALL, steps=(step,), estimates=estimates)
        base = made(forecast(new_case(procedure, START), procedure, START, trials=10, seed=2)).base
        assert base.dates[0] == Due(add(START, last))
        assert base.steps[0].passed == 1


def test_habits_hold_a_case_up_and_moves_let_them_go() -> None:
    found = made(forecast(new_case(DEMO, START), DEMO, START, trials=8_000, seed=1))
    moves = {move.what_if: move.days for move in found.moves}
    assert "parallel=acceptance" in moves
    assert list(moves.values()) == sorted(moves.values(), reverse=True)
    both = [parse_what_if("parallel=acceptance,prepared=acceptance", DEMO)]
    together = made(forecast(new_case(DEMO, START), DEMO, START, trials=8_000, seed=1, what_ifs=both))
    assert together.gained(together.what_ifs[0]) > moves["parallel=acceptance"]
    assert not any(move.what_if.startswith("lane.") for move in found.moves), "no fact makes it eligible"


def test_preparing_alongside_ends_with_the_later_of_dossier_and_need() -> None:
    """a ends 7 to 18 wd after the start; the dossier of d takes 10 from the start."""
    steps = (
        SMALL.steps[0],
        Step(id="d", title="d", needs=("a",), clock=working(1, Start.SUBMITTED, Expiry.ESCALATE)),
    )
    estimates = {"a": SMALL.estimates["a"], "d": Estimate(prepare=spread(d10=1.0))}
    procedure = replace(SMALL, steps=steps, estimates=estimates)
    found = made(
        forecast(
            new_case(procedure, START), procedure, START, trials=4_000, seed=1,
            what_ifs=[parse_what_if("prepared=d", procedure)],
        )
    )  # fmt: skip
    assert {due.date for due in found.base.dates} <= {add(START, units) for units in (18, 22, 25, 29)}
    assert {due.date for due in found.what_ifs[0].dates} <= {add(START, units) for units in (11, 12, 15, 19)}
    assert found.what_ifs[0].steps[0].critical < 1


def test_a_planned_day_holds_until_it_is_given_up() -> None:
    planned = date(2026, 3, 2)
    steps = (SMALL.steps[0],)
    estimates = {"a": Estimate(review=spread(d5=1.0), not_before=planned)}
    procedure = replace(SMALL, steps=steps, estimates=estimates)
    found = made(forecast(new_case(procedure, START), procedure, START, trials=10, seed=1))
    assert found.base.dates[0] == Due(add(planned, 5))
    assert [move.what_if for move in found.moves] == ["start=a"]
    assert found.moves[0].days == (add(planned, 5) - add(START, 5)).days


def test_a_recognised_step_takes_no_time() -> None:
    found = made(
        forecast(
            new_case(DEMO, START), DEMO, START, trials=2_000, seed=1,
            what_ifs=[parse_what_if("recognised=ethics", DEMO)],
        )
    )  # fmt: skip
    ethics = next(step for step in found.what_ifs[0].steps if step.step == "ethics")
    audit = next(step for step in found.what_ifs[0].steps if step.step == "preclinical-audit")
    assert ethics.dates == audit.dates, "it still waits by habit"


def test_what_was_prepared_so_far_is_taken_off() -> None:
    """Ready since 16 January; by the 30th 10 wd have passed, so of 4 or 12 days it is 12: 2 more."""
    estimates = {"a": Estimate(prepare=spread(d4=0.5, d12=0.5), review=spread(d5=1.0))}
    procedure = replace(SMALL, steps=(SMALL.steps[0],), estimates=estimates)
    day = date(2026, 1, 30)
    base = made(forecast(new_case(procedure, START), procedure, day, trials=10, seed=1)).base
    assert base.dates[0] == Due(add(day, 7))


def test_a_withdrawn_step_and_a_circle_of_habits_are_refused() -> None:
    story = Story(DEMO, START).tell(StepWithdrawn(step="ethics", on=START))
    answer = forecast(story.case(START), DEMO, START, trials=5, seed=0)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].where == "ethics"
    circle = {"biosafety": Estimate(after=("review",))}
    refused = forecast(new_case(DEMO, START), DEMO, START, trials=5, seed=0, estimates=circle)
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "approval.forecast.circle"


@pytest.mark.parametrize(
    "text", ["", "answers", "answers=soon", "lane.review=nothing", "lane=x", "recognised=nobody", "speed=2"]
)
def test_a_what_if_that_nobody_knows_is_refused_with_what_is_known(text: str) -> None:
    with pytest.raises(OptionError) as raised:
        parse_what_if(text, DEMO)
    assert raised.value.code == "approval.what_if"
    assert raised.value.mend


def test_trials_and_seed_have_bounds() -> None:
    for trials, seed in ((0, 1), (10**9, 1), (5, -1)):
        with pytest.raises(OptionError):
            forecast(new_case(SMALL, START), SMALL, START, trials=trials, seed=seed)


def test_tables_hold_a_law_to_one_in_65536() -> None:
    law = {3: 0.2, 5: 0.3, 9: 0.5}
    found = table(law)
    assert len(found) == PLACES
    for length, chance in law.items():
        assert abs(np.count_nonzero(found == length) / PLACES - chance) < 1 / PLACES
    assert list(table({4: 1.0})[[0, -1]]) == [4, 4]


def test_laws_are_cut_mixed_and_conditioned() -> None:
    law = {3: 0.2, 5: 0.3, 9: 0.5}
    assert at_most(law, 5) == {3: 0.2, 5: 0.8}
    assert left_after(law, 4) == pytest.approx({1: 0.375, 5: 0.625})
    assert left_after(law, 9) == {1: 1.0}, "longer than anything known: one more"
    assert mixed(law, 0.5) == {3: 0.1, 5: 0.15, 9: 0.25, NEVER: 0.5}


def test_pert_has_its_mean_and_stays_within_its_ends() -> None:
    law = Spread(pert=(5, 8, 20)).law()
    assert (min(law), max(law)) == (5, 20)
    assert sum(law.values()) == pytest.approx(1)
    assert sum(length * chance for length, chance in law.items()) == pytest.approx((5 + 4 * 8 + 20) / 6, abs=0.02)
    assert Spread(pert=(5, 5, 5)).law() == {5: 1.0}
    assert Spread(values=(6, 9, 9)).law() == {6: pytest.approx(1 / 3), 9: pytest.approx(2 / 3)}


@pytest.mark.parametrize(
    "wrong",
    [
        Spread(),
        Spread(days=5, values=(5,)),
        Spread(pert=(5, 4, 6)),
        Spread(chances=((5, 0.5), (6, 0.4))),
        Spread(chances=((5, 1.5), (6, -0.5))),
        Spread(days=-1),
        Spread(days=9_999),
    ],
)
def test_a_spread_that_contradicts_itself_is_refused(wrong: Spread) -> None:
    with pytest.raises(InputError):
        wrong.law()
