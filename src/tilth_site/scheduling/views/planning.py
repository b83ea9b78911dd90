"""Having the queue planned, having a change planned, and the description of the floor that both rest on."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.foundry.build.adoption import CauseKind
from tilth.foundry.build.schedule.floor.read import default_floor_text, parse_floor
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.foundry.views.access import call, said
from tilth_site.jobs.models import Job
from tilth_site.pages.keyed import new_key
from tilth_site.scheduling.actions import ask_for_plan, describe_floor
from tilth_site.scheduling.asking import PlanQueue, ReplanQueue
from tilth_site.scheduling.choices import replan_choices
from tilth_site.scheduling.fairness import fair_shares
from tilth_site.scheduling.forms import FloorForm, PlanForm, ReplanForm
from tilth_site.scheduling.planning import floor_of
from tilth_site.scheduling.queries import board_of, in_force
from tilth_site.scheduling.views.access import Place, floor_place, may, refusal_page
from tilth_site.scheduling.wording import instrument_name
from tilth_site.uploads.intake import store, take_in
from tilth_site.uploads.kinds import KINDS

__all__ = ["floor_file", "floor_page", "plan_page", "replan_page"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_page(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that has the queue planned."""
    where = floor_place(http, foundry)
    refused = permitted(where.actor, "foundry.schedule.propose", Sides(provider=foundry))
    back = reverse("scheduling:schedule", args=[foundry])
    if refused:
        return refusal_page(http, refused, back)
    form = PlanForm(http.POST or None, initial={"key": new_key(), "seconds": 10})
    if http.method == "POST" and form.is_valid():
        asked = PlanQueue(foundry, form.cleaned_data["seconds"])
        return _asked(http, ask_for_plan(where.actor, foundry, asked, form.cleaned_data["key"]), back)
    given = {
        "form": form, "crumbs": where.crumbs, "title": gettext("Plan the queue"), "back": back,
        "lead": gettext(
            "Every request in the queue is planned on the floor's instruments and people. What has started stays. "
            "The schedule is proposed; nothing changes until it is adopted."
        ),
        "button": gettext("Plan the queue"),
    }  # fmt: skip
    return render(http, "scheduling/form.html", given, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replan_page(http: HttpRequest, foundry: str) -> HttpResponse:
    """The form that says what happened on the floor, and has a change planned."""
    where = floor_place(http, foundry)
    refused = permitted(where.actor, "foundry.schedule.propose", Sides(provider=foundry))
    back = reverse("scheduling:schedule", args=[foundry])
    if refused:
        return refusal_page(http, refused, back)
    row = in_force(foundry)
    if row is None:
        return redirect(back)
    choices = replan_choices(row, timezone.now())
    initial = {"key": new_key(), "seconds": 10, "kind": CauseKind.DOWN.value}
    form = ReplanForm(http.POST or None, initial=initial, **choices.fields)
    if http.method == "POST" and form.is_valid():
        asked = ReplanQueue(foundry, row.id, form.cause, form.cleaned_data["seconds"])
        return _asked(http, ask_for_plan(where.actor, foundry, asked, form.cleaned_data["key"]), back)
    given = {"form": form, "crumbs": where.crumbs, "back": back, "zone": choices.zone}
    return render(http, "scheduling/replan.html", given, status=422 if form.errors else 200)


def _asked(http: HttpRequest, job: Job | Refused, back: str) -> HttpResponse:
    if isinstance(job, Refused):
        return refusal_page(http, job, back)
    return redirect("jobs:job", job.id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def floor_page(http: HttpRequest, foundry: str) -> HttpResponse:
    """The instruments and people that schedules are made for, and the form for another description of them."""
    where = floor_place(http, foundry)
    writes = may(where, "foundry.schedule.describe_floor")
    form = FloorForm(http.POST or None, http.FILES or None, initial={"key": new_key()}) if writes else None
    if form is not None and http.method == "POST" and form.is_valid():
        done = _described(http, where, form)
        if done is not None:
            return done
    board = board_of(foundry)
    floor = floor_of(board)
    given = {
        "where": where, "crumbs": where.crumbs, "form": form, "floor": floor,
        "instruments": [(one, instrument_name(one.kind)) for one in floor.instruments],
        "fair": fair_shares(foundry, floor, timezone.now()),
        "own": bool(board and board.floor), "sha256": board.floor if board else "",
    }  # fmt: skip
    return render(http, "scheduling/floor.html", given, status=422 if form is not None and form.errors else 200)


def _described(http: HttpRequest, where: Place, form: FloorForm) -> HttpResponse | None:
    """The answer to a description that was taken; None, with errors in the form, where it was not."""
    file = form.cleaned_data["floor"]
    kept = take_in(file.name or "", cast("BinaryIO", file.file), allowed=(KINDS["toml"],), said=said(where.actor))
    if isinstance(kept, Refused):
        form.add_error("floor", str(kept))
        return None
    try:
        parse_floor(store().get(kept.sha256).decode(), file=kept.name)
    except TilthError as error:
        form.add_error("floor", str(error))
        return None
    outcome = describe_floor(call(where.actor, form.cleaned_data["key"]), where.foundry, kept.sha256)
    if isinstance(outcome, Refused):
        return refusal_page(http, outcome, reverse("scheduling:floor", args=[where.foundry]))
    messages.success(http, gettext("The floor is described. Schedules planned from now on rest on it."))
    return redirect("scheduling:floor", where.foundry)


@never_cache
@login_required
@require_safe
def floor_file(http: HttpRequest, foundry: str) -> HttpResponse:
    """The description as a file, to be changed and handed in again."""
    where = floor_place(http, foundry)
    board = board_of(where.foundry)
    text = store().get(board.floor).decode() if board and board.floor else default_floor_text()
    headers = {"Content-Disposition": 'attachment; filename="floor.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)
