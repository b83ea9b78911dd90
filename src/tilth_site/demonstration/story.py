"""The story of a design request, told through the actions: each step by the person whose step it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tilth.approval.gate import Decision
from tilth.approval.gate.commands import Review
from tilth.foundry.request import Request, Side, commands, gate
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth.parties.model import Role
from tilth_site.accounts.models import PersonalRecord
from tilth_site.demonstration.cluster import Cluster, RequestEntry
from tilth_site.demonstration.loading import Loaded, done
from tilth_site.foundry.actions import carry_out, hand_in, open_request, sign_statement
from tilth_site.foundry.designs import references
from tilth_site.foundry.quotes import quote_of
from tilth_site.foundry.tables import REQUESTS
from tilth_site.jobs import worker
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import load
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import RoleHeld
from tilth_site.screening.actions import review
from tilth_site.screening.tables import SCREENINGS
from tilth_site.signatures.signing import Ink
from tilth_site.uploads.bundle import DesignFiles
from tilth_site.uploads.intake import Said, take_in, take_in_text
from tilth_site.uploads.kinds import PARTS, PLANS

__all__ = ["Told", "state_of", "tell"]

TERMS = (
    "Payment within thirty days of delivery. Constructs are sequence-verified; a failed one is built again once."
)

REVIEWED = "The matching stretch was made up for the example and planted in its database; it codes for nothing."

_STEPS = ("draft", "submitted", "accepted", "quoted", "queued", "cleared")


@dataclass(frozen=True, slots=True)
class Told:
    """A request of the example, and how far it came."""

    id: str
    request: Request


def tell(cluster: Cluster, loaded: Loaded, at: datetime, say: Callable[[str], None]) -> tuple[Told, ...]:
    """Take every request of ``cluster`` as far as its entry says; the worker checks the designs on the way.

    ``say`` is told each step in a sentence. Raises InputError where an action refuses.
    """
    begun = [Teller(entry, loaded, new_id("req", at)) for entry in cluster.request]
    for one in begun:
        one.open()
        one.hand_in(cluster.plans[one.entry.plan], cluster.parts.get(one.entry.parts, ""))
        say(f"{one.entry.title}: the design is handed in.")
    worker.run(stop_when_idle=True)
    for one in begun:
        one.go_on(say)
    return tuple(Told(one.id, one.request) for one in begun)


def _holders(role: Role, organisation: str) -> list[str]:
    """The persons who hold ``role`` in ``organisation``."""
    held = RoleHeld.objects.filter(organisation_id=organisation, role=role.value).order_by("id")
    return list(held.values_list("person", flat=True))


def _holder(role: Role, organisation: str) -> str:
    """The first of them."""
    held = _holders(role, organisation)
    assert held, f"the example has a {role} in {organisation}"
    return held[0]


def _name(person: str) -> str:
    return PersonalRecord.objects.get(person=person).name("en")


def state_of(id: str) -> str:
    """How the request ``id`` stands now."""
    found = load(REQUESTS, id)
    assert found is not None, "the request was opened"
    return found.state.value


class Teller:
    """The request ``id`` on its way; each step is taken by the person whose step it is."""

    def __init__(self, entry: RequestEntry, loaded: Loaded, id: str) -> None:
        self.entry, self.loaded, self.id = entry, loaded, id
        self.owner, self.provider = loaded.ids[entry.owner], loaded.ids[entry.provider]

    @property
    def request(self) -> Request:
        """The request as it stands."""
        found = load(REQUESTS, self.id)
        assert found is not None, "the request was opened"
        return found

    def call(self, side: Side) -> Call:
        """A call by the person who founded the owner, or by the provider's scientist."""
        role, organisation = (
            (Role.FOUNDER, self.owner) if side is Side.OWNER else (Role.FOUNDRY_SCIENTIST, self.provider)
        )
        return Call(actor_of(_holder(role, organisation)), timezone.now())

    def open(self) -> None:
        """Begin the draft."""
        call = self.call(Side.OWNER)
        command = commands.Open(
            id=self.id, title=self.entry.title, owner=self.owner, provider=self.provider,
            opened_by=call.actor.person, customer_class=self.entry.customer_class,
            venture=self.loaded.ids.get(self.entry.venture),
        )  # fmt: skip
        done(open_request(call, command))

    def hand_in(self, text: str, fasta: str) -> None:
        """Hand in the plan ``text``, with the sequences in ``fasta`` if there are any."""
        call = self.call(Side.OWNER)
        said = Said(call.actor.person, call.at)
        plan = take_in_text(text, allowed=PLANS, said=said)
        content = io.BytesIO(fasta.lstrip().encode())
        parts = take_in(f"{self.entry.parts}.fasta", content, allowed=PARTS, said=said) if fasta else None
        if isinstance(plan, Refused):
            done(plan)
        elif isinstance(parts, Refused):
            done(parts)
        else:
            self._hand_in(DesignFiles(plan, (parts,) if parts else ()), call)

    def _hand_in(self, files: DesignFiles, call: Call) -> None:
        done(hand_in(call, self.id, references(files, call.actor.person)))

    def go_on(self, say: Callable[[str], None]) -> None:
        """Every step from the draft to where the entry says."""
        if self.entry.cleared:
            self.review()
        for step in _STEPS[1 : _STEPS.index(self.entry.until) + 1]:
            self._take(step)
        say(f"{self.entry.title}: {self.request.state.value.replace('_', ' ')}.")

    def _take(self, step: str) -> None:
        steps = {
            "submitted": self.submit,
            "accepted": self.accept,
            "quoted": self.quote,
            "queued": self.queue,
            "cleared": self.cleared,
        }
        steps[step]()

    def submit(self) -> None:
        """The owner hands the request to the foundry."""
        done(carry_out(self.call(Side.OWNER), self.id, commands.Submit()))

    def accept(self) -> None:
        """The foundry takes it on."""
        done(carry_out(self.call(Side.PROVIDER), self.id, commands.Accept()))

    def quote(self) -> None:
        """The foundry draws the statement of work up, and signs it."""
        command = quote_of(self.request, timezone.localdate(), terms=TERMS)
        if isinstance(command, Refused):
            done(command)
        else:
            done(carry_out(self.call(Side.PROVIDER), self.id, command))
        self.sign(Side.PROVIDER)

    def queue(self) -> None:
        """The owner signs too, and the request takes a place in its slot."""
        self.sign(Side.OWNER)
        slot = self.loaded.slots[self.entry.slot]
        done(carry_out(self.call(Side.PROVIDER), self.id, commands.Queue(slot)))

    def cleared(self) -> None:
        """Nothing to do: the worker screened the design. Raises InputError where it was not cleared."""
        refused = gate(self.request.screening)
        if refused is not None:
            done(refused)

    def review(self) -> None:
        """Two officers read what the screening found, and clear it."""
        for person in _holders(Role.BIOSAFETY_OFFICER, self.provider)[:2]:
            record, call = load(SCREENINGS, self.id), Call(actor_of(person), timezone.now())
            result = record.result if record else None
            assert result is not None, "the design was screened"
            command = Review(
                officer=person, records=frozenset(), organisations=call.actor.organisations,
                decision=Decision.CLEAR, reason=REVIEWED, report=result.report,
            )  # fmt: skip
            ink = Ink(person, Role.BIOSAFETY_OFFICER.value, _name(person), Meaning.APPROVAL)
            done(review(call, self.id, command, ink))

    def sign(self, side: Side) -> None:
        """Sign the latest statement of work for ``side``."""
        call, statement = self.call(side), self.request.statement
        assert statement is not None, "the request is quoted"
        command = commands.Sign(
            version=statement.version, sha256=statement.sha256, side=side, signatory=call.actor.person,
            meaning=Meaning.ACCEPTANCE.value,
        )  # fmt: skip
        name = _name(call.actor.person)
        role = Role.FOUNDER if side is Side.OWNER else Role.FOUNDRY_SCIENTIST
        done(sign_statement(call, self.id, command, Ink(call.actor.person, role.value, name, Meaning.ACCEPTANCE)))
