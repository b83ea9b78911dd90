"""What happened to a run, entry by entry, read from its own stream, which one query brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from tilth.foundry.build.run import EVENTS, Run, RunEvent, apply
from tilth.foundry.build.run.events import (
    Aborted,
    CheckFailed,
    Completed,
    LeftOut,
    PlanFailed,
    Planned,
    RedoPlanned,
    Reported,
    StepConfirmed,
    StepFailed,
)
from tilth.kernel.journal import Entry, decode, read_instant
from tilth_site.build.wording import HAPPENED
from tilth_site.pages.wording import labelled

__all__ = ["Moment", "detail", "happened", "walk"]

_KINDS = {event.TYPE: event for event in EVENTS}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the journal, the event in it, and the run after it."""

    entry: Entry
    event: RunEvent
    run: Run

    @property
    def at(self) -> datetime:
        """When it was recorded."""
        return read_instant(self.entry.at)


def walk(entries: Sequence[Entry]) -> tuple[Moment, ...]:
    """Every moment of a run's life, oldest first. Raises IntegrityError as a fold does."""
    found: list[Moment] = []
    run: Run | None = None
    for entry in entries:
        event = decode(entry, _KINDS[entry.type])
        run = apply(run, event)
        found.append(Moment(entry, event, run))
    return tuple(found)


def happened(moment: Moment) -> str:
    """What happened, in a few words."""
    return str(HAPPENED[moment.entry.type])


def detail(moment: Moment, titles: dict[str, str]) -> str:
    """What is worth saying besides. ``titles`` are those of the steps, by id."""
    match moment.event:
        case Planned(planned):
            return _count(planned.transfers)
        case PlanFailed(failure):
            return failure.message
        case CheckFailed(check):
            return ngettext("%(count)d fault", "%(count)d faults", check.faults) % {"count": check.faults}
        case StepConfirmed(step):
            return titles.get(step, step)
        case StepFailed(step, reason):
            return labelled(titles.get(step, step), reason)
        case Reported(report):
            return gettext("%(done)d done, %(owed)d to be made again") % {
                "done": report.tally.done,
                "owed": report.tally.owed,
            }
        case RedoPlanned(redo):
            return _count(redo.transfers)
        case LeftOut(_, _, reason) | Aborted(reason):
            return reason
        case Completed(delivered):
            built = sum(one.constructs for one in delivered)
            return ngettext("%(count)d construct", "%(count)d constructs", built) % {"count": built}
        case _:
            return ""


def _count(transfers: int) -> str:
    return ngettext("%(count)d transfer", "%(count)d transfers", transfers) % {"count": transfers}
