"""What the home page shows of runs: those at a foundry of the reader's that wait for somebody."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tilth.foundry.build.run import State
from tilth.kernel.journal import read_instant
from tilth.parties.model import Role
from tilth_site.accounts.permissions import Actor
from tilth_site.build.models import BuildRun
from tilth_site.pages.inbox import InboxItem, Kind

__all__ = ["runs_of"]

_MOST = 10
_FLOOR = {Role.FOUNDRY_SCIENTIST, Role.AUTOMATION_ENGINEER}
_WAITING = (State.UNPLANNED, State.BLOCKED, State.READY, State.RUNNING)


def runs_of(actor: Actor) -> list[InboxItem]:
    """The runs that wait longest at the foundries on whose floor the actor works. One query a foundry."""
    floors = [one for one in actor.organisations if actor.roles(one) & _FLOOR]
    items: list[InboxItem] = []
    for one in floors:
        rows = BuildRun.objects.filter(provider=one, live=True).order_by("last_seq")[:_MOST]
        items += [_item(row) for row in rows if row.state in _WAITING]
    return items


def _item(row: BuildRun) -> InboxItem:
    left = row.steps - row.confirmed
    if row.owed:
        detail = ngettext("%(count)d transfer failed", "%(count)d transfers failed", row.owed)
        detail = detail % {"count": row.owed}
    elif row.state == State.RUNNING:
        detail = ngettext("%(count)d step to do", "%(count)d steps to do", left) % {"count": left}
    else:
        detail = gettext("%(count)d constructs") % {"count": row.constructs}
    return InboxItem(
        title=row.title, detail=detail, url=reverse("build:run", args=[row.id]),
        since=read_instant(row.changed_at), kind=Kind.WAITING, badge=("run", row.state),
    )  # fmt: skip
