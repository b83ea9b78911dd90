"""The page on which one signs a statement of work: all of it, what the signature means, and who signs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tilth.foundry.request import Side
from tilth.foundry.request.commands import Sign
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth_site.accounts.permissions import ALLOWED, permitted
from tilth_site.accounts.permissions import Side as Standing
from tilth_site.foundry.actions import sign_statement
from tilth_site.foundry.deeds import DEEDS, SIGN_ACTIONS, sides_of
from tilth_site.foundry.forms import SignForm
from tilth_site.foundry.statement_page import statement_given
from tilth_site.foundry.views.access import Found, call, found, new_key, refusal_page, user
from tilth_site.foundry.wording import side_name, worded
from tilth_site.signatures.reauthentication import has_code, proved
from tilth_site.signatures.signing import Ink, name_to_print

__all__ = ["sign_page"]


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(http: HttpRequest, id: str, side: str) -> HttpResponse:
    """The statement to be signed for ``side`` with the form, and the signature."""
    one = found(http, id)
    if side not in set(Side):
        raise Http404
    chosen, back = Side(side), reverse("foundry:request", args=[id])
    refused = permitted(one.actor, SIGN_ACTIONS[chosen], sides_of(one.request))
    if refused:
        return refusal_page(http, refused, back)
    statement = one.request.statement
    if statement is None:
        return redirect(back)
    if http.method != "POST":
        initial = {
            "key": new_key(), "version": statement.version, "sha256": statement.sha256,
            "meaning": (Meaning.ACCEPTANCE if chosen is Side.OWNER else Meaning.APPROVAL).value,
        }  # fmt: skip
        return _show(http, one, chosen, SignForm(with_code=has_code(user(http)), initial=initial))
    form = SignForm(http.POST, with_code=has_code(user(http)))
    if not form.is_valid() or not proved(http, user(http), form):
        return _show(http, one, chosen, form, status=422)
    return _sign(http, one, chosen, form)


def _sign(http: HttpRequest, one: Found, side: Side, form: SignForm) -> HttpResponse:
    given = form.cleaned_data
    meaning: Meaning = given["meaning"]
    command = Sign(
        version=given["version"], sha256=given["sha256"], side=side, signatory=one.actor.person,
        meaning=meaning.value,
    )  # fmt: skip
    ink = Ink(one.actor.person, _role(one, side), name_to_print(one.actor.person), meaning)
    outcome = sign_statement(call(one.actor, given["key"]), one.request.id, command, ink)
    if isinstance(outcome, Refused):
        return _show(http, one, side, form, outcome, status=409)
    messages.success(http, str(DEEDS["sign"].done))
    return redirect("foundry:request", one.request.id)


def _role(one: Found, side: Side) -> str:
    """The role in which the actor signs: one that the permission names."""
    sides = sides_of(one.request)
    organisation = sides.owner if side is Side.OWNER else sides.provider
    held = one.actor.roles(organisation)
    allowed = {role for role, on in ALLOWED[SIGN_ACTIONS[side]] if on is Standing(side.value)}
    return min(role.value for role in held & allowed)


def _show(
    http: HttpRequest, one: Found, side: Side, form: SignForm, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    statement = one.request.statement
    assert statement is not None, "there is a statement to sign"
    given = {
        "request_": one.request,
        "crumbs": [
            (gettext("Requests"), reverse("foundry:requests")),
            (one.request.title, reverse("foundry:request", args=[one.request.id])),
        ],
        "form": form,
        "refused": worded(refused) if refused else None,
        "name": name_to_print(one.actor.person),
        "role": _role(one, side),
        "side": side_name(side),
        **statement_given(one.request, statement),
    }
    return render(http, "foundry/sign.html", given, status=status)
