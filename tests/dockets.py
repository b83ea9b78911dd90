"""A case for tests of the site, and everybody who has to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from tilth.approval import Case, events
from tilth.approval.case import Outcome as Verdict
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth.parties import commands as ask
from tilth.parties.model import Role
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.approval.actions import carry_out, open_case
from tilth_site.approval.dossiers import HandIn, hand_in
from tilth_site.approval.evidence import add_document, take_paper
from tilth_site.approval.queries import case_seen
from tilth_site.approval.reviewing import assign, decide_on_paper, vote
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.tables import CASES
from tilth_site.journal.actions import Call, Done, Outcome
from tilth_site.journal.streams import load
from tilth_site.parties import actions as parties
from tilth_site.parties.actors import actor_of
from tilth_site.signatures.signing import Ink
from tilth_site.uploads.intake import Stored

DEMO = "demo-first-in-human"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def done(outcome: Outcome) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def code(outcome: Outcome) -> str:
    """The first reason of a refusal."""
    assert isinstance(outcome, Refused), outcome
    return outcome.reasons[0].code


@dataclass
class Docket:
    """A case ``id`` of the cast's firm under the demonstration's procedure. Days are counted from 2 March 2026."""

    cast: object
    procedure: str = DEMO

    def __post_init__(self) -> None:
        self.id = new_id("case")
        self._reviewers: dict[int, str] = {}

    def by(self, name: str, role: Role, day: int = 0, key: str = "") -> Call:
        return self.cast.call(name, role, key=key, at=NOON + timedelta(days=day))

    def founder(self, day: int = 0, key: str = "") -> Call:
        return self.by("firm", Role.FOUNDER, day, key)

    def officer(self, day: int = 0) -> Call:
        return self.by("operator", Role.CLUSTER_OFFICER, day)

    def reviewer(self, number: int = 1) -> str:
        """A biosafety officer of the operator, by number from 1."""
        if number not in self._reviewers:
            person = new_id("per")
            by_console = Call(OPERATOR, NOON)
            done(parties.carry_out(by_console, ask.RegisterPerson(person)))
            done(parties.carry_out(by_console, ask.GrantRole(self.cast.operator, person, Role.BIOSAFETY_OFFICER)))
            self._reviewers[number] = person
        return self._reviewers[number]

    def as_reviewer(self, number: int = 1, day: int = 0) -> Call:
        return Call(actor_of(self.reviewer(number)), NOON + timedelta(days=day))

    def on(self, day: int) -> date:
        return NOON.date() + timedelta(days=day)

    @property
    def case(self) -> Case:
        found = load(CASES, self.id)
        assert found is not None
        return found

    def seen(self, day: int = 0) -> CaseSeen:
        found = case_seen(OPERATOR, self.id, self.on(day))
        assert found is not None
        return found

    def open(self, day: int = 0, facts: Mapping[str, str] | None = None) -> Docket:
        done(open_case(self.founder(day), self.id, self.cast.firm, self.procedure, facts=facts or {}))
        return self

    def paper(self, call: Call, text: str) -> Stored:
        taken = take_paper(call, "paper.txt", BytesIO(text.encode()))
        assert isinstance(taken, Stored), taken
        return taken

    def add(self, kind: str, text: str, day: int = 0, **facts: str) -> Docket:
        call = self.founder(day)
        done(add_document(call, self.id, kind, self.paper(call, text), facts=facts))
        return self

    def complete(self, day: int = 0) -> Docket:
        """With everything that the committee wants."""
        return self.open(day).add("sequence_verification", "GATTACA", day).add("risk_assessment", "low", day)

    def submitted(self, day: int = 0) -> Docket:
        """At the committee."""
        return self.complete(day).hand_in("biosafety", day)

    def hand_in(self, step: str, day: int = 0) -> Docket:
        done(hand_in(self.founder(day), self.id, HandIn(step)))
        return self

    def assigned(self, *people: str, day: int = 0) -> Docket:
        for person in people:
            done(assign(self.officer(day), self.id, self.assigning(person, day)))
        return self

    def assigning(self, person: str, day: int = 0, step: str = "biosafety") -> events.ReviewerAssigned:
        return events.ReviewerAssigned(step=step, person=person, role="biosafety_officer", on=self.on(day))

    def do(self, call: Call, event: events.CaseEvent) -> Done:
        return done(carry_out(call, self.id, event))

    def vote(self, call: Call, verdict: Verdict = Verdict.APPROVED, reason: str = "It is contained.") -> Outcome:
        day = (call.at - NOON).days
        event = events.Voted(
            step="biosafety", person=call.actor.person, outcome=verdict, reason=reason, on=self.on(day)
        )
        return vote(call, self.id, event, ink(call))

    def decide(self, step: str, verdict: Verdict, day: int, text: str = "Granted.") -> Outcome:
        call = self.officer(day)
        event = events.Decided(
            step=step, outcome=verdict, by="authority", on=self.on(day), document=self.paper(call, text).sha256
        )
        return decide_on_paper(call, self.id, event, ink(call))


def ink(call: Call) -> Ink:
    return Ink(call.actor.person, "biosafety_officer", "Bai Wei", Meaning.APPROVAL)
