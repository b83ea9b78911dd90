"""The form of a new run, and the one that has a run planned anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import BinaryIO, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.foundry.build.run import commands
from tilth.foundry.build.run.model import Inputs, RunFile, RunRequest
from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Reason, Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.build.actions import ACTIONS, Wanted, open_run, revise
from tilth_site.build.forms import NewRunForm, StocksForm, say
from tilth_site.build.proposing import from_inventory, requests_of
from tilth_site.build.queries import buildable, foundries_of, run_row
from tilth_site.build.views.access import actor, call, refusal_page, room_crumb, run_crumbs, said, staffed
from tilth_site.build.wording import worded
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import party_names
from tilth_site.pages.keyed import new_key
from tilth_site.uploads.intake import store, take_in, take_in_text
from tilth_site.uploads.kinds import CSV

__all__ = ["new_run", "revise_run"]

PROPOSE = "propose"
"""The name of the button that asks the inventory for the stocks, in place of opening the run."""
MOST_SHOWN = 50_000
"""Bytes of a table of stocks that a form shows as text; a larger one is handed in again as a file."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_run(http: HttpRequest) -> HttpResponse:
    """The form, with the requests that can be built; ``?at=`` is the foundry, ``?request=`` is ticked already."""
    who = actor(http)
    at = _foundry(who, http)
    before = _opened_before(who, http)
    if before:
        return redirect("build:run", before)
    rows = buildable(who, at)
    names = party_names(row.owner for row in rows)
    offered = [(row.id, f"{row.title} ({names.get(row.owner, row.owner)})") for row in rows]
    ticked = [row for row in rows if row.id == http.GET.get("request")]
    given: dict[str, object] = {"key": new_key(), "requests": [row.id for row in ticked], "title": _title(ticked)}
    posted = {"data": http.POST, "files": http.FILES} if http.method == "POST" else {}
    form = NewRunForm(requests=offered, initial=given, **posted)
    page: dict[str, object] = {"crumbs": [room_crumb()], "form": form, "none": not rows}
    if PROPOSE in http.POST:
        asked = [id for id in http.POST.getlist("requests") if id in {row.id for row in rows}]
        blank = partial(NewRunForm, requests=offered)
        return render(http, "build/new.html", {**page, **_proposed(form, blank, at, requests_of(asked, at))})
    if http.method != "POST" or not form.is_valid():
        return render(http, "build/new.html", page, status=200 if http.method != "POST" else 422)
    stocks = take_stocks(form, who)
    if isinstance(stocks, Refused):
        return render(http, "build/new.html", page, status=422)
    answers = form.cleaned_data
    id = form.id_for("run")
    wanted = Wanted(id, answers["title"], at, tuple(answers["requests"]), stocks, form.choices)
    outcome = open_run(call(who, answers["key"]), wanted)
    if isinstance(outcome, Refused):
        say(form, None, outcome)
        return render(http, "build/new.html", page, status=409)
    messages.success(http, gettext("The run is opened, and its plan is being compiled."))
    return redirect("build:run", id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise_run(http: HttpRequest, id: str) -> HttpResponse:
    """The form with what the plan was compiled from last."""
    one = staffed(http, id)
    refused = permitted(one.actor, ACTIONS[commands.Revise], Sides(provider=one.run.provider))
    if refused:
        return refusal_page(http, refused, reverse("build:run", args=[id]))
    posted = {"data": http.POST, "files": http.FILES} if http.method == "POST" else {}
    form = StocksForm(initial={"key": new_key(), **_usual(one.run.inputs)}, **posted)
    page: dict[str, object] = {"run": one.run, "crumbs": run_crumbs(one.run), "form": form}
    if PROPOSE in http.POST:
        given = _proposed(form, StocksForm, one.run.provider, one.run.requests)
        return render(http, "build/revise.html", {**page, **given})
    if http.method != "POST" or not form.is_valid():
        return render(http, "build/revise.html", page, status=200 if http.method != "POST" else 422)
    stocks = take_stocks(form, one.actor)
    if isinstance(stocks, Refused):
        return render(http, "build/revise.html", page, status=422)
    command = commands.Revise(stocks, form.choices)
    outcome = revise(call(one.actor, form.cleaned_data["key"]), id, command)
    if isinstance(outcome, Refused):
        say(form, None, outcome)
        return render(http, "build/revise.html", page, status=409)
    messages.success(http, gettext("The plan is being compiled anew."))
    return redirect("build:run", id)


def take_stocks(form: StocksForm, who: Actor) -> RunFile | Refused:
    """The stocks of a valid form kept as evidence; where they are refused, the form says why."""
    brought = form.stocks
    if isinstance(brought, str):
        kept = take_in_text(brought, allowed=(CSV,), said=said(who))
    else:
        kept = take_in(brought.name or "", cast("BinaryIO", brought.file), allowed=(CSV,), said=said(who))
    if isinstance(kept, Refused):
        say(form, "stocks_text" if isinstance(brought, str) else "stocks_file", kept)
        return kept
    # Pasted text has no name of its own, and intake would call any table constructs.
    name = "stocks.csv" if isinstance(brought, str) else kept.name
    return RunFile(name, kept.sha256, kept.size, kept.media_type)


def _proposed(
    form: StocksForm, blank: Callable[..., StocksForm], foundry: str, requests: Sequence[RunRequest]
) -> Mapping[str, object]:
    """The form as it was sent, with the stocks that the inventory has in place of those in it; nothing is opened
    or planned yet.
    """
    choices = form.chosen
    sent = {name: form[name].value() for name in form.fields}
    if choices is None or not requests:
        reason = Reason("run.no_requests", "The run builds nothing.", "Choose one request at least.", "requests")
        return {
            "form": blank(initial=sent),
            "unproposed": () if choices is None else worded(Refused((reason,))).reasons,
        }
    found = from_inventory(foundry, requests, choices)
    if isinstance(found, Refused):
        return {"form": blank(initial=sent), "unproposed": worded(found).reasons}
    return {
        "form": blank(initial={**sent, "stocks_text": found.table}), "proposal": found,
        "missing": worded(Refused(found.missing)).reasons if found.missing else (),
        "passed": worded(Refused(found.passed)).reasons if found.passed else (),
    }  # fmt: skip


def _usual(inputs: Inputs) -> Mapping[str, object]:
    """A form as it was sent last."""
    small = inputs.stocks.size <= MOST_SHOWN
    return {
        "stocks_text": store().get(inputs.stocks.sha256).decode("utf-8-sig") if small else "",
        "dispenser": inputs.choices.dispenser,
        "last": inputs.choices.workflows[-1],
        "layout": inputs.choices.layout,
        "seed": inputs.choices.seed,
    }


def _opened_before(who: Actor, http: HttpRequest) -> str:
    """The run that a form opened when it was sent before, whose requests cannot be chosen any more; or nothing."""
    key = http.POST.get("key", "")
    id = f"run_{key.removeprefix('form_')}"
    return id if is_id(key, "form") and run_row(who, id) is not None else ""


def _title(ticked: list[DesignRequest]) -> str:
    return ticked[0].title if ticked else ""


def _foundry(who: Actor, http: HttpRequest) -> str:
    """The foundry that the address names, or the first at which the reader may open a run."""
    floors = [id for id, _ in foundries_of(who) if permitted(who, "foundry.run.open", Sides(provider=id)) is None]
    asked = http.GET.get("at", "")
    if not floors or (asked and asked not in floors):
        raise Http404
    return asked or floors[0]
