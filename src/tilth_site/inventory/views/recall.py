"""The recall page: who saw a lot."""

from __future__ import annotations

from itertools import islice

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.build.volume import format_volume
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import party_names
from tilth_site.inventory.queries import SOON, lot_row, samples_of_lot
from tilth_site.inventory.tracing import Named, recall
from tilth_site.inventory.views.access import place

__all__ = ["recall_page"]

WELLS = 50
"""So many wells are listed; of more, the page says how many there are."""


@never_cache
@login_required
@require_safe
def recall_page(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """Which wells, runs, clones and ventures saw the lot, and where of it still lies in store."""
    where = place(http, foundry)
    row = lot_row(where.actor, foundry, id)
    if row is None:
        raise Http404
    found, ledger = recall(foundry, id)
    names = party_names(found.ventures)
    today = timezone.localdate()
    reserved = DesignRequest.objects.filter(provider_id=foundry, id__in=row.reservations())
    given = {
        "where": where, "row": row, "standing": row.standing(today, today + SOON), "count": found.count,
        "crumbs": [*where.crumbs, (gettext("Lots"), reverse("inventory:lots", args=[foundry])),
                   (f"{row.liquid} ({id})", reverse("inventory:lot", args=[foundry, id]))],
        "runs": [ledger.named.get(run, Named(run)) for run in found.runs],
        "clones": [ledger.named.get(clone, Named(clone)) for clone in found.clones],
        "owners": [names.get(owner, owner) for owner in found.ventures],
        "wells": [
            (str(well), format_volume(round(volume)), [str(step.source) for step in found.path(well)])
            for well, volume in islice(found.wells(), WELLS)
        ],
        "more": max(0, found.count - WELLS), "samples": samples_of_lot(where.actor, foundry, id),
        "reserved": list(reserved),
    }  # fmt: skip
    return render(http, "inventory/recall.html", given)
