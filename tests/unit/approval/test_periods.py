"""Lengths of time as law counts them."""

from __future__ import annotations

from datetime import date

import pytest

from tilth.approval.clock import period_end
from tilth.approval.clock.periods import add_months
from tilth.approval.model import Clock
from tilth.approval.terms import DayZero, Roll, Unit
from tilth.kernel.calendars import Due
from tilth.kernel.errors import OptionError


def days(limit: int, roll: Roll = Roll.NONE, calendar: str = "") -> Clock:
    return Clock(limit=limit, unit=Unit.CALENDAR_DAY, calendar=calendar, roll=roll)


def working(limit: int, day0: DayZero = DayZero.EXCLUDED) -> Clock:
    return Clock(limit=limit, unit=Unit.WORKING_DAY, calendar="CN", day0=day0)


EU = {"roll": Roll.REGULATION_1182_71, "calendar": "EU"}


def test_sixty_working_days_over_the_spring_festival_of_2025() -> None:
    """Accepted on Monday 6 January 2025; the festival is 28 January to 4 February, Sunday 26 January and Saturday
    8 February are worked, and 4 April is off.

    7 to 10 January: 4. To 17: 9. To 24: 14. Sunday 26: 15. Monday 27: 16. 5 to 7 February: 19. Saturday 8: 20.
    To 14: 25. To 21: 30. To 28: 35. To 7 March: 40. To 14: 45. To 21: 50. To 28: 55. 31 March to 3 April: 59.
    Friday the 4th is off. Monday 7 April: 60.
    """
    assert period_end(working(60), date(2025, 1, 6)) == Due(date(2025, 4, 7))


def test_sixty_working_days_over_the_spring_festival_of_2026() -> None:
    """Accepted on Friday 16 January 2026; the festival is 15 to 23 February, Saturdays 14 and 28 February are
    worked, and Monday 6 April is off.

    To 23 January: 5. To 30: 10. To 6 February: 15. To 13: 20. Saturday 14: 21. 24 to 27: 25. Saturday 28: 26. To
    6 March: 31. To 13: 36. To 20: 41. To 27: 46. To 3 April: 51. 7 to 10: 55. To 17: 60.
    """
    assert period_end(working(60), date(2026, 1, 16)) == Due(date(2026, 4, 17))


def test_where_its_own_day_counts_a_limit_ends_one_working_day_earlier() -> None:
    """From Monday 6 January 2025, which counts: 6 to 10 January are five days. From Sunday 5 January, which is not
    worked, the same five.
    """
    assert period_end(working(5, DayZero.INCLUDED), date(2025, 1, 6)) == Due(date(2025, 1, 10))
    assert period_end(working(5, DayZero.INCLUDED), date(2025, 1, 5)) == Due(date(2025, 1, 10))
    assert period_end(working(5), date(2025, 1, 6)) == Due(date(2025, 1, 13))


def test_a_limit_that_reaches_beyond_the_published_notice_is_provisional() -> None:
    assert period_end(working(60), date(2026, 12, 1)).provisional
    assert not period_end(working(10), date(2026, 12, 1)).provisional


def test_calendar_days_need_no_calendar_and_are_never_provisional() -> None:
    assert period_end(days(30), date(2026, 3, 2)) == Due(date(2026, 4, 1))
    assert period_end(days(30), date(2096, 2, 1)) == Due(date(2096, 3, 2))


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        # 14 April + 10 = Thursday 24 April, which is worked.
        (date(2025, 4, 14), 10, Due(date(2025, 4, 24))),
        # 10 April + 10 = Easter Sunday; Easter Monday is off too: Tuesday 22 April (Article 3 (4)).
        (date(2025, 4, 10), 10, Due(date(2025, 4, 22))),
        # 24 December + 5 = 29 December; the first worked day is 5 January, and two must be in it: 6 January
        # (Article 3 (5)). The list for 2026 is not known here, so it is provisional.
        (date(2025, 12, 24), 5, Due(date(2026, 1, 6), provisional=True)),
        # 16 April + 2 = Good Friday; Easter Monday is off too, and two worked days are the 22nd and the 23rd.
        (date(2025, 4, 16), 2, Due(date(2025, 4, 23))),
        # A period of one day needs only the next worked day.
        (date(2025, 4, 16), 1, Due(date(2025, 4, 22))),
    ],
)
def test_regulation_1182_71(start: date, limit: int, end: Due) -> None:
    assert period_end(days(limit, **EU), start) == end


def test_months_end_on_the_day_of_the_same_number_or_the_last_of_the_month() -> None:
    assert period_end(Clock(limit=10, unit=Unit.MONTH), date(2026, 5, 31)) == Due(date(2027, 3, 31))
    assert period_end(Clock(limit=6, unit=Unit.MONTH), date(2026, 8, 31)) == Due(date(2027, 2, 28))
    assert add_months(date(2024, 1, 30), 1) == date(2024, 2, 29)
    # One month from 31 January 2026 ends on Saturday 28 February, in the EU on the Monday after it.
    rolled = Clock(limit=1, unit=Unit.MONTH, roll=Roll.NEXT_WORKING_DAY, calendar="EU")
    assert period_end(rolled, date(2026, 1, 31)).date == date(2026, 3, 2)


def test_a_period_that_leaves_the_calendar_is_refused() -> None:
    with pytest.raises(OptionError):
        period_end(days(30), date(9999, 12, 20))
    with pytest.raises(OptionError):
        add_months(date(9999, 12, 1), 1)
