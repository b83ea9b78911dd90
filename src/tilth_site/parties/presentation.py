"""What happened to a party, entry by entry in words, and how far a venture has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.kernel.ids import is_id
from tilth.kernel.journal import Entry, decode, read_instant
from tilth.parties import events
from tilth.parties.events import Event
from tilth.parties.identifiers import Identifier
from tilth.parties.model import Name, NameKind, OrganisationKind, Role, Stage
from tilth_site.pages.steps import Progress, Step
from tilth_site.pages.wording import role_name
from tilth_site.parties.wording import KINDS, LANGUAGES, NAME_KINDS, SCHEMES, stage_name, written_day

__all__ = [
    "HAPPENED",
    "RECENT",
    "Line",
    "NameShown",
    "actor_name",
    "history",
    "ids_in",
    "names_shown",
    "stage_steps",
]

RECENT = 8
"""Entries of a history that the party's own page shows; a page beside it has all of them."""

HAPPENED: Mapping[str, str | Promise] = {
    events.OrganisationRegistered.TYPE: _("Registered as {names}."),
    events.OrganisationNamed.TYPE: _("Got the name {name}."),
    events.OrganisationRenamed.TYPE: _("Renamed from {old} to {new}."),
    events.OrganisationNameWithdrawn.TYPE: _("The name {name} was withdrawn."),
    events.OrganisationClassified.TYPE: _("What it does is now: {kinds}."),
    events.OrganisationIdentified.TYPE: _("Identified: {identifier}."),
    events.OrganisationIdentifierWithdrawn.TYPE: _("Identifier withdrawn: {identifier}."),
    events.OrganisationMerged.TYPE: _("Merged into {into}."),
    events.OrganisationUnmerged.TYPE: _("Separated again from {out_of}."),
    events.RoleGranted.TYPE: _("{person} was given the role {role}."),
    events.RoleWithdrawn.TYPE: _("The role {role} was taken from {person}."),
    events.PersonRegistered.TYPE: _("Registered."),
    events.PersonMerged.TYPE: _("Merged into {into}."),
    events.PersonUnmerged.TYPE: _("Separated again from {out_of}."),
    events.TeamFormed.TYPE: _("Formed as {names}."),
    events.TeamRenamed.TYPE: _("Now called {names}."),
    events.TeamJoined.TYPE: _("{person} joined."),
    events.TeamLeft.TYPE: _("{person} left."),
    events.TeamDissolved.TYPE: _("Dissolved."),
    events.VentureRegistered.TYPE: _("Application of {on} as {names}; founders: {founders}."),
    events.VentureNamed.TYPE: _("Got the name {name}."),
    events.VentureRenamed.TYPE: _("Renamed from {old} to {new}."),
    events.VentureNameWithdrawn.TYPE: _("The name {name} was withdrawn."),
    events.VentureFounderJoined.TYPE: _("{person} became a founder."),
    events.VentureFounderLeft.TYPE: _("{person} is a founder no longer."),
    events.VentureIncorporated.TYPE: _("Incorporated as {organisation} on {on}."),
    events.VentureIncorporationWithdrawn.TYPE: _("Found not to be {organisation} after all."),
    events.VentureAdvanced.TYPE: _("Came to the stage {stage} on {on}."),
    events.VentureStageCorrected.TYPE: _("Corrected: at the stage {stage} since {on}."),
    events.VentureMerged.TYPE: _("Merged into {into}."),
    events.VentureUnmerged.TYPE: _("Separated again from {out_of}."),
}
"""Type of event -> a sentence with the names of its fields as places."""

_EVENTS: Mapping[str, type[Event]] = {event.TYPE: event for event in events.EVENTS}

_WAY = (Stage.APPLIED, Stage.ADMITTED, Stage.INCUBATING, Stage.GRADUATED, Stage.EXITED)
_STOPS = (Stage.DECLINED, Stage.CLOSED)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a history as a page prints it."""

    seq: int
    at: datetime
    who: str
    words: str
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class NameShown:
    """A name as a page prints it; ``lang`` tells the browser how to read it."""

    text: str
    lang: str
    language: str
    kind: str
    former: bool


def names_shown(names: Iterable[Name]) -> list[NameShown]:
    """The names of a party, those in use first."""
    shown = (
        NameShown(
            name.text,
            name.language.value,
            str(LANGUAGES[name.language]),
            str(NAME_KINDS[name.kind]),
            name.kind is NameKind.FORMER,
        )
        for name in names
    )
    return sorted(shown, key=lambda name: name.former)


def ids_in(entries: Iterable[Entry]) -> frozenset[str]:
    """Every id that the ``entries`` speak of, their actors' too: those whose names a history needs."""
    found: set[str] = set()
    for entry in entries:
        found.add(entry.actor)
        for fact in entry.data.values():
            found.update(each for each in (fact if isinstance(fact, list) else [fact]) if isinstance(each, str))
    return frozenset(id for id in found if is_id(id))


def history(entries: Sequence[Entry], names: Mapping[str, str]) -> tuple[Line, ...]:
    """The ``entries`` of a party in words, the newest first; ``names`` are those of :func:`ids_in`."""
    return tuple(_line(entry, names) for entry in reversed(entries))


def actor_name(actor: str, names: Mapping[str, str]) -> str:
    """Who acted: a person's name or id, or a part of Tilth."""
    if actor == "operator":
        return gettext("The machine’s console")
    return gettext("The worker") if actor == "worker" else names.get(actor, actor)


def _line(entry: Entry, names: Mapping[str, str]) -> Line:
    event = decode(entry, _EVENTS[entry.type])
    facts = {field: _said(getattr(event, field), names) for field in event.__dataclass_fields__}
    return Line(
        entry.seq, read_instant(entry.at), actor_name(entry.actor, names),
        str(HAPPENED[entry.type]).format_map(facts), entry.reason, entry.hash,
    )  # fmt: skip


def _said(fact: object, names: Mapping[str, str]) -> str:
    match fact:
        case tuple():
            return gettext(", ").join(_said(each, names) for each in fact) or gettext("nothing")
        case Name():
            return gettext("“%(name)s”") % {"name": fact.text}
        case Identifier():
            return f"{SCHEMES[fact.scheme]} {fact.value}"
        case Role():
            return role_name(fact.value)
        case Stage():
            return stage_name(fact.value)
        case OrganisationKind():
            return str(KINDS[fact])
        case date():
            return written_day(fact)
        case _:
            return names.get(str(fact), str(fact))


def stage_steps(entries: Sequence[Entry]) -> tuple[Step, ...]:
    """The way of a venture from its application to its exit, read from the ``entries`` of its stream: the stages
    it went through with the day it came to each, where it is, and what is still to come.
    """
    reached = _reached(entries)
    *passed, (stage, since) = reached
    steps = [_step(each, Progress.DONE, on) for each, on in passed]
    if stage in _STOPS:
        return (*steps, _step(stage, Progress.STOPPED, since))
    here = Progress.DONE if stage is Stage.EXITED else Progress.CURRENT
    steps.append(_step(stage, here, since))
    coming = _WAY[_WAY.index(stage) + 1 :]
    return (*steps, *(Step(stage_name(each.value), Progress.TODO) for each in coming))


def _step(stage: Stage, progress: Progress, on: date) -> Step:
    return Step(stage_name(stage.value), progress, note=written_day(on))


def _reached(entries: Sequence[Entry]) -> list[tuple[Stage, date]]:
    """Each stage the venture came to, with its day; a correction puts the last one right."""
    found: list[tuple[Stage, date]] = []
    for entry in entries:
        match decode(entry, _EVENTS[entry.type]):
            case events.VentureRegistered(on=on):
                found = [(Stage.APPLIED, on)]
            case events.VentureAdvanced(stage=stage, on=on):
                found.append((stage, on))
            case events.VentureStageCorrected(stage=stage, on=on):
                found[-1] = (stage, on)
    return found
