"""The build slots of a foundry: those to come, the form that opens one, and the form that closes one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.foundry.request import Side
from tilth.foundry.request.slots import CloseSlot, OpenSlot
from tilth.kernel.ids import is_id, new_id
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, not_found, permitted
from tilth_site.foundry.actions import carry_out_slot
from tilth_site.foundry.forms import CloseSlotForm, OpenSlotForm, say
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.queries import Standpoint, slots_of, standpoints
from tilth_site.foundry.views.access import actor, call, refusal_page
from tilth_site.foundry.weeks import week_name, week_of

__all__ = ["close_slot", "slots"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def slots(http: HttpRequest) -> HttpResponse:
    """The slots from this week on of the foundry ``?as=`` (default: the first), and the form for another."""
    who = actor(http)
    views = [one for one in standpoints(who) if one.side is Side.PROVIDER]
    if not views:
        return refusal_page(http, not_found(), "")
    here = next((one for one in views if one.organisation == http.GET.get("as", views[0].organisation)), None)
    if here is None:
        raise Http404
    refused = permitted(who, "foundry.slot.open", Sides(provider=here.organisation))
    if http.method != "POST":
        form = None if refused else OpenSlotForm(today=timezone.localdate(), initial={"key": new_id("slot")})
        return _show(http, who, here, views, form)
    if refused:
        return refusal_page(http, refused, _address(here))
    form = OpenSlotForm(http.POST, today=timezone.localdate())
    return _open(http, who, here, form) or _show(http, who, here, views, form, status=422)


def _open(http: HttpRequest, who: Actor, here: Standpoint, form: OpenSlotForm) -> HttpResponse | None:
    """Open the slot that the form asks for; None, with errors in the form, where that cannot be."""
    if not form.is_valid():
        return None
    id = form.cleaned_data["key"]
    if not is_id(id, "slot"):
        raise Http404
    command = OpenSlot(id, here.organisation, form.cleaned_data["week"], form.cleaned_data["places"])
    outcome = carry_out_slot(call(who, f"open:{id}"), id, here.organisation, command)
    if isinstance(outcome, Refused):
        say(form, outcome.reasons[0].where, outcome)
        return None
    messages.success(http, gettext("The build slot is open."))
    return redirect(_address(here))


def _show(
    http: HttpRequest,
    who: Actor,
    here: Standpoint,
    views: Sequence[Standpoint],
    form: OpenSlotForm | None,
    status: int = 200,
) -> HttpResponse:
    rows = slots_of(who, here.organisation, week_of(timezone.localdate()))
    given = {
        "tabs": [(one.name, _address(one), one == here) for one in views],
        "rows": [(slot, week_name(slot.week)) for slot in rows],
        "form": form,
        "crumbs": [(gettext("Requests"), reverse("foundry:requests"))],
    }
    return render(http, "foundry/slots.html", given, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_slot(http: HttpRequest, id: str) -> HttpResponse:
    """The form that closes the slot ``id``, and the closing."""
    who = actor(http)
    slot = BuildSlot.objects.visible_to(who).filter(pk=id).first()
    if slot is None:
        raise Http404
    back = f"{reverse('foundry:slots')}?{urlencode({'as': slot.provider})}"
    refused = permitted(who, "foundry.slot.close", Sides(provider=slot.provider))
    if refused:
        return refusal_page(http, refused, back)
    form = CloseSlotForm(http.POST or None, initial={"key": new_id("form")})
    if http.method == "POST" and form.is_valid():
        command = CloseSlot(form.cleaned_data["reason"])
        outcome = carry_out_slot(call(who, form.cleaned_data["key"]), id, slot.provider, command)
        if isinstance(outcome, Refused):
            return refusal_page(http, outcome, back)
        messages.success(http, gettext("The build slot is closed."))
        return redirect(back)
    crumbs = [(gettext("Requests"), reverse("foundry:requests")), (gettext("Build slots"), back)]
    given = {"slot": slot, "week": week_name(slot.week), "form": form, "crumbs": crumbs}
    return render(http, "foundry/close_slot.html", given, status=422 if form.errors else 200)


def _address(here: Standpoint) -> str:
    return f"{reverse('foundry:slots')}?{urlencode({'as': here.organisation})}"
