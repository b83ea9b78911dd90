"""The page of a deed: what will happen, its form, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import permitted
from tilth_site.journal.actions import Outcome
from tilth_site.pages.keyed import new_key
from tilth_site.parties.actions import carry_out
from tilth_site.parties.deeds import DEEDS, REGISTER, Deed, Kind
from tilth_site.parties.forms.base import DeedForm, Subject, again, say
from tilth_site.parties.views.access import actor, address, call, forbid, list_crumb, sides_of, subject_of

__all__ = ["do", "register"]

_PREFIXES = {Kind.ORGANISATION: "org", Kind.VENTURE: "ven"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def do(http: HttpRequest, kind: str, id: str, name: str) -> HttpResponse:
    """A deed done to the party ``id``."""
    of = Kind(kind)
    deed = DEEDS[of].get(name)
    if deed is None:
        raise Http404
    subject = subject_of(actor(http), of, id)
    return _page(http, deed, subject, address(of, id, subject.owner), _crumbs(of, subject))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(http: HttpRequest, kind: str) -> HttpResponse:
    """A party made known."""
    of = Kind(kind)
    crumb = list_crumb(of)
    subject = Subject(actor(http), "", None, "")
    return _page(http, REGISTER[of], subject, crumb[1], [crumb], _PREFIXES[of])


def _page(
    http: HttpRequest, deed: Deed, subject: Subject, back: str, crumbs: list[tuple[str, str]], prefix: str = ""
) -> HttpResponse:
    """The form of ``deed``, and what comes of it; ``prefix`` is that of the id of what it registers."""
    refused = permitted(subject.actor, deed.action, sides_of(subject.owner))
    if refused:
        forbid(refused)
    if http.method != "POST":
        return _show(http, deed, _blank(http, deed, subject), back, crumbs)
    form = deed.form(subject, http.POST)
    if not form.is_valid():
        return _show(http, deed, form, back, crumbs, 422)
    outcome = _carry_out(form)
    if isinstance(outcome, Refused):
        forbid(outcome)
        return _show(http, deed, _answered(http, deed, form, outcome), back, crumbs, 409)
    messages.success(http, str(deed.done))
    kind = {made: of for of, made in _PREFIXES.items()}.get(prefix)
    return redirect(address(kind, form.id_for(prefix)) if kind else back)


def _carry_out(form: DeedForm) -> Outcome:
    given = form.cleaned_data
    return carry_out(call(form.subject.actor, given["key"], given["reason"]), form.command())


def _blank(http: HttpRequest, deed: Deed, subject: Subject) -> DeedForm:
    """The form before it was sent; the address may choose what it is about (``?person=per_…``)."""
    chosen = {name: value for name, value in http.GET.items() if name in deed.form.base_fields and name != "key"}
    return deed.form(subject, initial={**chosen, "key": new_key()})


def _answered(http: HttpRequest, deed: Deed, form: DeedForm, refused: Refused) -> DeedForm:
    """The form with the reasons in it. One that was sent before, and says something else now, gets a new key."""
    if refused.reasons[0].code != "idempotency.reused":
        say(form, refused, form.subject.actor)
        return form
    renewed = deed.form(form.subject, again(http.POST))
    renewed.add_error(
        None, gettext("This form was sent before, and said something else. Send it again if you mean it.")
    )
    return renewed


def _show(
    http: HttpRequest, deed: Deed, form: DeedForm, back: str, crumbs: list[tuple[str, str]], status: int = 200
) -> HttpResponse:
    given = {"deed": deed, "form": form, "back": back, "crumbs": crumbs}
    return render(http, "parties/deed.html", given, status=status)


def _crumbs(kind: Kind, subject: Subject) -> list[tuple[str, str]]:
    """The list, the organisation of a team, and the party."""
    listed = Kind.ORGANISATION if kind is Kind.TEAM else kind
    crumbs = [list_crumb(listed)]
    if kind is Kind.TEAM:
        crumbs.append((subject.names.get(subject.owner, subject.owner), address(Kind.ORGANISATION, subject.owner)))
    return [*crumbs, (subject.name, address(kind, subject.id, subject.owner))]
