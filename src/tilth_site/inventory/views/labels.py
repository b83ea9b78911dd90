"""Printing labels: which lots, items or boxes, on which sheet; each sheet is an SVG in true size."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.build.drawing.barcode import Symbol
from tilth.foundry.build.drawing.labels import SHEETS, Label, label_sheets
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import TilthError
from tilth_site.inventory import models
from tilth_site.inventory.tables import key_of
from tilth_site.inventory.views.access import Place, place
from tilth_site.pages.asked import number_asked

__all__ = ["labels", "sheet"]

MOST = 500
"""So many labels are laid out at once."""

_ASKED = ("lots", "items", "boxes", "box")

_TUBES = "a4-189"
"""On labels as small as these a square code is the only one that can be scanned."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed: ``labels`` on sheets of the kind ``sheet``, the first ``skip`` places left free;
    ``query`` says the same in an address.
    """

    labels: tuple[Label, ...]
    sheet: str
    skip: int
    query: dict[str, object]

    @property
    def drawn(self) -> tuple[str, ...]:
        """The sheets. Raises TilthError where a barcode cannot be scanned at this size."""
        return label_sheets(self.labels, self.sheet, self.skip)


@never_cache
@login_required
@require_safe
def labels(http: HttpRequest, foundry: str) -> HttpResponse:
    """The labels that the address asks for (``?lots=``, ``?items=``, ``?boxes=``, or all items in ``?box=``), and
    the form that chooses the sheet.
    """
    where = place(http, foundry)
    wanted = _wanted(http, where)
    fault, pages = "", 0
    try:
        pages = len(wanted.drawn)
    except TilthError as error:
        fault = f"{error.message} {error.mend}"
    address = reverse("inventory:sheet", args=[foundry])
    asked = [urlencode({**wanted.query, "page": page}, doseq=True) for page in range(1, pages + 1)]
    given = {
        "where": where, "crumbs": where.crumbs, "count": len(wanted.labels), "fault": fault,
        "sheets": [(one.id, one.title, one.id == wanted.sheet) for one in SHEETS.values()],
        "skip": wanted.skip,
        "pages": [f"{address}?{one}" for one in asked],
        "hidden": [(name, value) for name in _ASKED for value in http.GET.getlist(name)],
    }  # fmt: skip
    return render(http, "inventory/labels.html", given)


@never_cache
@login_required
@require_safe
def sheet(http: HttpRequest, foundry: str) -> HttpResponse:
    """One sheet as SVG."""
    wanted = _wanted(http, place(http, foundry))
    try:
        drawn = wanted.drawn
    except TilthError as error:
        raise Http404 from error
    page = number_asked(http, "page", 1)
    if not 1 <= page <= len(drawn):
        raise Http404
    # The picture brings its own style; it is drawn here, never uploaded.
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(drawn[page - 1], content_type="image/svg+xml", headers=headers)


def _wanted(http: HttpRequest, where: Place) -> Wanted:
    chosen = http.GET.get("sheet", "a4-65")
    chosen = chosen if chosen in SHEETS else "a4-65"
    skip = min(number_asked(http, "skip", 0), SHEETS[chosen].count - 1)
    symbol = Symbol.QR if chosen == _TUBES else Symbol.CODE128
    found = (*_lots(http, where, symbol), *_items(http, where, symbol), *_boxes(http, where, symbol))
    asked = {name: http.GET.getlist(name) for name in _ASKED if http.GET.getlist(name)}
    return Wanted(found[:MOST], chosen, skip, {**asked, "sheet": chosen, "skip": skip})


def _keys(http: HttpRequest, where: Place, name: str) -> list[str]:
    return [key_of(where.foundry, id) for id in http.GET.getlist(name)[:MOST]]


def _lots(http: HttpRequest, where: Place, symbol: Symbol) -> list[Label]:
    rows = models.Lot.objects.visible_to(where.actor).filter(key__in=_keys(http, where, "lots")).order_by("key")
    return [Label(row.id, (row.liquid, _until(row), format_volume(row.received)), symbol) for row in rows]


def _until(row: models.Lot) -> str:
    return gettext("use by %(day)s") % {"day": row.expires.isoformat()} if row.expires else ""


def _items(http: HttpRequest, where: Place, symbol: Symbol) -> list[Label]:
    rows = models.Item.objects.visible_to(where.actor).filter(foundry=where.foundry)
    inside = http.GET.get("box", "")
    rows = rows.filter(box=inside) if inside else rows.filter(key__in=_keys(http, where, "items"))
    return [
        Label(row.id, (row.title or row.first_sample,), symbol) for row in rows.order_by("position", "key")[:MOST]
    ]


def _boxes(http: HttpRequest, where: Place, symbol: Symbol) -> list[Label]:
    rows = models.Box.objects.visible_to(where.actor).filter(key__in=_keys(http, where, "boxes")).order_by("key")
    return [Label(row.id, (row.title, f"{row.freezer}, {row.shelf}"), symbol) for row in rows]
