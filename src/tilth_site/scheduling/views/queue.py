"""The queue board: what waits, what is planned, what is being built, when it is due and what stock it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.foundry.build.adoption import Priority
from tilth.foundry.build.adoption.commands import Prioritise
from tilth.foundry.request import Side, State
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.foundry.beside import Lack, lacks
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import Standpoint, party_names, standpoints
from tilth_site.foundry.views.access import actor, call
from tilth_site.pages.keyed import new_key
from tilth_site.scheduling.actions import prioritise
from tilth_site.scheduling.forms import PriorityForm
from tilth_site.scheduling.models import PromisedDate
from tilth_site.scheduling.queries import in_force, priorities, promises, queue_seen
from tilth_site.scheduling.views.access import floor_place, refusal_page

__all__ = ["priority_page", "queue"]


@dataclass(frozen=True, slots=True)
class Row:
    """A request on the board. ``late`` says that it is more likely than not to be after its day."""

    request: DesignRequest
    party: str
    standing: str
    priority: str
    promise: PromisedDate | None
    lacks: Sequence[Lack]

    @property
    def late(self) -> bool:
        """Whether half of the simulated builds end after the day promised."""
        return self.promise is not None and self.promise.due is not None and self.promise.half > self.promise.due


@never_cache
@login_required
@require_safe
def queue(http: HttpRequest) -> HttpResponse:
    """The board from the standpoint ``?as=``: by default the first foundry, or the first customer."""
    who = actor(http)
    views = standpoints(who)
    here = _chosen(views, http.GET.get("as", ""))
    given: dict[str, object] = {"here": here, "tabs": [(_tab(one), _address(one), one == here) for one in views]}
    if here is not None:
        rows = _rows(queue_seen(who, here), here)
        foundry = here.organisation if here.side is Side.PROVIDER else ""
        given |= {
            "customer": here.side is Side.OWNER,
            "columns": _columns(rows),
            "foundry": foundry,
            "foundries": [] if foundry else _foundries(rows),
            "in_force": in_force(foundry) if foundry else None,
            "may_plan": bool(foundry)
            and permitted(who, "foundry.schedule.propose", Sides(provider=foundry)) is None,
            "may_prioritise": bool(foundry)
            and permitted(who, "foundry.schedule.prioritise", Sides(provider=foundry)) is None,
        }
    return render(http, "scheduling/queue.html", given)


def _rows(requests: Sequence[DesignRequest], here: Standpoint) -> list[Row]:
    customer = here.side is Side.OWNER
    names = party_names({one.provider_id if customer else one.owner for one in requests})
    dates = promises(one.id for one in requests)
    missing: Mapping[str, Sequence[Lack]] = (
        {} if customer else lacks(here.organisation, (one.id for one in requests))
    )
    ranks = {} if customer else priorities(here.organisation)
    return [
        Row(
            one, names.get(party := one.provider_id if customer else one.owner, party), _standing(one, dates),
            ranks.get(one.id, Priority.NORMAL).value, dates.get(one.id), missing.get(one.id, ()),
        )
        for one in requests
    ]  # fmt: skip


def _standing(one: DesignRequest, dates: Mapping[str, PromisedDate]) -> str:
    if one.state == State.IN_PROGRESS:
        return "running"
    return "planned" if one.id in dates else "waiting"


def _columns(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The board's columns that have something in them, in the order of the work."""
    columns = [(key, [row for row in rows if row.standing == key]) for key in ("waiting", "planned", "running")]
    return columns if rows else []


def _foundries(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Id and name of the foundries that a customer's requests are at."""
    return sorted({(row.request.provider_id, row.party) for row in rows}, key=lambda one: one[1])


def _chosen(views: Sequence[Standpoint], key: str) -> Standpoint | None:
    if not key:
        return views[0] if views else None
    found = next((one for one in views if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _tab(one: Standpoint) -> str:
    words = gettext("%(name)s, as customer") if one.side is Side.OWNER else gettext("%(name)s, as foundry")
    return words % {"name": one.name}


def _address(one: Standpoint) -> str:
    return f"{reverse('scheduling:queue')}?{urlencode({'as': one.key})}"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def priority_page(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """The form that lets a request go before others, and the deed."""
    where = floor_place(http, foundry)
    row = DesignRequest.objects.visible_to(where.actor).filter(provider_id=foundry, pk=id).first()
    if row is None:
        raise Http404
    refused = permitted(where.actor, "foundry.schedule.prioritise", Sides(provider=foundry))
    if refused:
        return refusal_page(http, refused, reverse("scheduling:queue"))
    now = priorities(foundry).get(id, Priority.NORMAL)
    form = PriorityForm(http.POST or None, initial={"key": new_key(), "priority": now.value})
    if http.method == "POST" and form.is_valid():
        command = Prioritise(foundry, id, Priority(form.cleaned_data["priority"]))
        outcome = prioritise(call(where.actor, form.cleaned_data["key"]), foundry, command)
        if isinstance(outcome, Refused):
            return refusal_page(http, outcome, reverse("scheduling:queue"))
        messages.success(http, gettext("The priority is set. Plan the queue again to make it count."))
        return redirect("scheduling:queue")
    given = {
        "row": row, "form": form, "crumbs": where.crumbs,
        "button": gettext("Set the priority"), "title": gettext("Priority"), "lead": row.title,
        "back": reverse("scheduling:queue"),
    }  # fmt: skip
    return render(http, "scheduling/form.html", given, status=422 if form.errors else 200)
