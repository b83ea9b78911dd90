"""Boxes: where they stand, what lies in them position by position, and moving many items at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.foundry.build.inventory import Box
from tilth.foundry.build.wells import row_letters
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth_site.inventory import models
from tilth_site.inventory.actions import MOVE, carry_out, move
from tilth_site.inventory.deeds import DEEDS
from tilth_site.inventory.forms import BoxForm, PutForm
from tilth_site.inventory.history import moments
from tilth_site.inventory.making import opening, putting
from tilth_site.inventory.queries import box_row, boxes_of
from tilth_site.inventory.tables import BOXES, key_of
from tilth_site.inventory.views.access import Place, may, place
from tilth_site.inventory.views.forms import FormPage, respond
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import load

__all__ = ["box_page", "boxes", "open_box", "put_in_box"]

Cell = tuple[str, models.Item | None]


@never_cache
@login_required
@require_safe
def boxes(http: HttpRequest, foundry: str) -> HttpResponse:
    """Every box in use, by site, freezer and shelf."""
    where = place(http, foundry)
    rows = boxes_of(where.actor, foundry)
    given = {
        "where": where, "crumbs": where.crumbs, "may_open": may(where, "foundry.box.keep"),
        "places": [(at, list(found)) for at, found in groupby(rows, lambda box: f"{box.site} · {box.freezer}")],
    }  # fmt: skip
    return render(http, "inventory/boxes.html", given)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_box(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that puts a box up."""
    where = place(http, foundry)
    form = BoxForm(http.POST or None, initial={"key": new_id("form"), "rows": 9, "columns": 9})
    page = FormPage(
        action="foundry.box.keep", title=gettext("Put up a box"), button=gettext("Put up the box"),
        lead=gettext("A box, a rack or a shelf with positions named as wells are, on a shelf of a freezer."),
        done=gettext("The box is there."), back=_list(where), crumbs=_crumbs(where),
    )  # fmt: skip

    def act(call: Call) -> tuple[Outcome, str]:
        command = opening(form)
        return carry_out(call, foundry, command.id, command), reverse("inventory:box", args=[foundry, command.id])

    return respond(http, where, page, form, act)


@never_cache
@login_required
@require_safe
def box_page(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """A box as a grid, one item a position."""
    where = place(http, foundry)
    row, box = box_row(where.actor, foundry, id), load(BOXES, key_of(foundry, id))
    if row is None or box is None:
        raise Http404
    inside = models.Item.objects.visible_to(where.actor).filter(foundry=foundry, box=id)
    happened, people = moments(BOXES.name(key_of(foundry, id)))
    given = {
        "where": where, "row": row, "crumbs": _crumbs(where),
        "columns": range(1, box.columns + 1), "grid": _grid(box, {item.position: item for item in inside}),
        "deeds": [] if row.closed else [deed for deed in DEEDS["boxes"].values() if may(where, deed.action)],
        "may_move": not row.closed and may(where, MOVE), "history": happened, "people": people,
    }  # fmt: skip
    return render(http, "inventory/box.html", given)


def _grid(box: Box, inside: Mapping[str, models.Item]) -> list[tuple[str, Sequence[Cell]]]:
    """The rows of the box by letter, each cell with its position and what lies there."""
    letters = [row_letters(row) for row in range(box.rows)]
    columns = range(1, box.columns + 1)
    return [(row, [(at := f"{row}{column}", inside.get(at)) for column in columns]) for row in letters]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_in_box(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """The form that takes scanned barcodes and puts all of them into the box, or none."""
    where = place(http, foundry)
    row = box_row(where.actor, foundry, id)
    if row is None:
        raise Http404
    back = reverse("inventory:box", args=[foundry, id])
    form = PutForm(
        http.POST or None, initial={"key": new_id("form"), "scanned": _scanned(where, http.GET.get("from", ""))}
    )
    page = FormPage(
        action=MOVE, title=gettext("Put items into %(box)s") % {"box": row.name}, button=gettext("Put them in"),
        lead=gettext("All of them move, or none does. An item without a position takes the next free one."),
        done=gettext("The items are in the box."), back=back, crumbs=[*_crumbs(where), (row.name, back)],
    )  # fmt: skip

    def act(call: Call) -> tuple[Outcome, str]:
        moves = putting(form.cleaned_data["scanned"], id)
        return (moves if isinstance(moves, Refused) else move(call, foundry, moves)), back

    return respond(http, where, page, form, act)


def _scanned(where: Place, other: str) -> str:
    """The barcodes in another box, one a line, to move all of it."""
    if not other or box_row(where.actor, where.foundry, other) is None:
        return ""
    inside = models.Item.objects.visible_to(where.actor).filter(foundry=where.foundry, box=other)
    return "\n".join(item.id for item in inside.order_by("position"))


def _list(where: Place) -> str:
    return reverse("inventory:boxes", args=[where.foundry])


def _crumbs(where: Place) -> list[tuple[str, str]]:
    return [*where.crumbs, (gettext("Boxes"), _list(where))]
