"""A case: what has happened to an application, folded from its events.

The state holds what was done and when. What follows from the clock (a deemed decision, a lane that reverted) is
not in it: that depends on the day on which one asks, and :mod:`tilth.approval.clock` answers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tilth.approval.model import STANDARD
from tilth.approval.terms import StopBegins

__all__ = [
    "ALWAYS_IN_CONFLICT",
    "AUTHORSHIP",
    "Answer",
    "Case",
    "Decision",
    "Halt",
    "Interest",
    "Item",
    "Outcome",
    "Reviewer",
    "StepState",
    "Vote",
]


AUTHORSHIP = "authorship"
"""The interest of whoever sealed or handed in a dossier of the case."""

ALWAYS_IN_CONFLICT = (AUTHORSHIP, "employment")
"""Interests in the applicant that exclude from reviewing under every procedure: nobody judges their own work, or
that of their employer.
"""


class Outcome(StrEnum):
    """What a decision says."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the case: its kind, its SHA-256 in hex, what is stated of it, and since when it is there."""

    kind: str
    sha256: str
    facts: Mapping[str, str]
    on: date


@dataclass(frozen=True, slots=True)
class Interest:
    """A person's interest in an organisation, such as ``equity`` or ``employment``; :data:`AUTHORSHIP` follows
    from having handed something in.
    """

    person: str
    kind: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who votes on a step, in a role."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Vote:
    """How a reviewer voted; a later vote of the same person replaces an earlier one.

    ``manifest`` is the hash of the dossier that was under decision then, ``statement`` that of what was signed.
    """

    person: str
    outcome: Outcome
    reason: str
    on: date
    manifest: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came in answer to a letter: when, and whether that answered it in ``full``."""

    on: date
    full: bool


@dataclass(frozen=True, slots=True)
class Halt:
    """A time that does not count, as it happened: ``until`` is None while it lasts. ``document`` is the SHA-256 of
    the letter that began it, ``name`` what its file is called; empty for a pause, and where the letter is not on
    record. Letters have a ``number``, counted from 1 in their step, and the ``answers`` that came; a pause has 0
    and none.
    """

    reason: str
    begins: StopBegins
    since: date
    until: date | None = None
    document: str = ""
    name: str = ""
    number: int = 0
    answers: tuple[Answer, ...] = ()

    @property
    def answered(self) -> date | None:
        """The day on which a letter was answered in full, None where it was not; a decision may have ended it."""
        return next((answer.on for answer in self.answers if answer.full), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, when, and by whom: ``by`` is ``vote``, ``authority`` or the body whose decision is
    recognised.

    ``document`` is the SHA-256 of the paper that says so, empty for a vote; ``statement`` that of what the person
    signed who recorded it.
    """

    outcome: Outcome
    on: date
    by: str
    reason: str = ""
    document: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """Where one step stands. ``manifest`` is the hash of the dossier last sealed or handed in, ``handed_in`` of
    that which the authority was given last, ``parts`` are those handed in before it was complete. ``refusals`` are
    decisions that were appealed against.
    """

    lane: str = STANDARD
    manifest: str = ""
    handed_in: str = ""
    parts: tuple[str, ...] = ()
    submitted: date | None = None
    accepted: date | None = None
    appealed: date | None = None
    withdrawn: date | None = None
    halts: tuple[Halt, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    votes: tuple[Vote, ...] = ()
    decision: Decision | None = None
    refusals: tuple[Decision, ...] = ()

    @property
    def dossier(self) -> str:
        """The hash of the dossier under decision: what was handed in last. A step that begins by itself is decided
        on what is sealed, until something is handed in.
        """
        return self.handed_in or self.manifest

    @property
    def halt(self) -> Halt | None:
        """The stop that lasts; where several letters are open, the first of them."""
        return next((halt for halt in self.halts if halt.until is None), None)

    @property
    def letters(self) -> tuple[Halt, ...]:
        """Every letter of questions, in the order of their numbers."""
        return tuple(halt for halt in self.halts if halt.begins is StopBegins.DEFICIENCY_LETTER)

    @property
    def open_letters(self) -> tuple[Halt, ...]:
        """The letters that are not fully answered."""
        return tuple(letter for letter in self.letters if letter.until is None)

    def letters_meant(self, number: int, document: str) -> tuple[Halt, ...]:
        """The open letters that answers are to: that of the ``number``, or that which is the ``document``; all
        where neither is said (0 and empty).
        """
        letters = (letter for letter in self.open_letters if number in (0, letter.number))
        return tuple(letter for letter in letters if document in ("", letter.document))

    @property
    def rounds(self) -> int:
        """How many rounds of questions there were. Letters that come while another is open are of its round."""
        rounds, until = 0, date.min
        for halt in sorted(self.halts, key=lambda each: each.since):
            if halt.begins is StopBegins.DEFICIENCY_LETTER:
                rounds += halt.since >= until
                until = max(until, halt.until or date.max)
        return rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An application of ``applicant`` (an organisation) under one version of a procedure, pinned by its digest."""

    id: str
    applicant: str
    procedure: str
    version: int
    digest: str
    opened: date
    facts: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Item, ...] = ()
    interests: tuple[Interest, ...] = ()
    steps: Mapping[str, StepState] = field(default_factory=dict)
    withdrawn: date | None = None

    def step(self, id: str) -> StepState:
        """The state of a step; one to which nothing has happened is as new."""
        return self.steps.get(id, StepState())
