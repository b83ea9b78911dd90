"""A design request taken from state to state by the actions, with a made-up assessment: no design is computed.

Everything here is asked for by the system, which may do everything, so that what is tested is asked for by others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from screened import screen
from tilth.foundry.request import Request, Side, State, commands
from tilth.foundry.request.assessment import Assessment, Problems
from tilth.foundry.request.constructs import Group
from tilth.foundry.request.model import Delivery, FileRef
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.screening import Screening, Status
from tilth.foundry.request.slots import OpenSlot
from tilth.kernel.ids import new_id
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, OrganisationKind
from tilth_site.accounts.permissions import OPERATOR, Actor
from tilth_site.foundry.actions import (
    carry_out,
    carry_out_slot,
    hand_in,
    open_request,
    record_assessment,
    sign_statement,
)
from tilth_site.foundry.tables import REQUESTS
from tilth_site.journal.actions import Call, Done, Outcome
from tilth_site.journal.streams import load
from tilth_site.parties import actions as parties
from tilth_site.signatures.signing import Ink

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
WEEK = "2026-W30"
STEPS = (
    "draft", "designed", "assessed", "submitted", "accepted", "quoted", "signed", "queued", "cleared",
    "in_progress", "complete", "closed",
)  # fmt: skip


def done(outcome: Outcome) -> Done:
    """``outcome``, which is no refusal."""
    assert isinstance(outcome, Done), str(outcome)
    return outcome


def hash_of(text: str) -> str:
    """A sha256, as if something had been kept under it."""
    return hashlib.sha256(text.encode()).hexdigest()


def design(text: str = "one") -> tuple[FileRef, ...]:
    """A design of one file."""
    return (FileRef("DESIGN.toml", hash_of(text), len(text), "application/toml"),)


def assessment(version: int = 1, constructs: int = 2) -> Assessment:
    """What the worker might have found about a design."""
    groups = (Group("tu", "tu", constructs, hash_of(f"{version}")),) if constructs else ()
    return Assessment(version, hash_of("report"), hash_of("list"), groups, Problems())


def quote(amount: int = 10_000, terms: str = "Thirty days.") -> commands.Quote:
    """A statement of work of one line."""
    price = Money(amount, "CNY")
    return commands.Quote(
        lines=(Line("setup", "Set-up", 1, price, price),), price_list="list 1", earliest=date(2026, 4, 1),
        latest=date(2026, 5, 1), provisional=False, terms=terms, valid_until=date(2099, 1, 1),
    )  # fmt: skip


def signing(request: Request, side: Side, person: str) -> tuple[commands.Sign, Ink]:
    """The command that signs the latest statement for ``side``, and the ink for it."""
    statement = request.statement
    assert statement is not None
    command = commands.Sign(
        version=statement.version, sha256=statement.sha256, side=side, signatory=person, meaning="acceptance"
    )
    return command, Ink(person, "founder", "Wu Ji", Meaning.ACCEPTANCE)


def register_organisation(name: str, kind: OrganisationKind, id: str | None = None) -> str:
    """A new organisation's id."""
    id = id or new_id("org")
    command = ask.RegisterOrganisation(id, (Name(name, Language.EN, NameKind.LEGAL),), (kind,))
    done(parties.carry_out(Call(OPERATOR, AT), command))
    return id


def open_slot(provider: str, places: int = 1) -> str:
    """A new build slot's id."""
    id = new_id("slot")
    done(carry_out_slot(Call(OPERATOR, AT), id, provider, OpenSlot(id, provider, WEEK, places)))
    return id


@dataclass
class Journey:
    """The request ``id`` of ``owner`` at ``provider``. :meth:`to` takes it on, step by step of :data:`STEPS`."""

    owner: str
    provider: str
    id: str = field(default_factory=lambda: new_id("req"))
    actor: Actor = OPERATOR
    slot: str = ""

    @property
    def call(self) -> Call:
        return Call(self.actor, AT)

    @property
    def request(self) -> Request:
        found = load(REQUESTS, self.id)
        assert found is not None
        return found

    def to(self, last: str) -> Journey:
        """Take every step up to ``last`` that has not been taken."""
        for step in STEPS[: STEPS.index(last) + 1]:
            if not self._taken(step):
                getattr(self, f"_{step}")()
        return self

    def _taken(self, step: str) -> bool:
        request = load(REQUESTS, self.id)
        if request is None:
            return False
        reached = STEPS.index(_STATES[request.state])
        if request.state is State.DRAFT:
            reached = STEPS.index("assessed" if request.assessment else "designed" if request.design else "draft")
        if request.state is State.QUOTED and not request.unsigned:
            reached = STEPS.index("signed")
        if request.state is State.QUEUED and request.screening.status is Status.CLEARED:
            reached = STEPS.index("cleared")
        return STEPS.index(step) <= reached

    def carry_out(self, command: commands.Command) -> Done:
        return done(carry_out(self.call, self.id, command))

    def _draft(self) -> None:
        done(open_request(self.call, self.opening()))

    def opening(self, person: str = "operator") -> commands.Open:
        return commands.Open(
            id=self.id, title="Units", owner=self.owner, provider=self.provider, opened_by=person,
            customer_class="industry",
        )  # fmt: skip

    def _designed(self) -> None:
        done(hand_in(self.call, self.id, design()))

    def _assessed(self) -> None:
        version = self.request.design.version if self.request.design else 0
        done(record_assessment(self.call, self.id, commands.Assess(assessment(version))))

    def _submitted(self) -> None:
        self.carry_out(commands.Submit())

    def _accepted(self) -> None:
        self.carry_out(commands.Accept())

    def _quoted(self) -> None:
        self.carry_out(quote())

    def _signed(self) -> None:
        for side in (Side.PROVIDER, Side.OWNER):
            done(sign_statement(self.call, self.id, *signing(self.request, side, f"per_of_{side}")))

    def _queued(self) -> None:
        self.slot = self.slot or open_slot(self.provider)
        self.carry_out(commands.Queue(self.slot))

    def _cleared(self) -> None:
        design = self.request.design
        assert design is not None
        done(screen(self.call, self.id, design.version))

    def _in_progress(self) -> None:
        self.carry_out(commands.Start())

    def _complete(self) -> None:
        self.carry_out(commands.Complete(Delivery(2, hash_of("delivery"))))

    def _closed(self) -> None:
        self.carry_out(commands.Close())


def cleared(request: Request) -> Screening:
    """That the design that stands was screened and cleared."""
    assert request.design is not None
    return Screening(Status.CLEARED, request.design.version, "a database 1", hash_of("screening"))


def refused(outcome: Outcome) -> str:
    """The code of the first reason of ``outcome``, which is a refusal."""
    assert isinstance(outcome, Refused), outcome
    return outcome.reasons[0].code


_STATES = {
    State.DRAFT: "draft", State.SUBMITTED: "submitted", State.CHANGES_REQUESTED: "assessed",
    State.ACCEPTED: "accepted", State.QUOTED: "quoted", State.QUEUED: "queued", State.IN_PROGRESS: "in_progress",
    State.COMPLETE: "complete", State.CLOSED: "closed",
}  # fmt: skip
