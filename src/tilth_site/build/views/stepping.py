"""Starting a run, doing its steps, and ending it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.foundry.build.run import commands
from tilth.foundry.build.run.commands import Command
from tilth.foundry.build.run.steps import RunStep, Standing, standing
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.build.actions import ACTIONS, carry_out
from tilth_site.build.delivering import completion
from tilth_site.build.forms import CompleteForm, ConfirmForm, ReasonForm, say
from tilth_site.build.presentation import step_row, titled, titles
from tilth_site.build.redoing import fill_words, fills_before
from tilth_site.build.views.access import Found, call, refusal_page, run_crumbs, staffed
from tilth_site.build.wording import worded
from tilth_site.pages.keyed import KeyedForm, new_key

__all__ = ["abort_run", "complete_run", "deed", "fail_step", "start_run", "step_page"]

Make = Callable[[KeyedForm], Command | Refused]


def deed(
    http: HttpRequest,
    one: Found,
    kind: type[Command],
    form: KeyedForm,
    make: Make,
    words: tuple[str | Promise, str | Promise, str | Promise],
    **given: object,
) -> HttpResponse:
    """The page of one deed: ``words`` are its label, what it does, and what is said when it is done."""
    back = reverse("build:run", args=[one.run.id])
    refused = permitted(one.actor, ACTIONS[kind], Sides(provider=one.run.provider))
    if refused:
        return refusal_page(http, refused, back)
    label, lead, done = words
    page = {"run": one.run, "crumbs": run_crumbs(one.run), "form": form, "label": label, "lead": lead, **given}
    if http.method != "POST":
        return render(http, "build/deed.html", page)
    if not form.is_valid():
        return render(http, "build/deed.html", page, status=422)
    command = make(form)
    outcome = command if isinstance(command, Refused) else carry_out(
        call(one.actor, form.cleaned_data["key"]), one.run.id, command
    )  # fmt: skip
    if isinstance(outcome, Refused):
        say(form, outcome.reasons[0].where, titled(outcome, one.run, one.operations))
        return render(http, "build/deed.html", page, status=409)
    messages.success(http, str(done))
    return redirect("build:run", one.run.id)


def form_of(kind: type[KeyedForm], http: HttpRequest) -> KeyedForm:
    """The form as it was sent, or a fresh one."""
    return kind(http.POST, http.FILES) if http.method == "POST" else kind(initial={"key": new_key()})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_run(http: HttpRequest, id: str) -> HttpResponse:
    """Take the plan to the bench."""
    words = (
        _("Start the run"),
        _("The plan goes to the bench, and its requests are released to build. Only designs that were screened "
          "and cleared are released."),
        _("The run is started."),
    )  # fmt: skip
    one = staffed(http, id)
    return deed(http, one, commands.Start, form_of(KeyedForm, http), lambda _: commands.Start(), words)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def abort_run(http: HttpRequest, id: str) -> HttpResponse:
    """Give the run up."""
    words = (
        _("Abort the run"),
        _("The run is given up for good. Its requests stay as they are, and can be built in another run."),
        _("The run is aborted."),
    )
    one = staffed(http, id)

    def make(form: KeyedForm) -> Command:
        return commands.Abort(form.cleaned_data["reason"])

    return deed(http, one, commands.Abort, form_of(ReasonForm, http), make, words, danger=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(http: HttpRequest, id: str, step: str) -> HttpResponse:
    """A step: what it is, the labware to scan, and the button that says it was done."""
    one = staffed(http, id)
    labware = _step(one, step).operation.labware
    refused = permitted(one.actor, ACTIONS[commands.Confirm], Sides(provider=one.run.provider))
    if http.method != "POST":
        return _show_step(http, one, step, ConfirmForm(labware=labware, initial={"key": new_key()}), 200)
    if refused:
        return refusal_page(http, refused, reverse("build:run", args=[id]))
    form = ConfirmForm(http.POST, labware=labware)
    if not form.is_valid():
        return _show_step(http, one, step, form, 422)
    asked = call(one.actor, form.cleaned_data["key"])
    outcome = carry_out(asked, id, commands.Confirm(step, form.barcodes))
    if isinstance(outcome, Refused):
        # Somebody else may have done the step meanwhile: the page shows the run as it is now.
        fresh = staffed(http, id)
        outcome = titled(outcome, fresh.run, fresh.operations)
        say(form, outcome.reasons[0].where, outcome)
        return _show_step(http, fresh, step, form, 409, worded(outcome))
    messages.success(http, gettext("The step is recorded as done."))
    return redirect(reverse("build:run", args=[id]) + "#steps")


def _show_step(
    http: HttpRequest, one: Found, name: str, form: ConfirmForm, status: int, refused: Refused | None = None
) -> HttpResponse:
    """The page of the step; ``refused`` is shown where there is no form any more that could show it."""
    found = _step(one, name)
    open_now = found.standing in (Standing.OPEN, Standing.FAILED)
    page = {
        "run": one.run,
        "crumbs": run_crumbs(one.run),
        "step": step_row(one.run, found, titles(one.run, one.operations)),
        "form": form,
        "fills": fill_words(fills_before(one.run, name)),
        "may": open_now and one.may(ACTIONS[commands.Confirm]),
        "refused": None if open_now else refused,
    }
    return render(http, "build/step.html", page, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fail_step(http: HttpRequest, id: str, step: str) -> HttpResponse:
    """Say why a step did not succeed."""
    words = (
        _("The step failed"),
        _("Say what went wrong. The step stays to be done; what spoilt the plate for good ends the run."),
        _("The failure is recorded."),
    )
    one = staffed(http, id)
    _step(one, step)

    def make(form: KeyedForm) -> Command:
        return commands.FailStep(step, form.cleaned_data["reason"])

    return deed(http, one, commands.FailStep, form_of(ReasonForm, http), make, words)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complete_run(http: HttpRequest, id: str) -> HttpResponse:
    """Say what was built, and end the run."""
    words = (
        _("Complete the run"),
        _("Everything that was planned counts as built, except what is named below and what was left out. The "
          "requests are completed with it."),
        _("The run is complete."),
    )  # fmt: skip
    one = staffed(http, id)

    def make(form: KeyedForm) -> Command | Refused:
        assert isinstance(form, CompleteForm)
        return completion(one.run, form.names)

    return deed(http, one, commands.Complete, form_of(CompleteForm, http), make, words)


def _step(one: Found, name: str) -> RunStep:
    """The step called ``name``. Raises Http404 where the run has none."""
    for step in standing(one.run, one.operations):
        if step.operation.id == name:
            return step
    raise Http404
