"""The page of one organisation: its names, identifiers, people, teams, ventures and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.kernel.ids import is_id
from tilth.kernel.journal import Entry
from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import Organisation
from tilth_site.accounts.permissions import Actor, Sides
from tilth_site.journal.streams import entries_of, fold
from tilth_site.pages.wording import role_name
from tilth_site.parties import models
from tilth_site.parties.deeds import DEEDS, NAME_DEEDS, Kind, may, offers
from tilth_site.parties.people import administers
from tilth_site.parties.presentation import RECENT, history, ids_in, names_shown
from tilth_site.parties.queries import TeamSeen, names_of_parties, teams_of
from tilth_site.parties.tables import ORGANISATIONS
from tilth_site.parties.views.access import actor, list_crumb, sides_of
from tilth_site.parties.wording import KINDS, SCHEMES

__all__ = ["organisation", "organisation_history"]

_BADGE = '<span class="badge badge--neutral badge--plain">{}</span>'


@dataclass(frozen=True, slots=True)
class _Seen:
    """An organisation with the entries of its stream, and the records that were merged into it."""

    party: Organisation
    entries: Sequence[Entry]
    duplicates: Sequence[models.Organisation]


@never_cache
@login_required
@require_safe
def organisation(http: HttpRequest, id: str) -> HttpResponse:
    """The page."""
    who = actor(http)
    seen = _seen(who, id)
    party = seen.party
    teams, ventures = teams_of(id), _ventures(who, id)
    members = [member for team in teams for member in team.members]
    names = names_of_parties([id, *ids_in(seen.entries), *members])
    sides = sides_of(id)
    may_do = offers(who, Kind.ORGANISATION, party, sides)
    given = {
        "party": party,
        "name": names.get(id, id),
        "names": names_shown(party.names),
        "crumbs": [list_crumb(Kind.ORGANISATION)],
        "badges": format_html_join(" ", _BADGE, ((KINDS[kind],) for kind in party.kinds)),
        "identifiers": [_identifier(each) for each in party.identifiers],
        "holders": _holders(party, names),
        "teams": [_team(team, names) for team in teams],
        "ventures": ventures,
        "merged_into": (party.merged_into, names.get(party.merged_into or "", party.merged_into)),
        "duplicates": [(row.pk, row.name(get_language() or "en")) for row in seen.duplicates],
        "lines": history(seen.entries[-RECENT:], names),
        "entries": len(seen.entries),
        "name_deeds": [deed for deed in may_do.values() if deed.name in NAME_DEEDS],
        "offers": may_do,
        "team_offers": _team_offers(who, sides),
        "merges": party.merged_into is None and may(who, "parties.organisation.merge", sides),
        "invites": party.merged_into is None and administers(who, sides.operator),
    }  # fmt: skip
    return render(http, "parties/organisation.html", given)


@never_cache
@login_required
@require_safe
def organisation_history(http: HttpRequest, id: str) -> HttpResponse:
    """Everything that happened to it."""
    seen = _seen(actor(http), id)
    names = names_of_parties([id, *ids_in(seen.entries)])
    given = {
        "kind": Kind.ORGANISATION.value,
        "id": id,
        "name": names.get(id, id),
        "lines": history(seen.entries, names),
    }
    return render(http, "parties/history.html", given)


def _seen(who: Actor, id: str) -> _Seen:
    """The organisation. Raises Http404 where there is none that the actor may know of. Two queries."""
    rows: list[models.Organisation] = []
    if is_id(id, "org"):
        rows = list(
            models.Organisation.objects.visible_to(who).filter(Q(pk=id) | Q(merged_into=id)).order_by("pk")
        )
    entries = entries_of(ORGANISATIONS.name(id)) if id in {row.pk for row in rows} else []
    party = fold(ORGANISATIONS, entries)
    if not isinstance(party, Organisation):
        raise Http404
    return _Seen(party, entries, [row for row in rows if row.pk != id])


def _ventures(who: Actor, id: str) -> list[tuple[str, str, str]]:
    """Id, name and stage of the ventures that became it."""
    rows = models.Venture.objects.visible_to(who).filter(organisation=id).order_by("pk")
    return [(row.pk, row.name(get_language() or "en"), row.stage) for row in rows]


def _identifier(identifier: Identifier) -> tuple[str, str, str, str]:
    """Scheme, the value before its check characters, those, and how a form spells the whole."""
    length = 1 if identifier.scheme is Scheme.USCC else 2
    value = identifier.value
    return str(SCHEMES[identifier.scheme]), value[:-length], value[-length:], f"{identifier.scheme}/{value}"


def _holders(party: Organisation, names: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Person, name, and roles (code and name) of everybody with a role, by name."""
    roles: dict[str, list[tuple[str, str]]] = {}
    for grant in party.grants:
        roles.setdefault(grant.person, []).append((grant.role.value, role_name(grant.role.value)))
    return sorted(((id, names.get(id, id), held) for id, held in roles.items()), key=lambda one: one[1])


def _team(team: TeamSeen, names: Mapping[str, str]) -> tuple[TeamSeen, list[tuple[str, str]]]:
    return team, sorted(((id, names.get(id, id)) for id in team.members), key=lambda one: one[1])


def _team_offers(who: Actor, sides: Sides) -> Iterable[object]:
    """The deeds that the actor may do to a team here."""
    return [deed for deed in DEEDS[Kind.TEAM].values() if may(who, deed.action, sides)]
