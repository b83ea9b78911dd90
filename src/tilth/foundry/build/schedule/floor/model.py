"""The floor of a foundry: its instruments, its people, the hours of both, and how long the ways between sites
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from types import MappingProxyType

from tilth.foundry.build.schedule.floor.durations import Durations

__all__ = ["Floor", "Hours", "Instrument", "Maintenance", "Person", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """From one time of the day to another; to one on the next day where ``end`` is not after ``start``."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Hours:
    """When something is open: in ``spans``, on ``weekdays`` (Monday is 0) or, with ``calendar``, on the working
    days of that calendar (:data:`~.closures.CALENDARS` names them).
    """

    key: str
    spans: tuple[Span, ...]
    weekdays: frozenset[int] = frozenset()
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """The time from ``start`` to ``end`` (both with a time zone), in which an instrument is out of use."""

    start: datetime
    end: datetime
    title: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument. ``kind`` is what operations ask for (``thermocycler``), ``slots`` how many of them it
    takes at once, ``hours`` the key of its hours (empty: always open), ``site`` where it stands (empty: nowhere
    in particular).
    """

    id: str
    kind: str
    title: str = ""
    slots: int = 1
    site: str = ""
    hours: str = ""
    maintenance: tuple[Maintenance, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by an id. ``skills`` are what operations ask for, ``hours`` the key of the shift (empty: always
    there), ``site`` where the person works (empty: everywhere).
    """

    id: str
    skills: frozenset[str]
    hours: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    """Everything there is. ``zone`` is the time zone of its clocks, ``travel`` maps a pair of sites to minutes
    (both directions are in it), ``shares`` the tenants to their part of the foundry (any unit; those not named
    have one of 1). ``durations`` says by kind of instrument how long an operation takes beside its plan,
    ``half_life`` after how many days a tenant's use of the foundry counts half.
    """

    name: str
    zone: str
    instruments: tuple[Instrument, ...]
    people: tuple[Person, ...] = ()
    hours: tuple[Hours, ...] = ()
    travel: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    durations: Durations = field(default_factory=Durations)
    half_life: float = 30.0

    def hours_of(self, key: str) -> Hours | None:
        """The hours ``key``; None for the empty key, which is always open."""
        return next((one for one in self.hours if one.key == key), None)
