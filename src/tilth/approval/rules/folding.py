"""A case from its events, one at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from tilth.approval.case import (
    AUTHORSHIP,
    Answer,
    Case,
    Decision,
    Halt,
    Interest,
    Item,
    Outcome,
    Reviewer,
    StepState,
    Vote,
)
from tilth.approval.events import (
    Accepted,
    AnswersReceived,
    Appealed,
    CaseEvent,
    CaseOpened,
    CaseWithdrawn,
    Decided,
    DossierSealed,
    EvidenceAdded,
    FactStated,
    InterestDeclared,
    LaneTaken,
    PartSubmitted,
    Paused,
    QuestionsAsked,
    Recognised,
    Resumed,
    ReviewerAssigned,
    StepWithdrawn,
    Submitted,
    Voted,
)
from tilth.approval.terms import StopBegins
from tilth.kernel.errors import IntegrityError

__all__ = ["LETTER", "apply", "fold", "fold_until"]

LETTER = "letter of questions"
"""The reason of a halt that a letter began; a clock finds the stop by what begins it."""

_Dossier = DossierSealed | PartSubmitted | Submitted | AnswersReceived
_OfStep = (
    LaneTaken | ReviewerAssigned | DossierSealed | PartSubmitted | Submitted | Accepted | QuestionsAsked
    | AnswersReceived | Paused | Resumed | Voted | Decided | Recognised | StepWithdrawn | Appealed
)  # fmt: skip


def fold(events: Iterable[CaseEvent]) -> Case | None:
    """The case after all ``events`` of its stream, None where there is none. Errors as :func:`apply`."""
    case: Case | None = None
    for event in events:
        case = apply(case, event)
    return case


def fold_until(events: Iterable[CaseEvent], day: date) -> Case | None:
    """The case as it was at the end of ``day``: the fold of what had happened by then."""
    return fold(event for event in events if event.on <= day)


def apply(case: Case | None, event: CaseEvent) -> Case:
    """The case after ``event``; ``case`` is None before the first.

    Raises IntegrityError where an event comes before the case was opened, or it is opened twice.
    """
    if isinstance(event, CaseOpened) and case is None:
        return Case(
            id=event.id,
            applicant=event.applicant,
            procedure=event.procedure,
            version=event.version,
            digest=event.digest,
            opened=event.on,
            facts=dict(event.facts),
        )
    if case is None or isinstance(event, CaseOpened):
        raise IntegrityError(
            "approval.history",
            f"The event {event.TYPE} cannot follow here.",
            mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
            data={"type": event.TYPE},
        )
    match event:
        case FactStated():
            return replace(case, facts={**case.facts, event.fact: event.value})
        case EvidenceAdded():
            item = Item(event.kind, event.sha256, dict(event.facts), event.on)
            return replace(case, evidence=(*case.evidence, item))
        case InterestDeclared():
            interest = Interest(event.person, event.kind, event.organisation)
            return replace(case, interests=(*case.interests, interest))
        case CaseWithdrawn():
            return replace(case, withdrawn=event.on)
        case _:
            changed = _stepped(case.step(event.step), event)
            stepped = replace(case, steps={**case.steps, event.step: changed})
            return _authored(stepped, event.person) if isinstance(event, _Dossier) else stepped


def _authored(case: Case, person: str) -> Case:
    """``case`` with ``person`` among those whose own work its dossiers are."""
    work = Interest(person, AUTHORSHIP, case.applicant)
    return case if not person or work in case.interests else replace(case, interests=(*case.interests, work))


def _stepped(state: StepState, event: _OfStep) -> StepState:
    match event:
        case LaneTaken():
            return replace(state, lane=event.lane)
        case ReviewerAssigned():
            return replace(state, reviewers=(*state.reviewers, Reviewer(event.person, event.role)))
        case DossierSealed():
            return replace(state, manifest=event.manifest)
        case PartSubmitted():
            parts = (*state.parts, event.part)
            return replace(state, manifest=event.manifest, handed_in=event.manifest, parts=parts)
        case Submitted():
            return replace(state, manifest=event.manifest, handed_in=event.manifest, submitted=event.on)
        case Accepted():
            return replace(state, accepted=event.on)
        case QuestionsAsked():
            return replace(state, halts=(*state.halts, _letter(state, event)))
        case AnswersReceived():
            return replace(_answered(state, event), manifest=event.manifest, handed_in=event.manifest)
        case Paused():
            return replace(state, halts=(*state.halts, Halt(event.reason, StopBegins.PAUSE, event.on)))
        case Resumed():
            pauses = [halt for halt in state.halts if halt.begins is StopBegins.PAUSE]
            return _ended(state, event.on, pauses)
        case _:
            return _judged(state, event)


def _judged(state: StepState, event: Voted | Decided | Recognised | StepWithdrawn | Appealed) -> StepState:
    match event:
        case Voted():
            others = tuple(vote for vote in state.votes if vote.person != event.person)
            about = (state.dossier, event.statement)
            return replace(
                state, votes=(*others, Vote(event.person, event.outcome, event.reason, event.on, *about))
            )
        case Decided():
            decision = Decision(event.outcome, event.on, event.by, event.reason, event.document, event.statement)
            return replace(_ended(state, event.on, state.halts), decision=decision)
        case Recognised():
            decision = Decision(
                Outcome.APPROVED, event.on, event.body, document=event.document, statement=event.statement
            )
            return replace(_ended(state, event.on, state.halts), decision=decision)
        case StepWithdrawn():
            return replace(_ended(state, event.on, state.halts), withdrawn=event.on)
        case Appealed():
            before = (*state.refusals, *((state.decision,) if state.decision else ()))
            return replace(state, appealed=event.on, decision=None, refusals=before, votes=())


def _letter(state: StepState, event: QuestionsAsked) -> Halt:
    return Halt(
        LETTER,
        StopBegins.DEFICIENCY_LETTER,
        event.on,
        document=event.document,
        name=event.name,
        number=len(state.letters) + 1,
    )


def _answered(state: StepState, event: AnswersReceived) -> StepState:
    """``state`` with the answers beside the letters that they are to, which end where all is answered."""
    meant, answer = state.letters_meant(event.letter, event.document), Answer(event.on, event.full)
    until = event.on if event.full else None
    halts = (
        replace(halt, answers=(*halt.answers, answer), until=until) if halt in meant else halt
        for halt in state.halts
    )
    return replace(state, halts=tuple(halts))


def _ended(state: StepState, on: date, these: Collection[Halt]) -> StepState:
    """``state`` with those of ``these`` stops that last ended on that day."""
    ended = (replace(halt, until=on) if halt.until is None and halt in these else halt for halt in state.halts)
    return replace(state, halts=tuple(ended))
