"""From a party to its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

from tilth.kernel.errors import IntegrityError
from tilth.parties import events as facts
from tilth.parties.events import Event
from tilth.parties.model import Language, Name, Organisation, Party, Person, Team, Venture
from tilth.parties.naming import best_name
from tilth.parties.rules import apply
from tilth_site.journal.streams import StreamKind, Trace
from tilth_site.parties import models

__all__ = ["KINDS", "ORGANISATIONS", "PERSONS", "TEAMS", "VENTURES"]


P = TypeVar("P", Organisation, Person, Team, Venture)


@dataclass(frozen=True, slots=True)
class _Names:
    """The best name in each language; empty where there is none in it."""

    en: str
    zh: str


def _names(names: Sequence[Name]) -> _Names:
    best = {language: best_name(names, language) for language in Language}
    return _Names(*(name.text if name.language is language else "" for language, name in best.items()))


def _organisation_rows(party: Party, trace: Trace) -> Iterator[Model]:
    state = _as(Organisation, party)
    names = _names(state.names)
    yield models.Organisation(
        id=state.id, name_en=names.en, name_zh=names.zh, kinds=" ".join(state.kinds),
        merged_into=state.merged_into or "", first_seq=trace.first.seq, last_seq=trace.last.seq,
    )  # fmt: skip
    for number, name in enumerate(state.names):
        yield models.OrganisationName(
            id=f"{state.id}/{number:03}", organisation_id=state.id, text=name.text, language=name.language.value,
            kind=name.kind.value,
        )  # fmt: skip
    for number, identifier in enumerate(state.identifiers):
        yield models.OrganisationIdentifier(
            id=f"{state.id}/{number:03}", organisation_id=state.id, scheme=identifier.scheme.value,
            value=identifier.value,
        )  # fmt: skip
    for grant in state.grants:
        yield models.RoleHeld(
            id=f"{state.id}/{grant.person}/{grant.role}", organisation_id=state.id, person=grant.person,
            role=grant.role.value,
        )  # fmt: skip


def _person_rows(party: Party, _: Trace) -> Iterator[Model]:
    state = _as(Person, party)
    yield models.PersonKnown(id=state.id, merged_into=state.merged_into or "")


def _team_rows(party: Party, _: Trace) -> Iterator[Model]:
    state = _as(Team, party)
    names = _names(state.names)
    yield models.Team(
        id=state.id, organisation_id=state.organisation, name_en=names.en, name_zh=names.zh,
        dissolved=state.dissolved,
    )  # fmt: skip
    for person in state.members:
        yield models.TeamMember(id=f"{state.id}/{person}", team_id=state.id, person=person)


def _venture_rows(party: Party, trace: Trace) -> Iterator[Model]:
    state = _as(Venture, party)
    names = _names(state.names)
    yield models.Venture(
        id=state.id, name_en=names.en, name_zh=names.zh, stage=state.stage.value, since=state.since,
        organisation=state.organisation or "", merged_into=state.merged_into or "", last_seq=trace.last.seq,
    )  # fmt: skip
    for person in state.founders:
        yield models.VentureFounder(id=f"{state.id}/{person}", venture_id=state.id, person=person)


def _as(kind: type[P], party: Party) -> P:
    if not isinstance(party, kind):
        raise IntegrityError(
            "parties.stream",
            f"The stream of {party.id} holds events of another kind of party.",
            mend="Run `tilth journal verify`.",
        )
    return party


def _events(prefix: str) -> tuple[type[Event], ...]:
    return tuple(event for event in facts.EVENTS if event.TYPE.startswith(prefix))


ORGANISATIONS = StreamKind(
    "organisation",
    (*_events("parties.organisation."), *_events("parties.role.")),
    apply,
    _organisation_rows,
    {
        models.Organisation: "id",
        models.OrganisationName: "organisation_id",
        models.OrganisationIdentifier: "organisation_id",
        models.RoleHeld: "organisation_id",
    },
)
PERSONS = StreamKind("person", _events("parties.person."), apply, _person_rows, {models.PersonKnown: "id"})
TEAMS = StreamKind(
    "team", _events("parties.team."), apply, _team_rows, {models.Team: "id", models.TeamMember: "team_id"}
)
VENTURES = StreamKind(
    "venture",
    _events("parties.venture."),
    apply,
    _venture_rows,
    {models.Venture: "id", models.VentureFounder: "venture_id"},
)
KINDS = (ORGANISATIONS, PERSONS, TEAMS, VENTURES)
