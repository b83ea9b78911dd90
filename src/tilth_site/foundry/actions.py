"""The writes of the foundry: one command a call, on a request or a build slot.

Two commands write to a second stream in the same transaction: to queue a request takes a place in a slot, and to
sign gives a signature. A place that a request gives up is released the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tilth.foundry.request import Side, commands, decide, decide_slot, slots
from tilth.foundry.request.commands import Command
from tilth.foundry.request.events import (
    Designed,
)
from tilth.foundry.request.model import FileRef
from tilth.foundry.request.slots import SlotCommand
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused, refuse
from tilth.parties.model import OrganisationKind
from tilth_site.accounts.permissions import Actor, Sides, not_found, permitted
from tilth_site.foundry.consequences import (
    Events,
    Further,
    recorded,
    with_place,
    with_screening,
    with_statement,
)
from tilth_site.foundry.release import objection_to_release
from tilth_site.foundry.tables import REQUESTS, SLOTS
from tilth_site.jobs.queue import enqueue
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import load
from tilth_site.parties.models import Organisation, Venture
from tilth_site.signatures.signing import Ink, sign

__all__ = [
    "ACTIONS",
    "SLOT_ACTIONS",
    "AssessDesign",
    "carry_out",
    "carry_out_slot",
    "hand_in",
    "open_request",
    "record_assessment",
    "request_decision",
    "sign_statement",
]

ACTIONS: Mapping[type[Command], str] = {
    commands.Open: "foundry.request.open",
    commands.Revise: "foundry.request.design",
    commands.Assess: "foundry.request.assess",
    commands.FailAssessment: "foundry.request.assess",
    commands.Screen: "foundry.request.screen",
    commands.Submit: "foundry.request.submit",
    commands.AskForChanges: "foundry.request.request_changes",
    commands.Accept: "foundry.request.accept",
    commands.Reject: "foundry.request.reject",
    commands.Withdraw: "foundry.request.withdraw",
    commands.Quote: "foundry.request.quote",
    commands.Queue: "foundry.request.queue",
    commands.Start: "foundry.request.start",
    commands.Complete: "foundry.request.complete",
    commands.Close: "foundry.request.close",
}
"""The permission that each command needs; signing needs that of its side (:func:`sign_statement`)."""

SLOT_ACTIONS: Mapping[type[SlotCommand], str] = {
    slots.OpenSlot: "foundry.slot.open",
    slots.CloseSlot: "foundry.slot.close",
}
"""The same for build slots; places are taken and released by what happens to a request."""


def open_request(call: Call, command: commands.Open) -> Outcome:
    """Begin a request, as a person with a role in its owner (an organisation or a venture), at a foundry.

    Raises OptionError where the command says that somebody else opens it.
    """
    _check_person(call, command.opened_by)

    def opening(id: str, events: Events, call: Call) -> Decision:
        return _objection_to_opening(call.actor, command) or recorded(id, events, call)

    return _perform(call, ACTIONS[commands.Open], command.id, command, opening)


def carry_out(call: Call, id: str, command: Command) -> Outcome:
    """Carry ``command`` out on the request ``id``, or say why not. For all but opening, handing in and signing."""
    further = {commands.Queue: with_place, commands.Quote: with_statement}.get(type(command), recorded)
    return _perform(call, ACTIONS[type(command)], id, command, further)


def request_decision(
    call: Call, id: str, command: commands.Start | commands.Complete | commands.Screen
) -> Decision:
    """What ``command`` leads to on the request ``id``, for another app's action that writes it with its own."""
    return _decided(call, ACTIONS[type(command)], id, command, recorded)


@dataclass(frozen=True, slots=True)
class AssessDesign:
    """What the background job is asked: to assess which version of which request's design."""

    request: str
    version: int


def hand_in(call: Call, id: str, files: tuple[FileRef, ...]) -> Outcome:
    """Hand in a design, and ask for its assessment in the same transaction."""

    def asking(id: str, events: Events, call: Call) -> Decision:
        request = load(REQUESTS, id)
        for event in events:
            if isinstance(event, Designed) and request:
                asked = AssessDesign(id, event.design.version)
                enqueue(
                    "foundry.assess", asked, person=call.actor.person, subject=REQUESTS.name(id),
                    owner=request.owner, provider=request.provider, key=f"{id}/{asked.version}",
                )  # fmt: skip
        return recorded(id, events, call)

    return _perform(call, ACTIONS[commands.Revise], id, commands.Revise(files), asking)


def record_assessment(call: Call, id: str, command: commands.Assess | commands.FailAssessment) -> Outcome:
    """Record what the background job found out. Under its key the job is known by the design version it was asked
    about, so a second run after a crash is answered with the first one's entries.
    """
    found = command.assessment if isinstance(command, commands.Assess) else command.failure
    return _perform(call, ACTIONS[type(command)], id, command, with_screening, asked=found.design_version)


def sign_statement(call: Call, id: str, command: commands.Sign, ink: Ink) -> Outcome:
    """Sign the statement of work for a side, with a signature bound to its hash.

    Raises OptionError where the signatory, or whose ink it is, is not the person who asks.
    """
    _check_person(call, command.signatory)
    _check_person(call, ink.person)

    def signing(id: str, events: Events, call: Call) -> Decision:
        given = sign(ink, (command.sha256,), REQUESTS.name(id), call.at)
        return (*recorded(id, events, call), given)

    action = "foundry.request.sign_as_owner" if command.side is Side.OWNER else "foundry.request.sign_as_provider"
    return _perform(call, action, id, command, signing)


def carry_out_slot(call: Call, id: str, provider: str, command: SlotCommand) -> Outcome:
    """Open or close the build slot ``id`` of the foundry ``provider``.

    Raises OptionError where the command opens another slot than ``id``, or at another foundry than ``provider``.
    """
    action = SLOT_ACTIONS[type(command)]
    if isinstance(command, slots.OpenSlot) and (command.id, command.provider) != (id, provider):
        raise _contradiction("slot", id, command.id if command.id != id else command.provider)

    def attempt() -> Decision:
        slot = load(SLOTS, id)
        if slot is None and not isinstance(command, slots.OpenSlot):
            return not_found()
        refused = permitted(call.actor, action, Sides(provider=slot.provider if slot else provider))
        if refused:
            return refused
        decided = decide_slot(slot, command, call.today)
        return (
            decided if isinstance(decided, Refused) else tuple(Happened(SLOTS.name(id), each) for each in decided)
        )

    return perform(call, action, [id, command], attempt)


def _perform(
    call: Call, action: str, id: str, command: Command, further: Further, asked: object = None
) -> Outcome:
    """Decide ``command`` for the request. ``asked`` tells this call from another under one key (default: all of
    it).
    """

    def attempt() -> Decision:
        return _decided(call, action, id, command, further)

    return perform(call, action, [id, asked or command], attempt)


def _decided(call: Call, action: str, id: str, command: Command, further: Further) -> Decision:
    """Everything that ``command`` leads to, where the caller may give it."""
    request = load(REQUESTS, id)
    if request is not None:
        # Also where it is to be opened: that the id is taken is nothing for a stranger to know.
        sides = Sides(owner=request.owner, provider=request.provider)
    elif isinstance(command, commands.Open):
        sides = Sides(owner=command.owner)
    else:
        return not_found()
    refused = permitted(call.actor, action, sides)
    if refused:
        return refused
    decided = decide(request, command, call.today)
    if request is not None and isinstance(command, commands.Start) and not isinstance(decided, Refused):
        decided = objection_to_release(request, call.today) or decided
    return decided if isinstance(decided, Refused) else further(id, decided, call)


def _objection_to_opening(actor: Actor, command: commands.Open) -> Refused | None:
    """Why there can be no such request, as far as that is for the parties to say: its provider is a foundry, and
    its venture one in which the actor has a role.
    """
    foundries = Organisation.objects.filter(merged_into="", id=command.provider)
    if not any(OrganisationKind.FOUNDRY in foundry.kinds.split() for foundry in foundries):
        return refuse(
            "request.no_foundry",
            "There is no foundry {provider}.",
            "Choose a foundry that takes requests.",
            "provider",
            provider=command.provider,
        )
    if command.venture and not Venture.objects.visible_to(actor).filter(id=command.venture).exists():
        return refuse(
            "request.no_venture",
            "There is no venture {venture} here.",
            "Choose a venture that you have a role in, or none.",
            "venture",
            venture=command.venture,
        )
    return None


def _check_person(call: Call, person: str) -> None:
    """That the command speaks of whoever gives it. Tilth itself records what people did elsewhere."""
    if not call.actor.system and person != call.actor.person:
        raise _contradiction("person", call.actor.person, person)


def _contradiction(what: str, asked: str, said: str) -> OptionError:
    return OptionError(
        f"request.{what}",
        f"The call is about {asked}, and its command says {said}.",
        mend="Make the command from the call that it is given with.",
        data={"asked": asked, "said": said},
    )
