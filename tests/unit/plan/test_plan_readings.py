"""Reported levels: rivals, choices, breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from plan_examples import TODAY, reading
from tilth.kernel.refusal import Refused
from tilth.plan.evidence import Row
from tilth.plan.ledger import Ledger
from tilth.plan.model import Break, Words
from tilth.plan.readings import Growth, Period, growth, periods, segment

Y2022, Y2023, Y2024 = (date(year, 12, 31) for year in (2022, 2023, 2024))
BREAK = Break(date(2023, 6, 1), Words("a wider list of industries"))


def said(*rows: Row) -> tuple[Period, ...]:
    return periods(Ledger.of(rows), "scale", TODAY, TODAY)


def test_one_accepted_reading_holds():
    row = reading("scale", Y2024, "410")
    (period,) = said(row)
    assert period.settled == row
    assert period.reason is None


def test_two_readings_of_one_speech_stay_side_by_side_and_neither_holds():
    first, second = reading("scale", Y2024, "410"), reading("scale", Y2024, "420")
    (period,) = said(first, second)
    assert period.settled is None
    assert period.values == (Decimal(410), Decimal(420))
    assert period.reason is not None
    assert period.reason.code == "plan.reading.rivals"
    assert "410, 420" in period.reason.message


def test_the_reading_chosen_over_its_rival_holds_and_the_rival_stays():
    rival = reading("scale", Y2024, "420", accepted=None)
    chosen = reading("scale", Y2024, "410", over=(rival.id,), reason="The written text has 410.")
    (period,) = said(chosen, rival)
    assert period.settled == chosen
    assert period.rows == tuple(sorted((chosen, rival), key=lambda row: row.id))


def test_a_new_rival_reopens_a_choice():
    rival = reading("scale", Y2024, "420", accepted=None)
    chosen = reading("scale", Y2024, "410", over=(rival.id,))
    (period,) = said(chosen, rival, reading("scale", Y2024, "415", accepted=None))
    assert period.settled is None


def test_two_chosen_over_each_other_settle_nothing():
    first = reading("scale", Y2024, "410")
    second = reading("scale", Y2024, "420", over=(first.id,))
    (period,) = said(replace(first, over=(second.id,)), second)
    assert period.settled is None


def test_the_same_value_from_another_source_is_no_rival():
    (period,) = said(reading("scale", Y2024, "410"), reading("scale", Y2024, "410.0", accepted=None))
    assert period.settled is not None


def test_a_pending_reading_does_not_hold_and_says_so():
    (period,) = said(reading("scale", Y2024, "410", accepted=None))
    assert period.reason is not None
    assert period.reason.code == "plan.reading.pending"


def test_growth_across_a_break_is_refused_with_its_reason():
    refused = growth(reading("scale", Y2022, "330"), reading("scale", Y2024, "410"), [BREAK])
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "plan.series.break"
    assert "a wider list of industries" in refused.reasons[0].message


def test_growth_between_two_bases_is_refused():
    refused = growth(reading("scale", Y2023, "330"), reading("scale", Y2024, "410", basis="new"), [])
    assert isinstance(refused, Refused)


def test_growth_on_one_side_of_a_break_is_told():
    told = growth(reading("scale", Y2023, "400"), reading("scale", Y2024, "410"), [BREAK])
    assert isinstance(told, Growth)
    assert told.difference == 10
    assert told.relative == Decimal("0.025")


def test_growth_from_zero_has_a_difference_and_no_percentage():
    told = growth(reading("scale", Y2023, "0"), reading("scale", Y2024, "5"), [])
    assert isinstance(told, Growth)
    assert (told.difference, told.relative) == (5, None)


def test_growth_from_a_negative_level_has_the_sign_of_the_change():
    told = growth(reading("scale", Y2023, "-4"), reading("scale", Y2024, "-2"), [])
    assert isinstance(told, Growth)
    assert told.relative == Decimal("0.5")


def test_a_segment_is_what_lies_after_the_last_break():
    rows = [reading("scale", date(year, 12, 31), "1") for year in (2021, 2022, 2023, 2024)]
    assert segment(rows, [BREAK]) == tuple(rows[2:])
    assert segment(rows, []) == tuple(rows)
    assert segment([], [BREAK]) == ()
