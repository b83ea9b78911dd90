"""What the pages show of a clock.

The three times (the authority's, the stopped, the actual) are never added up or mixed: each is a number of its
own, with the unit that it is counted in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from tilth.approval.clock import Reading, Standing
from tilth.approval.model import Lane
from tilth.approval.terms import Expiry
from tilth.kernel.calendars import Due
from tilth_site.approval.labels import EXPIRY, PARTIES
from tilth_site.approval.wording import amount, joined

__all__ = ["ClockRow", "clock_row"]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock in words. ``used``, ``stopped`` and ``actual`` are the three times; ``share`` is the part of the
    limit that is used, in percent (at most 100). ``due_label`` says what ``due`` is: the last day, or the one if a
    stop ended today. ``follows`` is what the passing of the last day means.
    """

    limit: str
    used: str
    stopped: str
    parties: str
    actual: str
    days: str
    earlier: str
    share: int
    started: date
    due_label: str
    due: Due | None
    latest: Due | None
    follows: str
    late: bool


def clock_row(lane: Lane, stands: Standing) -> ClockRow | None:
    """The clock of a step in its lane, None where none runs."""
    reading = stands.clock
    if reading is None or lane.clock is None:
        return None
    unit = reading.unit
    parties = [
        gettext("%(party)s %(time)s") % {"party": PARTIES[party], "time": amount(time, unit)}
        for party, time in reading.by_party
        if time
    ]
    label, due = _due(reading)
    closed = stands.since is not None
    return ClockRow(
        limit=amount(reading.limit, unit),
        used=amount(reading.statutory, unit),
        stopped=amount(reading.stopped, unit),
        parties=joined(parties),
        actual=amount(reading.actual, unit),
        days=ngettext("%(days)d day by the calendar", "%(days)d days by the calendar", reading.days)
        % {"days": reading.days},
        earlier=amount(reading.earlier, unit) if reading.earlier else "",
        share=max(0, min(100, round(100 * reading.statutory / reading.limit))) if reading.limit else 100,
        started=reading.started,
        due_label=label,
        due=due,
        latest=reading.at_latest,
        follows="" if closed else _follows(lane),
        late=reading.over and not closed,
    )


def _due(reading: Reading) -> tuple[str, Due | None]:
    """What the date is that can be said, and the date: while a clock is stopped it has no last day."""
    if reading.due:
        return gettext("Last day"), reading.due
    return gettext("Last day if the clock ran again today"), reading.if_resumed


def _follows(lane: Lane) -> str:
    clock = lane.clock
    if clock is None:
        return ""
    words = str(EXPIRY[clock.on_expiry])
    if clock.on_expiry is Expiry.REVERT_TO and lane.notice:
        told = gettext("The applicant is told of it by day %(day)d.") % {"day": lane.notice}
        return f"{words} {told}"
    return words
