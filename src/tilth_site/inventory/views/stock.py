"""The stock at a glance: how much there is of each liquid, what is to be ordered, what expires."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.foundry.build.volume import format_volume
from tilth.kernel.ids import new_id
from tilth_site.inventory.actions import carry_out
from tilth_site.inventory.forms import MaterialForm
from tilth_site.inventory.making import keeping, made_id
from tilth_site.inventory.needs import queue_needs
from tilth_site.inventory.queries import SOON, expiring, material_row, materials_of, stock_levels
from tilth_site.inventory.views.access import Place, first_place, may, place
from tilth_site.inventory.views.forms import FormPage, respond

__all__ = ["change_material", "keep_material", "stock"]


@never_cache
@login_required
@require_safe
def stock(http: HttpRequest) -> HttpResponse:
    """The stock of the foundry ``?as=``, by default the reader's first."""
    where, tabs = first_place(http)
    given: dict[str, object] = {"where": where, "tabs": tabs}
    if where is not None:
        today = timezone.localdate()
        soon = today + SOON
        given |= {
            "levels": stock_levels(where.actor, where.foundry, today),
            "materials": {one.liquid: one for one in materials_of(where.actor, where.foundry)},
            "orders": queue_needs(where.foundry).to_order,
            "expiring": [(lot, lot.standing(today, soon)) for lot in expiring(where.actor, where.foundry, today)],
            "may_receive": may(where, "foundry.lot.receive"),
            "may_keep": may(where, "foundry.material.keep"),
        }
    return render(http, "inventory/stock.html", given)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep_material(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that keeps another liquid in stock."""
    where = place(http, foundry)
    initial = {"key": new_id("form"), "liquid": http.GET.get("liquid", ""), "lead_days": 7}
    form = MaterialForm(http.POST or None, initial=initial)
    return respond(
        http, where, _page(where, gettext("Keep a liquid in stock")), form,
        lambda call: (
            carry_out(call, foundry, id := made_id(form, "M"), keeping(form, id)), f"{where.home}#levels"
        ),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_material(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """The form that changes the figures of a liquid that is kept."""
    where = place(http, foundry)
    row = material_row(where.actor, foundry, id)
    if row is None:
        raise Http404
    initial = {
        "key": new_id("form"), "liquid": row.liquid, "reorder_point": format_volume(row.reorder_point),
        "pack": format_volume(row.pack), "supplier": row.supplier, "lead_days": row.lead_days,
    }  # fmt: skip
    form = MaterialForm(http.POST or None, initial=initial)
    return respond(
        http, where, _page(where, row.liquid), form,
        lambda call: (carry_out(call, foundry, id, keeping(form, id)), f"{where.home}#levels"),
    )  # fmt: skip


def _page(where: Place, title: str) -> FormPage:
    return FormPage(
        action="foundry.material.keep", title=title, button=gettext("Keep it in stock"),
        lead=gettext("The stock page, and your home page, say when it is time to order more."),
        done=gettext("It is kept in stock."), back=where.home, crumbs=where.crumbs,
    )  # fmt: skip
