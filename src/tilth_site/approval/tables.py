"""From a case to its rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from tilth.approval import EVENTS, Case, apply
from tilth.approval.case import StepState
from tilth_site.approval import models
from tilth_site.journal.streams import StreamKind, Trace

__all__ = ["CASES"]


def _rows(case: Case, trace: Trace) -> Iterator[Model]:
    steps = case.steps.values()
    yield models.ApprovalCase(
        id=case.id, applicant=case.applicant, procedure=case.procedure, version=case.version, digest=case.digest,
        opened=case.opened, withdrawn=case.withdrawn, documents=len(case.evidence),
        submitted=sum(state.submitted is not None for state in steps),
        stopped=sum(state.halt is not None for state in steps),
        decided=sum(state.decision is not None for state in steps),
        opened_at=trace.first.at, changed_at=trace.last.at, last_seq=trace.last.seq,
    )  # fmt: skip
    for step, state in case.steps.items():
        yield _step_row(case.id, step, state)
        yield from _reviewers(case.id, step, state)


def _step_row(case: str, step: str, state: StepState) -> models.CaseStep:
    decision, halt = state.decision, state.halt
    return models.CaseStep(
        id=f"{case}/{step}", case=case, step=step, lane=state.lane, manifest=state.manifest,
        parts=len(state.parts), submitted=state.submitted, accepted=state.accepted,
        stopped=halt.since if halt else None, appealed=state.appealed, withdrawn=state.withdrawn,
        outcome=decision.outcome.value if decision else "", decided=decision.on if decision else None,
        decided_by=decision.by if decision else "",
    )  # fmt: skip


def _reviewers(case: str, step: str, state: StepState) -> Iterator[models.CaseReviewer]:
    votes = {vote.person: vote.outcome.value for vote in state.votes}
    for one in state.reviewers:
        yield models.CaseReviewer(
            id=f"{case}/{step}/{one.person}", case=case, step=step, person=one.person, role=one.role,
            vote=votes.get(one.person, ""),
        )  # fmt: skip


CASES = StreamKind(
    "case", EVENTS, apply, _rows,
    {models.ApprovalCase: "id", models.CaseStep: "case", models.CaseReviewer: "case"},
)  # fmt: skip
