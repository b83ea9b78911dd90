"""Runs of build plans, for programs at the bench: what is next, its files, and what was done or reported."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Router, UploadedFile
from ninja.params.functions import File, Path, Query

from tilth.foundry.build.run import Run, commands
from tilth.foundry.build.run.commands import Command
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_number, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import OrganisationId, RunPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import FORM, JSON, content, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.request import Why
from tilth_site.api.schemas.run import (
    ConfirmIn,
    RunOut,
    RunPage,
    RunState,
    RunWritten,
    StepFailedIn,
    run_out,
    run_summary,
)
from tilth_site.build.actions import ACTIONS, carry_out
from tilth_site.build.models import BuildRun
from tilth_site.build.reports import report_command, take_report
from tilth_site.build.tables import RUNS
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import entries_of, load
from tilth_site.uploads.intake import Said
from tilth_site.uploads.serve import respond

__all__ = ["form_router", "router"]

router = takes(Router(tags=["runs"]), JSON)
form_router = takes(Router(tags=["runs"]), FORM)

StepPath = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$", description="The step's id.")]
FileName = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$", description="The file's name.")]


@router.get("", response=RunPage, auth=READ, operation_id="listRuns")
def list_runs(
    request: Asked,
    provider: Annotated[OrganisationId | None, Query(description="Only those of this foundry.")] = None,
    state: Annotated[RunState | None, Query(description="Only those in this state.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> RunPage | HttpResponse:
    """The runs of the foundries in which you have a role, by their last change, the newest first."""
    after = after_number(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    mine = request.auth.organisations
    rows = BuildRun.objects.filter(provider__in=list(mine if provider is None else mine & {provider}))
    rows = rows.filter(state=state) if state is not None else rows
    rows = rows.filter(last_seq__lt=after) if after is not None else rows
    page, following = cut(list(rows.order_by("-last_seq")[: limit + 1]), limit, lambda row: row.last_seq)
    return RunPage(items=[run_summary(row) for row in page], next=following)


@router.get("/{run_id}", response={200: RunOut, 304: None}, auth=READ, operation_id="getRun")
def get_run(request: Asked, run_id: RunPath) -> HttpResponse:
    """One run, with every step and how it stands."""
    _run(request.auth, run_id)
    shown = run_out(entries_of(RUNS.name(run_id)))
    return found(request, shown, shown.last_seq)


@router.get("/{run_id}/files/{name}", response=None, auth=READ, operation_id="downloadRunFile")
def download_run_file(request: Asked, run_id: RunPath, name: FileName) -> HttpResponseBase:
    """A file of the plan by its name: `plan.json`, `echo.csv`, `opentrons.py` and so on."""
    planned = present(_run(request.auth, run_id).planned)
    for file in planned.files:
        if file.name == name:
            return respond(file.sha256, file.name, file.media_type)
    raise Http404


@router.post("/{run_id}/start", response=RunWritten, auth=WRITE, operation_id="startRun")
def start_run(request: Asked, run_id: RunPath) -> HttpResponse:
    """Take the plan to the bench, and release its requests to build; refused unless they were cleared."""
    return _do(request, run_id, commands.Start())


@router.post("/{run_id}/steps/{step}/confirm", response=RunWritten, auth=WRITE, operation_id="confirmStep")
def confirm_step(request: Asked, run_id: RunPath, step: StepPath, body: ConfirmIn) -> HttpResponse:
    """A step was done, with the labware that was scanned; refused where that is not the step's own."""
    return _do(request, run_id, commands.Confirm(step, tuple(body.scanned)))


@router.post("/{run_id}/steps/{step}/fail", response=RunWritten, auth=WRITE, operation_id="failStep")
def fail_step(request: Asked, run_id: RunPath, step: StepPath, body: StepFailedIn) -> HttpResponse:
    """A step did not succeed; it stays to be done."""
    return _do(request, run_id, commands.FailStep(step, body.reason))


@form_router.post("/{run_id}/steps/{step}/report", response=RunWritten, auth=WRITE, operation_id="reportStep")
def report_step(
    request: Asked,
    run_id: RunPath,
    step: StepPath,
    report: Annotated[UploadedFile, File(description="The report as the robot wrote it.")],
) -> HttpResponse:
    """Hand in a robot's report of a step; what it did not move is owed until it is made again or left out."""
    run = _run(request.auth, run_id)
    refused = permitted(request.auth, ACTIONS[commands.TakeReport], Sides(provider=run.provider))
    if refused:
        return refusal(request, refused)
    said = Said(request.auth.person, timezone.now())
    taken = take_report(report.name or "", content(report), said)
    command = taken if isinstance(taken, Refused) else report_command(run, step, taken)
    if isinstance(command, Refused):
        return refusal(request, command)
    return _do(request, run_id, command, body=f"{step} {command.file.sha256}")


@router.post("/{run_id}/abort", response=RunWritten, auth=WRITE, operation_id="abortRun")
def abort_run(request: Asked, run_id: RunPath, body: Why) -> HttpResponse:
    """Give the run up for good; its requests can be built in another one."""
    return _do(request, run_id, commands.Abort(body.reason))


def _do(request: Asked, id: str, command: Command, body: str = "") -> HttpResponse:
    def act(call: Call) -> Outcome:
        return carry_out(call, id, command)

    return written(request, once(request, act, content=body), _show)


def _show(entries: tuple[Entry, ...]) -> RunWritten:
    """What was written, and the run right after; its own entry comes first in every action on it."""
    own = [entry for entry in entries if entry.stream == entries[0].stream]
    return RunWritten(entries=entries_out(entries), run=run_out(entries_until(own[-1])))


def _run(actor: Actor, id: str) -> Run:
    """The run, for whoever works at its foundry. Raises Http404."""
    rows = BuildRun.objects.visible_to(actor).filter(pk=id, provider__in=list(actor.organisations))
    present(rows.first())
    return present(load(RUNS, id))
