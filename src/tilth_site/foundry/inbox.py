"""What the home page shows of requests: those that wait for the reader's side, and those that changed last."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext

from tilth.foundry.request import Side
from tilth.kernel.journal import read_instant
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import party_names
from tilth_site.pages.inbox import InboxItem, Kind

__all__ = ["requests_of"]

_WAITING = 20
"""So many waiting requests stand on the home page; a line after them leads to the list with all."""

_RECENT = 5


def requests_of(actor: Actor) -> list[InboxItem]:
    """The items of an actor. Four queries for each of his organisations, each a few rows along one index, and one
    for the names.
    """
    waiting = sorted(_waiting(actor), key=lambda row: row.last_seq)
    recent = sorted(_recent(actor), key=lambda row: -row.last_seq)[:_RECENT]
    names = party_names(id for row in (*waiting, *recent) for id in (row.owner, row.provider_id))
    items = [_item(row, Kind.WAITING, names) for row in waiting[:_WAITING]]
    if len(waiting) > _WAITING:
        items.append(
            InboxItem(
                title=gettext("More requests wait for you"),
                detail="",
                url=reverse("foundry:requests"),
                since=read_instant(waiting[_WAITING].changed_at),
                kind=Kind.WAITING,
            )
        )
    return [*items, *(_item(row, Kind.REQUEST, names) for row in recent)]


def _waiting(actor: Actor) -> set[DesignRequest]:
    """The requests that wait longest for a side on which the actor stands."""
    mine = DesignRequest.objects.visible_to(actor)
    found: set[DesignRequest] = set()
    for one in actor.organisations:
        for ours in (
            mine.filter(owner=one, waits_for=Side.OWNER.value),
            mine.filter(provider_id=one, waits_for=Side.PROVIDER.value),
        ):
            found.update(ours.order_by("last_seq")[: _WAITING + 1])
    return found


def _recent(actor: Actor) -> set[DesignRequest]:
    """The requests of the actor's organisations that changed last."""
    mine = DesignRequest.objects.visible_to(actor)
    found: set[DesignRequest] = set()
    for one in actor.organisations:
        for ours in (mine.filter(owner=one), mine.filter(provider_id=one)):
            found.update(ours.order_by("-last_seq")[:_RECENT])
    return found


def _item(row: DesignRequest, kind: Kind, names: Mapping[str, str]) -> InboxItem:
    detail = gettext("%(owner)s, built by %(provider)s") % {
        "owner": names.get(row.owner, row.owner),
        "provider": names.get(row.provider_id, row.provider_id),
    }
    return InboxItem(
        title=row.title,
        detail=detail,
        url=reverse("foundry:request", args=[row.id]),
        since=read_instant(row.changed_at),
        kind=kind,
        badge=("request", row.state),
    )
