"""What the home page shows of the stock: what is to be ordered, and what expires."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.inventory.models import Lot, Material
from tilth_site.inventory.queries import expiring, running_low
from tilth_site.pages.inbox import InboxItem, Kind

__all__ = ["stock_waiting"]


def stock_waiting(actor: Actor) -> list[InboxItem]:
    """A line for what runs short and one for what expires, at each foundry that keeps anything. Two queries for
    whoever looks after no stock; three more a foundry.
    """
    if actor.system:
        return []
    kept = set(Lot.objects.visible_to(actor).values_list("foundry", flat=True).distinct())
    kept |= set(Material.objects.visible_to(actor).values_list("foundry", flat=True).distinct())
    mine = [one for one in sorted(kept) if permitted(actor, "foundry.material.keep", Sides(provider=one)) is None]
    return [item for foundry in mine for item in (*_short(actor, foundry), *_ending(actor, foundry))]


def _short(actor: Actor, foundry: str) -> list[InboxItem]:
    low = running_low(actor, foundry, timezone.localdate())
    if not low:
        return []
    title = ngettext("%(count)d liquid is to be ordered", "%(count)d liquids are to be ordered", len(low))
    names = gettext(", ").join(level.liquid for level in low[:5])
    url = f"{reverse('inventory:stock')}?{urlencode({'as': foundry})}#order"
    return [InboxItem(title % {"count": len(low)}, names, url, timezone.now(), Kind.WAITING)]


def _ending(actor: Actor, foundry: str) -> list[InboxItem]:
    lots = expiring(actor, foundry, timezone.localdate())
    if not lots:
        return []
    title = ngettext(
        "%(count)d lot expires soon or has expired", "%(count)d lots expire soon or have expired", len(lots)
    )
    first = lots[0].expires
    since = timezone.make_aware(datetime.combine(first, time())) if first else timezone.now()
    names = gettext(", ").join(dict.fromkeys(lot.liquid for lot in lots[:5]))
    url = f"{reverse('inventory:stock')}?{urlencode({'as': foundry})}#expiring"
    return [InboxItem(title % {"count": len(lots)}, names, url, min(since, timezone.now()), Kind.WAITING)]
