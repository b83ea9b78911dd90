"""What the home page shows of schedules: proposals that nobody has decided about."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from tilth.foundry.build.adoption import Standing
from tilth.kernel.journal import read_instant
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.queries import party_names
from tilth_site.pages.inbox import InboxItem, Kind
from tilth_site.scheduling.models import ScheduleProposal
from tilth_site.scheduling.wording import CAUSES

__all__ = ["schedules_waiting"]

_MOST = 5
"""So many proposals stand on the home page, the newest ones."""


def schedules_waiting(actor: Actor) -> list[InboxItem]:
    """A line for each. One query, and one for the names where there is any."""
    if actor.system:
        return []
    rows = ScheduleProposal.objects.visible_to(actor).filter(standing=Standing.PROPOSED.value).order_by("-begins")
    mine = [
        row
        for row in rows[:_MOST]
        if permitted(actor, "foundry.schedule.adopt", Sides(provider=row.foundry)) is None
    ]
    names = party_names({row.foundry for row in mine}) if mine else {}
    return [
        InboxItem(
            title=gettext("Schedule %(number)d waits to be adopted") % {"number": row.number},
            detail=" · ".join(filter(None, (names.get(row.foundry, row.foundry), str(CAUSES.get(row.cause, ""))))),
            url=reverse("scheduling:proposal", args=[row.id]),
            since=read_instant(row.begins),
            kind=Kind.WAITING,
            badge=("schedule", row.standing),
        )
        for row in mine
    ]
