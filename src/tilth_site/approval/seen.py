"""A case as it was at the end of a day.

What depends on the day (where a step stands, what its clock shows, what is deemed) is computed for the day that is
asked about, from the events up to it; so a page of the past shows what could have been known then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tilth.approval import Case, Procedure, fold_until, ineligible, missing, standing, the_procedure
from tilth.approval.clock import Standing
from tilth.approval.events import AnswersReceived, CaseEvent, DossierSealed, PartSubmitted, Submitted
from tilth.approval.model import STANDARD
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Reason
from tilth_site.approval.matters import Matter, events_of

__all__ = ["CaseSeen", "Revision", "seen"]


@dataclass(frozen=True, slots=True)
class Revision:
    """The dossier of a step from a day on: its manifest, and the type of the event that brought it."""

    step: str
    manifest: str
    on: date
    type: str


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as it was at the end of ``as_of``, with everything a page says of it.

    ``standings`` is by step, in the order in which they need each other; ``missing`` the evidence that each step
    lacks; ``ineligible`` the reasons that keep it out of each of its lanes but the standard one. ``entries`` are
    all of the stream, also later ones; ``last_seq`` is the number of the newest.
    """

    case: Case
    procedure: Procedure
    as_of: date
    standings: Mapping[str, Standing]
    missing: Mapping[str, tuple[Reason, ...]]
    ineligible: Mapping[tuple[str, str], tuple[Reason, ...]]
    entries: Sequence[Entry] = field(repr=False)

    @property
    def last_seq(self) -> int:
        """The number of the newest entry."""
        return self.entries[-1].seq

    @property
    def events(self) -> tuple[CaseEvent, ...]:
        """Everything that happened, also after ``as_of``."""
        return events_of(self.entries)

    @property
    def matter(self) -> Matter:
        """The case as an action finds it."""
        return Matter(self.case, self.procedure, self.events)

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """Every dossier that was sealed or handed in by ``as_of``, the oldest first."""
        return tuple(
            Revision(event.step, event.manifest, event.on, event.TYPE)
            for event in self.events
            if isinstance(event, DossierSealed | PartSubmitted | Submitted | AnswersReceived)
            and event.on <= self.as_of
        )


def seen(entries: Sequence[Entry], as_of: date) -> CaseSeen | None:
    """What the ``entries`` of a case come to at the end of ``as_of``; None where it was opened later."""
    case = fold_until(events_of(entries), as_of)
    if case is None:
        return None
    procedure = the_procedure(case.procedure, case.version)
    standings = standing(case, procedure, as_of)
    return CaseSeen(
        case=case,
        procedure=procedure,
        as_of=as_of,
        standings=standings,
        missing={step.id: missing(case, procedure, step) for step in procedure.steps},
        ineligible={
            (step.id, lane.id): ineligible(case, procedure, step, lane, as_of)
            for step in procedure.steps
            for lane in step.every_lane
            if lane.id != STANDARD
        },
        entries=entries,
    )
