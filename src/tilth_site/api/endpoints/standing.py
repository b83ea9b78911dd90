"""The request that an address names, where the caller may know of it (else Http404), and after a write."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404

from tilth.foundry.request import Request
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.api.answers import entries_until
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.request import RequestWritten, request_out
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.tables import REQUESTS
from tilth_site.journal.streams import load

__all__ = ["objection", "present", "request_of", "row_of", "show_request"]

ThingT = TypeVar("ThingT")


def present(thing: ThingT | None) -> ThingT:
    """``thing``. Raises Http404 where there is none."""
    if thing is None:
        raise Http404
    return thing


def row_of(actor: Actor, id: str) -> DesignRequest:
    """The row of a request that ``actor`` may know of. Raises Http404."""
    return present(DesignRequest.objects.visible_to(actor).filter(pk=id).first())


def request_of(actor: Actor, id: str) -> Request:
    """The request itself. Raises Http404."""
    row_of(actor, id)
    return present(load(REQUESTS, id))


def objection(actor: Actor, id: str, action: str) -> Refused | None:
    """Why ``actor`` may not do ``action`` on a request, before anything is stored or worked out for it. The action
    itself asks again, under its lock. Raises Http404.
    """
    row = row_of(actor, id)
    return permitted(actor, action, Sides(owner=row.owner, provider=row.provider_id))


def show_request(entries: tuple[Entry, ...]) -> RequestWritten:
    """What was written, and the request right after. The request's own entry comes first in every action on it."""
    own = [entry for entry in entries if entry.stream == entries[0].stream]
    return RequestWritten(entries=entries_out(entries), request=request_out(entries_until(own[-1])))
