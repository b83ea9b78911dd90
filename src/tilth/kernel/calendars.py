"""Working days, from calendars that were published, and a mark on every answer that goes beyond them.

China's State Council says each autumn which days of the next year are off, and which weekends are worked in
exchange (调休). Two packages transcribe the notices, chinesecalendar and holidays. :func:`china` takes the first
and checks it against the second, day by day: a day on which they differ is *disputed*. Neither says where its
knowledge ends: past the last notice chinesecalendar raises, and holidays goes on with the festivals alone, without
the exchanged days. So a day outside the published years is *provisional*: Tilth then counts Monday to Friday and
says so.

Counting excludes the start day, as a period in days does in China's Civil Code (article 201): one working day
after a Friday is the Monday, and the day of filing is day nought.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from tilth.kernel.errors import OptionError

__all__ = ["Count", "Due", "Notices", "PublishedCalendar", "WorkCalendar", "WorkingDay", "china", "cross_check"]

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """Whether ``date`` is worked; true in a condition exactly when ``working`` is.

    ``provisional`` says that no calendar has been published for that day, ``disputed`` that the sources differ.
    """

    date: dt.date
    working: bool
    provisional: bool = False
    disputed: bool = False

    def __bool__(self) -> bool:
        return self.working


@dataclass(frozen=True, slots=True)
class Due:
    """The date on which a number of working days is complete.

    ``provisional`` says that a day on the way there lies outside the published years; ``disputed`` lists the days
    on the way about which the sources differ.
    """

    date: dt.date
    provisional: bool = False
    disputed: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A number of working days, with the marks of :class:`Due`."""

    days: int
    provisional: bool = False
    disputed: tuple[dt.date, ...] = ()


class WorkCalendar(Protocol):
    """Which days are worked, and the two ways of counting them."""

    @property
    def edition(self) -> str:
        """Whose calendar this is, and of which sources, to be stored with what was computed by it."""

    def is_working_day(self, day: dt.date) -> WorkingDay:
        """Whether ``day`` is worked."""

    def add_working_days(self, start: dt.date, days: int) -> Due:
        """The date of the ``days``-th working day after ``start``, which itself is not counted."""

    def working_days_between(self, start: dt.date, end: dt.date) -> Count:
        """How many working days lie after ``start``, up to and including ``end``."""


@dataclass(frozen=True, slots=True)
class PublishedCalendar:
    """Monday to Friday, but for the days of published notices.

    ``off`` are the days from Monday to Friday that are not worked, ``on`` the weekend days that are, ``disputed``
    those about which the sources differ. ``first`` and ``last`` are the first and the last day that is settled:
    outside them every answer is provisional.
    """

    edition: str
    first: dt.date
    last: dt.date
    off: frozenset[dt.date]
    on: frozenset[dt.date]
    disputed: frozenset[dt.date] = frozenset()

    def is_working_day(self, day: dt.date) -> WorkingDay:
        """Whether ``day`` is worked. Raises OptionError for an instant: its date depends on the place."""
        _require_date(day)
        provisional = not self.first <= day <= self.last
        return WorkingDay(day, self._works(day), provisional, day in self.disputed)

    def add_working_days(self, start: dt.date, days: int) -> Due:
        """The date of the ``days``-th working day after ``start``. Nought days are complete on ``start`` itself,
        worked or not. Time grows with ``days``, about a millisecond for 1,000.

        Raises OptionError where ``days`` is negative, ``start`` an instant, or the date after the year 9999.
        """
        _require_date(start)
        if days < 0:
            raise OptionError(
                "calendar.days",
                f"{days} working days cannot be added.",
                mend="Give a whole number from 0.",
                data={"days": days},
            )
        day = start
        for _ in range(days):
            day = self._next(day)
        return Due(day, *self._marks(start, day))

    def working_days_between(self, start: dt.date, end: dt.date) -> Count:
        """How many working days lie after ``start``, up to and including ``end``. This inverts
        :meth:`add_working_days`: between ``start`` and the date it gives lie as many days as were added.

        Raises OptionError where ``end`` is before ``start`` or either is an instant.
        """
        _require_date(start)
        _require_date(end)
        if end < start:
            raise OptionError(
                "calendar.order",
                f"{end} is before {start}.",
                mend="Give the earlier day first.",
                data={"start": str(start), "end": str(end)},
            )
        days = sum(self._works(start + at * _DAY) for at in range(1, (end - start).days + 1))
        return Count(days, *self._marks(start, end))

    def _works(self, day: dt.date) -> bool:
        return day in self.on or (day.weekday() < 5 and day not in self.off)

    def _next(self, day: dt.date) -> dt.date:
        while day < dt.date.max:
            day += _DAY
            if self._works(day):
                return day
        raise OptionError(
            "calendar.end", "The date is after the year 9999.", mend="Add fewer working days.", data={}
        )

    def _marks(self, start: dt.date, end: dt.date) -> tuple[bool, tuple[dt.date, ...]]:
        """Whether a day after ``start`` and up to ``end`` is provisional, and which of them are disputed."""
        provisional = end > start and not (self.first <= start + _DAY and end <= self.last)
        return provisional, tuple(sorted(day for day in self.disputed if start < day <= end))


@dataclass(frozen=True, slots=True)
class Notices:
    """What one source makes of the notices for the years ``first`` to ``last``: ``off`` and ``on`` as in
    :class:`PublishedCalendar`.
    """

    source: str
    first: int
    last: int
    off: frozenset[dt.date]
    on: frozenset[dt.date]


def cross_check(name: str, leading: Notices, checking: Notices) -> PublishedCalendar:
    """The calendar of ``leading`` for the years that both sources have, with every day on which they differ.

    The last week of December of the last year is provisional: the notice for a year has moved days of the December
    before it (from 29 December on in 2001, 2007 and 2018), so it is not settled until that notice is out.
    """
    first, last = max(leading.first, checking.first), min(leading.last, checking.last)
    differing = (leading.off ^ checking.off) | (leading.on ^ checking.on)

    def within(days: frozenset[dt.date]) -> frozenset[dt.date]:
        return frozenset(day for day in days if first <= day.year <= last)

    return PublishedCalendar(
        f"{name}, notices for {first} to {last} ({leading.source}; checked with {checking.source})",
        dt.date(first, 1, 1),
        dt.date(last, 12, 24),
        within(leading.off),
        within(leading.on),
        within(differing),
    )


@cache
def china() -> PublishedCalendar:
    """The working days of mainland China, by chinesecalendar, checked with holidays.

    How far it reaches depends on the installed packages: ``china().last`` is the last settled day. The first call
    takes about a second, for the two imports.
    """
    leading = _chinesecalendar()
    return cross_check("China", leading, _holidays(leading.first, leading.last))


def _chinesecalendar() -> Notices:
    from importlib.metadata import version

    from chinese_calendar.constants import holidays, workdays

    off = frozenset(day for day in holidays if day.weekday() < 5)
    on = frozenset(day for day in workdays if day.weekday() >= 5)
    years = [day.year for day in holidays]
    return Notices(f"chinesecalendar {version('chinesecalendar')}", min(years), max(years), off, on)


def _holidays(first: int, last: int) -> Notices:
    """What holidays makes of these years. It answers for any year, so a year counts as published where it knows a
    working weekend: each notice since 2001 has one. The year after ``last`` is asked too, because a notice can
    move days of the December before.
    """
    from importlib.metadata import version

    from holidays import country_holidays

    calendar = country_holidays("CN", years=range(first, last + 2))
    off = frozenset(day for day in calendar if day.weekday() < 5)
    on = frozenset(day for day in calendar.weekend_workdays if day.weekday() >= 5)
    years = [day.year for day in on]
    return Notices(f"holidays {version('holidays')}", min(years), max(years), off, on)


def _require_date(day: dt.date) -> None:
    if isinstance(day, dt.datetime):
        raise OptionError(
            "calendar.instant",
            f"{day.isoformat()} is an instant, and working days are counted in dates.",
            mend="Give the date at the place whose calendar it is.",
        )
