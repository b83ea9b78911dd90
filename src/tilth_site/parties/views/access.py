"""Who asks, and about which party; and the one answer to whoever may not know of it.

A party that is not there and one that the reader may not see are told apart nowhere: both are looked for by the
same query, among what the reader may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused
from tilth.parties.model import Organisation, Party
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor, Sides
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import load
from tilth_site.parties import models, tables
from tilth_site.parties.actors import actor_of, operator_id
from tilth_site.parties.deeds import Kind
from tilth_site.parties.forms.base import Subject
from tilth_site.parties.queries import names_of_parties, visible_people

__all__ = ["actor", "address", "call", "forbid", "list_crumb", "sides_of", "subject_of", "user"]


def user(http: HttpRequest) -> User:
    """The login behind the request, which ``login_required`` has seen."""
    if not isinstance(http.user, User):
        raise Http404
    return http.user


def actor(http: HttpRequest) -> Actor:
    """The actor behind the request."""
    return actor_of(user(http).person)


def call(who: Actor, key: str, reason: str = "", at: datetime | None = None) -> Call:
    """The call of an action, now, under a form's one-time key."""
    return Call(who, at or timezone.now(), key, reason)


def sides_of(owner: str) -> Sides:
    """The sides of a party that belongs to ``owner``. One query."""
    return Sides(owner=owner, operator=operator_id())


def forbid(refused: Refused) -> None:
    """Answer 404 or 403 where ``refused`` says so; nothing where a form can show it."""
    code = refused.reasons[0].code
    if code == "not_found":
        raise Http404
    if code == "permission.denied":
        raise PermissionDenied


def address(kind: Kind, id: str, owner: str = "") -> str:
    """The page of a party; of a team, its place in the page of its organisation."""
    if kind is Kind.TEAM:
        return f"{reverse('parties:organisation', args=[owner])}#{id}"
    return reverse(f"parties:{kind}", args=[id])


def list_crumb(kind: Kind) -> tuple[str, str]:
    """The name and the address of the list that has the parties of this kind."""
    name, route = _LISTS[kind]
    return str(name), reverse(route)


_LISTS: Mapping[Kind, tuple[str | Promise, str]] = {
    Kind.ORGANISATION: (_("Organisations"), "parties:organisations"),
    Kind.VENTURE: (_("Ventures"), "parties:ventures"),
    Kind.PERSON: (_("People"), "parties:people"),
}


def subject_of(who: Actor, kind: Kind, id: str) -> Subject:
    """The party ``id`` for a form. Raises Http404 where there is none that the actor may know of."""
    found = _FINDERS[kind](who, id) if is_id(id) else _NOTHING
    if found.party is None:
        raise Http404
    people = tuple(dict.fromkeys(found.people))
    return Subject(who, id, found.party, found.owner, names_of_parties([id, found.owner, *people]), people)


@dataclass(frozen=True, slots=True)
class _Found:
    """A party, whom it belongs to, and the people who may be chosen in its forms."""

    party: Party | None
    owner: str
    people: tuple[str, ...] = ()


_NOTHING = _Found(None, "")


def _organisation(who: Actor, id: str) -> _Found:
    seen = _sees_all(who) or models.Organisation.objects.visible_to(who).filter(pk=id).exists()
    party = load(tables.ORGANISATIONS, id) if seen else None
    return _Found(party, id, _holders(party))


def _venture(who: Actor, id: str) -> _Found:
    seen = _sees_all(who) or models.Venture.objects.visible_to(who).filter(pk=id).exists()
    party = load(tables.VENTURES, id) if seen else None
    return _Found(party, id, getattr(party, "founders", ()))


def _team(who: Actor, id: str) -> _Found:
    seen = models.Organisation.objects.visible_to(who)
    owner = (
        models.Team.objects.filter(pk=id, organisation__in=seen).values_list("organisation_id", flat=True).first()
    )
    if owner is None:
        return _Found(None, "")
    party = load(tables.TEAMS, id)
    return _Found(party, owner, (*getattr(party, "members", ()), *_holders(load(tables.ORGANISATIONS, owner))))


def _person(who: Actor, id: str) -> _Found:
    party = load(tables.PERSONS, id) if visible_people(who, [id]) else None
    return _Found(party, "", (id,))


def _sees_all(who: Actor) -> bool:
    """What ``visible_to`` would answer without a query."""
    return who.system or who.operates


def _holders(party: Party | None) -> tuple[str, ...]:
    return tuple(grant.person for grant in party.grants) if isinstance(party, Organisation) else ()


_FINDERS = {
    Kind.ORGANISATION: _organisation,
    Kind.VENTURE: _venture,
    Kind.TEAM: _team,
    Kind.PERSON: _person,
}
