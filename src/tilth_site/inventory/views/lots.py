"""Lots: the list, the forms that take one or many in, and the page of one."""

from __future__ import annotations

from typing import BinaryIO, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.views.access import said
from tilth_site.inventory.actions import carry_out, receive_many
from tilth_site.inventory.deeds import DEEDS
from tilth_site.inventory.forms import ImportForm, ReceiveForm
from tilth_site.inventory.history import moments
from tilth_site.inventory.importing import lots_in
from tilth_site.inventory.making import receiving
from tilth_site.inventory.queries import SOON, lot_row, lots_page, samples_of_lot
from tilth_site.inventory.tables import LOTS, key_of
from tilth_site.inventory.views.access import Place, may, place
from tilth_site.inventory.views.forms import FormPage, respond
from tilth_site.journal.actions import Call, Outcome
from tilth_site.pages.asked import number_asked
from tilth_site.uploads.intake import store, take_in
from tilth_site.uploads.kinds import KINDS

__all__ = ["import_lots", "lot_page", "lots", "receive_lot"]


@never_cache
@login_required
@require_safe
def lots(http: HttpRequest, foundry: str) -> HttpResponse:
    """The list: ``?q=`` searches it, ``?before=`` turns its pages."""
    where = place(http, foundry)
    text = http.GET.get("q", "").strip()[:100]
    page = lots_page(where.actor, foundry, text, before=number_asked(http, "before"))
    today = timezone.localdate()
    older = f"?{urlencode({'q': text, 'before': page.older})}" if page.older else ""
    given = {
        "where": where, "crumbs": where.crumbs, "text": text, "older": older,
        "rows": [(lot, lot.standing(today, today + SOON)) for lot in page.rows],
        "may_receive": may(where, "foundry.lot.receive"),
    }  # fmt: skip
    return render(http, "inventory/lots.html", given)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive_lot(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that takes a lot into stock."""
    where = place(http, foundry)
    form = ReceiveForm(http.POST or None, initial={"key": new_id("form"), "liquid": http.GET.get("liquid", "")})
    page = FormPage(
        action="foundry.lot.receive", title=gettext("Receive a lot"), button=gettext("Receive the lot"),
        lead=gettext("What came in, as its label says. Plans and runs draw on lots, the first to expire first."),
        done=gettext("The lot is in stock."), back=where.home, crumbs=where.crumbs,
    )  # fmt: skip

    def act(call: Call) -> tuple[Outcome, str]:
        command = receiving(form)
        outcome = carry_out(call, foundry, command.id, command)
        return outcome, reverse("inventory:lot", args=[foundry, command.id])

    return respond(http, where, page, form, act)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_lots(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that takes a table of lots into stock."""
    where = place(http, foundry)
    form = ImportForm(http.POST or None, http.FILES or None, initial={"key": new_id("form")})
    page = FormPage(
        action="foundry.lot.receive", title=gettext("Import lots"), button=gettext("Receive all of them"),
        lead=gettext("All of them come into stock, or none, and then each row that cannot is named."),
        done=gettext("The lots are in stock."), back=where.home, crumbs=where.crumbs,
        template="inventory/import.html",
    )  # fmt: skip
    return respond(http, where, page, form, lambda call: (_imported(call, where, form), _list(where)))


def _list(where: Place) -> str:
    return reverse("inventory:lots", args=[where.foundry])


def _imported(call: Call, where: Place, form: ImportForm) -> Outcome:
    file = form.cleaned_data["table"]
    # A table whose cells are parted otherwise is plain text to whoever tells kinds: the reader says what it is.
    allowed = (KINDS["csv"], KINDS["tsv"], KINDS["text"])
    kept = take_in(file.name or "", cast("BinaryIO", file.file), allowed=allowed, said=said(where.actor))
    if isinstance(kept, Refused):
        return kept
    commands = lots_in(store().get(kept.sha256).decode("utf-8-sig"), kept.kind == KINDS["tsv"], call.key)
    return commands if isinstance(commands, Refused) else receive_many(call, where.foundry, commands)


@never_cache
@login_required
@require_safe
def lot_page(http: HttpRequest, foundry: str, id: str) -> HttpResponse:
    """A lot: what is left, for whom, where it is kept, what happened to it, and what can be done to it."""
    where = place(http, foundry)
    row = lot_row(where.actor, foundry, id)
    if row is None:
        raise Http404
    today = timezone.localdate()
    reserved = row.reservations()
    titles = dict(DesignRequest.objects.filter(provider_id=foundry, id__in=reserved).values_list("id", "title"))
    happened, people = moments(LOTS.name(key_of(foundry, id)))
    given = {
        "where": where, "row": row, "standing": row.standing(today, today + SOON),
        "crumbs": [*where.crumbs, (gettext("Lots"), _list(where))],
        "reserved": [(request, titles.get(request, request), volume) for request, volume in reserved.items()],
        "samples": samples_of_lot(where.actor, foundry, id),
        "deeds": [deed for deed in DEEDS["lots"].values() if may(where, deed.action)],
        "history": happened, "people": people,
    }  # fmt: skip
    return render(http, "inventory/lot.html", given)
