"""The page of a deed to a lot, a material, an item or a box: its form, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.foundry.build.volume import format_volume
from tilth.foundry.request import State
from tilth.kernel.ids import new_id
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.models import DesignRequest
from tilth_site.inventory import deeds
from tilth_site.inventory.actions import carry_out
from tilth_site.inventory.deeds import Deed, Row
from tilth_site.inventory.forms import LoadForm, ReleaseForm, ReserveForm, UseForm
from tilth_site.inventory.models import Box, Lot, Material
from tilth_site.inventory.queries import box_row, item_row, lot_row, material_row
from tilth_site.inventory.views.access import place
from tilth_site.inventory.views.forms import FormPage, respond
from tilth_site.journal.actions import Call, Outcome
from tilth_site.pages.wording import labelled

__all__ = ["deed_page"]

_ROWS: Mapping[str, Callable[[Actor, str, str], Row | None]] = {
    "lots": lot_row, "materials": material_row, "items": item_row, "boxes": box_row,
}  # fmt: skip
_PAGES = {"lots": "inventory:lot", "items": "inventory:item", "boxes": "inventory:box"}

_LIVE = (State.ACCEPTED.value, State.QUOTED.value, State.QUEUED.value, State.IN_PROGRESS.value)
"""Requests in these states can be promised stock."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deed_page(http: HttpRequest, foundry: str, kind: str, id: str, name: str) -> HttpResponse:
    """The form of the deed called ``name`` to what the foundry calls ``id``, and the deed."""
    where = place(http, foundry)
    deed = deeds.of(kind, name)
    row = _ROWS[kind](where.actor, foundry, id) if deed is not None else None
    if deed is None or row is None:
        raise Http404
    back = reverse(_PAGES[kind], args=[foundry, id]) if kind in _PAGES else where.home
    title = labelled(deed.label, row_name(row))
    form = _form(deed, http, row)
    page = FormPage(
        action=deed.action, title=title, lead=str(deed.lead), button=str(deed.label), done=str(deed.done),
        back=back,
        crumbs=[*where.crumbs, (row_name(row), back)], danger=deed.danger,
    )  # fmt: skip

    def act(call: Call) -> tuple[Outcome, str]:
        return carry_out(call, foundry, id, deed.make(form.cleaned_data, row)), back

    return respond(http, where, page, form, act)


def row_name(row: Row) -> str:
    """What people call it."""
    if isinstance(row, Lot):
        return f"{row.liquid} ({row.id})"
    if isinstance(row, Material):
        return row.liquid
    return row.name if isinstance(row, Box) else row.id


def _form(deed: Deed, http: HttpRequest, row: Row) -> forms.Form:
    more: dict[str, Any] = {}
    initial: dict[str, object] = {"key": new_id("form"), "well": "A1"}
    if issubclass(deed.form, ReleaseForm) and isinstance(row, Lot):
        more["requests"] = _titles(row.foundry, row.reservations())
    elif issubclass(deed.form, ReserveForm | UseForm):
        more["requests"] = _titles(row.foundry)
    elif issubclass(deed.form, LoadForm):
        more["lots"] = _lots(row.foundry)
    elif isinstance(row, Box):
        initial |= {"site": row.site, "freezer": row.freezer, "shelf": row.shelf}
    return deed.form(http.POST or None, initial=initial, **more)


def _titles(foundry: str, among: Mapping[str, int] | None = None) -> list[tuple[str, str]]:
    """Requests of the foundry by title: those that can be promised stock, or those ``among`` which it is."""
    rows = DesignRequest.objects.filter(provider_id=foundry)
    rows = rows.filter(state__in=_LIVE) if among is None else rows.filter(id__in=among)
    return list(rows.order_by("title").values_list("id", "title"))


def _lots(foundry: str) -> list[tuple[str, str]]:
    """The lots that can be used today."""
    today = timezone.localdate()
    rows = Lot.objects.filter(foundry=foundry, withdrawn="", left__gt=0).order_by("liquid", "expires")
    return [
        (lot.id, f"{lot.liquid} · {lot.id} · {format_volume(lot.left)}")
        for lot in rows[:500]
        if lot.expires is None or lot.expires >= today
    ]
