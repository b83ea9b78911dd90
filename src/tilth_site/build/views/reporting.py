"""Taking in what a robot reports, and settling what it did not move."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.foundry.build.run import commands
from tilth.foundry.build.run.commands import Command
from tilth.foundry.build.run.model import Report
from tilth.foundry.build.run.redoing import Drafted
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.build.actions import ACTIONS, carry_out
from tilth_site.build.forms import ReasonForm, ReportForm, say
from tilth_site.build.presentation import titled, titles
from tilth_site.build.redoing import fill_words, fills_of, outlook
from tilth_site.build.reports import redo_found, redo_of, report_command, take_report
from tilth_site.build.results import result_of
from tilth_site.build.views.access import Found, call, refusal_page, run_crumbs, said, staffed
from tilth_site.build.views.stepping import deed, form_of
from tilth_site.pages.keyed import KeyedForm

__all__ = ["leave_out", "plan_redo", "report_page", "result_page"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(http: HttpRequest, id: str, step: str) -> HttpResponse:
    """The form that takes a report of a step, and what comes of it."""
    one = staffed(http, id)
    back = reverse("build:run", args=[id])
    refused = permitted(one.actor, ACTIONS[commands.TakeReport], Sides(provider=one.run.provider))
    if refused:
        return refusal_page(http, refused, back)
    named = titles(one.run, one.operations)
    if step not in named:
        raise Http404
    form = form_of(ReportForm, http)
    page = {"run": one.run, "crumbs": run_crumbs(one.run), "form": form, "step": named[step], "id": step}
    if http.method != "POST" or not form.is_valid():
        return render(http, "build/report.html", page, status=200 if http.method != "POST" else 422)
    brought = form.cleaned_data["report"]
    taken = take_report(brought.name or "", cast("BinaryIO", brought.file), said(one.actor))
    listed = form.cleaned_data["exceptions_only"]
    command = taken if isinstance(taken, Refused) else report_command(one.run, step, taken, exceptions_only=listed)
    if isinstance(command, Refused):
        say(form, "report", command)
        return render(http, "build/report.html", page, status=422)
    outcome = carry_out(call(one.actor, form.cleaned_data["key"]), id, command)
    if isinstance(outcome, Refused):
        say(form, None, titled(outcome, one.run, one.operations))
        return render(http, "build/report.html", page, status=409)
    messages.success(http, gettext("The report is taken in."))
    return redirect("build:result", id, len(one.run.reports) + 1)


@never_cache
@login_required
@require_safe
def result_page(http: HttpRequest, id: str, number: int) -> HttpResponse:
    """What a report comes to: what failed, whose fault it was, and what there is to do about it."""
    one = staffed(http, id)
    report = _report(one, number)
    redo = next((redo for redo in one.run.redos if number in redo.settles), None)
    named = titles(one.run, one.operations)
    owing = any(other.number == number for other in one.run.owing)
    page = {
        "run": one.run,
        "crumbs": run_crumbs(one.run),
        "report": report,
        "result": result_of(report.reconciliation),
        "step": named.get(report.step, report.step),
        "redo": redo,
        "redo_steps": [(part.id, named.get(part.id, part.id)) for part in redo.parts] if redo else [],
        "fills": fill_words(fills_of(one.run, redo)) if redo else [],
        "left_out": number in one.run.left_out,
        "may_redo": owing and one.may(ACTIONS[commands.PlanRedo]),
        "may_leave_out": owing and one.may(ACTIONS[commands.LeaveOut]),
    }
    return render(http, "build/result.html", page)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_redo(http: HttpRequest, id: str, number: int) -> HttpResponse:
    """Have what failed moved again, as a step of its own with a file for the robot."""
    words = (
        _("Make them again"),
        _("What is missing is moved again, in steps of their own with files for the robots. Nothing that comes "
          "after goes on before they are done."),
        _("The failed transfers are to be made again."),
    )  # fmt: skip
    one = staffed(http, id)
    report = _report(one, number)
    owing = any(other.number == number for other in one.run.owing)
    found = redo_found(one.run, report) if owing and http.method != "POST" else None
    named = titles(one.run, one.operations)
    telling = outlook(one.run, found, named) if isinstance(found, Drafted) else []

    def make(_: KeyedForm) -> Command | Refused:
        redo = redo_of(one.run, report)
        return redo if isinstance(redo, Refused) else commands.PlanRedo(redo)

    return deed(http, one, commands.PlanRedo, form_of(KeyedForm, http), make, words, telling=telling)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(http: HttpRequest, id: str, number: int) -> HttpResponse:
    """Go on without what failed."""
    words = (
        _("Leave them out"),
        _("The run goes on without them, and the constructs that lack something are not delivered. This cannot be "
          "undone."),
        _("The failed transfers are left out."),
    )  # fmt: skip
    one = staffed(http, id)
    report = _report(one, number)

    def make(form: KeyedForm) -> Command:
        return commands.LeaveOut(report.number, form.cleaned_data["reason"])

    return deed(http, one, commands.LeaveOut, form_of(ReasonForm, http), make, words, danger=True)


def _report(one: Found, number: int) -> Report:
    """The report ``number``. Raises Http404 where the run has none."""
    for report in one.run.reports:
        if report.number == number:
            return report
    raise Http404
