"""Runs of build plans, for programs at the bench: what is next, its files, and what was done or reported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Router, UploadedFile
from ninja.params.functions import File, Path, Query

from tilth.foundry.build.run import Run, commands
from tilth.foundry.build.run.commands import Command
from tilth.foundry.build.run.model import Report, RunFile
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
    CompleteIn,
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
from tilth_site.build.delivering import completion
from tilth_site.build.models import BuildRun
from tilth_site.build.reports import redo_of, report_command, take_report
from tilth_site.build.tables import RUNS
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import entries_of, load
from tilth_site.uploads.intake import Said
from tilth_site.uploads.serve import respond

__all__ = ["form_router", "router"]

router = takes(Router(tags=["runs"]), JSON)
form_router = takes(Router(tags=["runs"]), FORM)

StepPath = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$", description="The step's id.")]
NumberPath = Annotated[int, Path(ge=1, le=10_000, description="The report's number in the run.")]
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
    """A file that the run goes on by, by its name: `plan.json`, `echo.csv`, `opentrons.py` and so on."""
    return _file(_run(request.auth, run_id).files, name)


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


@router.get("/{run_id}/reports/{number}/files/{name}", response=None, auth=READ, operation_id="downloadRedoFile")
def download_redo_file(request: Asked, run_id: RunPath, number: NumberPath, name: FileName) -> HttpResponseBase:
    """A file that was written to make good what a report owes, by its name."""
    return _file(
        (file for redo in _run(request.auth, run_id).redos if number in redo.settles for file in redo.files), name
    )


@router.post("/{run_id}/reports/{number}/redo", response=RunWritten, auth=WRITE, operation_id="redoReport")
def redo_report(request: Asked, run_id: RunPath, number: NumberPath) -> HttpResponse:
    """Have what a report owes made good, in steps of their own with files for the robots."""
    report = _report(request, run_id, number, commands.PlanRedo)
    if isinstance(report, Refused):
        return refusal(request, report)

    def act(call: Call) -> Outcome:
        redo = redo_of(_run(request.auth, run_id), report)
        return redo if isinstance(redo, Refused) else carry_out(call, run_id, commands.PlanRedo(redo))

    return written(request, once(request, act), _show)


@router.post(
    "/{run_id}/reports/{number}/leave-out", response=RunWritten, auth=WRITE, operation_id="leaveOutReport"
)
def leave_out_report(request: Asked, run_id: RunPath, number: NumberPath, body: Why) -> HttpResponse:
    """Go on without what a report owes; the constructs that lack something are not delivered."""
    return _do(request, run_id, commands.LeaveOut(number, body.reason))


@router.post("/{run_id}/complete", response=RunWritten, auth=WRITE, operation_id="completeRun")
def complete_run(request: Asked, run_id: RunPath, body: CompleteIn) -> HttpResponse:
    """End the run, and with it its requests: everything planned counts as built, but for what is named."""
    run = _run(request.auth, run_id)
    refused = permitted(request.auth, ACTIONS[commands.Complete], Sides(provider=run.provider))
    if refused:
        return refusal(request, refused)

    def act(call: Call) -> Outcome:
        command = completion(run, body.missing)
        return command if isinstance(command, Refused) else carry_out(call, run_id, command)

    return written(request, once(request, act), _show)


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


def _file(files: Iterable[RunFile], name: str) -> HttpResponseBase:
    """The file called ``name``. Raises Http404."""
    found = present(next((file for file in files if file.name == name), None))
    return respond(found.sha256, found.name, found.media_type)


def _report(request: Asked, id: str, number: int, command: type[Command]) -> Report | Refused:
    """The report ``number`` of the run, where the caller may give ``command``. Raises Http404."""
    run = _run(request.auth, id)
    refused = permitted(request.auth, ACTIONS[command], Sides(provider=run.provider))
    return refused or present(next((one for one in run.reports if one.number == number), None))


def _run(actor: Actor, id: str) -> Run:
    """The run, for whoever works at its foundry. Raises Http404."""
    rows = BuildRun.objects.visible_to(actor).filter(pk=id, provider__in=list(actor.organisations))
    present(rows.first())
    return present(load(RUNS, id))
