"""Items: the list, the form that registers one, and the page of one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.foundry.build.inventory import MoveItem
from tilth.foundry.build.labware import labware_kinds
from tilth.kernel.ids import new_id
from tilth_site.inventory.actions import MOVE, carry_out, move
from tilth_site.inventory.deeds import DEEDS
from tilth_site.inventory.forms import MoveForm, RegisterForm
from tilth_site.inventory.history import moments
from tilth_site.inventory.making import registering
from tilth_site.inventory.queries import box_row, boxes_of, item_row, items_page
from tilth_site.inventory.tables import ITEMS, key_of
from tilth_site.inventory.views.access import Place, may, place
from tilth_site.inventory.views.forms import FormPage, respond
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import load
from tilth_site.pages.asked import number_asked

__all__ = ["item_page", "items", "move_item", "register_item"]


@never_cache
@login_required
@require_safe
def items(http: HttpRequest, foundry: str) -> HttpResponse:
    """The list: ``?q=`` searches barcodes, titles and samples, ``?before=`` turns its pages."""
    where = place(http, foundry)
    text = http.GET.get("q", "").strip()[:100]
    page = items_page(where.actor, foundry, text, before=number_asked(http, "before"))
    older = f"?{urlencode({'q': text, 'before': page.older})}" if page.older else ""
    boxes = {box.id: box for box in boxes_of(where.actor, foundry)}
    given = {
        "where": where, "crumbs": where.crumbs, "text": text, "older": older,
        "rows": [(row, kind_title(row.kind), boxes.get(row.box)) for row in page.rows],
        "may_register": may(where, "foundry.item.register"),
    }  # fmt: skip
    return render(http, "inventory/items.html", given)


def kind_title(kind: str) -> str:
    """The name of a kind of labware."""
    known = labware_kinds().get(kind)
    return known.title if known else kind


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_item(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that gives a piece of labware its barcode."""
    where = place(http, foundry)
    form = RegisterForm(http.POST or None, initial={"key": new_id("form")})
    page = FormPage(
        action="foundry.item.register", title=gettext("Register an item"), button=gettext("Register the item"),
        lead=gettext("A plate, a rack or a tube with a barcode. What is in it, and where it lies, come next."),
        done=gettext("The item is registered."), back=_list(where), crumbs=_crumbs(where),
    )  # fmt: skip

    def act(call: Call) -> tuple[Outcome, str]:
        command = registering(form)
        return carry_out(call, foundry, command.id, command), reverse("inventory:item", args=[foundry, command.id])

    return respond(http, where, page, form, act)


@never_cache
@login_required
@require_safe
def item_page(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """An item: what is in it, where it lies, how often it was thawed, and what can be done to it."""
    where = place(http, foundry)
    row = item_row(where.actor, foundry, id)
    if row is None:
        raise Http404
    item = load(ITEMS, key_of(foundry, id))
    happened, people = moments(ITEMS.name(key_of(foundry, id)))
    given = {
        "where": where, "row": row, "item": item, "crumbs": _crumbs(where), "kind": kind_title(row.kind),
        "box": box_row(where.actor, foundry, row.box) if row.box else None,
        "samples": sorted(item.samples.items()) if item else (),
        "thawed_out": row.most_thaws is not None and row.thaws >= row.most_thaws,
        "deeds": [] if row.retired else [deed for deed in DEEDS["items"].values() if may(where, deed.action)],
        "may_move": not row.retired and may(where, MOVE), "history": happened, "people": people,
    }  # fmt: skip
    return render(http, "inventory/item.html", given)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_item(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """The form that moves an item to a position of a box, or out of store."""
    where = place(http, foundry)
    if item_row(where.actor, foundry, id) is None:
        raise Http404
    back = reverse("inventory:item", args=[foundry, id])
    boxes = [
        (box.id, f"{box.name} ({box.site}, {box.freezer}, {box.shelf})") for box in boxes_of(where.actor, foundry)
    ]
    form = MoveForm(http.POST or None, initial={"key": new_id("form")}, boxes=boxes)
    page = FormPage(
        action=MOVE, title=gettext("Move %(item)s") % {"item": id}, button=gettext("Move it"),
        lead=gettext("An item lies at one position, and a position holds one item."),
        done=gettext("The item is moved."), back=back, crumbs=[*_crumbs(where), (id, back)],
    )  # fmt: skip

    def act(call: Call) -> tuple[Outcome, str]:
        given = form.cleaned_data
        return move(call, foundry, [MoveItem(id, given["box"], given["position"].strip())]), back

    return respond(http, where, page, form, act)


def _list(where: Place) -> str:
    return reverse("inventory:items", args=[where.foundry])


def _crumbs(where: Place) -> list[tuple[str, str]]:
    return [*where.crumbs, (gettext("Items"), _list(where))]
