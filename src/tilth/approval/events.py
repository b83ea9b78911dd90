"""What can have happened to a case. Its stream is ``case/<id>`` (:func:`case_stream`).

Every event has its day ``on``, because clocks count days: it is the day of the letter, not that of the record.
Persons and organisations appear by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, get_args

from tilth.approval.case import Outcome

__all__ = [
    "EVENTS",
    "Accepted",
    "AnswersReceived",
    "Appealed",
    "CaseEvent",
    "CaseOpened",
    "CaseWithdrawn",
    "Decided",
    "DossierSealed",
    "EvidenceAdded",
    "FactStated",
    "InterestDeclared",
    "LaneTaken",
    "PartSubmitted",
    "Paused",
    "QuestionsAsked",
    "Recognised",
    "Resumed",
    "ReviewerAssigned",
    "StepWithdrawn",
    "Submitted",
    "Voted",
    "case_stream",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """The case was begun under a version of a procedure, whose digest is pinned."""

    TYPE: ClassVar[str] = "approval.case.opened"
    id: str
    applicant: str
    procedure: str
    version: int
    digest: str
    on: date
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStated:
    """A fact on which lanes depend was stated, or stated anew."""

    TYPE: ClassVar[str] = "approval.case.fact_stated"
    fact: str
    value: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded:
    """A document was added to the case."""

    TYPE: ClassVar[str] = "approval.case.evidence_added"
    kind: str
    sha256: str
    on: date
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDeclared:
    """A person declared an interest in an organisation."""

    TYPE: ClassVar[str] = "approval.case.interest_declared"
    person: str
    kind: str
    organisation: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneTaken:
    """A step goes through another lane. Before its clock starts that is a choice, afterwards a transfer."""

    TYPE: ClassVar[str] = "approval.step.lane_taken"
    step: str
    lane: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerAssigned:
    """A person will vote on a step."""

    TYPE: ClassVar[str] = "approval.step.reviewer_assigned"
    step: str
    person: str
    role: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSealed:
    """The dossier of a step has this manifest from now on, sealed by ``person`` (empty: not stated)."""

    TYPE: ClassVar[str] = "approval.step.dossier_sealed"
    step: str
    manifest: str
    on: date
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSubmitted:
    """A part of the dossier was handed in, by ``person``, before all of it was there; no clock starts."""

    TYPE: ClassVar[str] = "approval.step.part_submitted"
    step: str
    part: str
    manifest: str
    on: date
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The complete dossier was handed in, by ``person``."""

    TYPE: ClassVar[str] = "approval.step.submitted"
    step: str
    manifest: str
    on: date
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The authority accepted the application for review."""

    TYPE: ClassVar[str] = "approval.step.accepted"
    step: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsAsked:
    """A letter of questions went out; ``document`` is its SHA-256, ``name`` what its file is called."""

    TYPE: ClassVar[str] = "approval.step.questions_asked"
    step: str
    on: date
    document: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersReceived:
    """Answers came in, from ``person``. Only when every open letter is answered in ``full`` does the clock run
    again. ``letter`` is the number of the letter that they answer; where it is 0, ``document`` is that letter's
    SHA-256, or empty where they answer all that are open.
    """

    TYPE: ClassVar[str] = "approval.step.answers_received"
    step: str
    manifest: str
    full: bool
    on: date
    person: str = ""
    document: str = ""
    letter: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The clock stands still for a reason that the procedure knows."""

    TYPE: ClassVar[str] = "approval.step.paused"
    step: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The pause ended."""

    TYPE: ClassVar[str] = "approval.step.resumed"
    step: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """A reviewer voted; ``statement`` is the SHA-256 of what they signed (:mod:`tilth.approval.decisions`)."""

    TYPE: ClassVar[str] = "approval.step.voted"
    step: str
    person: str
    outcome: Outcome
    reason: str
    on: date
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The step was decided: by enough equal votes (``by`` is ``vote``) or by the authority, on a document.

    ``statement`` is the SHA-256 of what the person signed who recorded the authority's decision.
    """

    TYPE: ClassVar[str] = "approval.step.decided"
    step: str
    outcome: Outcome
    by: str
    on: date
    reason: str = ""
    document: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The approval that another body gave to the same manifest stands for this step's own."""

    TYPE: ClassVar[str] = "approval.step.recognised"
    step: str
    body: str
    manifest: str
    document: str
    on: date
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWithdrawn:
    """The applicant took one application back."""

    TYPE: ClassVar[str] = "approval.step.withdrawn"
    step: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealed:
    """The applicant appealed against a refusal."""

    TYPE: ClassVar[str] = "approval.step.appealed"
    step: str
    grounds: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn:
    """The applicant took the whole case back."""

    TYPE: ClassVar[str] = "approval.case.withdrawn"
    on: date
    reason: str = ""


CaseEvent = (
    CaseOpened
    | FactStated
    | EvidenceAdded
    | InterestDeclared
    | LaneTaken
    | ReviewerAssigned
    | DossierSealed
    | PartSubmitted
    | Submitted
    | Accepted
    | QuestionsAsked
    | AnswersReceived
    | Paused
    | Resumed
    | Voted
    | Decided
    | Recognised
    | StepWithdrawn
    | Appealed
    | CaseWithdrawn
)

EVENTS: tuple[type[CaseEvent], ...] = get_args(CaseEvent)
"""Every kind of event of the room."""


def case_stream(id: str) -> str:
    """The name of a case's stream."""
    return f"case/{id}"
