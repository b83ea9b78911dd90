"""The list of runs, of one foundry at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.build.run import State
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.build.queries import LIVE, foundries_of, runs_page
from tilth_site.build.views.access import actor
from tilth_site.pages.asked import number_asked
from tilth_site.pages.wording import badge

__all__ = ["runs"]


@never_cache
@login_required
@require_safe
def runs(http: HttpRequest) -> HttpResponse:
    """The list: ``?at=`` is the foundry, ``?state=`` the choice; ``?before=`` and ``?after=`` turn pages."""
    who = actor(http)
    floors = foundries_of(who)
    here = _chosen(floors, http.GET.get("at", ""))
    choice = _choice(http.GET.get("state", LIVE))
    given: dict[str, object] = {
        "tabs": [(name, _address(id), id == here) for id, name in floors],
        "here": here,
        "choices": _choices(),
        "choice": choice,
    }
    if here:
        page = runs_page(who, here, choice, before=number_asked(http, "before"), after=number_asked(http, "after"))
        given |= {
            "rows": page.rows,
            "may_open": permitted(who, "foundry.run.open", Sides(provider=here)) is None,
            "newer": _address(here, choice, after=page.newer) if page.newer else "",
            "older": _address(here, choice, before=page.older) if page.older else "",
        }
    return render(http, "build/runs.html", given)


def _chosen(floors: list[tuple[str, str]], id: str) -> str:
    """The foundry that an address names, the first where it names none; empty for whoever works at none.

    Raises Http404 for a foundry at which the reader does not work, whether or not there is such a one.
    """
    if not id:
        return floors[0][0] if floors else ""
    if id not in {one for one, _ in floors}:
        raise Http404
    return id


def _choice(text: str) -> str:
    if text in ("", LIVE) or text in {state.value for state in State}:
        return text
    raise Http404


def _choices() -> list[tuple[str, str]]:
    states = [(state.value, str(badge("run", state.value)[0])) for state in State]
    return [(LIVE, gettext("Not ended")), ("", gettext("All")), *states]


def _address(foundry: str, choice: str = LIVE, **key: int | None) -> str:
    given = {"at": foundry, "state": choice, **{name: number for name, number in key.items() if number}}
    return f"{reverse('build:runs')}?{urlencode(given)}"
