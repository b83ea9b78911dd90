"""What a decision about a case rests on: its events, its procedure, who stands on which side of it.

An event has a day of its own, which may be earlier than the one on which it is recorded. So the rules see the
case as it was at the end of that day. Only officers of the operator (and Tilth itself) record earlier days: an
applicant who could date his own hand-in would move the clock, and a reviewer his vote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tilth.approval import EVENTS, Case, Procedure, decide, fold, fold_until, the_procedure
from tilth.approval.events import (
    CaseEvent,
    CaseOpened,
    CaseWithdrawn,
    EvidenceAdded,
    FactStated,
    InterestDeclared,
)
from tilth.kernel.journal import Entry, decode
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Sides
from tilth_site.approval.tables import CASES
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import entries_of
from tilth_site.parties.actors import operator_id

__all__ = ["Matter", "decided", "events_of", "matter", "sides_of", "step_of"]

_KINDS = {kind.TYPE: kind for kind in EVENTS}


@dataclass(frozen=True, slots=True)
class Matter:
    """A case as its ``events`` leave it, and the procedure that it pins."""

    case: Case
    procedure: Procedure
    events: tuple[CaseEvent, ...]

    def decided(self, call: Call, *asked: CaseEvent) -> tuple[CaseEvent, ...] | Refused:
        """As :func:`decided`, after everything that happened to the case."""
        return decided(self.events, self.procedure, call, *asked)


def decided(
    events: tuple[CaseEvent, ...], procedure: Procedure, call: Call, *asked: CaseEvent
) -> tuple[CaseEvent, ...] | Refused:
    """Those ``asked`` for, one after the other, and what follows from each, after ``events``; or the first
    refusal.
    """
    happened: list[CaseEvent] = []
    for event in asked:
        known = (*events, *happened)
        refused = _misdated(known, event, call)
        if refused:
            return refused
        answer = decide(fold_until(known, event.on), event, procedure, call.today)
        if isinstance(answer, Refused):
            return answer
        happened += answer
    return tuple(happened)


def matter(id: str) -> Matter | None:
    """The case ``id`` with everything that happened to it, None where there is none. One query."""
    events = events_of(entries_of(CASES.name(id)))
    case = fold(events)
    return Matter(case, the_procedure(case.procedure, case.version), events) if case else None


def events_of(entries: Iterable[Entry]) -> tuple[CaseEvent, ...]:
    """The events in ``entries`` of a case's stream."""
    return tuple(decode(entry, _KINDS[entry.type]) for entry in entries)


def step_of(event: CaseEvent) -> str:
    """The step that ``event`` is about, empty where it is about the whole case."""
    if isinstance(event, CaseOpened | FactStated | EvidenceAdded | InterestDeclared | CaseWithdrawn):
        return ""
    return event.step


def sides_of(applicant: str) -> Sides:
    """The sides of a case: the applicant owns it, and whoever operates the site runs its review. One query."""
    return Sides(owner=applicant, operator=operator_id())


def _misdated(known: Iterable[CaseEvent], event: CaseEvent, call: Call) -> Refused | None:
    """Why the event cannot have its day: it is not for the caller to say, or the step has gone further since."""
    if event.on == call.today:
        return None
    if not (call.actor.system or call.actor.operates):
        return refuse(
            "approval.case.dated",
            "This is dated {on}, and today is {today}.",
            "Leave the date; an officer of the operator records what happened on another day.",
            event.TYPE,
            on=str(event.on),
            today=str(call.today),
        )
    step = step_of(event)
    latest = max((one.on for one in known if step and step_of(one) == step), default=event.on)
    if event.on < latest:
        return refuse(
            "approval.case.order",
            "This is dated {on}, and the step {step} went further on {latest}.",
            "Date it {latest} or later.",
            event.TYPE,
            on=str(event.on),
            step=step,
            latest=str(latest),
        )
    return None
