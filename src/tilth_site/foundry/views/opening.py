"""The form of a new request."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.foundry.request.commands import Open
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.actions import hand_in, open_request
from tilth_site.foundry.designs import references
from tilth_site.foundry.forms import NewRequestForm, say
from tilth_site.foundry.queries import foundries, owners_for
from tilth_site.foundry.taking_in import Unfit, take_design
from tilth_site.foundry.views.access import actor, call, refusal_page, said
from tilth_site.foundry.wording import sentence, worded
from tilth_site.uploads.bundle import DesignFiles

__all__ = ["new_request"]

_LIFE = timedelta(days=7)
"""How long a form can be sent: as long as answers are remembered under its key."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(http: HttpRequest) -> HttpResponse:
    """The form, and what comes of it: a request with its first design, which is being checked."""
    who = actor(http)
    owners = owners_for(who)
    if not owners:
        refused = refuse(
            "permission.denied",
            "None of your roles allows {action} here.",
            "Ask one of: {roles}.",
            action="foundry.request.open",
            roles="founder (owner), foundry_scientist (owner)",
        )
        return refusal_page(http, refused, reverse("foundry:requests"))
    if http.method != "POST":
        form = NewRequestForm(owners=owners, providers=foundries(), initial=_initial(http, who))
        return _show(http, form)
    form = NewRequestForm(http.POST, http.FILES, owners=owners, providers=foundries())
    id = _id(http, form, who) if form.is_valid() else None
    if id is None:
        return _show(http, form, status=422)
    taken = take_design(form.handed, said(who))
    if isinstance(taken, Unfit):
        say(form, taken.field, taken.refused)
        return _show(http, form, status=422)
    return _open(http, form, who, id, taken)


def _open(http: HttpRequest, form: NewRequestForm, who: Actor, id: str, design: DesignFiles) -> HttpResponse:
    given = form.cleaned_data
    owner = given["owner"]
    command = Open(
        id=id, title=given["title"], owner=owner, provider=given["provider"], opened_by=who.person,
        customer_class=given["customer_class"], venture=owner if owner.startswith("ven_") else None,
    )  # fmt: skip
    opened = open_request(call(who, f"open:{id}"), command)
    if isinstance(opened, Refused):
        if opened.reasons[0].code == "idempotency.reused":
            messages.info(http, gettext("This form was sent before. This is the request that it opened."))
            return redirect("foundry:request", id)
        say(form, opened.reasons[0].where, opened)
        return _show(http, form, status=409)
    handed = hand_in(call(who, f"hand-in:{id}"), id, references(design, who.person))
    if isinstance(handed, Refused):
        for reason in worded(handed).reasons:
            messages.error(http, sentence(reason.sentence).format_map(reason.data))
    return redirect("foundry:request", id)


def _initial(http: HttpRequest, who: Actor) -> dict[str, object]:
    """The key, which holds the id that the request will have, and the example where it is asked for."""
    initial: dict[str, object] = dict(_key(who))
    if http.GET.get("example") == "cidar":
        example = files("tilth_site.foundry").joinpath("example_design.toml").read_text(encoding="utf-8")
        initial |= {"plan_text": example, "title": gettext("CIDAR transcription units")}
    return initial


def _key(who: Actor) -> dict[str, str]:
    return {"key": signing.dumps(new_id("req"), salt=_salt(who))}


def _id(http: HttpRequest, form: NewRequestForm, who: Actor) -> str | None:
    """The id in the form's key; None, with an error in the form, where the key is not one that we gave out."""
    try:
        return str(signing.loads(form.cleaned_data["key"], salt=_salt(who), max_age=_LIFE))
    except signing.BadSignature:
        form.add_error(None, gettext("This form is too old, or not yours. Nothing was done; send it once more."))
        renewed = http.POST.copy()
        renewed["key"] = _key(who)["key"]
        form.data = renewed
        return None


def _salt(who: Actor) -> str:
    return f"foundry.open:{who.person}"


def _show(http: HttpRequest, form: NewRequestForm, status: int = 200) -> HttpResponse:
    files_lost = form.is_bound and bool(http.FILES)
    crumbs = [(gettext("Requests"), reverse("foundry:requests"))]
    return render(
        http, "foundry/new.html", {"form": form, "crumbs": crumbs, "files_lost": files_lost}, status=status
    )
