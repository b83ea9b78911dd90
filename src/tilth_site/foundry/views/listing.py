"""The list of requests, from one standpoint at a time."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.request import Side, State
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import WAITING, Standpoint, party_names, requests_page, standpoints
from tilth_site.foundry.views.access import actor
from tilth_site.pages.asked import number_asked
from tilth_site.pages.paging import Page
from tilth_site.pages.wording import badge

__all__ = ["requests"]


@never_cache
@login_required
@require_safe
def requests(http: HttpRequest) -> HttpResponse:
    """The list: ``?as=`` is the standpoint, ``?state=`` the choice; ``?before=`` and ``?after=`` turn pages."""
    who = actor(http)
    views = standpoints(who)
    here = _chosen(views, http.GET.get("as", ""))
    choice = _choice(http.GET.get("state", ""))
    given: dict[str, object] = {
        "tabs": [(_tab(one), _address(one), one == here) for one in views],
        "choices": _choices(),
        "choice": choice,
        "here": here,
        "may_open": _may(who, "foundry.request.open", Side.OWNER),
        "may_open_slots": _may(who, "foundry.slot.open", Side.PROVIDER),
    }
    if here is not None:
        page = requests_page(
            who, here, choice, before=number_asked(http, "before"), after=number_asked(http, "after")
        )
        given |= _page(page, here, choice)
    return render(http, "foundry/requests.html", given)


def _page(page: Page[DesignRequest], here: Standpoint, choice: str) -> dict[str, object]:
    customer = here.side is Side.OWNER
    others = [row.provider_id if customer else row.owner for row in page.rows]
    names = party_names(others)
    return {
        "rows": [(row, names.get(other, other)) for row, other in zip(page.rows, others, strict=True)],
        "customer": customer,
        "newer": _address(here, choice, after=page.newer) if page.newer else "",
        "older": _address(here, choice, before=page.older) if page.older else "",
    }


def _chosen(views: Sequence[Standpoint], key: str) -> Standpoint | None:
    """The standpoint that an address names, the first where it names none; None for whoever has no role.

    Raises Http404 for a standpoint that the reader does not have, whether or not there is such a party.
    """
    if not key:
        return views[0] if views else None
    for one in views:
        if one.key == key:
            return one
    raise Http404


def _choice(text: str) -> str:
    if text and text != WAITING and text not in {state.value for state in State}:
        raise Http404
    return text


def _choices() -> list[tuple[str, str]]:
    states = [(state.value, str(badge("request", state.value)[0])) for state in State]
    return [("", gettext("All")), (WAITING, gettext("What waits for us")), *states]


def _tab(one: Standpoint) -> str:
    words = gettext("%(name)s, as customer") if one.side is Side.OWNER else gettext("%(name)s, as foundry")
    return words % {"name": one.name}


def _address(one: Standpoint, choice: str = "", **key: int | None) -> str:
    given = {"as": one.key, "state": choice, **key}
    return f"{reverse('foundry:requests')}?{urlencode({name: value for name, value in given.items() if value})}"


def _may(who: Actor, action: str, side: Side) -> bool:
    """Whether the actor may do ``action`` in one of his organisations at least."""
    return any(
        permitted(who, action, Sides(owner=one) if side is Side.OWNER else Sides(provider=one)) is None
        for one in who.organisations
    )
