"""The writes of cases: one event a call.

What needs more than the event says is beside: :mod:`.dossiers` (sealing and handing in), :mod:`.reviewing` (who
reviews, and what is signed), :mod:`.evidence` (documents and results of the foundry).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from tilth.approval import events as ask
from tilth.approval import in_force
from tilth.approval.events import CaseEvent
from tilth.kernel.errors import MissingError, OptionError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Actor, not_found, permitted
from tilth_site.approval.matters import Matter, decided, matter, sides_of
from tilth_site.approval.papers import keep_procedure, unknown_paper
from tilth_site.approval.tables import CASES
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened

__all__ = ["ACTIONS", "carry_out", "happened", "may", "on_case", "open_case"]

ACTIONS: Mapping[type[CaseEvent], str] = {
    ask.CaseOpened: "approval.case.open",
    ask.FactStated: "approval.case.state_fact",
    ask.EvidenceAdded: "approval.case.add_evidence",
    ask.InterestDeclared: "approval.case.declare_interest",
    ask.CaseWithdrawn: "approval.case.withdraw",
    ask.LaneTaken: "approval.step.take_lane",
    ask.ReviewerAssigned: "approval.step.assign",
    ask.DossierSealed: "approval.step.seal",
    ask.PartSubmitted: "approval.step.submit",
    ask.Submitted: "approval.step.submit",
    ask.Accepted: "approval.step.accept",
    ask.QuestionsAsked: "approval.step.ask",
    ask.AnswersReceived: "approval.step.answer",
    ask.Paused: "approval.step.pause",
    ask.Resumed: "approval.step.pause",
    ask.Voted: "approval.step.vote",
    ask.Decided: "approval.step.decide",
    ask.Recognised: "approval.step.recognise",
    ask.StepWithdrawn: "approval.step.withdraw",
    ask.Appealed: "approval.step.appeal",
}
"""The permission that each event needs."""

_ELSEWHERE = (
    ask.CaseOpened,
    ask.EvidenceAdded,
    ask.DossierSealed,
    ask.PartSubmitted,
    ask.Submitted,
    ask.AnswersReceived,
    ask.ReviewerAssigned,
    ask.Voted,
    ask.Decided,
    ask.Recognised,
)
"""What :func:`carry_out` does not do, because there is more to it than the event."""

Further = Callable[[Matter], Decision]
"""From a case, whose permission was looked at, to everything that happens."""


def open_case(
    call: Call, id: str, applicant: str, procedure: str, *, facts: Mapping[str, str], on: date | None = None
) -> Outcome:
    """Begin the case ``id`` of ``applicant`` (an organisation or a venture) under the version of ``procedure``
    that is in force on that day, today where none is given.
    """
    action, day = ACTIONS[ask.CaseOpened], on or call.today

    def attempt() -> Decision:
        found = matter(id)
        # Also where the id is taken: that it is, is nothing for a stranger to know.
        refused = permitted(call.actor, action, sides_of(found.case.applicant if found else applicant))
        if refused:
            return refused
        try:
            pinned = in_force(procedure, day)
        except MissingError:
            return refuse(
                "approval.case.procedure",
                "There is no procedure {procedure} in force on {on}.",
                "Choose one of those that are.",
                "procedure",
                procedure=procedure,
                on=str(day),
            )
        event = ask.CaseOpened(
            id=id, applicant=applicant, procedure=pinned.id, version=pinned.version, digest=pinned.digest, on=day,
            facts=dict(facts),
        )  # fmt: skip
        answer = decided(found.events if found else (), pinned, call, event)
        if isinstance(answer, Refused):
            return answer
        keep_procedure(pinned, call.at)
        return happened(id, answer)

    return perform(call, action, [id, applicant, procedure, dict(facts), on], attempt)


def carry_out(call: Call, id: str, event: CaseEvent) -> Outcome:
    """Let ``event`` happen to the case ``id``, or say why not: a fact is stated, a lane taken, a letter sent and
    so on. Raises OptionError for what has a function of its own.
    """
    if isinstance(event, _ELSEWHERE):
        raise OptionError(
            "approval.action",
            f"{event.TYPE} has an action of its own.",
            mend="Call that.",
            data={"type": event.TYPE},
        )

    def attempt(found: Matter) -> Decision:
        refused = unknown_paper(call, found.case, event) or _speaks_for_another(call.actor, event)
        answer = refused or found.decided(call, event)
        return answer if isinstance(answer, Refused) else happened(id, answer)

    return on_case(call, id, ACTIONS[type(event)], event, attempt)


def on_case(call: Call, id: str, action: str, asked: object, further: Further) -> Outcome:
    """Carry ``action`` out on the case ``id``: what ``further`` answers, for whoever may. ``asked`` is all that
    makes this call differ from another one on the case.
    """

    def attempt() -> Decision:
        found = matter(id)
        if found is None:
            return not_found()
        refused = permitted(call.actor, action, sides_of(found.case.applicant))
        return refused or further(found)

    return perform(call, action, [id, asked], attempt)


def may(actor: Actor, found: Matter, kind: type[CaseEvent]) -> Refused | None:
    """None where ``actor`` may let an event of that kind happen to the case; else why not. One query."""
    return permitted(actor, ACTIONS[kind], sides_of(found.case.applicant))


def happened(id: str, events: tuple[CaseEvent, ...], *papers: str) -> tuple[Happened, ...]:
    """``events`` on the stream of the case, each with the hashes that it rests on; ``papers`` are further ones
    of the first.
    """
    found = [Happened(CASES.name(id), event, _evidence(event)) for event in events]
    first = found[0]
    further = tuple(dict.fromkeys((*first.evidence, *papers)))
    return (Happened(first.stream, first.event, further), *found[1:])


def _evidence(event: CaseEvent) -> tuple[str, ...]:
    """The hashes of what the event rests on."""
    match event:
        case ask.CaseOpened(digest=sha256) | ask.EvidenceAdded(sha256=sha256):
            return (sha256,)
        case ask.DossierSealed() | ask.PartSubmitted() | ask.Submitted() | ask.AnswersReceived():
            return (event.manifest,)
        case ask.QuestionsAsked(document=sha256) | ask.Decided(document=sha256) if sha256:
            return (sha256,)
        case ask.Recognised():
            return tuple(dict.fromkeys((event.manifest, event.document)))
        case _:
            return ()


def _speaks_for_another(actor: Actor, event: CaseEvent) -> Refused | None:
    """Why a person may not declare this interest: it is another's, and he is no officer."""
    if not isinstance(event, ask.InterestDeclared) or event.person == actor.person:
        return None
    if actor.system or actor.operates:
        return None
    return refuse(
        "approval.case.interest",
        "You can declare your own interests only.",
        "Tell an officer of the operator of another's.",
        "person",
    )
