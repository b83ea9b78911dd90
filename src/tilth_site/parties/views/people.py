"""The pages about people: one's own profile, one person, the invitation, and the erasure."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.kernel.ids import is_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth.parties.model import Person
from tilth_site.accounts.models import PersonalRecord
from tilth_site.accounts.permissions import Actor, Sides
from tilth_site.journal.streams import entries_of, fold
from tilth_site.pages.wording import role_name
from tilth_site.parties.actors import operator_id, same_human
from tilth_site.parties.deeds import Kind, offers
from tilth_site.parties.forms.people import EraseForm, NamesForm
from tilth_site.parties.models import RoleHeld, VentureFounder
from tilth_site.parties.people import administers, correct_names, erase, holdings, login_of
from tilth_site.parties.presentation import history, ids_in
from tilth_site.parties.queries import names_of_parties, visible_people
from tilth_site.parties.tables import PERSONS
from tilth_site.parties.views.access import actor, forbid, list_crumb, user

__all__ = ["erase_person", "me", "person"]

Held = list[tuple[str, str, str]]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(http: HttpRequest) -> HttpResponse:
    """One's own names, which are put right here, and one's roles."""
    login, who = user(http), actor(http)
    form = NamesForm(http.POST if http.method == "POST" else None, initial=_names(login.person))
    if http.method == "POST" and form.is_valid():
        correct_names(login.person, form.names)
        messages.success(http, gettext("Your names are put right."))
        return redirect("parties:me")
    held = sorted((grant.organisation, grant.role.value) for grant in who.grants)
    given = {"login": login, "form": form, "held": _named(held)}
    return render(http, "parties/me.html", given, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def person(http: HttpRequest, id: str) -> HttpResponse:
    """One person: names, roles where the reader has some too, and for administrators the login."""
    who = actor(http)
    party, entries = _known(who, id)
    operator = operator_id()
    trusted = administers(who, operator)
    held = _held(who, id)
    names = names_of_parties([id, *ids_in(entries), *(party for party, _role in held)])
    given = {
        "id": id,
        "name": names.get(id, ""),
        "crumbs": [list_crumb(Kind.PERSON)] if who.operates else [],
        "own": id == who.person,
        "held": [(party, names.get(party, party), role_name(role)) for party, role in held],
        "merged_into": (party.merged_into, names.get(party.merged_into or "", party.merged_into)),
        "lines": history(entries, names),
        "administers": trusted,
        "operates": who.operates,
        "login": login_of(id) if trusted else None,
        "offers": offers(who, Kind.PERSON, party, Sides(operator=operator)),
    }
    return render(http, "parties/person.html", given)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_person(http: HttpRequest, id: str) -> HttpResponse:
    """What would be erased and what stays, the consent, and the erasure."""
    who = actor(http)
    _known(who, id)
    if not administers(who, operator_id()):
        raise Http404
    persons = same_human(id)
    form = EraseForm(http.POST if http.method == "POST" else None)
    refused = None
    if http.method == "POST" and form.is_valid():
        outcome = erase(who, id)
        if not isinstance(outcome, Refused):
            messages.success(http, gettext("The personal data are erased."))
            return redirect("parties:person", id)
        forbid(outcome)
        refused = outcome
    given = {
        "id": id,
        "name": names_of_parties([id]).get(id, id),
        "crumbs": [list_crumb(Kind.PERSON)],
        "records": len(persons),
        "holdings": holdings(persons),
        "form": form,
        "refused": refused,
    }
    return render(http, "parties/erase.html", given, status=409 if refused else 422 if form.errors else 200)


def _known(who: Actor, id: str) -> tuple[Person, list[Entry]]:
    """The person, and the entries of the stream. Raises Http404 where there is none whom the actor may know of."""
    entries = entries_of(PERSONS.name(id)) if is_id(id, "per") and visible_people(who, [id]) else []
    party = fold(PERSONS, entries)
    if not isinstance(party, Person):
        raise Http404
    return party, entries


def _held(who: Actor, id: str) -> list[tuple[str, str]]:
    """Organisation or venture, and role, of each role that the person holds where the actor has one too. Two
    queries.
    """
    roles = RoleHeld.objects.filter(person=id).values_list("organisation_id", "role")
    founded = VentureFounder.objects.filter(person=id).values_list("venture_id", flat=True)
    held = {*roles, *((venture, "founder") for venture in founded)}
    return sorted(one for one in held if who.operates or who.person == id or one[0] in who.organisations)


def _named(held: list[tuple[str, str]]) -> Held:
    """Id, name and role of each role held. One query."""
    names = names_of_parties(id for id, _role in held)
    return [(id, names.get(id, id), role_name(role)) for id, role in held]


def _names(person: str) -> dict[str, str]:
    record = PersonalRecord.objects.filter(pk=person).first()
    return {"name_en": record.name_en, "name_zh": record.name_zh} if record else {}
