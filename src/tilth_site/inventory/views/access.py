"""Who asks, about which foundry's stock; and the one answer to whoever may not know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext

from tilth.foundry.request import Side
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.queries import party_names, standpoints
from tilth_site.foundry.views.access import actor
from tilth_site.foundry.views.access import refusal_page as foundry_refusal
from tilth_site.inventory.wording import worded

__all__ = ["Place", "first_place", "may", "place", "refusal_page"]


@dataclass(frozen=True, slots=True)
class Place:
    """A foundry, seen by somebody of its staff."""

    actor: Actor
    foundry: str
    name: str

    @property
    def home(self) -> str:
        """The address of its stock."""
        return f"{reverse('inventory:stock')}?{urlencode({'as': self.foundry})}"

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to its stock."""
        return [(pgettext("room", "Stock"), self.home)]


def place(http: HttpRequest, foundry: str) -> Place:
    """The foundry, for its staff. Raises Http404 for everybody else."""
    who = actor(http)
    if foundry not in who.organisations:
        raise Http404
    return Place(who, foundry, party_names([foundry]).get(foundry, foundry))


def first_place(http: HttpRequest) -> tuple[Place | None, list[tuple[str, str, bool]]]:
    """The foundry that ``?as=`` names, by default the reader's first, with the tabs of all of them; None for
    whoever works in no foundry. Raises Http404 for one in which the reader has no role.
    """
    who = actor(http)
    views = [one for one in standpoints(who) if one.side is Side.PROVIDER]
    if not views:
        return None, []
    chosen = http.GET.get("as", views[0].organisation)
    here = next((one for one in views if one.organisation == chosen), None)
    if here is None:
        raise Http404
    tabs = [
        (one.name, f"{reverse('inventory:stock')}?{urlencode({'as': one.organisation})}", one == here)
        for one in views
    ]
    return Place(who, here.organisation, here.name), tabs


def may(where: Place, action: str) -> bool:
    """Whether the reader may do ``action`` at the foundry."""
    return permitted(where.actor, action, Sides(provider=where.foundry)) is None


def refusal_page(http: HttpRequest, refused: Refused, back: str) -> HttpResponse:
    """Why something was not done, in this room's words, with a link ``back``. Errors as the foundry's."""
    return foundry_refusal(http, refused, back, worded)
