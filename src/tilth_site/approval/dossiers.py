"""Sealing the dossier of a step and handing it in: its manifest is made from what the case holds then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tilth.approval import events as ask
from tilth.approval.events import CaseEvent
from tilth.kernel.refusal import Refused
from tilth_site.approval.actions import ACTIONS, happened, on_case
from tilth_site.approval.manifests import keep, manifest_now
from tilth_site.approval.matters import Matter
from tilth_site.journal.actions import Call, Decision, Outcome

__all__ = ["Answer", "Asked", "HandIn", "Part", "Seal", "hand_in"]


@dataclass(frozen=True, slots=True)
class Seal:
    """Fix the dossier of ``step`` as it is. ``on`` is today where it is None, as in all of these."""

    step: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Hand in the part called ``part`` before the dossier of ``step`` is complete."""

    step: str
    part: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class HandIn:
    """Hand in the complete dossier of ``step``."""

    step: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer questions about ``step`` with the dossier as it is now. ``letter`` is the number of the letter that
    is answered, 0 for the oldest that is open; once each is answered in ``full``, the clock runs.
    """

    step: str
    full: bool
    on: date | None = None
    letter: int = 0


Asked = Seal | Part | HandIn | Answer

_EVENTS: dict[type[Asked], type[CaseEvent]] = {
    Seal: ask.DossierSealed,
    Part: ask.PartSubmitted,
    HandIn: ask.Submitted,
    Answer: ask.AnswersReceived,
}


def hand_in(call: Call, id: str, asked: Asked) -> Outcome:
    """Seal, hand in or answer with the dossier of a step of the case ``id``."""

    def attempt(found: Matter) -> Decision:
        day = asked.on or call.today
        manifest = manifest_now(found, asked.step, day)
        if isinstance(manifest, Refused):
            return manifest
        answer = found.decided(call, _event(_named(asked, found), manifest.sha256, day, call.actor.person))
        if isinstance(answer, Refused):
            return answer
        keep(manifest, call.at)
        return happened(id, answer)

    return on_case(call, id, ACTIONS[_EVENTS[type(asked)]], asked, attempt)


def _named(asked: Asked, found: Matter) -> Asked:
    """``asked``, which names its letter where it is an answer and one is open."""
    letters = found.case.step(asked.step).open_letters
    if isinstance(asked, Answer) and not asked.letter and letters:
        return replace(asked, letter=letters[0].number)
    return asked


def _event(asked: Asked, manifest: str, on: date, person: str) -> CaseEvent:
    match asked:
        case Seal(step=step):
            return ask.DossierSealed(step=step, manifest=manifest, on=on, person=person)
        case Part(step=step, part=part):
            return ask.PartSubmitted(step=step, part=part, manifest=manifest, on=on, person=person)
        case HandIn(step=step):
            return ask.Submitted(step=step, manifest=manifest, on=on, person=person)
        case Answer(step=step, full=full, letter=letter):
            return ask.AnswersReceived(
                step=step, manifest=manifest, full=full, on=on, person=person, letter=letter
            )
