"""What of the plan waits for whoever decides about evidence."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tilth_site.accounts.permissions import Actor
from tilth_site.pages.inbox import InboxItem, Kind
from tilth_site.plan.actions import may
from tilth_site.plan.queries import current_plan, waiting

__all__ = ["evidence_waiting"]

_MOST = 1000
"""So many rows are counted one by one; more are said to be more."""


def evidence_waiting(actor: Actor) -> list[InboxItem]:
    """One line for all rows that wait. Four queries at most, each by index."""
    if not actor.organisations or not may(actor, "plan.evidence.accept"):
        return []
    followed = current_plan()
    rows = waiting(actor, followed.id).order_by("id") if followed else None
    oldest = rows.first() if rows is not None else None
    if rows is None or oldest is None:
        return []
    count = rows[: _MOST + 1].count()
    words = ngettext(
        "%(count)d row of evidence waits for review", "%(count)d rows of evidence wait for review", count
    )
    title = gettext("More than %(count)d rows of evidence wait for review") if count > _MOST else words
    since = timezone.make_aware(datetime.combine(oldest.known, time()))
    return [
        InboxItem(
            title=title % {"count": min(count, _MOST)},
            detail=gettext("oldest first in the queue"),
            url=reverse("plan:pending"),
            since=since,
            kind=Kind.WAITING,
        )
    ]
