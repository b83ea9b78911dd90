"""Working days outside China: Monday to Friday, but for the public holidays of a jurisdiction.

``US`` are the federal holidays (5 U.S.C. 6103), ``UK`` the bank holidays of England, ``IE`` the public holidays of
Ireland: the package holidays knows the rules that the laws fix. ``EU`` are the holidays of the EU's institutions
in Brussels, which the Commission decides year by year; they follow one pattern, which is written down here.

A rule says what a year will be, and a proclamation can still change it, as that of 2022 did in Britain. So each
calendar has a last settled day. Beyond it the rule is followed and every answer is provisional.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from tilth.kernel.calendars import PublishedCalendar, china
from tilth.kernel.errors import MissingError

__all__ = ["CALENDARS", "calendar_of", "eu_institutions", "ireland", "united_kingdom", "united_states"]

_FIRST, _LAST = 2010, 2045
"""The years for which rules are followed at all."""


def calendar_of(code: str) -> PublishedCalendar:
    """The calendar called ``code``: CN, EU, IE, UK or US. Raises MissingError for another one."""
    if code not in CALENDARS:
        raise MissingError(
            "calendar.unknown",
            f"There is no calendar {code}.",
            mend=f"Use one of {', '.join(CALENDARS)}.",
            data={"calendar": code},
        )
    return CALENDARS[code]()


@cache
def united_states() -> PublishedCalendar:
    """The federal holidays of the United States. Settled from 2022, the first whole year with Juneteenth, for the
    years that the Office of Personnel Management lists. Days on which a president closes the offices are in none.
    """
    return _by_rule("United States, federal holidays", "US", None, 2022, 2030)


@cache
def united_kingdom() -> PublishedCalendar:
    """The bank holidays of England and Wales, settled for the years that gov.uk lists."""
    return _by_rule("England, bank holidays", "GB", "ENG", 2012, 2027)


@cache
def ireland() -> PublishedCalendar:
    """The public holidays of Ireland, as its Organisation of Working Time Act lists them since 2023."""
    return _by_rule("Ireland, public holidays", "IE", None, 2023, 2027)


@cache
def eu_institutions() -> PublishedCalendar:
    """The public holidays of the EU's institutions in Brussels, settled for 2025."""
    off = frozenset(day for year in range(_FIRST, _LAST + 1) for day in _institutions(year) if day.weekday() < 5)
    return PublishedCalendar(
        "EU institutions in Brussels, list for 2025 (other years by the pattern of the lists)",
        dt.date(2025, 1, 1),
        dt.date(2025, 12, 31),
        off,
        frozenset(),
    )


CALENDARS: Mapping[str, Callable[[], PublishedCalendar]] = MappingProxyType(
    {"CN": china, "EU": eu_institutions, "IE": ireland, "UK": united_kingdom, "US": united_states}
)
"""Every calendar by its code; the first call of one makes it."""


def _by_rule(name: str, country: str, part: str | None, first: int, last: int) -> PublishedCalendar:
    """The holidays that the package holidays knows, settled from the year ``first`` to the year ``last``."""
    from importlib.metadata import version

    from holidays import country_holidays

    found = country_holidays(country, subdiv=part, years=range(_FIRST, _LAST + 1))
    return PublishedCalendar(
        f"{name}, {first} to {last} (holidays {version('holidays')})",
        dt.date(first, 1, 1),
        dt.date(last, 12, 31),
        frozenset(day for day in found if day.weekday() < 5),
        frozenset(),
    )


def _institutions(year: int) -> list[dt.date]:
    """The pattern of the Commission's decisions: 1 and 2 January, Maundy Thursday to Easter Monday, 1 and 9 May,
    Ascension and the Friday after it, Whit Monday, 21 July, 15 August, 1 and 2 November, 24 to 31 December.
    """
    from holidays import country_holidays

    # Ireland keeps Easter Monday, so its list knows when Easter is.
    [monday] = country_holidays("IE", years=year).get_named("Easter Monday")
    fixed = [
        (1, 1),
        (1, 2),
        (5, 1),
        (5, 9),
        (7, 21),
        (8, 15),
        (11, 1),
        (11, 2),
        *((12, at) for at in range(24, 32)),
    ]
    moved = (-4, -3, 0, 38, 39, 49)
    return [
        *(dt.date(year, month, day) for month, day in fixed),
        *(monday + dt.timedelta(days=after) for after in moved),
    ]
