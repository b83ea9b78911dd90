"""The reads of the parties, each through what the actor may see.

Lists are walked by key: an id begins with the time at which it was made, so the newest come first and every page
costs the same. One party is read from its own stream, which one query brings and which holds its history too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import get_language

from tilth.kernel.ids import is_id
from tilth_site.accounts.models import PersonalRecord, User
from tilth_site.accounts.permissions import Actor
from tilth_site.parties.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    PersonKnown,
    RoleHeld,
    Team,
    Venture,
    VentureFounder,
)

__all__ = [
    "PAGE",
    "Page",
    "TeamSeen",
    "find_organisation",
    "find_person",
    "names_of_parties",
    "organisations",
    "page_of",
    "people",
    "teams_of",
    "ventures",
    "visible_ids",
    "visible_people",
]

PAGE = 25
"""Rows of a page."""

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Rows, the newest first, and the ids from which newer and older ones go on (empty: there are none)."""

    rows: Sequence[RowT]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """A team, its name in the reader's language, and the ids of its members."""

    id: str
    name: str
    dissolved: bool
    members: tuple[str, ...]


def page_of(rows: QuerySet[RowT], *, before: str = "", after: str = "") -> Page[RowT]:
    """At most :data:`PAGE` of ``rows``: those made before the id ``before``, or after ``after``, or the newest.
    One query along the primary key.
    """
    if after:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        kept = found[:PAGE][::-1]
        return Page(kept, kept[0].pk if len(found) > PAGE else "", kept[-1].pk if kept else "")
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    kept = found[:PAGE]
    return Page(kept, kept[0].pk if kept and before else "", kept[-1].pk if len(found) > PAGE else "")


def organisations(actor: Actor, search: str = "") -> QuerySet[Organisation]:
    """The organisations that the actor may see: all, or those of which a name or an identifier begins with
    ``search``, or which have it as their id.
    """
    rows = Organisation.objects.visible_to(actor)
    if not search:
        return rows
    named = OrganisationName.objects.filter(text__istartswith=search).values("organisation_id")
    spelt = "".join(search.split())
    identified = OrganisationIdentifier.objects.filter(value__istartswith=spelt).values("organisation_id")
    return rows.filter(Q(pk=search) | Q(pk__in=named) | Q(pk__in=identified))


def ventures(actor: Actor, search: str = "") -> QuerySet[Venture]:
    """The ventures that the actor may see: all, or those of which the name begins with ``search``, or which have
    it as their id.
    """
    rows = Venture.objects.visible_to(actor)
    if not search:
        return rows
    return rows.filter(Q(pk=search) | Q(name_en__istartswith=search) | Q(name_zh__istartswith=search))


def people(search: str = "") -> QuerySet[PersonKnown]:
    """Everybody: all, or those of whom a name or a login begins with ``search``, or who have it as their id. For
    whoever operates the site.
    """
    rows = PersonKnown.objects.all()
    if not search:
        return rows
    named = PersonalRecord.objects.filter(Q(name_en__istartswith=search) | Q(name_zh__istartswith=search))
    logged = User.objects.filter(email__istartswith=search)
    return rows.filter(Q(pk=search) | Q(pk__in=named.values("person")) | Q(pk__in=logged.values("person")))


def teams_of(organisation: str) -> tuple[TeamSeen, ...]:
    """The teams of an organisation, in the order they were formed. One query."""
    columns = ("id", "name_en", "name_zh", "dissolved", "members__person")
    rows = Team.objects.filter(organisation_id=organisation).order_by("id", "members__id").values_list(*columns)
    found: dict[str, TeamSeen] = {}
    for id, en, zh, dissolved, member in rows:
        before = found.get(id) or TeamSeen(id, _in_language(en, zh) or id, dissolved, ())
        members = (*before.members, member) if member else before.members
        found[id] = TeamSeen(id, before.name, dissolved, members)
    return tuple(found.values())


def names_of_parties(ids: Iterable[str]) -> Mapping[str, str]:
    """Id -> name in the reader's language, of organisations, ventures, teams and persons that have one. Whoever
    asks has seen the ids on something that is visible to him. One query.
    """
    chosen = set(ids)
    sources: list[QuerySet[Any, tuple[str, str, str]]] = [
        table._default_manager.filter(pk__in=[id for id in chosen if is_id(id, prefix)]).values_list(
            "pk", "name_en", "name_zh"
        )
        for prefix, table in _TABLES.items()
        if any(is_id(id, prefix) for id in chosen)
    ]
    if not sources:
        return {}
    rows = sources[0].union(*sources[1:], all=True)
    return {id: name for id, en, zh in rows if (name := _in_language(en, zh))}


_TABLES: Mapping[str, type[Model]] = {"org": Organisation, "ven": Venture, "team": Team, "per": PersonalRecord}


def visible_ids(actor: Actor, ids: Iterable[str]) -> frozenset[str]:
    """Those of ``ids`` that the actor may see named: persons and teams stand only in answers to whoever named
    them, organisations and ventures where he has a role. Two queries.
    """
    chosen = frozenset(ids)
    parties = {id for id in chosen if is_id(id, "org") or is_id(id, "ven")}
    seen = Organisation.objects.visible_to(actor).filter(pk__in=parties).values_list("pk")
    seen = seen.union(Venture.objects.visible_to(actor).filter(pk__in=parties).values_list("pk"), all=True)
    return (chosen - parties) | {id for (id,) in seen}


def visible_people(actor: Actor, persons: Iterable[str]) -> frozenset[str]:
    """Those of ``persons`` whom the actor may look at: himself, and whoever has a role in an organisation, or
    founded a venture, in which he has a role; everybody for the operator. One query at most.
    """
    chosen = frozenset(persons)
    if actor.system or actor.operates:
        return chosen
    own = actor.organisations
    held = RoleHeld.objects.filter(person__in=chosen, organisation_id__in=own).values_list("person")
    founded = VentureFounder.objects.filter(person__in=chosen, venture_id__in=own).values_list("person")
    return chosen & {actor.person, *(person for (person,) in held.union(founded))}


def find_person(actor: Actor, typed: str) -> str | None:
    """The id of the person meant by ``typed``: an id as it is, or the e-mail address of the login of somebody whom
    the actor may look at. None for every other address, used or not, so that nobody can try addresses out.
    """
    text = typed.strip()
    if is_id(text, "per"):
        return text
    found = User.objects.filter(email=text.lower()).values_list("person", flat=True).first()
    return found if found and found in visible_people(actor, [found]) else None


def find_organisation(actor: Actor, typed: str) -> tuple[Organisation, ...]:
    """The organisations meant by ``typed``, of those the actor may see: by id, identifier or whole name."""
    text = typed.strip()
    rows = Organisation.objects.visible_to(actor)
    named = OrganisationName.objects.filter(text__iexact=text).values("organisation_id")
    value = "".join(text.split())
    identified = OrganisationIdentifier.objects.filter(value__iexact=value).values("organisation_id")
    return tuple(rows.filter(Q(pk=text) | Q(pk__in=named) | Q(pk__in=identified)).order_by("pk"))


def _in_language(en: str, zh: str) -> str:
    chinese = (get_language() or "en").startswith("zh")
    return (zh or en) if chinese else (en or zh)
