"""Cases of the approval room: what happened, where every step stands on a day, and what its clock shows."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from tilth.approval.case import StepState
from tilth.approval.clock import Reading, Standing
from tilth.kernel.refusal import Reason
from tilth_site.api.fields import Body, Day, OneLine, OwnerId, PersonId, Prose, Sha256, Shown
from tilth_site.api.schemas.journal import Written
from tilth_site.approval.models import ApprovalCase
from tilth_site.approval.seen import CaseSeen

__all__ = [
    "AnswerIn",
    "AskIn",
    "AssignIn",
    "CaseOut",
    "CasePage",
    "CaseSummary",
    "CaseWritten",
    "DatedIn",
    "FactIn",
    "InterestIn",
    "LaneIn",
    "OpenCaseIn",
    "Phase",
    "ReasonIn",
    "SubmitIn",
    "case_out",
    "case_summary",
    "reason_out",
]

Phase = Literal["waiting", "ready", "submitted", "running", "stopped", "approved", "refused", "withdrawn"]
"""Where a step stands."""

_ON = "The day on which it happened; today where it is left out. Only officers may give an earlier one."


class OpenCaseIn(Body):
    """An application that is to begin."""

    applicant: OwnerId = Field(description="The organisation or venture that applies.")
    procedure: OneLine = Field(min_length=1, max_length=100, examples=["demo-first-in-human"])
    facts: dict[str, OneLine] = Field(default_factory=dict, max_length=50, description="On which lanes depend.")


class FactIn(Body):
    """A fact on which lanes depend."""

    fact: OneLine = Field(min_length=1, max_length=100, examples=["registration_class"])
    value: OneLine = Field(max_length=200, examples=["1"])


class DatedIn(Body):
    """On which day something happened."""

    on: Day | None = Field(default=None, description=_ON)


class InterestIn(Body):
    """A person's interest in an organisation."""

    person: PersonId
    kind: OneLine = Field(min_length=1, max_length=100, examples=["equity", "employment"])
    organisation: OwnerId


class LaneIn(DatedIn):
    """The lane that a step is to go through."""

    lane: OneLine = Field(min_length=1, max_length=100, examples=["innovative-30"])
    reason: Prose = ""


class SubmitIn(DatedIn):
    """What is handed in: the complete dossier, or a part of it."""

    part: OneLine = Field(default="", max_length=100, description="The part's name; empty for the whole dossier.")


class AnswerIn(DatedIn):
    """Answers to a letter of questions."""

    full: bool = Field(description="Whether every question is answered; only then does the clock run again.")
    letter: int | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="The number of the letter; where it is left out, the oldest open one.",
    )


class AskIn(DatedIn):
    """A letter of questions."""

    document: Sha256 | Literal[""] = Field(default="", description="The sha256 of the letter, uploaded before.")
    name: OneLine = Field(default="", max_length=200, description="What its file is called.")


class ReasonIn(DatedIn):
    """Why."""

    reason: Prose = Field(min_length=1, description="It stays in the journal. Name no person in it.")


class AssignIn(DatedIn):
    """Who is to vote on a step."""

    person: PersonId
    role: OneLine = Field(min_length=1, max_length=100, examples=["biosafety_officer"])


class CaseSummary(Shown):
    """One case, as a list has it."""

    id: str
    applicant: str
    procedure: str
    version: int
    opened: date
    withdrawn: date | None
    documents: int
    submitted: int = Field(description="Steps that were handed in.")
    stopped: int = Field(description="Steps whose clock stands still.")
    decided: int = Field(description="Steps that somebody decided; deemed decisions are not counted.")
    changed_at: str
    last_seq: int


class CasePage(Shown):
    """A page of cases."""

    items: list[CaseSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class DueOut(Shown):
    """A last day. ``provisional``: it lies, or was counted, beyond the published calendars."""

    date: date
    provisional: bool


class ClockOut(Shown):
    """What a clock shows. ``statutory`` + ``stopped`` + ``earlier`` = ``actual``, all in ``unit``."""

    unit: str = Field(examples=["working_day", "calendar_day", "month"])
    started: date
    limit: int
    statutory: int = Field(description="The authority's time used.")
    stopped: int = Field(description="Time that does not count.")
    earlier: int = Field(description="Used before a stop that made the limit run anew.")
    actual: int
    days: int = Field(description="The actual time in calendar days.")
    due: DueOut | None = Field(description="The last day of the limit; null while the clock stands still.")
    over: bool
    stop: str = Field(description="Why it stands still; empty while it runs.")


class MissingOut(Shown):
    """Why not: a code, and sentences in English."""

    code: str
    message: str
    mend: str


class ReviewerOut(Shown):
    """Who votes on a step; ``vote`` is empty until he has."""

    person: str
    role: str
    vote: str = Field(examples=["approved", "refused", ""])


class LetterOut(Shown):
    """A letter of questions. Answers name it by its ``number``, which counts from 1 in its step."""

    number: int
    asked: date
    document: str = Field(description="The sha256 of the letter; empty where it is not on record.")
    name: str
    answered: date | None = Field(description="The day on which all of it was answered.")
    open: bool = Field(description="Whether it holds the clock; a decision ends also what nobody answered.")


class CaseStepOut(Shown):
    """A step of the case, as it stood at the end of the day that was asked about."""

    id: str
    title: str
    phase: Phase
    since: date | None = Field(description="The day of the decision or of the withdrawal.")
    deemed: bool = Field(description="Whether it was decided by the passing of its limit.")
    lane: str
    reverted_from: str
    manifest: str = Field(description="The sha256 of the dossier's manifest; empty where none is sealed.")
    parts: list[str]
    submitted: date | None
    accepted: date | None
    clock: ClockOut | None
    letters: list[LetterOut]
    reviewers: list[ReviewerOut]
    missing: list[MissingOut] = Field(description="What it lacks before it can be handed in.")


class CaseDocumentOut(Shown):
    """A document of the case."""

    kind: str
    sha256: str
    facts: dict[str, str]
    on: date


class CaseOut(Shown):
    """One case at the end of the day ``as_of``."""

    id: str
    applicant: str
    procedure: str
    version: int
    digest: str = Field(description="The sha256 of the procedure's canonical JSON, which the case pins.")
    opened: date
    withdrawn: date | None
    as_of: date
    facts: dict[str, str]
    documents: list[CaseDocumentOut]
    steps: list[CaseStepOut]
    last_seq: int


class CaseWritten(Written):
    """What was written, and the case at the end of that day."""

    case: CaseOut


def case_summary(row: ApprovalCase) -> CaseSummary:
    """The row in the API's shape."""
    return CaseSummary.model_validate(row)


def case_out(seen: CaseSeen) -> CaseOut:
    """The case in the API's shape."""
    case = seen.case
    steps = [_step(seen, id, standing) for id, standing in seen.standings.items()]
    return CaseOut(
        id=case.id, applicant=case.applicant, procedure=case.procedure, version=case.version, digest=case.digest,
        opened=case.opened, withdrawn=case.withdrawn, as_of=seen.as_of, facts=dict(case.facts),
        documents=[
            CaseDocumentOut(kind=one.kind, sha256=one.sha256, facts=dict(one.facts), on=one.on)
            for one in case.evidence
        ],
        steps=steps, last_seq=seen.last_seq,
    )  # fmt: skip


def _step(seen: CaseSeen, id: str, standing: Standing) -> CaseStepOut:
    step, state = seen.procedure.step(id), seen.case.step(id)
    return CaseStepOut(
        id=id, title=step.title if step else id, phase=standing.phase.value, since=standing.since,
        deemed=standing.deemed, lane=standing.lane, reverted_from=standing.reverted_from, manifest=state.manifest,
        parts=list(state.parts), submitted=state.submitted, accepted=state.accepted,
        clock=_clock(standing.clock) if standing.clock else None, letters=_letters(state),
        reviewers=_reviewers(state),
        missing=[reason_out(one) for one in seen.missing[id]],
    )  # fmt: skip


def _clock(reading: Reading) -> ClockOut:
    return ClockOut(
        unit=reading.unit.value, started=reading.started, limit=reading.limit, statutory=reading.statutory,
        stopped=reading.stopped, earlier=reading.earlier, actual=reading.actual, days=reading.days,
        due=DueOut(date=reading.due.date, provisional=reading.due.provisional) if reading.due else None,
        over=reading.over, stop=reading.stop,
    )  # fmt: skip


def _letters(state: StepState) -> list[LetterOut]:
    return [
        LetterOut(
            number=one.number, asked=one.since, document=one.document, name=one.name, answered=one.answered,
            open=one.until is None,
        )
        for one in state.letters
    ]  # fmt: skip


def _reviewers(state: StepState) -> list[ReviewerOut]:
    votes = {vote.person: vote.outcome.value for vote in state.votes}
    return [
        ReviewerOut(person=one.person, role=one.role, vote=votes.get(one.person, "")) for one in state.reviewers
    ]


def reason_out(reason: Reason) -> MissingOut:
    """The reason in the API's shape."""
    return MissingOut(code=reason.code, message=reason.message, mend=reason.advice)
