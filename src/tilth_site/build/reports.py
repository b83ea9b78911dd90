"""From a robot's report to what it comes to, and from what it owes to a step that makes it good."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.folder import write_folder
from tilth.foundry.build.readback import report as readback
from tilth.foundry.build.readback.faults import Party
from tilth.foundry.build.readback.reading import read_report
from tilth.foundry.build.readback.reconcile import Line, Outcome, Reconciled, Unlisted, reconcile
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.commands import TakeReport
from tilth.foundry.build.run.model import Redo, Report, RunFile, Tally
from tilth.foundry.build.run.steps import redo_name, run_steps
from tilth.foundry.build.run.tracing import affected
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.build.compiling import PLAN_FILE, keep, keep_folder
from tilth_site.build.plans import operations_of, plan_of
from tilth_site.build.results import Result, ResultLine, result_of
from tilth_site.inventory.holdings import clients_wells
from tilth_site.uploads.intake import Said, Stored, store, take_in
from tilth_site.uploads.kinds import CSV, TEXT, TSV

__all__ = ["KINDS", "redo_of", "report_command", "take_report"]

KINDS = (CSV, TSV, TEXT)
"""What a report may be written in; a log in JSON is text."""


def take_report(name: str, stream: BinaryIO, said: Said) -> Stored | Refused:
    """Keep a report as evidence."""
    return take_in(name, stream, allowed=KINDS, said=said)


def report_command(run: Run, step: str, taken: Stored, *, exceptions_only: bool = False) -> TakeReport | Refused:
    """The command that takes ``taken`` in as the report of ``step``, with what it comes to put among the evidence.

    Where the report lists ``exceptions_only``, whatever it does not name was moved. O(transfers).
    """
    plan = _plan_for(run, step)
    found = _read(taken)
    if plan is None or isinstance(found, Refused):
        return found if isinstance(found, Refused) else _no_step(step)
    came = _reconciled(plan, found, run, exceptions_only)
    result = _result(step, came, plan, exceptions_only)
    if not came.lines:
        return refuse(
            "run.other_report",
            "The report names no transfer of the step {step}.",
            "Choose the step of the robot that wrote the report.",
            "report",
            step=step,
        )
    kept = keep("result.json", msgspec.json.encode(result), "foundry.run.result")
    return TakeReport(
        step=step, file=RunFile(taken.name, taken.sha256, taken.size, taken.media_type), tally=_tally(came.lines),
        reconciliation=kept.sha256, affected=len(result.affected),
    )  # fmt: skip


def redo_of(run: Run, report: Report) -> Redo | Refused:
    """The step that makes good what ``report`` owes, with files for the robot put among the evidence; refused
    where what is missing is not there to be moved.
    """
    plan = _plan_for(run, report.step)
    stored = Stored(report.file.name, report.file.sha256, report.file.size, CSV)
    found = _read(stored)
    if plan is None or isinstance(found, Refused):
        return found if isinstance(found, Refused) else _no_step(report.step)
    exceptions_only = result_of(report.reconciliation).exceptions_only
    redo = _reconciled(plan, found, run, exceptions_only).redo
    if redo.needs:
        first = redo.needs[0]
        return refuse(
            "run.needs",
            "{count} liquids have to be filled in first; {volume} of {liquid} are missing.",
            "Leave the failed transfers out, or fill in what is missing and plan the constructs anew.",
            count=len(redo.needs),
            liquid=first.liquid,
            volume=format_volume(first.missing),
        )
    name = redo_name(report.number)
    with tempfile.TemporaryDirectory(prefix="tilth-build-") as folder:
        write_folder(redo.plan, Path(folder))
        files = keep_folder(Path(folder))
    step = next(one for one in run_steps(operations_of(run), run.redos) if one.id == report.step)
    return Redo(
        step=name, report=report.number, of=report.step, transfers=len(redo.plan.transfers.transfers),
        minutes=max(1, sum(one.minutes for one in redo.plan.operations)), instrument=step.instrument,
        labware=tuple(piece.id for piece in redo.plan.transfers.labware),
        plan=next(file.sha256 for file in files if file.name == PLAN_FILE), files=files,
    )  # fmt: skip


def _plan_for(run: Run, step: str) -> BuildPlan | None:
    """The plan that ``step`` carries out: that of the run, or of what is made again."""
    for redo in run.redos:
        if redo.step == step:
            return plan_of(redo.plan)
    return plan_of(run.planned.plan) if run.planned else None


def _read(taken: Stored) -> readback.Report | Refused:
    """The report in a kept file. What a person calls it tells a bench sheet from a table."""
    name = taken.name.removesuffix(".txt") if taken.name.endswith((".md.txt", ".json.txt")) else taken.name
    with tempfile.TemporaryDirectory(prefix="tilth-report-") as folder:
        path = Path(folder) / name
        path.write_bytes(store().get(taken.sha256))
        try:
            return read_report(path)
        except FileError as error:
            line = f", line {error.line}" if error.line else ""
            said = f"{taken.name}{line}: {error.message}"
            return refuse(error.code, "{fault}", "{advice}", "report", fault=said, advice=error.mend)


def _reconciled(plan: BuildPlan, report: readback.Report, run: Run, exceptions_only: bool) -> Reconciled:
    unlisted = Unlisted.MADE if exceptions_only else Unlisted.MISSING
    theirs = clients_wells(run.provider, plan.transfers)
    return reconcile(plan, report, unlisted=unlisted, handed_in=theirs, done=run.confirmed)


def _tally(lines: Sequence[Line]) -> Tally:
    counted = Counter(line.outcome for line in lines)
    faults = [line.fault for line in lines if line.fault is not None]
    at_client = sum(fault.at_whose_cost is Party.CLIENT for fault in faults)
    return Tally(
        done=counted[Outcome.MADE], partial=counted[Outcome.PARTIAL] + counted[Outcome.OVER],
        failed=counted[Outcome.FAILED], missing=counted[Outcome.NOT_RUN], at_foundry=len(faults) - at_client,
        at_client=at_client,
    )  # fmt: skip


def _result(step: str, came: Reconciled, plan: BuildPlan, exceptions_only: bool) -> Result:
    faulty = came.faults
    products = [one for one in plan.products if not one.control]
    spoilt = affected({line.planned.target for line in faulty}, products, plan.transfers.transfers)
    lines = tuple(_line(line) for line in faulty)
    return Result(step, len(came.lines) - len(faulty), lines, spoilt, exceptions_only)


def _line(line: Line) -> ResultLine:
    fault = line.fault
    assert fault is not None, "a line that was not made as planned has a fault"
    one = line.planned
    return ResultLine(
        line.index, str(one.source), str(one.target), one.liquid, one.volume, line.moved, line.outcome.value,
        fault.kind.value, fault.code, fault.words, fault.at_whose_cost.value,
    )  # fmt: skip


def _no_step(step: str) -> Refused:
    return refuse(
        "run.no_step", "The run has no step {step}.", "Choose one of the steps of the plan.", "step", step=step
    )
