from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tilth.kernel.calendars import Count, Due, Notices, PublishedCalendar, WorkingDay, china, cross_check
from tilth.kernel.errors import OptionError

# A calendar of one year: Thursday 1 to Saturday 3 October off, Sunday 11 October worked.
SMALL = PublishedCalendar(
    "test",
    date(2020, 1, 1),
    date(2020, 12, 24),
    off=frozenset({date(2020, 10, 1), date(2020, 10, 2)}),
    on=frozenset({date(2020, 10, 11)}),
    disputed=frozenset({date(2020, 10, 11)}),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2020, 9, 30), True),
        (date(2020, 10, 1), False),
        (date(2020, 10, 3), False),
        (date(2020, 10, 5), True),
        (date(2020, 10, 11), True),
    ],
)
def test_a_day_is_worked_by_weekday_but_for_the_notices(day: date, working: bool) -> None:
    found = SMALL.is_working_day(day)
    assert bool(found) is found.working is working


def test_the_start_day_is_not_counted() -> None:
    friday = date(2020, 3, 6)
    assert SMALL.add_working_days(friday, 1) == Due(date(2020, 3, 9))
    assert SMALL.add_working_days(friday, 5) == Due(date(2020, 3, 13))
    assert SMALL.add_working_days(date(2020, 3, 7), 1) == Due(date(2020, 3, 9))


def test_nought_days_are_complete_on_the_start_day_even_on_a_sunday() -> None:
    assert SMALL.add_working_days(date(2020, 3, 8), 0) == Due(date(2020, 3, 8))


def test_days_off_are_skipped_and_a_worked_sunday_counts() -> None:
    assert SMALL.add_working_days(date(2020, 9, 30), 1).date == date(2020, 10, 5)
    assert SMALL.add_working_days(date(2020, 10, 9), 1) == Due(date(2020, 10, 11), disputed=(date(2020, 10, 11),))


def test_the_days_between_exclude_the_first_and_include_the_last() -> None:
    assert SMALL.working_days_between(date(2020, 3, 6), date(2020, 3, 9)) == Count(1)
    assert SMALL.working_days_between(date(2020, 3, 6), date(2020, 3, 6)) == Count(0)
    assert SMALL.working_days_between(date(2020, 9, 30), date(2020, 10, 11)) == Count(
        6, disputed=(date(2020, 10, 11),)
    )


def test_an_answer_is_provisional_as_soon_as_one_counted_day_is_unsettled() -> None:
    assert not SMALL.add_working_days(date(2020, 12, 23), 1).provisional
    assert SMALL.add_working_days(date(2020, 12, 24), 1) == Due(date(2020, 12, 25), provisional=True)
    assert SMALL.add_working_days(date(2019, 12, 30), 1).provisional
    assert not SMALL.add_working_days(date(2019, 12, 31), 1).provisional
    assert SMALL.working_days_between(date(2020, 12, 1), date(2020, 12, 25)).provisional
    assert SMALL.working_days_between(date(2019, 12, 1), date(2021, 2, 1)).provisional


def test_nothing_counted_is_never_provisional() -> None:
    assert not SMALL.add_working_days(date(2031, 1, 1), 0).provisional
    assert not SMALL.working_days_between(date(2031, 1, 1), date(2031, 1, 1)).provisional


def test_a_day_tells_its_marks() -> None:
    assert SMALL.is_working_day(date(2020, 10, 11)) == WorkingDay(date(2020, 10, 11), True, disputed=True)
    assert SMALL.is_working_day(date(2021, 1, 1)) == WorkingDay(date(2021, 1, 1), True, provisional=True)


def test_what_cannot_be_counted_is_refused() -> None:
    for act, code in (
        (lambda: SMALL.add_working_days(date(2020, 1, 1), -1), "calendar.days"),
        (lambda: SMALL.working_days_between(date(2020, 1, 2), date(2020, 1, 1)), "calendar.order"),
        (lambda: SMALL.is_working_day(datetime(2020, 1, 1, 9)), "calendar.instant"),
        (lambda: SMALL.add_working_days(datetime(2020, 1, 1, 9), 1), "calendar.instant"),
        (lambda: SMALL.working_days_between(date(2020, 1, 1), datetime(2020, 1, 2)), "calendar.instant"),
        (lambda: SMALL.add_working_days(date(9999, 12, 31), 1), "calendar.end"),
    ):
        with pytest.raises(OptionError) as raised:
            act()
        assert raised.value.code == code


def test_a_cross_check_keeps_the_common_years_and_every_difference_in_them() -> None:
    first, second, third = date(2021, 5, 3), date(2021, 5, 8), date(2022, 5, 3)
    leading = Notices("one", 2020, 2022, frozenset({first, third}), frozenset({second}))
    checking = Notices("two", 2021, 2021, frozenset(), frozenset({second}))
    calendar = cross_check("Test", leading, checking)
    assert (calendar.first, calendar.last) == (date(2021, 1, 1), date(2021, 12, 24))
    assert calendar.off == {first}
    assert calendar.on == {second}
    assert calendar.disputed == {first}
    assert calendar.edition == "Test, notices for 2021 to 2021 (one; checked with two)"


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 2, 4), True),  # Sunday worked for the Spring Festival
        (date(2024, 2, 18), True),
        (date(2024, 2, 16), False),
        (date(2025, 1, 26), True),  # Sunday worked before the Spring Festival
        (date(2025, 2, 4), False),
        (date(2025, 9, 28), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2018, 12, 29), True),  # by the notice for 2019
        (date(2018, 12, 31), False),
        (date(2020, 1, 31), False),  # the extension of 2020
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
    ],
)
def test_chinas_exchanged_days_are_those_of_the_notices(day: date, working: bool) -> None:
    assert china().is_working_day(day) == WorkingDay(day, working)


def test_a_period_over_chinas_national_day_is_counted_right() -> None:
    assert china().add_working_days(date(2025, 9, 26), 5) == Due(date(2025, 10, 10))
    assert china().working_days_between(date(2025, 9, 26), date(2025, 10, 11)) == Count(6)


def test_china_is_provisional_beyond_the_last_notice_and_counts_weekdays_there() -> None:
    beyond = date(china().last.year + 1, 10, 1)
    for at in range(7):
        found = china().is_working_day(beyond + timedelta(days=at))
        assert found.provisional
        assert found.working is (found.date.weekday() < 5)


def test_the_last_days_of_the_last_published_year_are_not_settled() -> None:
    last = china().last
    assert (last.month, last.day) == (12, 24)
    assert not china().is_working_day(last).provisional
    assert china().is_working_day(last + timedelta(days=1)).provisional


def test_before_the_first_published_year_is_provisional_too() -> None:
    assert china().is_working_day(date(2003, 12, 31)).provisional
    assert not china().is_working_day(date(2004, 1, 1)).provisional


def test_the_edition_names_the_sources_with_their_versions() -> None:
    assert china().edition.startswith("China, notices for 2004 to ")
    assert "chinesecalendar 1." in china().edition
    assert "holidays 0." in china().edition
