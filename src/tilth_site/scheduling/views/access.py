"""Who asks, about which foundry's schedule; and the one answer to whoever may not know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.queries import party_names
from tilth_site.foundry.views.access import actor
from tilth_site.foundry.views.access import refusal_page as foundry_refusal
from tilth_site.scheduling.models import ScheduleProposal
from tilth_site.scheduling.queries import foundries_of, proposal_row
from tilth_site.scheduling.wording import worded

__all__ = ["Place", "floor_place", "may", "place", "proposal_place", "refusal_page"]


@dataclass(frozen=True, slots=True)
class Place:
    """A foundry as its reader sees it: from the inside (``staff``), or as the customers ``tenants``."""

    actor: Actor
    foundry: str
    name: str
    tenants: frozenset[str]

    @property
    def staff(self) -> bool:
        """Whether the reader has a role in the foundry."""
        return self.actor.system or self.foundry in self.actor.organisations

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to the foundry's schedule."""
        return [
            (pgettext("room", "Schedule"), reverse("scheduling:queue")),
            (self.name, reverse("scheduling:schedule", args=[self.foundry])),
        ]


def place(http: HttpRequest, foundry: str) -> Place:
    """The foundry, for its staff and for customers who have a request in its queue. Raises Http404 for others."""
    who = actor(http)
    tenants = frozenset(one for one in who.organisations if foundry in foundries_of(who, one))
    if foundry not in who.organisations and not tenants:
        raise Http404
    return Place(who, foundry, party_names([foundry]).get(foundry, foundry), tenants)


def floor_place(http: HttpRequest, foundry: str) -> Place:
    """The foundry, for its staff. Raises Http404 for everybody else."""
    who = actor(http)
    if foundry not in who.organisations:
        raise Http404
    return Place(who, foundry, party_names([foundry]).get(foundry, foundry), frozenset())


def proposal_place(http: HttpRequest, id: str) -> tuple[Place, ScheduleProposal]:
    """A proposal and its foundry, for its staff. Raises Http404 for everybody else."""
    row = proposal_row(actor(http), id)
    if row is None:
        raise Http404
    return floor_place(http, row.foundry), row


def may(where: Place, action: str) -> bool:
    """Whether the reader may do ``action`` at the foundry."""
    return permitted(where.actor, action, Sides(provider=where.foundry)) is None


def refusal_page(http: HttpRequest, refused: Refused, back: str) -> HttpResponse:
    """Why something was not done, in this room's words, with a link ``back``. Errors as the foundry's."""
    return foundry_refusal(http, refused, back, worded)
