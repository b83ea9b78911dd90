"""What may happen to a run: a command becomes events, or a refusal that says why.

Pure: what a rule has to know beside the run is handed in. What concerns single steps is decided in
:mod:`.stepping`; what a state allows at all is the table in :mod:`.transitions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

import msgspec

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run.commands import (
    Abort,
    Command,
    Complete,
    Confirm,
    FailPlan,
    FailStep,
    LeaveOut,
    Open,
    Order,
    Plan,
    PlanRedo,
    Revise,
    Start,
    TakeReport,
)
from tilth.foundry.build.run.events import (
    Aborted,
    Checked,
    CheckFailed,
    Completed,
    Opened,
    PlanFailed,
    Planned,
    Revised,
    RunEvent,
    Started,
)
from tilth.foundry.build.run.folding import apply, fold
from tilth.foundry.build.run.model import Delivered, Inputs, Run
from tilth.foundry.build.run.stepping import confirmed, left_out, redone, reported, step_failed
from tilth.foundry.build.run.steps import Standing, standing
from tilth.foundry.build.run.transitions import possible, states_for
from tilth.kernel.refusal import Refused, refuse

__all__ = ["EVENT_MOST", "Setting", "apply", "decide", "fold"]

EVENT_MOST = 64_000
"""An event may take so many bytes of JSON. What is larger belongs among the evidence, named by hash."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a decision looks at beside the run.

    ``operations`` are those of the plan. ``busy`` maps a request to another run that builds it and has not ended,
    ``versions`` to the version of its design that stands.
    """

    operations: Sequence[UnitOperation] = ()
    busy: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)


def decide(run: Run | None, command: Command, setting: Setting) -> tuple[RunEvent, ...] | Refused:
    """What ``command`` does to ``run`` (None: it is not there yet), or why it does not.

    Every event given out can be applied to ``run``, in order.
    """
    if run is None:
        events = _opened(command, setting)
    elif isinstance(command, Open):
        events = _opened_already(run)
    else:
        events = _misplaced(run, command) or _decided(run, command, setting)
    if isinstance(events, Refused):
        return events
    size = max(len(msgspec.json.encode(event)) for event in events)
    if size > EVENT_MOST:
        return refuse(
            "run.too_large",
            "What is to be recorded takes {size} bytes, and {most} are allowed.",
            "Build fewer requests in one run.",
            size=size,
            most=EVENT_MOST,
        )
    return events


def _opened(command: Command, setting: Setting) -> tuple[RunEvent, ...] | Refused:
    if not isinstance(command, Open):
        return refuse(
            "run.missing",
            "There is no run for the command {command}.",
            "Open a run first.",
            command=command.NAME,
        )
    if not command.requests:
        return refuse("run.no_requests", "The run builds nothing.", "Choose one request at least.", "requests")
    ids = [one.id for one in command.requests]
    if len(set(ids)) < len(ids):
        return refuse("run.repeated", "A request is named twice.", "Name each request once.", "requests")
    for id in ids:
        if id in setting.busy:
            return refuse(
                "run.busy",
                "The request {request} is being built in the run {run}.",
                "Go on with that run, or abort it first.",
                "requests",
                request=id,
                run=setting.busy[id],
            )
    return (
        Opened(
            id=command.id,
            title=command.title,
            provider=command.provider,
            requests=command.requests,
            inputs=command.inputs,
        ),
    )


def _opened_already(run: Run) -> Refused:
    return refuse(
        "run.exists",
        "There is a run {id} already.",
        "Open the run under another id, or go on with the one that is there.",
        "id",
        id=run.id,
    )


def _misplaced(run: Run, command: Order) -> Refused | None:
    """Why the state of the run has no place for the command, or None where it has."""
    if command.NAME in possible(run.state):
        return None
    return refuse(
        "run.state",
        "A run in the state {state} does not take the command {command}.",
        "The command is for a run in one of these states: {states}.",
        command=command.NAME,
        state=run.state.value,
        states=", ".join(states_for(type(command))),
    )


def _decided(run: Run, command: Order, setting: Setting) -> tuple[RunEvent, ...] | Refused:
    """The events of a command that the state has a place for."""
    match command:
        case Revise(stocks, choices):
            return (Revised(Inputs(run.inputs.version + 1, stocks, choices)),)
        case Plan():
            return _planned(run, command)
        case FailPlan(failure):
            return _stale_inputs(run, failure.version) or (PlanFailed(failure),)
        case Start():
            return _started(run, setting)
        case Confirm():
            return confirmed(run, command, setting.operations)
        case FailStep():
            return step_failed(run, command, setting.operations)
        case TakeReport():
            return reported(run, command, setting.operations)
        case PlanRedo():
            return redone(run, command)
        case LeaveOut():
            return left_out(run, command)
        case Complete():
            return _completed(run, command, setting)
        case Abort(reason):
            return (Aborted(reason),) if reason.strip() else _unreasoned()
        case _:
            assert_never(command)


def _planned(run: Run, command: Plan) -> tuple[RunEvent, ...] | Refused:
    check, planned = command.check, command.planned
    stale = _stale_inputs(run, planned.version)
    if stale:
        return stale
    if check.plan != planned.plan:
        return refuse(
            "run.other_plan",
            "The checks looked at another plan.",
            "Check the plan that is to be recorded.",
            "check",
        )
    return Planned(planned), CheckFailed(check) if check.faults else Checked(check)


def _stale_inputs(run: Run, version: int) -> Refused | None:
    if version == run.inputs.version:
        return None
    return refuse(
        "run.stale_inputs",
        "The plan is of version {version} of what it is compiled from, and version {current} stands.",
        "Compile it from what stands.",
        version=version,
        current=run.inputs.version,
    )


def _started(run: Run, setting: Setting) -> tuple[RunEvent, ...] | Refused:
    for one in run.requests:
        standing_version = setting.versions.get(one.id)
        if standing_version != one.design_version:
            return refuse(
                "run.stale_design",
                "The plan builds version {version} of the design of {request}, which no longer stands.",
                "Abort the run, and open one for the design that stands.",
                request=one.id,
                version=one.design_version,
            )
    assert run.planned is not None, "a run that is ready has a plan"
    return (Started(run.planned.plan),)


def _completed(run: Run, command: Complete, setting: Setting) -> tuple[RunEvent, ...] | Refused:
    open_steps = [
        step.operation.id for step in standing(run, setting.operations) if step.standing is not Standing.DONE
    ]
    if open_steps:
        return refuse(
            "run.steps_missing",
            "{count} steps are not done or owe transfers; the first is {step}.",
            "Do every step, and settle what the robots reported as failed.",
            count=len(open_steps),
            step=open_steps[0],
        )
    return _undelivered(run, command.delivered) or (Completed(command.delivered),)


def _undelivered(run: Run, delivered: Sequence[Delivered]) -> Refused | None:
    """Why this cannot be what was built, or None where it can."""
    asked = {one.id: one.constructs for one in run.requests}
    if sorted(one.request for one in delivered) != sorted(asked):
        return refuse(
            "run.deliveries",
            "The delivery does not name every request of the run once.",
            "Say for each request how many constructs were built.",
            "delivered",
        )
    for one in delivered:
        if not 0 <= one.constructs <= asked[one.request]:
            return refuse(
                "run.delivery",
                "The number of constructs delivered, {constructs}, is not between 0 and the {asked} to be built.",
                "Count the constructs that were built.",
                "delivered",
                request=one.request,
                constructs=one.constructs,
                asked=asked[one.request],
            )
        if not one.evidence:
            return refuse(
                "run.no_report",
                "The delivery of {request} names no report.",
                "Put a report of what was built among the evidence, and name its hash.",
                "delivered",
                request=one.request,
            )
    return None


def _unreasoned() -> Refused:
    return refuse("run.no_reason", "No reason is given.", "Say why, so that others know.", "reason")
