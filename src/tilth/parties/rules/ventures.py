"""What a venture may do, and what it is after it did."""

from __future__ import annotations

from dataclasses import replace

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.parties.commands import (
    AddFounder,
    AdvanceVenture,
    CorrectStage,
    IncorporateVenture,
    MergeVenture,
    NameVenture,
    RegisterVenture,
    RemoveFounder,
    RenameVenture,
    UnmergeVenture,
    VentureCommand,
    WithdrawIncorporation,
    WithdrawVentureName,
)
from tilth.parties.context import Context
from tilth.parties.events import (
    VentureAdvanced,
    VentureEvent,
    VentureFounderJoined,
    VentureFounderLeft,
    VentureIncorporated,
    VentureIncorporationWithdrawn,
    VentureMerged,
    VentureNamed,
    VentureNameWithdrawn,
    VentureRegistered,
    VentureRenamed,
    VentureStageCorrected,
    VentureUnmerged,
)
from tilth.parties.merging import (
    against_merging,
    against_touching,
    against_unmerging,
    against_using,
    same,
    unknown,
)
from tilth.parties.model import Stage, Venture
from tilth.parties.naming import against_names, against_renaming, against_withdrawing, renamed, without
from tilth.parties.progress import advance, against_day, correct, incorporate, withdraw_incorporation
from tilth.parties.streams import unregistered

Decided = tuple[VentureEvent, ...] | Refused


def decide(state: Venture | None, command: VentureCommand, context: Context) -> Decided:
    """The events that ``command`` leads to, or why it is not carried out."""
    if isinstance(command, RegisterVenture):
        return _register(state, command, context)
    if state is None:
        return Refused((unknown(command.venture),))
    if isinstance(command, UnmergeVenture):
        reasons = against_unmerging(state)
        return _unless(reasons, VentureUnmerged(state.id, state.merged_into or ""))
    touching = against_touching(state, context)
    return Refused(touching) if touching else _change(state, command, context)


def _register(state: Venture | None, command: RegisterVenture, context: Context) -> Decided:
    if state is not None:
        return refuse(
            "parties.known", "{party} is registered already.", "Change it, or take a new id.", party=state.id
        )
    founders = command.founders
    repeated = sorted({each for each in founders if founders.count(each) > 1})
    reasons = (
        *against_names(command.names),
        *against_using(dict.fromkeys(founders), context),
        *(_is_founder(command.venture, each) for each in repeated),
        *(() if founders else (_no_founder(command.venture),)),
        *against_day(command.on, context),
    )
    return _unless(reasons, VentureRegistered(command.venture, command.names, founders, command.on))


def _change(
    state: Venture,
    command: NameVenture
    | RenameVenture
    | WithdrawVentureName
    | AddFounder
    | RemoveFounder
    | IncorporateVenture
    | WithdrawIncorporation
    | AdvanceVenture
    | CorrectStage
    | MergeVenture,
    context: Context,
) -> Decided:
    match command:
        case NameVenture(name=name):
            return _unless(against_names((*state.names, name)), VentureNamed(state.id, name))
        case RenameVenture(old=old, new=new):
            return _unless(against_renaming(state.names, old, new), VentureRenamed(state.id, old, new))
        case WithdrawVentureName(name=name):
            return _unless(against_withdrawing(state.names, name), VentureNameWithdrawn(state.id, name))
        case AddFounder(person=person):
            return _add_founder(state, person, context)
        case RemoveFounder(person=person):
            return _remove_founder(state, person, context)
        case IncorporateVenture():
            return incorporate(state, command, context)
        case WithdrawIncorporation():
            return withdraw_incorporation(state)
        case AdvanceVenture():
            return advance(state, command, context)
        case CorrectStage():
            return correct(state, command, context)
        case MergeVenture(into=into):
            return _unless(against_merging(state, into, context), VentureMerged(state.id, into))


def _add_founder(state: Venture, person: str, context: Context) -> Decided:
    reasons = against_using((person,), context)
    if not reasons and same(state.founders, person, context.merges):
        reasons = (_is_founder(state.id, person),)
    return _unless(reasons, VentureFounderJoined(state.id, person))


def _remove_founder(state: Venture, person: str, context: Context) -> Decided:
    records = same(state.founders, person, context.merges)
    if not records:
        return refuse(
            "parties.venture.stranger",
            "{person} is not a founder of {venture}.",
            "Name a founder.",
            "person",
            person=person,
            venture=state.id,
        )
    if len(records) == len(state.founders):
        return Refused((_no_founder(state.id),))
    return tuple(VentureFounderLeft(state.id, record) for record in records)


def _is_founder(venture: str, person: str) -> Reason:
    return Reason(
        "parties.venture.founder",
        "{person} is a founder of {venture} already.",
        "Name each person once.",
        "person",
        {"person": person, "venture": venture},
    )


def _no_founder(venture: str) -> Reason:
    return Reason(
        "parties.venture.founders",
        "{venture} would have no founder.",
        "Name another founder first.",
        "person",
        {"venture": venture},
    )


def _unless(reasons: tuple[Reason, ...], *events: VentureEvent) -> Decided:
    return Refused(reasons) if reasons else events


def apply(state: Venture | None, event: VentureEvent) -> Venture:
    """The venture after ``event``. Raises IntegrityError where it is not registered."""
    if isinstance(event, VentureRegistered):
        return Venture(event.venture, event.names, event.founders, Stage.APPLIED, event.on)
    if state is None:
        raise unregistered(event)
    match event:
        case VentureNamed(name=name):
            return replace(state, names=(*state.names, name))
        case VentureRenamed(old=old, new=new):
            return replace(state, names=renamed(state.names, old, new))
        case VentureNameWithdrawn(name=name):
            return replace(state, names=without(state.names, name))
        case VentureFounderJoined(person=person):
            return replace(state, founders=(*state.founders, person))
        case VentureFounderLeft(person=person):
            return replace(state, founders=tuple(each for each in state.founders if each != person))
        case VentureIncorporated(organisation=organisation):
            return replace(state, organisation=organisation)
        case VentureIncorporationWithdrawn():
            return replace(state, organisation=None)
        case VentureAdvanced(stage=stage, on=on) | VentureStageCorrected(stage=stage, on=on):
            return replace(state, stage=stage, since=on)
        case VentureMerged(into=into):
            return replace(state, merged_into=into)
        case VentureUnmerged():
            return replace(state, merged_into=None)
