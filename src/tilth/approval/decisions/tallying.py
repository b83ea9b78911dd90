"""Whether what the events call decided was decided: by enough votes that count, each with a valid statement; by an
authority, or another body on the very same dossier, with the valid statement of who recorded that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import TypeVar

from tilth.approval.case import Case
from tilth.approval.decisions.faults import EVENTS, fault
from tilth.approval.decisions.history import History
from tilth.approval.events import (
    AnswersReceived,
    CaseEvent,
    Decided,
    DossierSealed,
    PartSubmitted,
    Recognised,
    Submitted,
    Voted,
)
from tilth.approval.model import Procedure, Step
from tilth.approval.rules.folding import fold_until
from tilth.approval.rules.reviewing import conflicts, counted
from tilth.kernel.refusal import Reason

__all__ = ["other_dossiers", "untrue_decisions", "untrue_recognitions", "untrue_votes"]

Told = TypeVar("Told", Voted, Decided, Recognised)


def untrue_votes(history: History, procedure: Procedure, signed: Set[int]) -> Iterator[Reason]:
    """Votes that nobody validly signed (``signed`` are the places of events for which a statement holds), or that
    were not the voter's to give; and quorums that were reached without a decision after them.
    """
    for place, event, case, step in _each(Voted, history, procedure):
        where = f"{EVENTS}:{place + 1}"
        if place not in signed:
            yield fault(
                "vote.unsigned", where, "No valid statement stands for the vote of {who}.", who=event.person
            )
        found = conflicts(case, step, event.person)
        if found:
            what = "{who} voted with an interest in the applicant ({kinds})."
            kinds = ", ".join(sorted({one.kind for one in found}))
            yield fault("vote.conflict", where, what, who=event.person, kinds=kinds)
        if all(one.person != event.person for one in case.step(step.id).reviewers):
            yield fault(
                "vote.reviewer", where, "{who} voted and does not review {step}.", who=event.person, step=step.id
            )
        yield from _unfinished(history, step, place)


def untrue_decisions(history: History, procedure: Procedure, signed: Set[int]) -> Iterator[Reason]:
    """Decisions that their votes do not make, and decisions of an authority for which nobody validly signed."""
    given = {
        (vote.person, vote.statement) for place, vote, *_ in _each(Voted, history, procedure) if place in signed
    }
    for place, event, case, step in _each(Decided, history, procedure):
        where = f"{EVENTS}:{place + 1}"
        if step.quorum == 0 and event.by != "vote":
            if place not in signed:
                what = "No valid statement stands for the decision of the authority on {step}."
                yield fault("decision.unsigned", where, what, step=step.id)
            continue
        votes = [vote for vote in counted(case, step) if (vote.person, vote.statement) in given]
        agreeing = sum(vote.outcome is event.outcome for vote in votes)
        if event.by != "vote" or step.quorum == 0 or agreeing < step.quorum:
            what = "{step} is called {outcome}; {quorum} votes decide it, and {found} valid ones say so."
            facts = {"quorum": step.quorum, "found": agreeing, "outcome": event.outcome.value, "step": step.id}
            yield fault("decision.quorum", where, what, **facts)
            yield from _counted_twice(history, event, place)


def untrue_recognitions(history: History, procedure: Procedure, signed: Set[int]) -> Iterator[Reason]:
    """Recognitions for which nobody validly signed, or that the rules do not allow."""
    for place, event, case, step in _each(Recognised, history, procedure):
        where = f"{EVENTS}:{place + 1}"
        if place not in signed:
            what = "No valid statement stands for the recognition of {body} in {step}."
            yield fault("recognition.unsigned", where, what, body=event.body, step=step.id)
        if event.body not in step.recognises:
            what = "{step} does not recognise decisions of {body}."
            yield fault("recognition.body", where, what, body=event.body, step=step.id)
        own = case.step(step.id).dossier
        if not own or event.manifest != own:
            what = "{body} decided on the dossier {theirs}, and {own} was under decision."
            facts = {"body": event.body, "theirs": event.manifest[:12] or "none", "own": own[:12] or "none"}
            yield fault("recognition.manifest", where, what, **facts)


def other_dossiers(history: History, sha256: str) -> Iterator[Reason]:
    """Steps that once had the dossier with this hash, and were decided on another one."""
    about = {step for step, manifest in map(_handed_in, history.events) if manifest == sha256}
    last = {
        event.step: place for place, event in enumerate(history.events) if isinstance(event, Decided | Recognised)
    }
    for step in sorted(about & last.keys()):
        case = history.case_before(last[step])
        decided_on = case.step(step).dossier if case else ""
        if decided_on != sha256:
            what = "{step} was decided on the dossier {found}, and this one is {sha256}."
            where = f"{EVENTS}:{last[step] + 1}"
            yield fault("decision.manifest", where, what, step=step, found=decided_on[:12], sha256=sha256[:12])


def _handed_in(event: CaseEvent) -> tuple[str, str]:
    """The step and the manifest that the event is about; empty where it is about none."""
    if isinstance(event, DossierSealed | PartSubmitted | Submitted | AnswersReceived):
        return event.step, event.manifest
    return "", ""


def _unfinished(history: History, step: Step, place: int) -> Iterator[Reason]:
    """A quorum that the vote at this place completed, where no decision stands after it."""
    vote, after = history.events[place], history.events[place + 1 : place + 2]
    case = fold_until(history.events[: place + 1], vote.on)
    if case is None or not step.quorum or (not after and not history.whole):
        return
    tally = Counter(one.outcome for one in counted(case, step))
    decided = any(isinstance(event, Decided) and event.step == step.id for event in after)
    if max(tally.values(), default=0) >= step.quorum and not decided:
        what = "{quorum} equal votes decide {step}; they are there, and no decision follows them."
        yield fault("decision.missing", f"{EVENTS}:{place + 1}", what, quorum=step.quorum, step=step.id)


def _counted_twice(history: History, event: Decided, place: int) -> Iterator[Reason]:
    """Persons who voted more than once towards the decision at this place."""
    votes = Counter(
        one.person
        for one in history.events[:place]
        if isinstance(one, Voted) and (one.step, one.outcome) == (event.step, event.outcome)
    )
    for person in (person for person, times in votes.items() if times > 1):
        what = "{who} voted {times} times for it, and counts once."
        yield fault("vote.twice", f"{EVENTS}:{place + 1}", what, who=person, times=votes[person])


def _each(kind: type[Told], history: History, procedure: Procedure) -> Iterator[tuple[int, Told, Case, Step]]:
    """The events of a kind, each with its place, the case as it found it, and its step."""
    for place, event in enumerate(history.events):
        if isinstance(event, kind):
            case, step = history.case_before(place), procedure.step(event.step)
            if case is not None and step is not None:
                yield place, event, case, step
