"""The writes of the parties: one command a call, whatever party it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth.parties.context import Context
from tilth.parties.identifiers import Identifier, Scheme, read_identifier
from tilth.parties.model import Party, Team
from tilth.parties.rules import decide
from tilth.parties.streams import stream_of
from tilth_site.accounts.permissions import Actor, Sides, not_found, permitted
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import kind_of, load
from tilth_site.parties import models
from tilth_site.parties.actors import merges, operator_id

__all__ = ["ACTIONS", "carry_out"]

ACTIONS: Mapping[type[Command], str] = {
    ask.RegisterOrganisation: "parties.organisation.register",
    ask.NameOrganisation: "parties.organisation.name",
    ask.RenameOrganisation: "parties.organisation.name",
    ask.WithdrawOrganisationName: "parties.organisation.name",
    ask.ClassifyOrganisation: "parties.organisation.name",
    ask.IdentifyOrganisation: "parties.organisation.identify",
    ask.WithdrawOrganisationIdentifier: "parties.organisation.identify",
    ask.MergeOrganisation: "parties.organisation.merge",
    ask.UnmergeOrganisation: "parties.organisation.unmerge",
    ask.GrantRole: "parties.role.grant",
    ask.WithdrawRole: "parties.role.withdraw",
    ask.RegisterPerson: "parties.person.register",
    ask.MergePerson: "parties.person.merge",
    ask.UnmergePerson: "parties.person.unmerge",
    ask.FormTeam: "parties.team.form",
    ask.RenameTeam: "parties.team.change",
    ask.JoinTeam: "parties.team.change",
    ask.LeaveTeam: "parties.team.change",
    ask.DissolveTeam: "parties.team.change",
    ask.RegisterVenture: "parties.venture.register",
    ask.NameVenture: "parties.venture.change",
    ask.RenameVenture: "parties.venture.change",
    ask.WithdrawVentureName: "parties.venture.change",
    ask.AddFounder: "parties.venture.change",
    ask.RemoveFounder: "parties.venture.change",
    ask.IncorporateVenture: "parties.venture.incorporate",
    ask.WithdrawIncorporation: "parties.venture.incorporate",
    ask.AdvanceVenture: "parties.venture.advance",
    ask.CorrectStage: "parties.venture.advance",
    ask.MergeVenture: "parties.venture.merge",
    ask.UnmergeVenture: "parties.venture.merge",
}
"""The permission that each command needs (:data:`tilth_site.accounts.permissions.ALLOWED`)."""


def carry_out(call: Call, command: Command) -> Outcome:
    """Carry ``command`` out, or say why not."""
    action, stream = ACTIONS[type(command)], stream_of(command)

    def attempt() -> Decision:
        kind, id = kind_of(stream), stream.partition("/")[2]
        state = load(kind, id)
        refused = permitted(call.actor, action, _sides(command, state))
        if refused:
            return refused
        if state is None and not _begins(command):
            return not_found()
        decided = decide(state, command, _context(call, command))
        return decided if isinstance(decided, Refused) else tuple(Happened(stream, event) for event in decided)

    return perform(call, action, command, attempt)


def _begins(command: Command) -> bool:
    return isinstance(command, ask.RegisterOrganisation | ask.RegisterPerson | ask.FormTeam | ask.RegisterVenture)


def _sides(command: Command, state: Party | None) -> Sides:
    """A party's owner is itself; a team's is its organisation; a person's, the operator."""
    operator = operator_id()
    if isinstance(state, Team):
        # Also where it is to be formed: that the id is taken is nothing for a stranger to know.
        return Sides(owner=state.organisation, operator=operator)
    if isinstance(command, ask.TeamCommand):
        return Sides(owner=command.organisation if isinstance(command, ask.FormTeam) else "", operator=operator)
    if isinstance(command, ask.PersonCommand):
        return Sides(operator=operator)
    return Sides(owner=stream_of(command).partition("/")[2], operator=operator)


def _context(call: Call, command: Command) -> Context:
    """What the rules must know besides the party: eight queries at most, all by index."""
    named = _ids(command)
    merged = merges()
    concerned = {*named, *(id for id, into in merged.items() if {id, into} & named)}
    typed = _identifiers(command)
    chosen = models.OrganisationIdentifier.objects.filter(organisation_id__in=concerned)
    for identifier in typed:
        chosen |= models.OrganisationIdentifier.objects.filter(scheme=identifier.scheme, value=identifier.value)
    ventures = models.Venture.objects.filter(organisation__in=concerned).exclude(organisation="")
    return Context(
        today=call.today,
        known=_known(named, call.actor),
        merges=merged,
        holders={Identifier(Scheme(row.scheme), row.value): row.organisation_id for row in chosen},
        incorporated={row.organisation: row.id for row in ventures},
    )


def _ids(command: Command) -> frozenset[str]:
    values = (getattr(command, name) for name in command.__dataclass_fields__)
    found: set[str] = set()
    for value in values:
        for word in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            if isinstance(word, str) and "_" in word:
                found.add(word)
    return frozenset(found)


def _known(ids: Iterable[str], actor: Actor) -> frozenset[str]:
    """Those of ``ids`` that the actor may name. An organisation or a venture in which he has no role does not
    exist for him, so a founder cannot declare his venture to be another's firm; persons are known by id to all.
    """
    sources: tuple[QuerySet[Any], ...] = (
        models.Organisation.objects.visible_to(actor),
        models.Venture.objects.visible_to(actor),
        models.PersonKnown.objects.all(),
        models.Team.objects.all(),
    )
    found: set[str] = set()
    for source in sources:
        found.update(source.filter(pk__in=ids).values_list("pk", flat=True))
    return frozenset(found)


def _identifiers(command: Command) -> tuple[Identifier, ...]:
    typed: tuple[Identifier, ...] = ()
    if isinstance(command, ask.RegisterOrganisation):
        typed = command.identifiers
    elif isinstance(command, ask.IdentifyOrganisation):
        typed = (command.identifier,)
    read = (read_identifier(each.scheme, each.value) for each in typed)
    return tuple(each for each in read if isinstance(each, Identifier))
