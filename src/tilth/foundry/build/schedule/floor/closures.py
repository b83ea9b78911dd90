"""When something is closed: nights, days off and maintenance, as windows on the time axis.

Working days come from published calendars. A day beyond the last published one is taken as Monday to Friday and is
listed as provisional, so that whoever promises a date there can say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from tilth.foundry.build.schedule.floor.model import Hours, Maintenance
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis, zone_of
from tilth.foundry.build.schedule.problem import Window
from tilth.kernel.calendars import WorkCalendar, china

__all__ = ["CALENDARS", "Closures", "closures", "complement", "merged"]

CALENDARS: Mapping[str, Callable[[], WorkCalendar]] = MappingProxyType({"china": china})
"""The calendars of working days that a floor can name."""


@dataclass(frozen=True, slots=True)
class Closures:
    """The closed ``windows`` in order, apart from each other. ``provisional`` is the first day for which no
    calendar is published, or None; ``disputed`` the days about which its sources differ.
    """

    windows: tuple[Window, ...]
    provisional: date | None = None
    disputed: tuple[date, ...] = ()


def closures(hours: Hours | None, maintenance: Iterable[Maintenance], axis: TimeAxis, horizon: int) -> Closures:
    """What is closed from minute 0 to minute ``horizon``: all that ``hours`` do not open (None: nothing), and
    every maintenance. O(days of the horizon).
    """
    out = [Window(axis.minute(one.start), _ceiling(axis, one.end)) for one in maintenance]
    if hours is None:
        return Closures(tuple(_clipped(merged(out), horizon)))
    zone = zone_of(axis.zone)
    # The day before may have a span over midnight.
    first, last = axis.moment(0).date() - timedelta(days=1), axis.moment(horizon).date()
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    worked, provisional, disputed = _worked(hours, days)
    opened = []
    for day in worked:
        for span in hours.spans:
            until = day if span.end > span.start else day + timedelta(days=1)
            start, end = (datetime.combine(on, at, zone) for on, at in ((day, span.start), (until, span.end)))
            opened.append(Window(_ceiling(axis, start), axis.minute(end)))
    shut = complement(_clipped(merged(opened), horizon), horizon)
    return Closures(tuple(_clipped(merged([*shut, *out]), horizon)), provisional, disputed)


def merged(windows: Iterable[Window]) -> list[Window]:
    """The windows in order, those that touch or overlap joined; empty ones dropped. O(n log n)."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda one: one.start):
        if window.end <= window.start:
            continue
        if found and window.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, window.end))
        else:
            found.append(window)
    return found


def complement(windows: Iterable[Window], horizon: int) -> list[Window]:
    """What lies between ``windows`` (as :func:`merged` gives them) from 0 to ``horizon``."""
    found, at = [], 0
    for window in windows:
        if window.start > at:
            found.append(Window(at, window.start))
        at = window.end
    return [*found, Window(at, horizon)] if at < horizon else found


def _worked(hours: Hours, days: list[date]) -> tuple[list[date], date | None, tuple[date, ...]]:
    """Those of ``days`` on which it opens, the first that is provisional, and the disputed ones."""
    if not hours.calendar:
        return [day for day in days if day.weekday() in hours.weekdays], None, ()
    calendar = CALENDARS[hours.calendar]()
    known = [calendar.is_working_day(day) for day in days]
    return (
        [one.date for one in known if one],
        next((one.date for one in known if one.provisional), None),
        tuple(one.date for one in known if one.disputed),
    )


def _clipped(windows: Iterable[Window], horizon: int) -> Iterator[Window]:
    for window in windows:
        if window.end > 0 and window.start < horizon:
            yield Window(max(0, window.start), min(window.end, horizon))


def _ceiling(axis: TimeAxis, moment: datetime) -> int:
    """The first minute that begins at ``moment`` or later."""
    minute = axis.minute(moment)
    return minute if axis.moment(minute) == moment else minute + 1
