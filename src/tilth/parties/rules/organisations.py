"""What an organisation may do, and what it is after it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.parties.commands import (
    ClassifyOrganisation,
    GrantRole,
    IdentifyOrganisation,
    MergeOrganisation,
    NameOrganisation,
    OrganisationCommand,
    RegisterOrganisation,
    RenameOrganisation,
    UnmergeOrganisation,
    WithdrawOrganisationIdentifier,
    WithdrawOrganisationName,
    WithdrawRole,
)
from tilth.parties.context import Context
from tilth.parties.events import (
    OrganisationClassified,
    OrganisationEvent,
    OrganisationIdentified,
    OrganisationIdentifierWithdrawn,
    OrganisationMerged,
    OrganisationNamed,
    OrganisationNameWithdrawn,
    OrganisationRegistered,
    OrganisationRenamed,
    OrganisationUnmerged,
    RoleGranted,
    RoleWithdrawn,
)
from tilth.parties.holding import against_sharing, identify
from tilth.parties.identifiers import read_identifier
from tilth.parties.merging import against_merging, against_touching, against_unmerging, unknown
from tilth.parties.model import Grant, Organisation, OrganisationKind
from tilth.parties.naming import against_names, against_renaming, against_withdrawing, renamed, without
from tilth.parties.roles import grant, withdraw
from tilth.parties.streams import unregistered

Decided = tuple[OrganisationEvent, ...] | Refused


def decide(state: Organisation | None, command: OrganisationCommand, context: Context) -> Decided:
    """The events that ``command`` leads to, or why it is not carried out."""
    if isinstance(command, RegisterOrganisation):
        return _register(state, command, context)
    if state is None:
        return Refused((unknown(command.organisation),))
    if isinstance(command, UnmergeOrganisation):
        reasons = against_unmerging(state)
        return _unless(reasons, OrganisationUnmerged(state.id, state.merged_into or ""))
    touching = against_touching(state, context)
    return Refused(touching) if touching else _change(state, command, context)


def _register(state: Organisation | None, command: RegisterOrganisation, context: Context) -> Decided:
    if state is not None:
        return refuse(
            "parties.known", "{party} is registered already.", "Change it, or take a new id.", party=state.id
        )
    reasons = against_names(command.names)
    identifiers = identify(command.organisation, command.identifiers, context)
    if isinstance(identifiers, Refused):
        return Refused((*reasons, *identifiers.reasons))
    registered = OrganisationRegistered(command.organisation, command.names, _sorted(command.kinds))
    return _unless(
        reasons, registered, *(OrganisationIdentified(command.organisation, each) for each in identifiers)
    )


def _change(
    state: Organisation,
    command: NameOrganisation
    | RenameOrganisation
    | WithdrawOrganisationName
    | ClassifyOrganisation
    | IdentifyOrganisation
    | WithdrawOrganisationIdentifier
    | MergeOrganisation
    | GrantRole
    | WithdrawRole,
    context: Context,
) -> Decided:
    match command:
        case NameOrganisation(name=name):
            return _unless(against_names((*state.names, name)), OrganisationNamed(state.id, name))
        case RenameOrganisation(old=old, new=new):
            return _unless(against_renaming(state.names, old, new), OrganisationRenamed(state.id, old, new))
        case WithdrawOrganisationName(name=name):
            return _unless(against_withdrawing(state.names, name), OrganisationNameWithdrawn(state.id, name))
        case ClassifyOrganisation(kinds=kinds):
            return _classify(state, kinds)
        case IdentifyOrganisation(identifier=identifier):
            read = identify(state.id, (identifier,), context)
            return read if isinstance(read, Refused) else (OrganisationIdentified(state.id, read[0]),)
        case WithdrawOrganisationIdentifier():
            return _withdraw_identifier(state, command)
        case MergeOrganisation(into=into):
            reasons = against_merging(state, into, context) or against_sharing(state.id, into, context)
            return _unless(reasons, OrganisationMerged(state.id, into))
        case GrantRole():
            return grant(state, command, context)
        case WithdrawRole():
            return withdraw(state, command, context)


def _classify(state: Organisation, kinds: Iterable[OrganisationKind]) -> Decided:
    if _sorted(kinds) == state.kinds:
        return refuse(
            "parties.kinds",
            "{party} is classified so already.",
            "Choose other kinds, or leave it.",
            "kinds",
            party=state.id,
        )
    return (OrganisationClassified(state.id, _sorted(kinds)),)


def _withdraw_identifier(state: Organisation, command: WithdrawOrganisationIdentifier) -> Decided:
    identifier = read_identifier(command.identifier.scheme, command.identifier.value)
    if isinstance(identifier, Refused):
        return identifier
    if identifier not in state.identifiers:
        return refuse(
            "parties.identifier.missing",
            "The {scheme} {value} does not stand on the record of {party}.",
            "Name an identifier that does.",
            "identifier",
            scheme=identifier.scheme.spoken, value=identifier.value, party=state.id,
        )  # fmt: skip
    return (OrganisationIdentifierWithdrawn(state.id, identifier),)


def _unless(reasons: tuple[Reason, ...], *events: OrganisationEvent) -> Decided:
    return Refused(reasons) if reasons else events


def _sorted(kinds: Iterable[OrganisationKind]) -> tuple[OrganisationKind, ...]:
    return tuple(sorted(set(kinds)))


def apply(state: Organisation | None, event: OrganisationEvent) -> Organisation:
    """The organisation after ``event``. Raises IntegrityError where it is not registered."""
    if isinstance(event, OrganisationRegistered):
        return Organisation(event.organisation, event.names, kinds=event.kinds)
    if state is None:
        raise unregistered(event)
    match event:
        case OrganisationNamed(name=name):
            return replace(state, names=(*state.names, name))
        case OrganisationRenamed(old=old, new=new):
            return replace(state, names=renamed(state.names, old, new))
        case OrganisationNameWithdrawn(name=name):
            return replace(state, names=without(state.names, name))
        case OrganisationClassified(kinds=kinds):
            return replace(state, kinds=kinds)
        case OrganisationIdentified(identifier=identifier):
            return replace(state, identifiers=(*state.identifiers, identifier))
        case OrganisationIdentifierWithdrawn(identifier=identifier):
            return replace(state, identifiers=tuple(each for each in state.identifiers if each != identifier))
        case OrganisationMerged(into=into):
            return replace(state, merged_into=into)
        case OrganisationUnmerged():
            return replace(state, merged_into=None)
        case RoleGranted(person=person, role=role):
            return replace(state, grants=(*state.grants, Grant(person, role)))
        case RoleWithdrawn(person=person, role=role):
            return replace(state, grants=tuple(each for each in state.grants if each != Grant(person, role)))
