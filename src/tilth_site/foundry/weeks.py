"""ISO weeks (``2026-W11``), in which build slots are counted, and how they are written for people."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.html import strip_tags
from django.utils.translation import gettext

from tilth_site.pages.formats import day

__all__ = ["coming_weeks", "week_name", "week_of"]

_AHEAD = 26
"""So many weeks, this one among them, can be opened for building."""


def week_of(date_: date) -> str:
    """The week that ``date_`` is in."""
    year, week, _ = date_.isocalendar()
    return f"{year}-W{week:02}"


def coming_weeks(today: date) -> tuple[str, ...]:
    """The week of ``today`` and those after it, for half a year."""
    return tuple(week_of(today + timedelta(weeks=ahead)) for ahead in range(_AHEAD))


def week_name(week: str) -> str:
    """The week with its Monday and its Sunday."""
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    first, last = (strip_tags(day(one)) for one in (monday, monday + timedelta(days=6)))
    return gettext("Week %(number)d (%(first)s to %(last)s)") % {
        "number": int(number),
        "first": first,
        "last": last,
    }
