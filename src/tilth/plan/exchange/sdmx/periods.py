"""Time periods as SDMX spells them, and the days that they are.

``2022``, ``2022-S1``, ``2022-T2``, ``2022-Q3``, ``2022-M07`` or ``2022-07``, ``2022-W30``, ``2022-D200``,
``2022-07-19``, ``2022-07-19T12:00:00``, and time ranges such as ``2022-07-01/P18M``
(SDMX 3.0, Section 6, "Observational Time Period"). Reporting years are taken to start on 1 January, which is what
SDMX supposes where nothing else is said.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

__all__ = ["last_day", "period_of"]

_SHAPE = re.compile(
    r"(?P<year>[0-9]{4})(-(?P<kind>[ASTQMWD])(?P<number>[0-9]{1,3})|-(?P<month>[0-9]{2}))?", re.ASCII
)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9:.+\-Z]+)?", re.ASCII)
_RANGE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.+\-Z]+)?"
    r"/P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,7})D)?",
    re.ASCII,
)
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
"""How many months each reporting period lasts."""


def last_day(period: str) -> date | None:
    """The last day of ``period``, or None where it is no time period that there is."""
    try:
        if ranged := _RANGE.fullmatch(period):
            return _range_end(ranged)
        if day := _DAY.fullmatch(period):
            return date.fromisoformat(day[1])
        found = _SHAPE.fullmatch(period)
        return _end(found) if found else None
    except (ValueError, OverflowError):
        return None


def period_of(first: date, last: date) -> tuple[str, str]:
    """Frequency (CL_FREQ) and time period of the days from ``first`` to ``last``, both counted in.

    A calendar year, quarter, month or day is spelled as one; any other span is a time range in days, of the
    frequency ``_O`` (other).
    """
    if first == last:
        return "D", first.isoformat()
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole and months == 12 and first.month == 1:
        return "A", f"{first.year:04}"
    if whole and months == 3 and first.month % 3 == 1:
        return "Q", f"{first.year:04}-Q{first.month // 3 + 1}"
    if whole and months == 1:
        return "M", f"{first:%Y-%m}"
    return "_O", f"{first.isoformat()}/P{(last - first).days + 1}D"


def _end(found: re.Match[str]) -> date | None:
    year, kind = int(found["year"]), found["kind"]
    if found["month"]:
        return _month_end(year, int(found["month"]))
    if kind is None:
        return date(year, 12, 31)
    number = int(found["number"])
    if kind == "W":
        return date.fromisocalendar(year, number, 7)
    if kind == "D":
        day = date(year, 1, 1) + timedelta(number - 1)
        return day if number and day.year == year else None
    months = _MONTHS[kind] * number
    return _month_end(year, months) if 1 <= months <= 12 else None


def _month_end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, monthrange(year, month)[1])


def _range_end(ranged: re.Match[str]) -> date:
    first = date.fromisoformat(ranged[1])
    years, months, weeks, days = (int(part or 0) for part in ranged.groups()[1:])
    year, month = divmod(first.year * 12 + first.month - 1 + years * 12 + months, 12)
    start = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
    return start + timedelta(weeks * 7 + days - 1)
