"""Who reviews, and what is signed: assigning with the interests that Tilth knows of, votes, recorded decisions."""

from __future__ import annotations

from datetime import date

from tilth.approval import Case
from tilth.approval import events as ask
from tilth.approval.case import Interest
from tilth.approval.decisions.signing import Signable
from tilth.approval.events import CaseEvent
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused, refuse
from tilth.parties.model import Role
from tilth_site.approval.actions import ACTIONS, happened, on_case
from tilth_site.approval.matters import Matter
from tilth_site.approval.papers import unknown_paper
from tilth_site.approval.statements import draft
from tilth_site.journal.actions import Call, Decision, Outcome
from tilth_site.parties.actors import actor_of, operator_id
from tilth_site.parties.models import Venture
from tilth_site.signatures.signing import Ink

__all__ = ["assign", "decide_on_paper", "interests_known", "role_for", "vote"]


def role_for(role: str) -> Role:
    """The role at the operator with which one reviews as what a procedure calls ``role``."""
    return Role.BIOSAFETY_OFFICER if role == Role.BIOSAFETY_OFFICER.value else Role.REVIEWER


def interests_known(person: str, applicant: str) -> tuple[Interest, ...]:
    """The interests of ``person`` in ``applicant`` that follow from who he is: a founder holds equity, whoever has
    another role there is employed. A venture that became the applicant counts as the applicant. Six queries, each
    by index.
    """
    actor = actor_of(person)
    became = Venture.objects.filter(organisation=applicant).values_list("id", flat=True)
    roles = {role for organisation in (applicant, *became) for role in actor.roles(organisation)}
    kinds = {"equity" if role is Role.FOUNDER else "employment" for role in roles}
    return tuple(Interest(person, kind, applicant) for kind in sorted(kinds))


def assign(call: Call, id: str, event: ask.ReviewerAssigned) -> Outcome:
    """Let a person review a step. He must hold the role at the operator, and what Tilth knows of his interests is
    declared with it, or keeps him out.
    """

    def attempt(found: Matter) -> Decision:
        wanted = role_for(event.role)
        if wanted not in actor_of(event.person).roles(operator_id()):
            return refuse(
                "approval.case.no_reviewer",
                "This person is no {role} of the operator.",
                "Give them that role first.",
                "person",
                role=wanted.value,
            )
        answer = found.decided(call, *_undeclared(found.case, event.person, event.on), event)
        return answer if isinstance(answer, Refused) else happened(id, answer)

    return on_case(call, id, ACTIONS[ask.ReviewerAssigned], event, attempt)


def vote(call: Call, id: str, event: ask.Voted, ink: Ink) -> Outcome:
    """Vote on a step, and sign the vote. The vote that completes the quorum decides the step.

    Raises OptionError where the voter, or whose ink it is, is not the person who asks.
    """
    _require_own(call, event.person, ink)

    def attempt(found: Matter) -> Decision:
        return _signed(call, found, ink, event, _undeclared(found.case, event.person, event.on))

    return on_case(call, id, ACTIONS[ask.Voted], event, attempt)


def decide_on_paper(call: Call, id: str, event: ask.Decided | ask.Recognised, ink: Ink) -> Outcome:
    """Record, and sign for, a decision that was taken on paper: an authority's, or that of another body which the
    step recognises. Raises OptionError as :func:`vote`.
    """
    _require_own(call, ink.person, ink)

    def attempt(found: Matter) -> Decision:
        return unknown_paper(call, found.case, event) or _signed(call, found, ink, event, ())

    return on_case(call, id, ACTIONS[type(event)], event, attempt)


def _signed(call: Call, found: Matter, ink: Ink, event: Signable, before: tuple[CaseEvent, ...]) -> Decision:
    """``event`` after what comes ``before`` it, with a signed statement of it among the evidence."""
    if event.on < found.case.opened or found.procedure.step(event.step) is None:
        # Of that there can be no statement; the rules say why.
        said = found.decided(call, event)
        return said if isinstance(said, Refused) else happened(found.case.id, said)
    drafted = draft(found, before, event, ink, call.at)
    answer = found.decided(call, *before, drafted.event)
    if isinstance(answer, Refused):
        return answer
    envelope, signature = drafted.give()
    first, rest = answer[: len(before)], answer[len(before) :]
    declared = happened(found.case.id, first) if first else ()
    return (*declared, *happened(found.case.id, rest, envelope), signature)


def _undeclared(case: Case, person: str, on: date) -> tuple[ask.InterestDeclared, ...]:
    """The interests that Tilth knows of and the case does not."""
    return tuple(
        ask.InterestDeclared(person=person, kind=one.kind, organisation=one.organisation, on=on)
        for one in interests_known(person, case.applicant)
        if one not in case.interests
    )


def _require_own(call: Call, person: str, ink: Ink) -> None:
    if not call.actor.system and not (person == ink.person == call.actor.person):
        raise OptionError(
            "approval.person",
            f"The call is by {call.actor.person}, and it is signed as {ink.person} for {person}.",
            mend="Make the event and the ink from the call that they are given with.",
        )
