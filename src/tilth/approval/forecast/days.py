"""Dates as whole numbers, and calendars as index arrays: the arithmetic of working days for a million trials at
once.

A day is its distance from an origin. For a calendar, ``count[d]`` is how many of its days lie after the origin
up to and including ``d``, and ``nth[n]`` is the n-th of them. So the n-th working day after ``d`` is
``nth[count[d] + n]``: two look-ups, for any calendar, where a loop would walk. Both arrays are as long as the
horizon, O(days) to make.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilth.approval.clock.periods import add_months
from tilth.approval.forecast.draws import Table
from tilth.approval.terms import Roll
from tilth.kernel.public_holidays import calendar_of

__all__ = ["EVERY_DAY", "Days", "Grid", "Ruled"]

Days = NDArray[np.int64]
"""Distances from the origin, in days; shape (trials,)."""

EVERY_DAY = ""
"""The calendar in which every day counts."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """One calendar over the horizon: ``count`` has the shape (days,), ``nth`` as many entries and goes on in
    calendar days where the horizon ends; ``last`` is the distance of the last settled day, None where every day
    counts.
    """

    count: Days
    nth: Days
    worked: NDArray[np.bool_]
    last: int | None

    def add(self, start: Days, units: Days | Table | int) -> Days:
        """The days of the ``units``-th unit after each ``start``."""
        found: Days = self.nth.take(self.count.take(start) + units, mode="clip")
        return found


class Grid:
    """The calendars of one forecast over ``horizon`` days from ``origin``; each is made when it is asked for."""

    def __init__(self, origin: dt.date, horizon: int) -> None:
        self.origin, self.horizon = origin, horizon
        self._ruled: dict[str, Ruled] = {}
        self._rolled: dict[tuple[str, Roll], Days] = {}
        self._months: dict[int, Days] = {}

    def at(self, day: dt.date) -> int:
        """The distance of a date."""
        return (day - self.origin).days

    def date(self, at: int) -> dt.date:
        """The date at a distance."""
        return self.origin + dt.timedelta(days=at)

    def ruled(self, calendar: str) -> Ruled:
        """The calendar of that code, or :data:`EVERY_DAY`."""
        if calendar not in self._ruled:
            self._ruled[calendar] = self._make(calendar)
        return self._ruled[calendar]

    def rolled(self, calendar: str, roll: Roll) -> Days:
        """For each day, the day to which a last day there is rolled."""
        key = (calendar, roll)
        if key not in self._rolled:
            every = np.arange(self.horizon, dtype=np.int64)
            if roll is Roll.NONE:
                self._rolled[key] = every
            else:
                one = self.ruled(calendar)
                self._rolled[key] = np.where(one.worked, every, one.add(every, np.ones_like(every)))
        return self._rolled[key]

    def months(self, months: int) -> Days:
        """For each day, how many days ``months`` after it has."""
        if months not in self._months:
            days = (self.date(at) for at in range(self.horizon))
            lengths = ((add_months(day, months) - day).days for day in days)
            self._months[months] = np.fromiter(lengths, np.int64, self.horizon)
        return self._months[months]

    def settled_until(self) -> int | None:
        """The last day about which every calendar asked for so far is settled; None where none can be wrong."""
        return min((one.last for one in self._ruled.values() if one.last is not None), default=None)

    def _make(self, calendar: str) -> Ruled:
        every = np.arange(self.horizon, dtype=np.int64)
        if calendar == EVERY_DAY:
            return Ruled(every, every, np.ones(self.horizon, np.bool_), None)
        days = calendar_of(calendar)
        marks = (bool(days.is_working_day(self.date(at))) for at in range(self.horizon))
        worked = np.fromiter(marks, np.bool_, self.horizon)
        # The origin itself is before everything that is counted.
        count = np.cumsum(worked) - int(worked[0])
        nth = np.concatenate(([0], np.flatnonzero(worked[1:]) + 1))
        tail = np.full(self.horizon - len(nth), self.horizon - 1)
        return Ruled(
            count.astype(np.int64), np.concatenate((nth, tail)).astype(np.int64), worked, self.at(days.last)
        )
