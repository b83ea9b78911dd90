"""What the home page shows a biosafety officer: designs that wait for a decision which is theirs to make."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext

from tilth_site.accounts.permissions import Actor
from tilth_site.pages.inbox import InboxItem, Kind
from tilth_site.screening.queries import awaiting, titles_of

__all__ = ["reviews_waiting"]

_MOST = 10
"""So many stand on the home page, those that wait longest."""


def reviews_waiting(actor: Actor) -> list[InboxItem]:
    """A line for each. One query, and one for the titles where there is any."""
    if actor.system:
        return []
    rows = list(awaiting(actor)[:_MOST])
    titles = titles_of(row.id for row in rows) if rows else {}
    return [
        InboxItem(
            title=gettext("Screening of %(title)s waits for your review") % {"title": titles.get(row.id, row.id)},
            detail=gettext("%(count)d of 2 officers have decided") % {"count": row.reviews},
            url=reverse("screening:record", args=[row.id]),
            since=datetime.combine(row.since, time(), UTC),
            kind=Kind.WAITING,
            badge=("gate", row.standing),
        )
        for row in rows
    ]
