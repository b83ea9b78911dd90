"""Who asks, for which request; and the one answer to whoever may not know of it.

A request that is not there and one that the reader may not see are told apart nowhere: both go through
:func:`found`, by the same single query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tilth.foundry.request import Request
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.history import Moment, walk
from tilth_site.foundry.queries import request_row
from tilth_site.foundry.tables import REQUESTS
from tilth_site.foundry.wording import worded
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import entries_of
from tilth_site.parties.actors import actor_of
from tilth_site.uploads.intake import Said

__all__ = ["Found", "actor", "call", "found", "new_key", "refusal_page", "said", "user"]


@dataclass(frozen=True, slots=True)
class Found:
    """A request that the actor may see, with every moment of its life."""

    actor: Actor
    request: Request
    moments: Sequence[Moment]


def user(http: HttpRequest) -> User:
    """The login behind the request, which ``login_required`` has seen."""
    if not isinstance(http.user, User):
        raise Http404
    return http.user


def actor(http: HttpRequest) -> Actor:
    """The actor behind the request."""
    return actor_of(user(http).person)


def found(http: HttpRequest, id: str) -> Found:
    """The request ``id``. Raises Http404 where there is none that the reader may know of."""
    who = actor(http)
    if request_row(who, id) is None:
        raise Http404
    moments = walk(entries_of(REQUESTS.name(id)))
    return Found(who, moments[-1].request, moments)


def call(who: Actor, key: str) -> Call:
    """The call of an action, now, under a form's one-time key."""
    return Call(who, timezone.now(), key)


def said(who: Actor) -> Said:
    """What the evidence says of a file that ``who`` hands in now."""
    return Said(who.person, timezone.now())


def new_key() -> str:
    """A one-time key for a form."""
    return new_id("form")


def refusal_page(
    http: HttpRequest, refused: Refused, back: str, words: Callable[[Refused], Refused] = worded
) -> HttpResponse:
    """Why something was not done, as a page of its own, with a link ``back``: 403 where no role of the reader's
    allows it, 409 where the state of things does not. ``words`` puts a room's words in place of codes. Raises
    Http404 for what he may not know of.
    """
    code = refused.reasons[0].code
    if code == "not_found":
        raise Http404
    status = 403 if code == "permission.denied" else 409
    return render(http, "foundry/refused.html", {"refused": words(refused), "back": back}, status=status)
