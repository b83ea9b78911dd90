"""The ventures on a person's home page: those the person founded, or whose organisation has a role for him."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from tilth_site.accounts.permissions import Actor
from tilth_site.pages.inbox import InboxItem, Kind
from tilth_site.parties.models import Venture

__all__ = ["ventures_of"]


def ventures_of(actor: Actor) -> list[InboxItem]:
    """The actor's own ventures that are neither merged nor over. One query. An operator sees all ventures in their
    list, but has only his own at home.
    """
    rows = Venture.objects.filter(pk__in=actor.organisations, merged_into="").exclude(stage="closed")
    language = get_language() or "en"
    return [
        InboxItem(
            title=row.name(language),
            detail=row.pk,
            url=reverse("parties:venture", args=[row.pk]),
            since=timezone.make_aware(datetime.combine(row.since, time())),
            kind=Kind.VENTURE,
            badge=("stage", row.stage),
        )
        for row in rows
    ]
