"""What happened to a case, entry by entry: in words, with its day in law and the moment of its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from tilth.approval import Procedure, events
from tilth.approval.case import Outcome
from tilth.approval.events import CaseEvent
from tilth.kernel.journal import Entry
from tilth_site.approval.labels import HAPPENED, INTERESTS, OUTCOMES
from tilth_site.approval.letters import letter_title
from tilth_site.approval.matters import step_of
from tilth_site.approval.naming import (
    body_name,
    fact_name,
    kind_name,
    lane_title,
    role_words,
    step_title,
    value_name,
)
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.wording import decision_reason, said
from tilth_site.pages.names import names_of
from tilth_site.pages.wording import labelled

__all__ = ["Moment", "history", "people_in"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the journal: what happened (``words``, ``more``), to which step, on which day."""

    entry: Entry
    on: date
    words: str
    more: str
    step: str


def history(one: CaseSeen, step: str = "") -> tuple[Moment, ...]:
    """What had happened to the case (or to one ``step`` of it) by the day that is shown, newest first. One query
    for names.
    """
    pairs = [
        (entry, event)
        for entry, event in zip(one.entries, one.events, strict=True)
        if event.on <= one.as_of and step in ("", step_of(event))
    ]
    names = people_in(event for _, event in pairs)
    moments = (_moment(one.procedure, entry, event, names) for entry, event in pairs)
    return tuple(reversed(list(moments)))


def people_in(happened: Iterator[CaseEvent]) -> dict[str, str]:
    """The names of those whom events are about."""
    kinds = (events.ReviewerAssigned, events.Voted, events.InterestDeclared)
    return dict(names_of(event.person for event in happened if isinstance(event, kinds)))


def _moment(procedure: Procedure, entry: Entry, event: CaseEvent, names: dict[str, str]) -> Moment:
    id = step_of(event)
    step = procedure.step(id) if id else None
    return Moment(
        entry=entry,
        on=event.on,
        words=str(HAPPENED[event.TYPE]),
        more=_more(procedure, event, names),
        step=step_title(step) if step else "",
    )


def _more(procedure: Procedure, event: CaseEvent, names: dict[str, str]) -> str:
    """What is worth saying besides."""
    match event:
        case events.FactStated(fact=fact, value=value):
            return gettext("%(fact)s: %(value)s") % {"fact": fact_name(fact), "value": value_name(value)}
        case events.EvidenceAdded(kind=kind):
            return kind_name(kind)
        case events.InterestDeclared(person=person, kind=kind):
            return labelled(names.get(person, person), INTERESTS.get(kind, kind))
        case events.LaneTaken(step=id, lane=name):
            step = procedure.step(id)
            lane = step.lane(name) if step else None
            return lane_title(lane) if lane else name
        case events.ReviewerAssigned(person=person, role=role):
            return gettext("{name} ({role})").format(name=names.get(person, person), role=role_words(role))
        case events.PartSubmitted(part=part):
            return part
        case events.QuestionsAsked(name=name):
            return name
        case events.AnswersReceived(full=full, letter=letter):
            words = gettext("every question is answered") if full else gettext("in part; the clock stays stopped")
            named = {"letter": letter_title(letter), "words": words}
            return gettext("%(letter)s: %(words)s") % named if letter else words
        case events.Voted(person=person, outcome=outcome, reason=reason):
            return labelled(names.get(person, person), _reasoned(outcome, reason))
        case events.Decided(outcome=outcome, reason=reason, by=by):
            return _reasoned(outcome, decision_reason(reason, by))
        case events.Recognised(body=body):
            return body_name(body)
        case events.Appealed(grounds=grounds):
            return grounds
        case events.Paused(reason=reason):
            return said(reason)
        case events.StepWithdrawn(reason=reason) | events.CaseWithdrawn(reason=reason):
            return reason
        case _:
            return ""


def _reasoned(outcome: Outcome, reason: str) -> str:
    return gettext("{outcome}. {reason}").format(outcome=OUTCOMES[outcome], reason=reason)
