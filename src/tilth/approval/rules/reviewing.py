"""Who may vote, and when votes decide.

Whoever holds an interest in the applicant that the step excludes is not assigned; where the interest is declared
later, the vote is refused and one given before counts no more. Nobody who belongs to the applicant, or who sealed
or handed in a dossier of the case, reviews it, whatever the procedure says.

A vote is about the dossier that was under decision when it was given. Once answers bring another dossier, votes on
the one before count no more and are given anew; answers that leave the dossier as it was leave the votes too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tilth.approval.case import ALWAYS_IN_CONFLICT, Case, Interest, Outcome, StepState, Vote
from tilth.approval.clock.standing import Phase
from tilth.approval.events import CaseEvent, Decided, ReviewerAssigned, Voted
from tilth.approval.model import Step
from tilth.approval.rules.saying import no
from tilth.kernel.refusal import Refused

__all__ = ["assigned", "conflicts", "counted", "decided", "voted"]


def conflicts(case: Case, step: Step, person: str) -> tuple[Interest, ...]:
    """The person's interests in the applicant that exclude them from the step."""
    excluded = (*step.conflict_of_interest, *ALWAYS_IN_CONFLICT)
    return tuple(
        each
        for each in case.interests
        if each.person == person and each.organisation == case.applicant and each.kind in excluded
    )


def counted(case: Case, step: Step) -> tuple[Vote, ...]:
    """The votes that count: those of assigned reviewers without a conflict, on the dossier under decision."""
    state = case.step(step.id)
    assigned = {reviewer.person for reviewer in state.reviewers}
    return tuple(
        vote
        for vote in state.votes
        if vote.person in assigned and vote.manifest == state.dossier and not conflicts(case, step, vote.person)
    )


def assigned(case: Case, step: Step, event: ReviewerAssigned) -> tuple[CaseEvent, ...] | Refused:
    """Whether the person may review the step."""
    if event.role not in step.roles:
        return no(
            "role",
            "The step {step} is not voted on by a {role}.",
            "Assign one of: {roles}." if step.roles else "Nobody votes on it.",
            event,
            roles=", ".join(step.roles),
        )
    if any(reviewer.person == event.person for reviewer in case.step(step.id).reviewers):
        return no("assigned", "{person} reviews it already.", "Assign another.", event)
    return _unless_in_conflict(case, step, event)


def voted(case: Case, step: Step, phase: Phase, event: Voted) -> tuple[CaseEvent, ...] | Refused:
    """The vote, and the decision where it completes the quorum."""
    if phase is not Phase.RUNNING:
        return no("running", "The clock of {step} does not run on {on}.", "Vote while it does.", event)
    if not any(reviewer.person == event.person for reviewer in case.step(step.id).reviewers):
        return no("reviewer", "{person} does not review it.", "Assign them first.", event)
    if not event.reason.strip():
        return no("reason", "A vote gives its reason.", "Add one.", event)
    answer = _unless_in_conflict(case, step, event)
    if isinstance(answer, Refused):
        return answer
    return (event, *_quorum(case, step, event))


def decided(step: Step, phase: Phase, state: StepState, event: Decided) -> tuple[CaseEvent, ...] | Refused:
    """A decision that the authority took elsewhere, on paper."""
    if step.quorum:
        return no("quorum", "{quorum} equal votes decide {step}.", "Vote.", event, quorum=step.quorum)
    if phase not in (Phase.RUNNING, Phase.STOPPED) and not (step.clock is None and state.submitted):
        return no("running", "The review of {step} has not begun.", "Record its beginning first.", event)
    if not event.document:
        return no(
            "document", "A decision of the authority rests on its paper.", "Give the paper's SHA-256.", event
        )
    return (event,)


def _unless_in_conflict(
    case: Case, step: Step, event: ReviewerAssigned | Voted
) -> tuple[CaseEvent, ...] | Refused:
    found = conflicts(case, step, event.person)
    if not found:
        return (event,)
    return no(
        "conflict",
        "{person} has an interest in the applicant ({kinds}).",
        "Assign somebody who has none.",
        event,
        kinds=", ".join(sorted({each.kind for each in found})),
    )


def _quorum(case: Case, step: Step, event: Voted) -> Iterator[Decided]:
    """The decision that ``event`` completes, if it does."""
    votes = [vote for vote in counted(case, step) if vote.person != event.person]
    tally = Counter([*(vote.outcome for vote in votes), event.outcome])
    for outcome in Outcome:
        if step.quorum and tally[outcome] >= step.quorum:
            reason = f"{tally[outcome]} of {sum(tally.values())} votes"
            yield Decided(step=step.id, outcome=outcome, by="vote", on=event.on, reason=reason)
            return
