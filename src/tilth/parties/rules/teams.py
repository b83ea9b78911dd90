"""What a team may do, and what it is after it did."""

from __future__ import annotations

from dataclasses import replace

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.parties.commands import DissolveTeam, FormTeam, JoinTeam, LeaveTeam, RenameTeam, TeamCommand
from tilth.parties.context import Context
from tilth.parties.events import TeamDissolved, TeamEvent, TeamFormed, TeamJoined, TeamLeft, TeamRenamed
from tilth.parties.merging import against_using, same, unknown
from tilth.parties.model import Team
from tilth.parties.naming import against_names
from tilth.parties.streams import unregistered

Decided = tuple[TeamEvent, ...] | Refused


def decide(state: Team | None, command: TeamCommand, context: Context) -> Decided:
    """The events that ``command`` leads to, or why it is not carried out."""
    if isinstance(command, FormTeam):
        return _form(state, command, context)
    if state is None:
        return Refused((unknown(command.team),))
    if state.dissolved:
        return refuse("parties.team.dissolved", "{party} is dissolved.", "Form a new team.", party=state.id)
    match command:
        case RenameTeam():
            return _rename(state, command)
        case JoinTeam(person=person):
            return _join(state, person, context)
        case LeaveTeam(person=person):
            return _leave(state, person, context)
        case DissolveTeam():
            return (TeamDissolved(state.id),)


def _form(state: Team | None, command: FormTeam, context: Context) -> Decided:
    if state is not None:
        return refuse(
            "parties.known", "{party} is registered already.", "Change it, or take a new id.", party=state.id
        )
    repeated = sorted({each for each in command.members if command.members.count(each) > 1})
    reasons = (
        *against_names(command.names),
        *against_using((command.organisation, *dict.fromkeys(command.members)), context),
        *(_is_member(command.team, each) for each in repeated),
    )
    if reasons:
        return Refused(reasons)
    formed = TeamFormed(command.team, command.organisation, command.names)
    return (formed, *(TeamJoined(command.team, member) for member in command.members))


def _rename(state: Team, command: RenameTeam) -> Decided:
    if command.names == state.names:
        return refuse(
            "parties.name.same", "{party} is called so already.", "Give another name.", "name", party=state.id
        )
    reasons = against_names(command.names)
    return Refused(reasons) if reasons else (TeamRenamed(state.id, command.names),)


def _join(state: Team, person: str, context: Context) -> Decided:
    reasons = against_using((person,), context)
    if not reasons and same(state.members, person, context.merges):
        reasons = (_is_member(state.id, person),)
    return Refused(reasons) if reasons else (TeamJoined(state.id, person),)


def _leave(state: Team, person: str, context: Context) -> Decided:
    records = same(state.members, person, context.merges)
    if records:
        return tuple(TeamLeft(state.id, record) for record in records)
    return refuse(
        "parties.team.stranger",
        "{person} is not a member of {team}.",
        "Name a member.",
        "person",
        person=person,
        team=state.id,
    )


def _is_member(team: str, person: str) -> Reason:
    return Reason(
        "parties.team.member",
        "{person} is a member of {team} already.",
        "Name each person once.",
        "person",
        {"person": person, "team": team},
    )


def apply(state: Team | None, event: TeamEvent) -> Team:
    """The team after ``event``. Raises IntegrityError where it was not formed."""
    if isinstance(event, TeamFormed):
        return Team(event.team, event.organisation, event.names)
    if state is None:
        raise unregistered(event)
    match event:
        case TeamRenamed(names=names):
            return replace(state, names=names)
        case TeamJoined(person=person):
            return replace(state, members=(*state.members, person))
        case TeamLeft(person=person):
            return replace(state, members=tuple(each for each in state.members if each != person))
        case TeamDissolved():
            return replace(state, dissolved=True)
