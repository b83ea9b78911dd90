"""What the pages show of a schedule: its proof, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from tilth.foundry.build.adoption import Promise, Proposal
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.kernel.journal import Entry
from tilth_site.foundry.models import DesignRequest
from tilth_site.journal.streams import entries_of
from tilth_site.pages.names import names_of
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal
from tilth_site.scheduling.operations import operation_name
from tilth_site.scheduling.queries import QUEUE
from tilth_site.scheduling.tables import BOARDS
from tilth_site.scheduling.wording import CAUSES, HAPPENED, STATUSES

__all__ = ["Moment", "MovedRow", "Proof", "history", "moved_rows", "promised_rows", "proof", "titles_of"]


@dataclass(frozen=True, slots=True)
class Proof:
    """How good a schedule is known to be, in words. ``delay`` and ``bound`` are weighted minutes of tardiness."""

    status: str
    delay: int | None
    bound: int | None
    gap: str
    violations: int
    cause: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the journal about a foundry's schedule, in words."""

    entry: Entry
    words: str


def proof(row: ScheduleProposal) -> Proof:
    """What is known of the schedule ``row``."""
    gap = ""
    if row.value is not None and row.bound is not None:
        share = 0.0 if row.value == row.bound else (row.value - row.bound) / max(1, row.value)
        gap = gettext("%(percent)s %%") % {"percent": f"{share * 100:.1f}".rstrip("0").rstrip(".")}
    proven = row.value is not None and row.value == row.bound
    # A schedule whose delay is proven least may still be called feasible, for its last end is not.
    words = gettext("proven: no schedule has less delay") if proven else str(STATUSES[row.status])
    return Proof(words, row.value, row.bound, gap, row.violations, str(CAUSES.get(row.cause, "")))


@dataclass(frozen=True, slots=True)
class MovedRow:
    """An operation that a change moves: its title, its request's (empty: a shared plate), and ``by`` how much."""

    title: str
    request: str
    by: str


def titles_of(foundry: str) -> Mapping[str, str]:
    """Request -> title, of the queue of ``foundry``. One query, for its staff."""
    rows = DesignRequest.objects.filter(provider_id=foundry, state__in=QUEUE)
    return dict(rows.values_list("id", "title"))


def promised_rows(
    promises: Iterable[Promise | PromisedDate], titles: Mapping[str, str]
) -> list[tuple[str, Promise | PromisedDate]]:
    """The promises about requests of ``titles``, with those, the first to be done first."""
    known = [one for one in promises if one.request in titles]
    return [(titles[one.request], one) for one in sorted(known, key=lambda one: (one.half, one.ninety))]


def moved_rows(proposal: Proposal, found: FloorProblem, titles: Mapping[str, str]) -> list[MovedRow]:
    """What a change moves, in words."""
    named = {one.id: operation_name(one.title) or one.id for one in found.problem.operations}
    plates = {plate.id: gettext("shared plate") for plate in found.plates}
    return [
        MovedRow(
            named.get(one.operation, one.operation), titles.get(one.job, plates.get(one.job, "")), _by(one.minutes)
        )
        for one in proposal.moved
    ]


def _by(minutes: int) -> str:
    """``+1 d 2 h`` or ``-45 min``."""
    days, rest = divmod(abs(minutes), 1440)
    hours, left = divmod(rest, 60)
    parts = [gettext("%(count)d d") % {"count": days}] if days else []
    parts += [gettext("%(count)d h") % {"count": hours}] if hours else []
    parts += [gettext("%(count)d min") % {"count": left}] if left or not parts else []
    return f"{'−' if minutes < 0 else '+'}{' '.join(parts)}"


def history(foundry: str) -> tuple[Sequence[Moment], Mapping[str, str]]:
    """What happened to the schedule of ``foundry``, newest first, and the names of whoever did it."""
    entries = entries_of(BOARDS.name(foundry))
    parts = {"worker": gettext("Tilth’s worker"), "operator": gettext("the operator")}
    people = {**parts, **names_of(entry.actor for entry in entries)}
    return [Moment(entry, str(HAPPENED[entry.type])) for entry in reversed(entries)], people
