"""China's working days against the two packages that transcribe the State Council's notices, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from tilth.kernel.calendars import china

FIRST = 2004
LAST = china().last.year

DISAGREEMENTS = {
    2005: [date(2005, 12, 31)],  # a Saturday worked by the notice for 2006; chinesecalendar has it off
}
"""Every day on which chinesecalendar and holidays differ, by year. From 2010 to 2026 there is none."""

PEER = holidays.country_holidays("CN", years=range(FIRST, LAST + 2))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_the_two_sources_differ_on_the_listed_days_only(year: int) -> None:
    differing = [day for day in days_of(year) if chinese_calendar.is_workday(day) != PEER.is_working_day(day)]
    assert differing == DISAGREEMENTS.get(year, [])


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_our_calendar_is_chinesecalendars_and_marks_the_differences(year: int) -> None:
    ours = [china().is_working_day(day) for day in days_of(year)]
    assert [found.working for found in ours] == [chinese_calendar.is_workday(day) for day in days_of(year)]
    assert [found.date for found in ours if found.disputed] == DISAGREEMENTS.get(year, [])


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_the_count_of_a_year_is_that_of_both_sources(year: int) -> None:
    counted = china().working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).days
    assert counted == len(chinese_calendar.get_workdays(date(year, 1, 1), date(year, 12, 31)))
    wrongly_off = sum(not chinese_calendar.is_workday(day) for day in DISAGREEMENTS.get(year, []))
    assert counted + wrongly_off == PEER.get_working_days_count(date(year, 1, 1), date(year, 12, 31))


def test_adding_days_walks_chinesecalendars_working_days() -> None:
    start = date(2024, 1, 1)
    walked = chinese_calendar.get_workdays(start + timedelta(days=1), date(2026, 12, 24))
    assert [china().add_working_days(start, at).date for at in range(1, len(walked) + 1)] == walked


def test_every_published_year_has_a_working_weekend_which_is_how_a_year_is_known_to_be_published() -> None:
    assert {day.year for day in china().on} == set(range(FIRST, LAST + 1))


def test_the_year_after_the_last_notice_is_known_to_neither_source() -> None:
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(LAST + 1, 6, 1))
    assert not [day for day in PEER.weekend_workdays if day.year > LAST]
    assert date(LAST + 1, 10, 1) in PEER
