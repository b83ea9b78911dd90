"""A page that is a form: it is shown, and when it is sent its command is carried out, or what is wrong said at the
field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.foundry.views.access import call
from tilth_site.inventory.forms import say
from tilth_site.inventory.views.access import Place, refusal_page
from tilth_site.journal.actions import Call, Outcome

__all__ = ["FormPage", "respond"]


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words of such a page: its ``title`` and ``lead``, the ``button`` and what is said when it is ``done``.
    ``back`` is where one goes without doing it, ``crumbs`` the way here.
    """

    action: str
    title: str
    lead: str
    button: str
    done: str
    back: str
    crumbs: list[tuple[str, str]]
    danger: bool = False
    template: str = "inventory/form.html"


def respond(
    http: HttpRequest,
    where: Place,
    page: FormPage,
    form: forms.Form,
    act: Callable[[Call], tuple[Outcome, str]],
) -> HttpResponse:
    """The page with ``form`` or, where a valid one was sent, what came of ``act``: it carries the command out and
    says where to go then.
    """
    refused = permitted(where.actor, page.action, Sides(provider=where.foundry))
    if refused:
        return refusal_page(http, refused, page.back)
    status = 200
    if http.method == "POST":
        status = 422
        if form.is_valid():
            outcome, address = act(call(where.actor, form.cleaned_data["key"]))
            if not isinstance(outcome, Refused):
                messages.success(http, page.done)
                return redirect(address)
            if outcome.reasons[0].code == "not_found":
                return refusal_page(http, outcome, page.back)
            say(form, outcome)
    return render(http, page.template, {"page": page, "form": form, "where": where}, status=status)
