"""The lists: organisations, ventures, and people for whoever operates the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tilth.kernel.ids import is_id
from tilth.parties.model import OrganisationKind
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Sides
from tilth_site.pages.wording import role_name
from tilth_site.parties import queries
from tilth_site.parties.actors import operator_id
from tilth_site.parties.deeds import REGISTER, Kind, may
from tilth_site.parties.models import RoleHeld
from tilth_site.parties.people import administers
from tilth_site.parties.queries import Page, names_of_parties, page_of
from tilth_site.parties.views.access import actor, list_crumb
from tilth_site.parties.wording import KINDS

__all__ = ["organisations", "people", "ventures"]

RowT = TypeVar("RowT", bound=Model)


@login_required
@require_safe
def organisations(http: HttpRequest) -> HttpResponse:
    """The organisations that the reader may see."""
    who, search = actor(http), _search(http)
    page = page_of(queries.organisations(who, search), **_place(http))
    language = get_language() or "en"
    rows = [(row, row.name(language), _kinds(row.kinds)) for row in page.rows]
    action = REGISTER[Kind.ORGANISATION].action
    given = {
        "rows": rows,
        "registers": may(who, action, Sides(operator=operator_id())),
        "operates": who.operates,
    }
    return render(http, "parties/organisations.html", {**given, **_walk(page, search)})


@login_required
@require_safe
def ventures(http: HttpRequest) -> HttpResponse:
    """The ventures that the reader may see."""
    who, search = actor(http), _search(http)
    page = page_of(queries.ventures(who, search), **_place(http))
    language = get_language() or "en"
    names = names_of_parties(row.organisation for row in page.rows)
    rows = [(row, row.name(language), names.get(row.organisation, row.organisation)) for row in page.rows]
    registers = may(who, REGISTER[Kind.VENTURE].action, Sides(operator=operator_id()))
    return render(http, "parties/ventures.html", {"rows": rows, "registers": registers, **_walk(page, search)})


@login_required
@require_safe
def people(http: HttpRequest) -> HttpResponse:
    """Everybody, with roles and, for administrators, logins. For whoever operates the site; nobody else knows."""
    who = actor(http)
    if not who.operates:
        raise Http404
    search = _search(http)
    page = page_of(queries.people(search), **_place(http))
    ids = [row.pk for row in page.rows]
    roles = _roles_of(ids)
    names = names_of_parties([*ids, *(organisation for held in roles.values() for organisation, _role in held)])
    trusted = administers(who, operator_id())
    logins = dict(User.objects.filter(person__in=ids).values_list("person", "email")) if trusted else {}
    rows = [
        {
            "row": row,
            "name": names.get(row.pk, ""),
            "email": logins.get(row.pk, ""),
            "roles": [
                (names.get(organisation, organisation), role_name(role)) for organisation, role in roles[row.pk]
            ],
        }
        for row in page.rows
    ]
    return render(
        http,
        "parties/people.html",
        {"rows": rows, "administers": trusted, "crumbs": [list_crumb(Kind.ORGANISATION)], **_walk(page, search)},
    )


def _roles_of(persons: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Person -> (organisation, role) of each role held. One query."""
    found: dict[str, list[tuple[str, str]]] = {person: [] for person in persons}
    held = (
        RoleHeld.objects.filter(person__in=persons).order_by("id").values_list("person", "organisation_id", "role")
    )
    for person, organisation, role in held:
        found[person].append((organisation, role))
    return found


def _search(http: HttpRequest) -> str:
    return http.GET.get("q", "").replace("\0", "").strip()[:100]


def _place(http: HttpRequest) -> dict[str, str]:
    """Where in the list the page begins: what the address says, if it is spelt like an id."""
    said = {name: http.GET.get(name, "") for name in ("before", "after")}
    return {name: id for name, id in said.items() if is_id(id)}


def _walk(page: Page[RowT], search: str) -> Mapping[str, str]:
    """What was searched for, and the addresses of the newer and the older page."""

    def link(name: str, id: str) -> str:
        asked = {"q": search} if search else {}
        return f"?{urlencode({**asked, name: id})}" if id else ""

    return {"search": search, "newer": link("after", page.newer), "older": link("before", page.older)}


def _kinds(written: str) -> str:
    return gettext(", ").join(str(KINDS[OrganisationKind(kind)]) for kind in written.split())
