"""Lengths of time as law counts them: in working days, calendar days or months.

The day of the event is not counted (China's Civil Code, Article 201; Regulation 1182/71, Article 3 (1)), unless a
clock says otherwise, and a period ends with the last hour of its last day. A period of months ends on the day of
the same number, or on the last of a month that has none (Article 3 (2) (c)). What becomes of a last day that is
not worked is the clock's roll: under the Regulation it is the following working day (Article 3 (4)), and a
period of two days or more has at least two working days (Article 3 (5)).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from tilth.approval.model import Clock, Span
from tilth.approval.terms import DayZero, Roll, Unit
from tilth.kernel.calendars import Count, Due, PublishedCalendar
from tilth.kernel.errors import OptionError
from tilth.kernel.public_holidays import calendar_of

__all__ = ["Ruler", "add_months", "day_before", "days_of", "period_end", "rolled", "ruler_of", "span_end"]

_DAY = dt.timedelta(days=1)


class Ruler(Protocol):
    """Counts units of time: working days of a calendar, or every day."""

    def add_working_days(self, start: dt.date, days: int) -> Due:
        """The day of the ``days``-th unit after ``start``."""

    def working_days_between(self, start: dt.date, end: dt.date) -> Count:
        """The units after ``start``, up to and including ``end``."""


@dataclass(frozen=True, slots=True)
class EveryDay:
    """Calendar days: each counts, and none is ever provisional."""

    def add_working_days(self, start: dt.date, days: int) -> Due:
        """``start`` and so many days. Raises OptionError beyond the year 9999."""
        try:
            return Due(start + days * _DAY)
        except OverflowError:
            raise OptionError("calendar.end", "The date is after the year 9999.", mend="Add fewer days.") from None

    def working_days_between(self, start: dt.date, end: dt.date) -> Count:
        """The days from ``start`` to ``end``."""
        return Count((end - start).days)


def ruler_of(unit: Unit, calendar: str) -> Ruler:
    """What counts in ``unit``; months are counted in the days that they have. MissingError for an unknown
    calendar.
    """
    return calendar_of(calendar) if unit is Unit.WORKING_DAY else EveryDay()


def day_before(clock: Clock, event: dt.date) -> dt.date:
    """The day after which counting begins: that of the event, or the one before it where its own day counts."""
    return event - _DAY if clock.day0 is DayZero.INCLUDED else event


def days_of(span: Clock | Span, start: dt.date) -> int:
    """The limit in units of its ruler, counted after ``start``: a period of months has as many days as they
    have.
    """
    if span.unit is not Unit.MONTH:
        return span.limit
    return (add_months(start, span.limit) - start).days


def add_months(start: dt.date, months: int) -> dt.date:
    """The day of the same number ``months`` later, or the last of a month that has none. OptionError beyond
    9999.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        raise OptionError("calendar.end", "The date is after the year 9999.", mend="Add fewer months.")
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def span_end(span: Span, start: dt.date) -> Due:
    """The last day of ``span`` after ``start``."""
    due = ruler_of(span.unit, span.calendar).add_working_days(start, days_of(span, start))
    return rolled(span, start, due)


def period_end(clock: Clock, event: dt.date) -> Due:
    """The last day of the clock's limit where nothing stops it, after ``event``.

    ``provisional`` where a counted or rolled day lies outside the published calendar.
    """
    start = day_before(clock, event)
    due = ruler_of(clock.unit, clock.calendar).add_working_days(start, days_of(clock, start))
    return rolled(clock, start, due)


def rolled(period: Clock | Span, start: dt.date, due: Due) -> Due:
    """``due``, or the later day to which the period's roll takes it; the period counts after ``start``."""
    if period.roll is Roll.NONE:
        return due
    days = calendar_of(period.calendar)
    last = _next_worked(days, due.date)
    if period.roll is Roll.REGULATION_1182_71 and (due.date - start).days >= 2:
        two = days.add_working_days(start, 2)
        last = max(last, two, key=lambda one: one.date)
    mark = days.is_working_day(due.date)
    return Due(
        last.date,
        due.provisional or last.provisional or mark.provisional,
        tuple(sorted({*due.disputed, *last.disputed})),
    )


def _next_worked(days: PublishedCalendar, day: dt.date) -> Due:
    return Due(day) if days.is_working_day(day) else days.add_working_days(day, 1)
