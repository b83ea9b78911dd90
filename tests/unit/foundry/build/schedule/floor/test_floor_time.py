"""Minutes and instants, and what is closed when."""

from datetime import date, datetime, time, timedelta

import pytest
from floor_story import AXIS, BEIJING, MONDAY

from tilth.foundry.build.schedule.floor.closures import closures, complement, merged
from tilth.foundry.build.schedule.floor.model import Hours, Maintenance, Span
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.foundry.build.schedule.problem import Window
from tilth.kernel.errors import OptionError

DAY = 1440
WEEKDAYS = frozenset(range(5))


def test_minutes_and_instants_are_each_others_inverse() -> None:
    assert AXIS.moment(90) == MONDAY + timedelta(minutes=90)
    assert AXIS.minute(MONDAY + timedelta(minutes=90, seconds=59)) == 90
    assert AXIS.minute(MONDAY - timedelta(minutes=1)) == -1


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(OptionError):
        AXIS.minute(datetime(2026, 11, 30, 8))
    with pytest.raises(OptionError):
        TimeAxis(MONDAY, "Nowhere/Land")


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    axis = TimeAxis(datetime.fromisoformat("2026-03-29T00:00+01:00"), "Europe/Berlin")
    hours = Hours("early", (Span(time(6), time(7)),), frozenset(range(7)))
    assert closures(hours, (), axis, 600).windows == (Window(0, 300), Window(360, 600))


def test_nights_lunches_and_weekends_are_closed() -> None:
    hours = Hours("day", (Span(time(8), time(12)), Span(time(13), time(17))), WEEKDAYS)
    shut = closures(hours, (), AXIS, 7 * DAY)
    assert shut.windows[:2] == (Window(240, 300), Window(540, DAY))
    assert shut.windows[-1] == Window(4 * DAY + 540, 7 * DAY)


def test_a_shift_over_midnight_opens_the_next_morning() -> None:
    hours = Hours("night", (Span(time(22), time(6)),), WEEKDAYS)
    assert closures(hours, (), AXIS, DAY).windows == (Window(0, 840), Window(1320, DAY))


def test_maintenance_closes_what_is_always_open_and_joins_a_night() -> None:
    out = Maintenance(MONDAY + timedelta(minutes=500), MONDAY + timedelta(minutes=600))
    assert closures(None, (out,), AXIS, DAY).windows == (Window(500, 600),)
    hours = Hours("day", (Span(time(8), time(17)),), WEEKDAYS)
    assert closures(hours, (out,), AXIS, DAY).windows == (Window(500, DAY),)


def test_a_public_holiday_is_closed_and_a_worked_weekend_is_open() -> None:
    hours = Hours("day", (Span(time(8), time(17)),), calendar="china")
    axis = TimeAxis(datetime(2025, 10, 1, 8, tzinfo=BEIJING), "Asia/Shanghai")
    shut = closures(hours, (), axis, 11 * DAY)
    # 1 to 8 October are off in 2025, and Saturday the 11th is worked in exchange.
    assert shut.windows[0] == Window(0, 8 * DAY)
    assert 10 * DAY in [window.end for window in shut.windows]
    assert shut.provisional is None


def test_days_beyond_the_published_calendar_are_marked() -> None:
    hours = Hours("day", (Span(time(8), time(17)),), calendar="china")
    axis = TimeAxis(datetime(2099, 1, 1, 8, tzinfo=BEIJING), "Asia/Shanghai")
    assert closures(hours, (), axis, DAY).provisional == date(2098, 12, 31)


def test_windows_that_touch_are_one_and_the_rest_is_their_complement() -> None:
    windows = merged([Window(5, 9), Window(0, 2), Window(2, 4), Window(7, 8), Window(3, 3)])
    assert windows == [Window(0, 4), Window(5, 9)]
    assert complement(windows, 12) == [Window(4, 5), Window(9, 12)]
    assert complement([], 3) == [Window(0, 3)]
