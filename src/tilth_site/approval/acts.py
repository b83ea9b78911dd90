"""What each deed to a case does: from a valid form to the action that carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tilth.approval import Step, events
from tilth.kernel.refusal import Refused
from tilth_site.approval import forms as fields
from tilth_site.approval.actions import carry_out
from tilth_site.approval.dossiers import Answer, HandIn, Part, Seal, hand_in
from tilth_site.approval.evidence import add_document, add_result, take_paper
from tilth_site.approval.reviewing import assign
from tilth_site.approval.seen import CaseSeen
from tilth_site.journal.actions import Call, Outcome
from tilth_site.uploads.intake import Stored

__all__ = [
    "Asked",
    "accept",
    "add_paper",
    "answer",
    "appeal",
    "ask_questions",
    "assign_reviewer",
    "declare_interest",
    "hand_in_part",
    "pause",
    "resume",
    "seal",
    "sign_elsewhere",
    "state_fact",
    "submit",
    "take_lane",
    "take_over_result",
    "withdraw_case",
    "withdraw_step",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid form for a deed: who asks, of which case and step, and what the form holds."""

    call: Call
    one: CaseSeen
    step: Step | None
    given: Mapping[str, Any]
    form: forms.Form

    @property
    def id(self) -> str:
        """The case."""
        return self.one.case.id

    @property
    def on(self) -> date:
        """The day of what happens."""
        return self.given.get("on") or self.call.today

    @property
    def of(self) -> str:
        """The step."""
        assert self.step is not None, "the deed is one to a step"
        return self.step.id


def _kept(asked: Asked, field: str) -> Stored | Refused | None:
    """The file in ``field``, kept; None where none was sent."""
    file: UploadedFile[bytes] | None = asked.given.get(field)
    if file is None or file.file is None:
        return None
    return take_paper(asked.call, file.name or "", cast("BinaryIO", file.file))


def add_paper(asked: Asked) -> Outcome:
    """Keep the file and add it to the case."""
    kept, form = _kept(asked, "file"), asked.form
    assert isinstance(form, fields.DocumentForm)
    assert kept is not None, "the form asks for a file"
    if isinstance(kept, Refused):
        return kept
    return add_document(
        asked.call, asked.id, asked.given["kind"], kept, facts=form.facts, on=asked.given.get("on")
    )


def take_over_result(asked: Asked) -> Outcome:
    """Take over what the foundry found."""
    request, _sep, sha256 = asked.given["result"].partition("/")
    kind, on = asked.given["kind"], asked.given.get("on")
    return add_result(asked.call, asked.id, kind, request, sha256, facts={}, on=on)


def state_fact(asked: Asked) -> Outcome:
    """State a fact."""
    event = events.FactStated(fact=asked.given["fact"], value=asked.given["value"], on=asked.on)
    return carry_out(asked.call, asked.id, event)


def declare_interest(asked: Asked) -> Outcome:
    """Declare an interest in the applicant."""
    event = events.InterestDeclared(
        person=asked.given["person"], kind=asked.given["kind"], organisation=asked.one.case.applicant, on=asked.on
    )
    return carry_out(asked.call, asked.id, event)


def withdraw_case(asked: Asked) -> Outcome:
    """Take the whole case back."""
    return carry_out(asked.call, asked.id, events.CaseWithdrawn(on=asked.on, reason=asked.given["reason"]))


def seal(asked: Asked) -> Outcome:
    """Fix the dossier as a revision."""
    return hand_in(asked.call, asked.id, Seal(asked.of, asked.given.get("on")))


def hand_in_part(asked: Asked) -> Outcome:
    """Hand in a part of the dossier."""
    return hand_in(asked.call, asked.id, Part(asked.of, asked.given["part"], asked.given.get("on")))


def submit(asked: Asked) -> Outcome:
    """Hand in the dossier."""
    return hand_in(asked.call, asked.id, HandIn(asked.of, asked.given.get("on")))


def answer(asked: Asked) -> Outcome:
    """Answer a letter of questions with the dossier as it is: the one that was chosen, or the only one."""
    letter = int(asked.given.get("letter") or 0)
    return hand_in(asked.call, asked.id, Answer(asked.of, asked.given["full"], asked.given.get("on"), letter))


def accept(asked: Asked) -> Outcome:
    """Accept the application for review."""
    return carry_out(asked.call, asked.id, events.Accepted(step=asked.of, on=asked.on))


def ask_questions(asked: Asked) -> Outcome:
    """Record a letter of questions, kept where one was sent."""
    kept = _kept(asked, "letter")
    if isinstance(kept, Refused):
        return kept
    event = events.QuestionsAsked(
        step=asked.of, on=asked.on, document=kept.sha256 if kept else "", name=kept.name if kept else ""
    )
    return carry_out(asked.call, asked.id, event)


def pause(asked: Asked) -> Outcome:
    """Stop the clock."""
    return carry_out(asked.call, asked.id, events.Paused(step=asked.of, reason=asked.given["reason"], on=asked.on))


def resume(asked: Asked) -> Outcome:
    """Let the clock run again."""
    return carry_out(asked.call, asked.id, events.Resumed(step=asked.of, on=asked.on))


def take_lane(asked: Asked) -> Outcome:
    """Take another lane."""
    event = events.LaneTaken(step=asked.of, lane=asked.given["lane"], on=asked.on, reason=asked.given["reason"])
    return carry_out(asked.call, asked.id, event)


def assign_reviewer(asked: Asked) -> Outcome:
    """Assign a reviewer."""
    person, role = asked.given["person"], asked.given["role"]
    return assign(
        asked.call, asked.id, events.ReviewerAssigned(step=asked.of, person=person, role=role, on=asked.on)
    )


def withdraw_step(asked: Asked) -> Outcome:
    """Take one application back."""
    event = events.StepWithdrawn(step=asked.of, on=asked.on, reason=asked.given["reason"])
    return carry_out(asked.call, asked.id, event)


def appeal(asked: Asked) -> Outcome:
    """Appeal against a refusal."""
    event = events.Appealed(step=asked.of, grounds=asked.given["grounds"], on=asked.on)
    return carry_out(asked.call, asked.id, event)


def sign_elsewhere(_asked: Asked) -> Outcome:
    """Nothing: what is signed has a page of its own."""
    raise AssertionError("what is signed has a page of its own")
