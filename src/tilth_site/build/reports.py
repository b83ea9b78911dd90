"""From a robot's report to what it comes to, and from what it owes to the steps that make it good."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.folder import write_folder
from tilth.foundry.build.readback import report as readback
from tilth.foundry.build.readback.faults import Party
from tilth.foundry.build.readback.filling import fill_afresh
from tilth.foundry.build.readback.reading import read_report
from tilth.foundry.build.readback.reconcile import Line, Outcome, Reconciled, Unlisted, reconcile
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.amending import Amended
from tilth.foundry.build.run.commands import TakeReport
from tilth.foundry.build.run.model import Redo, Report, RunFile, Tally
from tilth.foundry.build.run.redoing import Drafted, draft
from tilth.foundry.build.run.stepping import owing_report
from tilth.foundry.build.run.telling import past_of, told_of
from tilth.foundry.build.run.tracing import affected
from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.build.compiling import PLAN_FILE, keep, keep_folder, mark
from tilth_site.build.plans import plans_of, stands_of
from tilth_site.build.results import Result, ResultLine, lines_of, result_of
from tilth_site.inventory.holdings import clients_wells
from tilth_site.uploads.intake import Said, Stored, store, take_in
from tilth_site.uploads.kinds import CSV, TEXT, TSV

__all__ = ["KINDS", "redo_found", "redo_of", "report_command", "take_report"]

KINDS = (CSV, TSV, TEXT)
"""What a report may be written in; a log in JSON is text."""


def take_report(name: str, stream: BinaryIO, said: Said) -> Stored | Refused:
    """Keep a report as evidence."""
    return take_in(name, stream, allowed=KINDS, said=said)


def report_command(run: Run, step: str, taken: Stored, *, exceptions_only: bool = False) -> TakeReport | Refused:
    """The command that takes ``taken`` in as the report of ``step``, with what it comes to put among the evidence.

    Where the report lists ``exceptions_only``, whatever it does not name was moved. A report that covers several
    steps is handed in for each. O(transfers x redos).
    """
    found = _read(taken)
    if run.planned is None or isinstance(found, Refused):
        return found if isinstance(found, Refused) else _no_step(step)
    stands = stands_of(run)
    if all(one.id != step for one in stands.plan.operations):
        return _no_step(step)
    came = _reconciled(run, stands, found, step, exceptions_only)
    if not came.lines:
        return refuse(
            "run.other_report",
            "The report names no transfer of the step {step}.",
            "Choose the step of the robot that wrote the report.",
            "report",
            step=step,
        )
    result = _result(step, came, stands, exceptions_only)
    kept = keep("result.json", msgspec.json.encode(result), "foundry.run.result")
    return TakeReport(
        step=step, file=RunFile(taken.name, taken.sha256, taken.size, taken.media_type), tally=_tally(came),
        reconciliation=kept.sha256, affected=len(result.affected),
    )  # fmt: skip


def redo_found(run: Run, report: Report) -> Drafted | Refused:
    """How what ``report`` owes, and with it every other report, is made good; nothing is written. O(transfers x
    redos).
    """
    owed = owing_report(run, report.number)
    if isinstance(owed, Refused):
        return owed
    stored = Stored(report.file.name, report.file.sha256, report.file.size, CSV)
    found = _read(stored)
    if run.planned is None or isinstance(found, Refused):
        return found if isinstance(found, Refused) else _no_step(report.step)
    exceptions_only = result_of(report.reconciliation).exceptions_only
    came = _reconciled(run, stands_of(run), found, report.step, exceptions_only)
    listed = fill_afresh(came.redo, came.course, mark(run))
    if not listed.plan.operations:
        return refuse(
            "run.nothing_to_redo",
            "Nothing of what report {report} owes can be made again.",
            "Leave the failed transfers out.",
            report=report.number,
        )
    return draft(run, report, listed, plans_of(run), told_of(run, lines_of(run)))


def redo_of(run: Run, report: Report) -> Redo | Refused:
    """The steps that make good what ``report`` owes, with files for robots and people put among the evidence: of
    what is made again, and of what is left of the plan where it goes on with other wells. Cost as
    :func:`redo_found`.
    """
    found = redo_found(run, report)
    if isinstance(found, Refused):
        return found
    files = _written(found.plan)
    plan = next(file.sha256 for file in files if file.name == PLAN_FILE)
    later = () if found.rest is None else _written(found.rest)
    return replace(found.redo, plan=plan, files=files, later=later)


def _written(plan: BuildPlan) -> tuple[RunFile, ...]:
    with tempfile.TemporaryDirectory(prefix="tilth-build-") as folder:
        write_folder(plan, Path(folder))
        return keep_folder(Path(folder))


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


def _reconciled(
    run: Run, stands: Amended, report: readback.Report, step: str, exceptions_only: bool
) -> Reconciled:
    return reconcile(
        stands.plan,
        report,
        unlisted=Unlisted.MADE if exceptions_only else Unlisted.MISSING,
        handed_in=clients_wells(run.provider, stands.plan.transfers),
        done=run.touched,
        past=past_of(run, stands, lines_of(run), step),
    )


def _tally(came: Reconciled) -> Tally:
    counted = Counter(line.outcome for line in came.lines)
    costs = Counter(line.fault.at_whose_cost for line in came.owed if line.fault is not None)
    return Tally(
        done=counted[Outcome.MADE], partial=counted[Outcome.PARTIAL] + counted[Outcome.OVER],
        failed=counted[Outcome.FAILED], missing=counted[Outcome.NOT_RUN], at_foundry=costs[Party.FOUNDRY],
        at_client=costs[Party.CLIENT],
    )  # fmt: skip


def _result(step: str, came: Reconciled, stands: Amended, exceptions_only: bool) -> Result:
    plan = stands.plan
    products = [one for one in plan.products if not one.control]
    wells = {came.course.well(line.index) for line in came.owed}
    spoilt = affected(wells, products, plan.transfers.transfers)
    lines = tuple(_line(line, stands.origins[line.index].at) for line in came.faults)
    return Result(step, len(came.lines) - len(lines), lines, spoilt, exceptions_only)


def _line(line: Line, at: int) -> ResultLine:
    fault = line.fault
    assert fault is not None, "a line that was not made as planned has a fault"
    one = line.planned
    return ResultLine(
        at, str(one.source), str(one.target), one.liquid, one.volume, line.moved, line.outcome.value,
        fault.kind.value, fault.code, fault.words, fault.at_whose_cost.value,
    )  # fmt: skip


def _no_step(step: str) -> Refused:
    return refuse(
        "run.no_step", "The run has no step {step}.", "Choose one of the steps of the plan.", "step", step=step
    )
