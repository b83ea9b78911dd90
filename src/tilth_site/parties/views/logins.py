"""The pages of logins: an administrator makes a login and its link, and the invited chooses a password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused
from tilth.parties.commands import GrantRole
from tilth.parties.model import Role
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.keyed import new_key
from tilth_site.parties.actions import carry_out
from tilth_site.parties.actors import operator_id
from tilth_site.parties.deeds import Kind
from tilth_site.parties.forms.base import say
from tilth_site.parties.forms.people import InviteForm
from tilth_site.parties.models import Organisation
from tilth_site.parties.people import administers, invite, login_of, password_link
from tilth_site.parties.queries import names_of_parties
from tilth_site.parties.views.access import actor, call, forbid, list_crumb

__all__ = ["choose_password", "invitation", "new_link"]

choose_password = PasswordResetConfirmView.as_view(
    template_name="parties/choose_password.html", success_url=reverse_lazy("account_login")
)
"""Where a link leads. Django takes the token out of the address before the page is shown, so no referrer has it,
and shows a page without a form where the link was used or is too old.
"""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(http: HttpRequest) -> HttpResponse:
    """A person, a login without a password, a role where ``?organisation=`` names one, and the link."""
    who = _administrator(http)
    organisation = _organisation(http, who)
    if http.method != "POST":
        form = InviteForm(with_role=bool(organisation), initial={"key": new_key()})
        return _show(http, form, organisation)
    form = InviteForm(http.POST, with_role=bool(organisation))
    if not form.is_valid():
        return _show(http, form, organisation, 422)
    given = form.cleaned_data
    login = invite(call(who, given["key"]), form.id_for("per"), given["email"], form.names)
    if isinstance(login, Refused):
        forbid(login)
        say(form, login, who)
        return _show(http, form, organisation, 409)
    if organisation:
        command = GrantRole(organisation, login.person, Role(given["role"]))
        refused = carry_out(call(who, f"{given['key']}-role"), command)
        if isinstance(refused, Refused):
            messages.warning(
                http,
                gettext("The login is made, but the role was not given. Give it on the page of the organisation."),
            )
    return _link(http, login)


@never_cache
@login_required
@require_POST
def new_link(http: HttpRequest, id: str) -> HttpResponse:
    """A new link for somebody whose link is too old, or who forgot the password."""
    _administrator(http)
    login = login_of(id) if is_id(id, "per") else None
    if login is None:
        raise Http404
    return _link(http, login)


def _administrator(http: HttpRequest) -> Actor:
    """The reader, who looks after people. Raises Http404 for everybody else."""
    who = actor(http)
    if not administers(who, operator_id()):
        raise Http404
    return who


def _organisation(http: HttpRequest, who: Actor) -> str:
    """The organisation that the address names, empty where it names none. Raises Http404 where it is not there."""
    id = http.GET.get("organisation", "")
    if id and not (is_id(id, "org") and Organisation.objects.visible_to(who).filter(pk=id).exists()):
        raise Http404
    return id


def _link(http: HttpRequest, login: User) -> HttpResponse:
    """The page that shows a link, this once: it answers the form itself, so that the link is kept nowhere."""
    path, until = password_link(login, timezone.now())
    given = {"login": login, "link": http.build_absolute_uri(path), "until": until}
    return render(
        http, "parties/link.html", {**given, "name": names_of_parties([login.person]).get(login.person, "")}
    )


def _show(http: HttpRequest, form: InviteForm, organisation: str, status: int = 200) -> HttpResponse:
    name = names_of_parties([organisation]).get(organisation, organisation) if organisation else ""
    given = {
        "form": form,
        "organisation": organisation,
        "organisation_name": name,
        "crumbs": [list_crumb(Kind.PERSON)],
    }
    return render(http, "parties/invite.html", given, status=status)
