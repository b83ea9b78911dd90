"""ISO weeks (``2026-W11``), in which build slots are counted, and how they are written for people."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext

__all__ = ["coming_weeks", "week_name", "week_of"]

_AHEAD = 26
"""So many weeks, this one among them, can be opened for building."""


def week_of(day: date) -> str:
    """The week that ``day`` is in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def coming_weeks(today: date) -> tuple[str, ...]:
    """This week and those after it, for half a year."""
    return tuple(week_of(today + timedelta(weeks=ahead)) for ahead in range(_AHEAD))


def week_name(week: str) -> str:
    """The week with its Monday and its Sunday."""
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    first, last = (date_format(day, "DATE_FORMAT") for day in (monday, monday + timedelta(days=6)))
    return gettext("Week %(number)d (%(first)s to %(last)s)") % {
        "number": int(number),
        "first": first,
        "last": last,
    }
