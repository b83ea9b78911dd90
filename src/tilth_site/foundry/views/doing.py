"""The page of a deed: what it does, its form, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.foundry.request import commands
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import permitted
from tilth_site.foundry.actions import ACTIONS, carry_out, hand_in
from tilth_site.foundry.beside import expected_date
from tilth_site.foundry.deeds import DEEDS, Deed, command_of, form_for, objection, sides_of
from tilth_site.foundry.forms import KeyedForm, say
from tilth_site.foundry.presentation import priced
from tilth_site.foundry.taking_in import Unfit
from tilth_site.foundry.views.access import Found, call, found, new_key, refusal_page, said
from tilth_site.foundry.wording import worded

__all__ = ["deed_page"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deed_page(http: HttpRequest, id: str, name: str) -> HttpResponse:
    """The form of the deed called ``name``, and the deed."""
    one = found(http, id)
    deed = DEEDS.get(name)
    if deed is None or deed.command is commands.Sign:
        raise Http404
    refused = permitted(one.actor, ACTIONS[deed.command], sides_of(one.request))
    if refused:
        return refusal_page(http, refused, reverse("foundry:request", args=[id]))
    form = form_for(deed, http, one.actor, one.request, timezone.localdate(), new_key())
    if http.method != "POST":
        return _show(http, one, deed, form, None, blocked=objection(deed, one.request, timezone.localdate()))
    if not form.is_valid():
        return _show(http, one, deed, form, None, status=422)
    return _do(http, one, deed, form)


def _do(http: HttpRequest, one: Found, deed: Deed, form: KeyedForm) -> HttpResponse:
    id = one.request.id
    command = command_of(deed, form, one.request, timezone.localdate(), said(one.actor))
    if isinstance(command, Unfit):
        if command.field:
            say(form, command.field, command.refused)
            return _show(http, one, deed, form, None, status=422)
        return _show(http, one, deed, form, command.refused, status=409)
    asked = call(one.actor, form.cleaned_data["key"])
    if isinstance(command, commands.Revise):
        outcome = hand_in(asked, id, command.files)
    else:
        outcome = carry_out(asked, id, command)
    if isinstance(outcome, Refused):
        return _show(http, one, deed, form, outcome, status=409)
    messages.success(http, str(deed.done))
    return redirect("foundry:request", id)


def _show(
    http: HttpRequest,
    one: Found,
    deed: Deed,
    form: KeyedForm,
    refused: Refused | None,
    *,
    blocked: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``refused`` says why the deed was not done, ``blocked`` why there is no use in trying."""
    estimate = one.request.assessment.estimate if one.request.assessment else None
    given = {
        "request_": one.request,
        "crumbs": [
            (gettext("Requests"), reverse("foundry:requests")),
            (one.request.title, reverse("foundry:request", args=[one.request.id])),
        ],
        "deed": deed,
        "form": form,
        "refused": worded(refused) if refused else None,
        "blocked": worded(blocked) if blocked else None,
        "estimate": estimate if deed.command is commands.Quote else None,
        "lines": priced(estimate.lines) if estimate else (),
        "expected": expected_date(one.request.id) if deed.command is commands.Quote else None,
        "files_lost": form.is_bound and bool(http.FILES),
    }
    return render(http, "foundry/deed.html", given, status=status)
