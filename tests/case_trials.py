"""Every event of a case, ready to be asked for: the case stands so that the permission alone decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from dockets import DEMO, done, ink
from journeys import AT
from tilth.approval import events, the_procedure
from tilth.approval.case import Outcome as Verdict
from tilth.approval.events import CaseEvent
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.approval.actions import carry_out, open_case
from tilth_site.approval.dossiers import Answer, HandIn, Part, Seal, hand_in
from tilth_site.approval.evidence import add_document
from tilth_site.approval.matters import matter
from tilth_site.approval.reviewing import assign, decide_on_paper, vote
from tilth_site.journal.actions import Call, Outcome
from tilth_site.parties.models import RoleHeld
from tilth_site.uploads.intake import Said, Stored, take_in_text
from tilth_site.uploads.kinds import TEXT

TODAY = date(2026, 3, 2)
ETHICS, IND = "cn-ethics", "us-fda-ind"
SYSTEM = Call(OPERATOR, AT)


class Sided(Protocol):
    """The organisation on each side."""

    operator: str
    owner: str


Trial = Callable[[Call], Outcome]
Prepare = Callable[[Sided], Trial]


def paper(person: str = "operator", text: str = "A letter.") -> Stored:
    taken = take_in_text(text, allowed=(TEXT,), said=Said(person, AT))
    assert isinstance(taken, Stored)
    return taken


def opened(owner: str, procedure: str = DEMO) -> str:
    id = new_id("case")
    done(open_case(SYSTEM, id, owner, procedure, facts={"outbreak": "yes"}))
    return id


def holding(owner: str, *kinds: str, procedure: str = DEMO) -> str:
    """A case that holds a document of each of ``kinds``."""
    id = opened(owner, procedure)
    for kind in kinds:
        done(add_document(SYSTEM, id, kind, paper(text=kind), facts={}))
    return id


def submitted(owner: str, procedure: str = DEMO) -> str:
    """A case whose first step has everything and was handed in."""
    step = the_procedure(procedure).steps[0]
    id = holding(owner, *(required.kind for required in step.evidence), procedure=procedure)
    done(hand_in(SYSTEM, id, HandIn(step.id)))
    return id


def after(procedure: str, *before: CaseEvent, event: CaseEvent) -> Prepare:
    """``event`` on a case that was handed in, and to which ``before`` happened."""

    def prepare(sides: Sided) -> Trial:
        id = submitted(sides.owner, procedure)
        for each in before:
            done(carry_out(SYSTEM, id, each))
        return lambda call: carry_out(call, id, event)

    return prepare


def opening(sides: Sided) -> Trial:
    id = new_id("case")
    return lambda call: open_case(call, id, sides.owner, DEMO, facts={})


def adding(sides: Sided) -> Trial:
    id = opened(sides.owner)
    return lambda call: add_document(call, id, "strain", paper(call.actor.person), facts={})


def declaring(sides: Sided) -> Trial:
    id = opened(sides.owner)

    def trial(call: Call) -> Outcome:
        said = events.InterestDeclared(person=call.actor.person, kind="equity", organisation=sides.owner, on=TODAY)
        return carry_out(call, id, said)

    return trial


def assigning(sides: Sided) -> Trial:
    id, person = submitted(sides.owner), reviewer(sides, Role.BIOSAFETY_OFFICER)
    event = events.ReviewerAssigned(step="biosafety", person=person, role="biosafety_officer", on=TODAY)
    return lambda call: assign(call, id, event)


def dossier(asked: Seal | Part | HandIn, *kinds: str) -> Prepare:
    """What is ``asked`` of a case that holds ``kinds``."""

    def prepare(sides: Sided) -> Trial:
        id = holding(sides.owner, *kinds)
        return lambda call: hand_in(call, id, asked)

    return prepare


def answering(sides: Sided) -> Trial:
    id = submitted(sides.owner)
    done(carry_out(SYSTEM, id, events.QuestionsAsked(step="biosafety", on=TODAY)))
    return lambda call: hand_in(call, id, Answer("biosafety", full=True))


def reviewer(sides: Sided, role: Role) -> str:
    """Somebody with that role at the operator; the row is written past the journal, to be quick."""
    person = new_id("per")
    RoleHeld.objects.create(
        id=f"{sides.operator}/{person}/{role}", organisation_id=sides.operator, person=person, role=role.value
    )
    return person


def voting(sides: Sided) -> Trial:
    """Whoever asks is assigned first, to the step on which his role votes; who has no such role cannot be."""
    committees = {
        Role.BIOSAFETY_OFFICER: (submitted(sides.owner), "biosafety", "biosafety_officer"),
        Role.REVIEWER: (submitted(sides.owner, ETHICS), "review", "ethics_reviewer"),
    }
    done(carry_out(SYSTEM, committees[Role.REVIEWER][0], events.Accepted(step="review", on=TODAY)))
    somebody = reviewer(sides, Role.REVIEWER)

    def trial(call: Call) -> Outcome:
        person = somebody if call.actor.system else call.actor.person
        held = RoleHeld.objects.filter(person=person).values_list("role", flat=True).first()
        id, step, role = committees.get(Role(held), committees[Role.REVIEWER])
        assign(SYSTEM, id, events.ReviewerAssigned(step=step, person=person, role=role, on=TODAY))
        event = events.Voted(step=step, person=person, outcome=Verdict.APPROVED, reason="Sound.", on=TODAY)
        return vote(call, id, event, ink(call))

    return trial


def deciding(sides: Sided) -> Trial:
    id = submitted(sides.owner, IND)

    def trial(call: Call) -> Outcome:
        event = events.Decided(
            step="review", outcome=Verdict.APPROVED, by="authority", on=TODAY,
            document=paper(call.actor.person).sha256,
        )  # fmt: skip
        return decide_on_paper(call, id, event, ink(call))

    return trial


def recognising(sides: Sided) -> Trial:
    id = submitted(sides.owner, ETHICS)

    found = matter(id)
    assert found is not None
    manifest = found.case.step("review").manifest

    def trial(call: Call) -> Outcome:
        event = events.Recognised(
            step="review", body="lead-site-ethics", manifest=manifest, on=TODAY,
            document=paper(call.actor.person).sha256,
        )  # fmt: skip
        return decide_on_paper(call, id, event, ink(call))

    return trial


def appealing(sides: Sided) -> Trial:
    id = submitted(sides.owner, ETHICS)
    done(carry_out(SYSTEM, id, events.Accepted(step="review", on=TODAY)))
    for _ in range(4):
        person = reviewer(sides, Role.REVIEWER)
        assigned = events.ReviewerAssigned(step="review", person=person, role="ethics_reviewer", on=TODAY)
        done(assign(SYSTEM, id, assigned))
        refusing = events.Voted(step="review", person=person, outcome=Verdict.REFUSED, reason="Risky.", on=TODAY)
        done(vote(SYSTEM, id, refusing, ink(SYSTEM)))
    return lambda call: carry_out(call, id, events.Appealed(step="review", grounds="It is not.", on=TODAY))


HOLD = events.Paused(step="review", reason="clinical hold", on=TODAY)

CASES: Mapping[type[CaseEvent], Prepare] = {
    events.CaseOpened: opening,
    events.FactStated: after(DEMO, event=events.FactStated(fact="product", value="vaccine", on=TODAY)),
    events.EvidenceAdded: adding,
    events.InterestDeclared: declaring,
    events.CaseWithdrawn: after(DEMO, event=events.CaseWithdrawn(on=TODAY)),
    events.LaneTaken: after(ETHICS, event=events.LaneTaken(step="review", lane="outbreak", on=TODAY)),
    events.ReviewerAssigned: assigning,
    events.DossierSealed: dossier(Seal("biosafety"), "risk_assessment"),
    events.PartSubmitted: dossier(Part("ethics", "protocol"), "clinical_protocol"),
    events.Submitted: dossier(HandIn("biosafety"), "sequence_verification", "risk_assessment"),
    events.Accepted: after(ETHICS, event=events.Accepted(step="review", on=TODAY)),
    events.QuestionsAsked: after(DEMO, event=events.QuestionsAsked(step="biosafety", on=TODAY)),
    events.AnswersReceived: answering,
    events.Paused: after(IND, event=HOLD),
    events.Resumed: after(IND, HOLD, event=events.Resumed(step="review", on=TODAY)),
    events.Voted: voting,
    events.Decided: deciding,
    events.Recognised: recognising,
    events.StepWithdrawn: after(DEMO, event=events.StepWithdrawn(step="biosafety", on=TODAY)),
    events.Appealed: appealing,
}
"""Event -> how it is made ready."""
