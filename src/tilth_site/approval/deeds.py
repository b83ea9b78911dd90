"""What people do to a case and to a step of it: the words of each deed, when it is offered, its form, and the
action that carries it out.

Who may do what is the permissions' table, what can happen now the engine's rules; here are only words, forms and
the phases in which a deed makes sense.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilth.approval import Procedure, Step, events
from tilth.approval.clock import Phase
from tilth.approval.events import CaseEvent
from tilth.approval.model import APPEAL, Lane
from tilth.approval.terms import StopBegins
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, permitted
from tilth_site.approval import acts
from tilth_site.approval import forms as fields
from tilth_site.approval.actions import ACTIONS
from tilth_site.approval.acts import Asked
from tilth_site.approval.choices import asked_facts
from tilth_site.approval.letters import letter_choices
from tilth_site.approval.matters import sides_of
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.signing_forms import DecideForm, RecogniseForm, VoteForm
from tilth_site.journal.actions import Outcome

__all__ = ["CASE_DEEDS", "SIGNED", "STEP_DEEDS", "Deed", "form_for", "offered_case_deeds", "offered_step_deeds"]

Text = str | Promise
HANDED_IN = (Phase.SUBMITTED, Phase.RUNNING, Phase.STOPPED)
BEFORE = (Phase.WAITING, Phase.READY)


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed in words: the ``label`` of its button, the ``lead`` of its page, what is said when it is ``done``.
    ``fits`` tells whether it makes sense for a step as it stands. ``weight`` is ``primary``, ``danger`` or empty.
    """

    name: str
    event: type[CaseEvent]
    label: Text
    lead: Text
    done: Text
    form: type[fields.DatedForm]
    act: Callable[[Asked], Outcome | Refused]
    fits: Callable[[CaseSeen, Step], bool] = lambda _one, _step: True
    weight: str = ""

    @property
    def action(self) -> str:
        """The permission that it needs."""
        return ACTIONS[self.event]


def offered_case_deeds(actor: Actor, one: CaseSeen) -> tuple[Deed, ...]:
    """What ``actor`` may do to the case. One query."""
    if one.case.withdrawn:
        return ()
    sides = sides_of(one.case.applicant)
    return tuple(
        deed
        for deed in CASE_DEEDS.values()
        if permitted(actor, deed.action, sides) is None
        and (deed.event is not events.FactStated or asked_facts(one.procedure))
    )


def offered_step_deeds(actor: Actor, one: CaseSeen, step: Step) -> tuple[Deed, ...]:
    """What ``actor`` may do to the step as it stands. One query."""
    sides = sides_of(one.case.applicant)
    return tuple(
        deed
        for deed in STEP_DEEDS.values()
        if deed.fits(one, step) and permitted(actor, deed.action, sides) is None and _own(actor, one, step, deed)
    )


def _own(actor: Actor, one: CaseSeen, step: Step, deed: Deed) -> bool:
    """A vote is offered to those who review."""
    reviewers = {reviewer.person for reviewer in one.case.step(step.id).reviewers}
    return deed.event is not events.Voted or actor.person in reviewers


def _phase(*phases: Phase) -> Callable[[CaseSeen, Step], bool]:
    return lambda one, step: one.standings[step.id].phase in phases


def _lane(one: CaseSeen, step: Step) -> Lane:
    lane = step.lane(one.standings[step.id].lane)
    assert lane is not None, "a standing names a lane of its step"
    return lane


def _stops(one: CaseSeen, step: Step, begins: StopBegins) -> bool:
    """Whether the procedure knows such a stop, and the clock runs; further letters come also while one is open."""
    phase = one.standings[step.id].phase
    letters = begins is StopBegins.DEFICIENCY_LETTER and one.case.step(step.id).open_letters
    may_stop = phase is Phase.RUNNING or (phase is Phase.STOPPED and bool(letters))
    return may_stop and any(stop.begins is begins for stop in _lane(one, step).stops)


def _stopped(one: CaseSeen, step: Step, begins: StopBegins) -> bool:
    halt = one.case.step(step.id).halt
    return _phase(*HANDED_IN)(one, step) and halt is not None and halt.begins is begins


def pause_reasons(one: CaseSeen, step: Step) -> tuple[str, ...]:
    """For what the clock may be paused."""
    return tuple(stop.reason for stop in _lane(one, step).stops if stop.begins is StopBegins.PAUSE)


def _decided_elsewhere(one: CaseSeen, step: Step) -> bool:
    phases = HANDED_IN if step.clock is None else (Phase.RUNNING, Phase.STOPPED)
    return not step.quorum and one.standings[step.id].phase in phases


def _open(one: CaseSeen, step: Step) -> bool:
    return one.standings[step.id].phase in (*BEFORE, *HANDED_IN)


_CASE = (
    Deed(
        "document", events.EvidenceAdded, _("Add a document"),
        _("It is kept under its hash, and counts for every step that wants such a document."),
        _("The document is added."), fields.DocumentForm, acts.add_paper, weight="primary",
    ),
    Deed(
        "result", events.EvidenceAdded, _("Take over a result of the foundry"),
        _("What the foundry found out about your designs, with where it comes from: nothing is typed in again."),
        _("The result is taken over."), fields.ResultForm, acts.take_over_result,
    ),
    Deed(
        "fact", events.FactStated, _("State a fact"),
        _("Lanes depend on facts. What is stated anew replaces what was stated before; both stay in the history."),
        _("The fact is stated."), fields.FactForm, acts.state_fact,
    ),
    Deed(
        "interest", events.InterestDeclared, _("Declare an interest"),
        _("Whoever holds an interest in the applicant does not review where the procedure excludes it."),
        _("The interest is declared."), fields.InterestForm, acts.declare_interest,
    ),
    Deed(
        "withdraw", events.CaseWithdrawn, _("Withdraw the case"),
        _("Every step that is not decided ends. This cannot be undone."),
        _("The case is withdrawn."), fields.ReasonForm, acts.withdraw_case, weight="danger",
    ),
)  # fmt: skip

_STEP = (
    Deed(
        "submit", events.Submitted, _("Hand in the dossier"),
        _("The dossier is fixed as it is now, by its hash, and goes to the authority."),
        _("The dossier is handed in."), fields.DatedForm, acts.submit,
        lambda one, step: step.is_submitted and _phase(Phase.READY)(one, step), "primary",
    ),
    Deed(
        "accept", events.Accepted, _("Accept for review"),
        _("The application is complete in form. Where the procedure says so, the clock starts now."),
        _("The application is accepted."), fields.DatedForm, acts.accept, _phase(Phase.SUBMITTED), "primary",
    ),
    Deed(
        "vote", events.Voted, pgettext_lazy("deed", "Vote"), "", _("Your vote is signed and recorded."),
        VoteForm, acts.sign_elsewhere,
        lambda one, step: step.quorum > 0 and _phase(Phase.RUNNING)(one, step), "primary",
    ),
    Deed(
        "decide", events.Decided, _("Record the authority’s decision"), "",
        _("The decision is signed and recorded."),
        DecideForm, acts.sign_elsewhere, _decided_elsewhere, "primary",
    ),
    Deed(
        "answer", events.AnswersReceived, _("Answer the questions"),
        _("The dossier as it is now is the answer: add documents to the case first."),
        _("The answers are received."), fields.AnswerForm, acts.answer,
        lambda one, step: _stopped(one, step, StopBegins.DEFICIENCY_LETTER), "primary",
    ),
    Deed(
        "resume", events.Resumed, _("End the pause"), _("The clock runs again from now."),
        _("The pause is ended."), fields.DatedForm, acts.resume,
        lambda one, step: _stopped(one, step, StopBegins.PAUSE), "primary",
    ),
    Deed(
        "assign", events.ReviewerAssigned, _("Assign a reviewer"),
        _("Whoever holds an interest in the applicant that the procedure excludes cannot be assigned."),
        _("The reviewer is assigned."), fields.AssignForm, acts.assign_reviewer,
        lambda one, step: bool(step.roles) and _open(one, step),
    ),
    Deed(
        "ask", events.QuestionsAsked, _("Ask questions"),
        _("The clock stands still from then on, until every question of every letter is answered."),
        _("The questions are recorded, and the clock is stopped."), fields.QuestionsForm, acts.ask_questions,
        lambda one, step: _stops(one, step, StopBegins.DEFICIENCY_LETTER),
    ),
    Deed(
        "pause", events.Paused, _("Pause the clock"),
        _("The clock stands still for a reason that the procedure knows."),
        _("The clock is paused."), fields.PauseForm, acts.pause,
        lambda one, step: _stops(one, step, StopBegins.PAUSE),
    ),
    Deed(
        "seal", events.DossierSealed, _("Seal the dossier"),
        _("Fixes the dossier as it is now as a revision, by its hash. Nothing is handed in."),
        _("The dossier is sealed."), fields.DatedForm, acts.seal,
        lambda one, step: step.is_submitted and _open(one, step),
    ),
    Deed(
        "part", events.PartSubmitted, _("Hand in a part"),
        _("A part that is ready goes to the authority before the rest. No clock starts."),
        _("The part is handed in."), fields.PartForm, acts.hand_in_part,
        lambda one, step: step.rolling and _phase(*BEFORE)(one, step),
    ),
    Deed(
        "lane", events.LaneTaken, _("Take another lane"),
        _("Before the clock starts this is a choice, afterwards a transfer: the clock keeps its start."),
        _("The lane is taken."), fields.LaneForm, acts.take_lane,
        lambda one, step: any(lane.id not in (APPEAL, "standard") for lane in step.lanes) and _open(one, step),
    ),
    Deed(
        "recognise", events.Recognised, _("Have a decision recognised"),
        _("Another body’s approval of the very same dossier stands for this step."),
        _("The recognition is signed and recorded."), RecogniseForm, acts.sign_elsewhere,
        lambda one, step: bool(step.recognises) and _open(one, step),
    ),
    Deed(
        "appeal", events.Appealed, _("Appeal"),
        _("The refusal is looked at again, under the clock of the appeal."),
        _("The appeal is made."), fields.AppealForm, acts.appeal,
        lambda one, step: step.lane(APPEAL) is not None and _phase(Phase.REFUSED)(one, step),
    ),
    Deed(
        "withdraw", events.StepWithdrawn, _("Take the application back"),
        _("This step ends without a decision. This cannot be undone."),
        _("The application is taken back."), fields.ReasonForm, acts.withdraw_step, _phase(*HANDED_IN), "danger",
    ),
)  # fmt: skip

CASE_DEEDS: Mapping[str, Deed] = {deed.name: deed for deed in _CASE}
"""The deeds to a case by name, in the order in which they are offered."""

STEP_DEEDS: Mapping[str, Deed] = {deed.name: deed for deed in _STEP}
"""The deeds to a step by name, in the order in which they are offered."""

SIGNED = ("vote", "decide", "recognise")
"""The deeds that are signed, each on the page of its signature."""


def form_for(
    deed: Deed, one: CaseSeen, step: Step | None, given: Mapping[str, Any], people: Sequence[tuple[str, str]],
    results: Sequence[tuple[str, str]],
) -> fields.DatedForm:  # fmt: skip
    """The deed's form, with what it chooses from: ``people`` and ``results`` of the foundry as id and name."""
    procedure: Procedure = one.procedure
    more: dict[str, Any] = dict(given)
    if deed.form in (fields.DocumentForm, fields.FactForm, fields.ResultForm):
        more["procedure"] = procedure
    if deed.form is fields.ResultForm:
        more["results"] = list(results)
    if deed.form in (fields.InterestForm, fields.AssignForm):
        more["people"] = list(people)
    if deed.form in (fields.LaneForm, fields.AssignForm):
        more["step"] = step
    if deed.form is fields.AnswerForm and step:
        more["letters"] = letter_choices(one.case.step(step.id).open_letters)
    if deed.form is fields.PauseForm and step:
        more["reasons"] = pause_reasons(one, step)
    return deed.form(**more)
