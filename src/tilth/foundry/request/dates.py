"""When a request would be done: a first and a last day, from stated turnaround times, a calendar and a queue.

The provider states how many working days each step takes, at least and at most. The design is checked and parts
are synthesised while the request waits; building begins in a weekly slot. The earliest day adds up the shortest
steps, the latest the longest, so the range holds as long as every step keeps to the table. It is no forecast with
a probability: that takes a record of past builds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tilth.kernel.calendars import Due, WorkCalendar
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Reason

__all__ = ["DateRange", "Days", "Position", "SlotWeek", "Turnaround", "date_range"]

_STEPS = {
    "design_check": "Checking the design takes {least} to {most} working days.",
    "synthesis": "Synthesising the parts not in stock takes {least} to {most} working days.",
    "assembly": "Assembly takes {least} to {most} working days.",
    "transformation": "Transformation and picking take {least} to {most} working days.",
    "sequencing": "Sequencing and its reading take {least} to {most} working days.",
}


@dataclass(frozen=True, slots=True)
class Days:
    """A step's working days, ``least`` to ``most``. Raises OptionError where they are not 0 <= least <= most."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise OptionError(
                "turnaround.days",
                f"{self.least} to {self.most} working days is no range.",
                mend="Give the smaller number first, from 0.",
                data={"least": self.least, "most": self.most},
            )

    def __add__(self, other: Days) -> Days:
        return Days(self.least + other.least, self.most + other.most)


@dataclass(frozen=True, slots=True)
class Turnaround:
    """What a provider states: each step's working days, and how many requests one weekly slot takes.

    The defaults are an example made for Tilth. Raises OptionError where a slot takes no request.
    """

    design_check: Days = Days(1, 2)
    synthesis: Days = Days(8, 15)
    assembly: Days = Days(2, 4)
    transformation: Days = Days(2, 3)
    sequencing: Days = Days(2, 5)
    requests_per_week: int = 4

    def __post_init__(self) -> None:
        if self.requests_per_week < 1:
            raise OptionError(
                "turnaround.slot",
                f"A weekly slot cannot take {self.requests_per_week} requests.",
                mend="Give a whole number from 1.",
                data={"requests_per_week": self.requests_per_week},
            )


@dataclass(frozen=True, slots=True)
class SlotWeek:
    """The request has a place: building begins in the week that holds ``day``."""

    day: date


@dataclass(frozen=True, slots=True)
class Position:
    """The request has no place yet, and ``ahead`` others are before it. Raises OptionError below 0."""

    ahead: int

    def __post_init__(self) -> None:
        if self.ahead < 0:
            raise OptionError(
                "queue.position",
                f"{self.ahead} requests cannot be ahead.",
                mend="Give a whole number from 0.",
                data={"ahead": self.ahead},
            )


@dataclass(frozen=True, slots=True)
class DateRange:
    """The work is complete on a day from ``earliest`` to ``latest``.

    ``provisional`` says that the latest day rests on holidays still to be announced. ``reasons`` say what the
    range is made of, in the order of the work, and then what is uncertain about it; each has a mend where
    something would help.
    """

    earliest: date
    latest: date
    provisional: bool
    reasons: tuple[Reason, ...]


def date_range(
    today: date, calendar: WorkCalendar, turnaround: Turnaround, *, synthesis: bool, queue: SlotWeek | Position
) -> DateRange:
    """The range for a request handed in ``today``, which itself is not counted.

    ``synthesis`` says whether any part has to be synthesised. With a :class:`SlotWeek` building begins on that
    week's Monday or, where the request is ready later, then. With a :class:`Position` every slot takes
    ``requests_per_week`` requests, the first slot begins on the Monday after ``today``, and a request that is not
    ready for its slot waits for the Monday after it is. A Monday that is a holiday begins on the next working day.
    """
    before = turnaround.design_check + turnaround.synthesis if synthesis else turnaround.design_check
    build = turnaround.assembly + turnaround.transformation + turnaround.sequencing

    def finish(preparing: int, building: int) -> tuple[Due, Due]:
        ready = calendar.add_working_days(today, preparing)
        return ready, calendar.add_working_days(_eve(today, ready.date, turnaround, queue), building)

    first, last = finish(before.least, build.least), finish(before.most, build.most)
    provisional = any(due.provisional for due in last)
    disputed = sorted({day for due in (*first, *last) for day in due.disputed})
    reasons = (
        *_steps(turnaround, ["design_check", "synthesis"] if synthesis else ["design_check"]),
        _waiting(turnaround, queue),
        *_steps(turnaround, ["assembly", "transformation", "sequencing"]),
        *([_unpublished(calendar)] if provisional else []),
        *(_disputed(day) for day in disputed),
    )
    return DateRange(first[1].date, last[1].date, provisional, reasons)


def _eve(today: date, ready: date, turnaround: Turnaround, queue: SlotWeek | Position) -> date:
    """The day before building can begin: the start day of the count, which excludes it."""
    if isinstance(queue, SlotWeek):
        return max(ready, _monday(queue.day) - timedelta(days=1))
    weeks = queue.ahead // turnaround.requests_per_week
    slot = _monday(today) + timedelta(weeks=1 + weeks)
    return max(slot, _monday(ready) + timedelta(weeks=1)) - timedelta(days=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _steps(turnaround: Turnaround, names: list[str]) -> list[Reason]:
    days = {
        "design_check": turnaround.design_check,
        "synthesis": turnaround.synthesis,
        "assembly": turnaround.assembly,
        "transformation": turnaround.transformation,
        "sequencing": turnaround.sequencing,
    }
    mend = {"synthesis": "Use parts that are in stock."}
    return [
        Reason(
            f"dates.{name}",
            _STEPS[name],
            mend.get(name, ""),
            name,
            {"least": days[name].least, "most": days[name].most},
        )
        for name in names
    ]


def _waiting(turnaround: Turnaround, queue: SlotWeek | Position) -> Reason:
    if isinstance(queue, SlotWeek):
        week = _monday(queue.day).isoformat()
        return Reason("dates.slot", "The build slot is in the week of {week}.", "", "queue", {"week": week})
    return Reason(
        "dates.queue",
        "Requests ahead in the queue: {ahead}; a weekly build slot takes {places}.",
        "Sign the statement of work to take a place in a slot.",
        "queue",
        {"ahead": queue.ahead, "places": turnaround.requests_per_week},
    )


def _unpublished(calendar: WorkCalendar) -> Reason:
    return Reason(
        "dates.provisional",
        "The latest day lies beyond what the calendar of working days settles ({calendar}), so holidays still to "
        "be announced may move it.",
        "Compute the dates again when the next year's calendar is published.",
        "calendar",
        {"calendar": calendar.edition},
    )


def _disputed(day: date) -> Reason:
    return Reason(
        "dates.disputed",
        "The sources of the calendar differ about {day}.",
        "Look the day up in the State Council's notice.",
        "calendar",
        {"day": day.isoformat()},
    )
