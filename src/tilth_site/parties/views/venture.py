"""The page of one venture: its one id, its way from application to exit, founders, organisation and history.

What other rooms know of a venture they add themselves (:mod:`tilth_site.parties.sections`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.kernel.ids import is_id
from tilth.kernel.journal import Entry
from tilth.parties.model import Venture
from tilth_site.accounts.permissions import Actor
from tilth_site.journal.streams import entries_of, fold
from tilth_site.parties import models
from tilth_site.parties.deeds import NAME_DEEDS, Kind, may, offers
from tilth_site.parties.presentation import RECENT, history, ids_in, names_shown, stage_steps
from tilth_site.parties.queries import names_of_parties
from tilth_site.parties.sections import sections
from tilth_site.parties.tables import VENTURES
from tilth_site.parties.views.access import actor, list_crumb, sides_of

__all__ = ["venture", "venture_history"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A venture with the entries of its stream, and the records that were merged into it."""

    party: Venture
    entries: Sequence[Entry]
    duplicates: Sequence[models.Venture]


@never_cache
@login_required
@require_safe
def venture(http: HttpRequest, id: str) -> HttpResponse:
    """The page."""
    who = actor(http)
    seen = _seen(who, id)
    party = seen.party
    names = names_of_parties([id, *ids_in(seen.entries)])
    sides = sides_of(id)
    may_do = offers(who, Kind.VENTURE, party, sides)
    given = {
        "party": party,
        "name": names.get(id, id),
        "names": names_shown(party.names),
        "crumbs": [list_crumb(Kind.VENTURE)],
        "steps": stage_steps(seen.entries),
        "founders": [(person, names.get(person, person)) for person in party.founders],
        "organisation": _organisation(who, party, names),
        "merged_into": (party.merged_into, names.get(party.merged_into or "", party.merged_into)),
        "duplicates": [(row.pk, row.name(get_language() or "en")) for row in seen.duplicates],
        "lines": history(seen.entries[-RECENT:], names),
        "entries": len(seen.entries),
        "name_deeds": [deed for deed in may_do.values() if deed.name in NAME_DEEDS],
        "offers": may_do,
        "merges": party.merged_into is None and may(who, "parties.venture.merge", sides),
        "rooms": sections(who, id),
    }  # fmt: skip
    return render(http, "parties/venture.html", given)


@never_cache
@login_required
@require_safe
def venture_history(http: HttpRequest, id: str) -> HttpResponse:
    """Everything that happened to it."""
    seen = _seen(actor(http), id)
    names = names_of_parties([id, *ids_in(seen.entries)])
    given = {
        "kind": Kind.VENTURE.value,
        "id": id,
        "name": names.get(id, id),
        "lines": history(seen.entries, names),
    }
    return render(http, "parties/history.html", given)


def _seen(who: Actor, id: str) -> _Seen:
    """The venture. Raises Http404 where there is none that the actor may know of. Two queries."""
    rows: list[models.Venture] = []
    if is_id(id, "ven"):
        rows = list(models.Venture.objects.visible_to(who).filter(Q(pk=id) | Q(merged_into=id)).order_by("pk"))
    entries = entries_of(VENTURES.name(id)) if id in {row.pk for row in rows} else []
    party = fold(VENTURES, entries)
    if not isinstance(party, Venture):
        raise Http404
    return _Seen(party, entries, [row for row in rows if row.pk != id])


def _organisation(who: Actor, party: Venture, names: Mapping[str, str]) -> tuple[str, str, bool] | None:
    """The organisation it became: id, name, and whether the reader may open its page."""
    id = party.organisation
    return (id, names.get(id, id), id in who.organisations or who.operates) if id else None
