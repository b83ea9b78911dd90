"""What may happen to the steps of a run that runs: they are done, fail, are reported on, and made good."""

from __future__ import annotations

from collections.abc import Sequence

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run.commands import Confirm, FailStep, LeaveOut, PlanRedo, TakeReport
from tilth.foundry.build.run.events import LeftOut, RedoPlanned, Reported, RunEvent, StepConfirmed, StepFailed
from tilth.foundry.build.run.model import Redo, Report, Run
from tilth.foundry.build.run.steps import ROBOTS, RunStep, Standing, redo_name, standing
from tilth.kernel.refusal import Refused, refuse

__all__ = ["confirmed", "left_out", "owing_report", "redone", "reported", "step_failed"]

Decided = tuple[RunEvent, ...] | Refused


def confirmed(run: Run, command: Confirm, operations: Sequence[UnitOperation]) -> Decided:
    """The step was done, where it could be and the labware is its own."""
    step = _open_step(run, command.step, operations)
    if isinstance(step, Refused):
        return step
    wanted, scanned = set(step.operation.labware), set(command.scanned)
    wrong, unscanned = sorted(scanned - wanted), sorted(wanted - scanned)
    if wrong:
        return refuse(
            "run.wrong_labware",
            "{barcode} does not belong to the step {step}.",
            "Put it away, and scan {wanted}.",
            "scanned",
            barcode=wrong[0],
            step=command.step,
            wanted=", ".join(sorted(wanted)) or "nothing",
        )
    if unscanned:
        return refuse(
            "run.not_scanned",
            "{barcode} is used by the step {step} and was not scanned.",
            "Scan every piece of labware of the step.",
            "scanned",
            barcode=unscanned[0],
            step=command.step,
            missing=len(unscanned),
        )
    return (StepConfirmed(command.step, tuple(sorted(scanned)), step.operation.minutes),)


def step_failed(run: Run, command: FailStep, operations: Sequence[UnitOperation]) -> Decided:
    """The step did not succeed; a reason says why."""
    step = _open_step(run, command.step, operations)
    if isinstance(step, Refused):
        return step
    return _unreasoned(command.reason) or (StepFailed(command.step, command.reason),)


def reported(run: Run, command: TakeReport, operations: Sequence[UnitOperation]) -> Decided:
    """A robot's report of a step that was done or could be, and of which there is none yet."""
    step = _step(run, command.step, operations)
    if isinstance(step, Refused):
        return step
    if step.operation.instrument not in ROBOTS:
        return refuse(
            "run.no_robot",
            "The step {step} is done by no robot that reports what it moved.",
            "Choose the step of the robot that wrote the report.",
            "step",
            step=command.step,
        )
    if step.standing is Standing.WAITS:
        return _too_early(step)
    if any(report.step == command.step for report in run.reports):
        return refuse(
            "run.reported_already",
            "There is a report of the step {step} already.",
            "Hand in the report of a step that has none; what is moved again is a step of its own.",
            "step",
            step=command.step,
        )
    number = len(run.reports) + 1
    report = Report(
        number, command.step, command.file, command.tally, command.reconciliation, command.affected
    )  # fmt: skip
    return (Reported(report),)


def redone(run: Run, command: PlanRedo) -> Decided:
    """What the report owes becomes a step of its own."""
    redo = command.redo
    report = owing_report(run, redo.report)
    if isinstance(report, Refused):
        return report
    other = [number for number in redo.also if isinstance(owing_report(run, number), Refused)]
    named = (redo.step, redo.of) == (redo_name(report.number), report.step) and _is_named(redo)
    if not named or redo.transfers < 1 or other or len(set(redo.settles)) < len(redo.settles):
        return refuse(
            "run.other_redo",
            "The redo does not make good what report {report} owes.",
            "Make it of that report's own redo list.",
            "redo",
            report=report.number,
        )
    return (RedoPlanned(redo),)


def _is_named(redo: Redo) -> bool:
    """Whether the steps of the redo are called after it."""
    names = [one.id for one in redo.steps]
    return len(set(names)) == len(names) and all(
        name == redo.step if len(names) == 1 else name.startswith(f"{redo.step}.") for name in names
    )


def left_out(run: Run, command: LeaveOut) -> Decided:
    """What the report owes is given up; a reason says why."""
    report = owing_report(run, command.report)
    if isinstance(report, Refused):
        return report
    event = LeftOut(report.number, report.affected, command.reason)
    return _unreasoned(command.reason) or (event,)


def owing_report(run: Run, number: int) -> Report | Refused:
    """The report ``number``, where it owes transfers that nobody has settled."""
    for report in run.owing:
        if report.number == number:
            return report
    return refuse(
        "run.owes_nothing",
        "There is no report {report} that owes anything.",
        "Choose a report with failed transfers that were neither made again nor left out.",
        "report",
        report=number,
    )


def _step(run: Run, name: str, operations: Sequence[UnitOperation]) -> RunStep | Refused:
    for step in standing(run, operations):
        if step.operation.id == name:
            return step
    return refuse(
        "run.no_step", "The run has no step {step}.", "Choose one of the steps of the plan.", "step", step=name
    )


def _open_step(run: Run, name: str, operations: Sequence[UnitOperation]) -> RunStep | Refused:
    """The step, where it can be done now."""
    step = _step(run, name, operations)
    if isinstance(step, Refused):
        return step
    if step.standing in (Standing.DONE, Standing.OWING):
        return refuse(
            "run.done_already",
            "The step {step} was done already.",
            "Go on with the next step.",
            "step",
            step=name,
        )
    return _too_early(step) if step.standing is Standing.WAITS else step


def _too_early(step: RunStep) -> Refused:
    return refuse(
        "run.too_early",
        "The step {step} comes after {before}, which is not done or owes transfers.",
        "Do {before} first, and settle what its report owes.",
        "step",
        step=step.operation.id,
        before=step.before[0],
    )


def _unreasoned(reason: str) -> Refused | None:
    if reason.strip():
        return None
    return refuse("run.no_reason", "No reason is given.", "Say why, so that others know.", "reason")
