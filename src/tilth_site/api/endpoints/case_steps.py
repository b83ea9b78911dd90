"""The steps of a case: handed in by the applicant, answered by officers. Votes are given on its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from tilth.approval import events
from tilth.kernel.refusal import refuse
from tilth_site.api.auth import WRITE, Asked
from tilth_site.api.endpoints.casework import StepPath, act_on, let_happen
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import CasePath
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.case import (
    AnswerIn,
    AskIn,
    AssignIn,
    CaseWritten,
    DatedIn,
    LaneIn,
    ReasonIn,
    SubmitIn,
)
from tilth_site.approval import queries
from tilth_site.approval.dossiers import Answer, HandIn, Part, Seal, hand_in
from tilth_site.approval.dossiers import Asked as Handed
from tilth_site.approval.reviewing import assign
from tilth_site.journal.actions import Call, Outcome

__all__ = ["router"]

router = takes(Router(tags=["cases"], auth=WRITE), JSON)


@router.post("/{case_id}/steps/{step}/lane", response=CaseWritten, operation_id="takeLane")
def take_lane(request: Asked, case_id: CasePath, step: StepPath, body: LaneIn) -> HttpResponse:
    """Let a step go through another lane; refused, with each failing clause, where the case is not eligible."""
    return let_happen(
        request,
        case_id,
        lambda on: events.LaneTaken(step=step, lane=body.lane, on=on, reason=body.reason),
        body.on,
    )


@router.post("/{case_id}/steps/{step}/seal", response=CaseWritten, operation_id="sealDossier")
def seal_dossier(request: Asked, case_id: CasePath, step: StepPath) -> HttpResponse:
    """Fix the dossier of a step as it is."""
    return _hand_in(request, case_id, Seal(step))


@router.post("/{case_id}/steps/{step}/submit", response=CaseWritten, operation_id="submitDossier")
def submit_dossier(request: Asked, case_id: CasePath, step: StepPath, body: SubmitIn) -> HttpResponse:
    """Hand in the dossier of a step, or a part; refused, with each missing document, where it is incomplete."""
    asked = Part(step, body.part, body.on) if body.part else HandIn(step, body.on)
    return _hand_in(request, case_id, asked)


@router.post("/{case_id}/steps/{step}/answer", response=CaseWritten, operation_id="answerQuestions")
def answer_questions(request: Asked, case_id: CasePath, step: StepPath, body: AnswerIn) -> HttpResponse:
    """Answer a letter of questions with the dossier as it is now: the oldest open one where none is named."""
    return _hand_in(request, case_id, Answer(step, body.full, body.on, body.letter or 0))


@router.post("/{case_id}/steps/{step}/accept", response=CaseWritten, operation_id="acceptStep")
def accept_step(request: Asked, case_id: CasePath, step: StepPath, body: DatedIn) -> HttpResponse:
    """Accept an application for review."""
    return let_happen(request, case_id, lambda on: events.Accepted(step=step, on=on), body.on)


@router.post("/{case_id}/steps/{step}/questions", response=CaseWritten, operation_id="askQuestions")
def ask_questions(request: Asked, case_id: CasePath, step: StepPath, body: AskIn) -> HttpResponse:
    """Send a letter of questions; the clock stops."""
    return let_happen(
        request,
        case_id,
        lambda on: events.QuestionsAsked(step=step, on=on, document=body.document, name=body.name),
        body.on,
    )


@router.post("/{case_id}/steps/{step}/pause", response=CaseWritten, operation_id="pauseStep")
def pause_step(request: Asked, case_id: CasePath, step: StepPath, body: ReasonIn) -> HttpResponse:
    """Stop the clock for a reason that the procedure knows."""
    return let_happen(request, case_id, lambda on: events.Paused(step=step, reason=body.reason, on=on), body.on)


@router.post("/{case_id}/steps/{step}/resume", response=CaseWritten, operation_id="resumeStep")
def resume_step(request: Asked, case_id: CasePath, step: StepPath, body: DatedIn) -> HttpResponse:
    """End the pause."""
    return let_happen(request, case_id, lambda on: events.Resumed(step=step, on=on), body.on)


@router.post("/{case_id}/steps/{step}/reviewers", response=CaseWritten, operation_id="assignReviewer")
def assign_reviewer(request: Asked, case_id: CasePath, step: StepPath, body: AssignIn) -> HttpResponse:
    """Let a person review a step; refused where he has an interest that the procedure excludes."""

    def act(call: Call) -> Outcome:
        event = events.ReviewerAssigned(step=step, person=body.person, role=body.role, on=body.on or call.today)
        return assign(call, case_id, event)

    return act_on(request, case_id, act)


@router.post("/{case_id}/steps/{step}/recognise", response=CaseWritten, operation_id="recogniseDecision")
def recognise_decision(request: Asked, case_id: CasePath, step: StepPath) -> HttpResponse:  # noqa: ARG001
    """Always refused, with the reason, as `voteOnStep`: that another body's decision is recognised is signed for,
    on the case's page.
    """
    return _by_person(request, case_id)


@router.post("/{case_id}/steps/{step}/vote", response=CaseWritten, operation_id="voteOnStep")
def vote_on_step(request: Asked, case_id: CasePath, step: StepPath) -> HttpResponse:  # noqa: ARG001  the path's
    """Always refused, with the reason: votes and decisions are signed by a person who has just proved again who he
    is (in the manner of 21 CFR 11.200), on the case's page.
    """
    return _by_person(request, case_id)


@router.post("/{case_id}/steps/{step}/withdraw", response=CaseWritten, operation_id="withdrawStep")
def withdraw_step(request: Asked, case_id: CasePath, step: StepPath, body: ReasonIn) -> HttpResponse:
    """Take one application back."""
    return let_happen(
        request, case_id, lambda on: events.StepWithdrawn(step=step, on=on, reason=body.reason), body.on
    )


@router.post("/{case_id}/steps/{step}/appeal", response=CaseWritten, operation_id="appealDecision")
def appeal_decision(request: Asked, case_id: CasePath, step: StepPath, body: ReasonIn) -> HttpResponse:
    """Appeal against a refusal, where the step knows appeals."""
    return let_happen(request, case_id, lambda on: events.Appealed(step=step, grounds=body.reason, on=on), body.on)


def _by_person(request: Asked, id: str) -> HttpResponse:
    """Why a program cannot sign. Raises Http404 where there is no such case."""
    present(queries.case_row(request.auth, id))
    return refusal(
        request,
        refuse(
            "signature.by_person",
            gettext_noop("A vote or a decision is signed by a person who has just proved again who he is."),
            gettext_noop("Open the case's page, read the dossier, and sign there."),
        ),
    )


def _hand_in(request: Asked, id: str, asked: Handed) -> HttpResponse:
    def act(call: Call) -> Outcome:
        return hand_in(call, id, asked)

    return act_on(request, id, act)
