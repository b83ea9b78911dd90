from __future__ import annotations

from datetime import date, timedelta

import pytest

from tilth.kernel.calendars import Due, china
from tilth.kernel.errors import MissingError
from tilth.kernel.public_holidays import (
    CALENDARS,
    calendar_of,
    eu_institutions,
    ireland,
    united_kingdom,
    united_states,
)

# The Commission's decision of 25 May 2021 (2021/C 201 I/02), for Brussels: its days on weekdays.
INSTITUTIONS_2023 = [
    (1, 2), (4, 6), (4, 7), (4, 10), (5, 1), (5, 9), (5, 18), (5, 19), (5, 29), (7, 21), (8, 15), (11, 1), (11, 2),
    (12, 25), (12, 26), (12, 27), (12, 28), (12, 29),
]  # fmt: skip

# The Commission's decision of 21 December 2012 (2013/C 39/03), without weekends.
INSTITUTIONS_2014 = [
    (1, 1), (1, 2), (4, 17), (4, 18), (4, 21), (5, 1), (5, 9), (5, 29), (5, 30), (6, 9), (7, 21), (8, 15),
    (12, 24), (12, 25), (12, 26), (12, 29), (12, 30), (12, 31),
]  # fmt: skip


def off(calendar: str, year: int) -> list[tuple[int, int]]:
    """The days from Monday to Friday that the calendar has off, as month and day."""
    days = (date(year, 1, 1) + timedelta(days=at) for at in range(366))
    found = calendar_of(calendar)
    return [
        (day.month, day.day)
        for day in days
        if day.year == year and day.weekday() < 5 and not found.is_working_day(day)
    ]


def test_the_pattern_of_the_institutions_is_that_of_the_published_decisions() -> None:
    assert off("EU", 2023) == INSTITUTIONS_2023
    assert off("EU", 2014) == INSTITUTIONS_2014


def test_federal_holidays_are_those_of_the_law() -> None:
    assert off("US", 2026) == [
        (1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25),
    ]  # fmt: skip


def test_britain_and_ireland_keep_monday_when_a_holiday_falls_on_a_weekend_each_in_its_way() -> None:
    assert off("UK", 2026) == [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]
    assert off("IE", 2026) == [(1, 1), (2, 2), (3, 17), (4, 6), (5, 4), (6, 1), (8, 3), (10, 26), (12, 25)]


@pytest.mark.parametrize("code", CALENDARS)
def test_every_calendar_marks_what_lies_beyond_its_last_settled_day(code: str) -> None:
    calendar = calendar_of(code)
    assert not calendar.is_working_day(calendar.last).provisional
    assert calendar.is_working_day(calendar.last + timedelta(days=1)).provisional


def test_the_european_calendar_is_settled_for_2025_only_and_says_so() -> None:
    assert eu_institutions().add_working_days(date(2025, 4, 16), 1) == Due(date(2025, 4, 22))
    assert eu_institutions().add_working_days(date(2025, 12, 23), 1) == Due(date(2026, 1, 5), provisional=True)


def test_calendars_are_made_once_and_named() -> None:
    assert calendar_of("CN") is china()
    assert united_states() is united_states()
    assert ireland().edition.startswith("Ireland, public holidays")
    assert united_kingdom().edition.startswith("England, bank holidays")
    with pytest.raises(MissingError, match=r"There is no calendar FR\. Use one of CN, EU, IE, UK, US"):
        calendar_of("FR")
