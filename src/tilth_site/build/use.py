"""How much of a foundry each organisation has used: what its runs' confirmed steps took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tilth.foundry.build.schedule.floor.fair_share import Usage
from tilth.kernel.journal import instant
from tilth_site.build.models import RunOfRequest

__all__ = ["use_of"]


def use_of(foundry: str, since: datetime) -> Iterable[Usage]:
    """What was used of ``foundry`` by runs that changed after ``since``: the minutes of each request, up to the
    last change of its run. One query.
    """
    rows = RunOfRequest.objects.filter(provider=foundry, changed_at__gte=instant(since), used__gt=0)
    for owner, minutes, at in rows.values_list("owner", "used", "changed_at"):
        yield Usage(owner, minutes, datetime.fromisoformat(at))
