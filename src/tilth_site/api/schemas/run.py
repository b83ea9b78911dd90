"""Runs of build plans, for whoever works at their foundry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from tilth.foundry.build.run import Run
from tilth.foundry.build.run.model import Report
from tilth.foundry.build.run.steps import standing
from tilth.kernel.journal import Entry
from tilth_site.api.fields import Body, OneLine, Prose, Shown
from tilth_site.api.schemas.journal import Written
from tilth_site.build.models import BuildRun
from tilth_site.build.plans import operations_of
from tilth_site.build.tables import RUNS
from tilth_site.journal.streams import fold

__all__ = [
    "CompleteIn",
    "ConfirmIn",
    "ReportSettled",
    "RunOut",
    "RunPage",
    "RunState",
    "RunSummary",
    "RunWritten",
    "StepFailedIn",
    "StepStanding",
    "run_out",
    "run_summary",
]

RunState = Literal["planning", "unplanned", "blocked", "ready", "running", "complete", "aborted"]
"""The states of a run. A schema tells enumerations apart by their names, and requests have states too."""

ReportSettled = Literal["owes_nothing", "owing", "made_good", "left_out"]
"""What became of the failures of a report: ``made_good`` as soon as steps for it are planned."""

StepStanding = Literal["waits", "open", "failed", "done", "owing"]
"""How a step stands."""


class ConfirmIn(Body):
    """The barcodes of the labware with which a step was done."""

    scanned: list[str] = Field(max_length=1_000, description="Every piece of the step, each once.")


class CompleteIn(Body):
    """How a run ended."""

    missing: list[Annotated[OneLine, Field(min_length=1, max_length=200)]] = Field(
        default=[], max_length=10_000, description="Constructs that were not built; those left out count already."
    )


class StepFailedIn(Body):
    """Why a step did not succeed."""

    reason: Prose = Field(min_length=1, description="It stays in the journal. Name no person in it.")


class RunSummary(Shown):
    """One run, as a list has it."""

    id: str
    title: str
    provider: str
    state: RunState
    requests: int
    constructs: int
    steps: int
    confirmed: int = Field(description="Steps that were done.")
    owed: int = Field(description="Failed transfers that are neither made again nor left out.")
    changed_at: str
    last_seq: int


class RunPage(Shown):
    """A page of runs."""

    items: list[RunSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class RunRequestOut(Shown):
    """A request that the run builds."""

    id: str
    owner: str
    design_version: int
    constructs: int


class RunFileOut(Shown):
    """A file of the plan, to be downloaded under its name."""

    name: str
    sha256: str
    size: int
    media_type: str


class RunStepOut(Shown):
    """A step of the run, and the steps that it still waits for."""

    id: str
    title: str
    instrument: str
    minutes: int
    labware: list[str]
    standing: StepStanding
    before: list[str]


class RunReportOut(Shown):
    """What a robot reported of a step: how many transfers, and at whose cost those are made again."""

    number: int
    step: str
    report: str = Field(description="The sha256 of the report as it came.")
    result: str = Field(description="The sha256 of what it comes to, in full.")
    done: int
    partial: int
    failed: int
    missing: int
    at_foundry: int
    at_client: int
    affected: int = Field(description="Constructs that lack something.")
    settled: ReportSettled
    files: list[RunFileOut] = Field(description="What was written to make it good.")


class RunOut(Shown):
    """One run with its plan's files, its steps and its reports."""

    id: str
    title: str
    provider: str
    state: RunState
    requests: list[RunRequestOut]
    plan: str | None = Field(description="The sha256 of the plan; null where there is none.")
    faults: list[str] = Field(description="The first faults that the checks found.")
    files: list[RunFileOut]
    steps: list[RunStepOut]
    reports: list[RunReportOut]
    last_seq: int


class RunWritten(Written):
    """What was written, and the run as it stood right after."""

    run: RunOut


def run_summary(row: BuildRun) -> RunSummary:
    """The row in the API's shape."""
    return RunSummary.model_validate(row)


def run_out(entries: Sequence[Entry]) -> RunOut:
    """The run that ``entries`` of its stream leave."""
    run = fold(RUNS, entries)
    assert run is not None, "a stream has an entry"
    return RunOut(
        id=run.id, title=run.title, provider=run.provider, state=run.state.value,
        requests=[RunRequestOut.model_validate(one) for one in run.requests],
        plan=run.planned.plan if run.planned else None, faults=list(run.check.first) if run.check else [],
        files=[RunFileOut.model_validate(one) for one in run.files],
        steps=_steps(run), reports=_reports(run), last_seq=entries[-1].seq,
    )  # fmt: skip


def _steps(run: Run) -> list[RunStepOut]:
    return [
        RunStepOut(
            id=step.operation.id, title=step.operation.title, instrument=step.operation.instrument,
            minutes=step.operation.minutes, labware=list(step.operation.labware), standing=step.standing.value,
            before=list(step.before),
        )
        for step in standing(run, operations_of(run))
    ]  # fmt: skip


def _reports(run: Run) -> list[RunReportOut]:
    return [
        RunReportOut(
            number=one.number, step=one.step, report=one.file.sha256, result=one.reconciliation,
            done=one.tally.done, partial=one.tally.partial, failed=one.tally.failed, missing=one.tally.missing,
            at_foundry=one.tally.at_foundry, at_client=one.tally.at_client, affected=one.affected,
            settled=_settled(run, one),
            files=[RunFileOut.model_validate(file) for redo in run.redos if one.number in redo.settles
                   for file in redo.files],
        )
        for one in run.reports
    ]  # fmt: skip


def _settled(run: Run, report: Report) -> ReportSettled:
    if report in run.owing:
        return "owing"
    if report.number in run.left_out:
        return "left_out"
    return "made_good" if any(report.number in redo.settles for redo in run.redos) else "owes_nothing"
