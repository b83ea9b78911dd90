"""The writes of runs: one command a call.

Three of them write to other streams in the same transaction: to open a run asks for its plan, to start it releases
its requests to build, and to complete it completes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.run import Run, RunEvent, Setting, decide
from tilth.foundry.build.run import commands as ask
from tilth.foundry.build.run.commands import Command
from tilth.foundry.build.run.events import (
    Checked,
    CheckFailed,
    Completed,
    Opened,
    Planned,
    RedoPlanned,
    Reported,
    Revised,
)
from tilth.foundry.build.run.model import Choices, Inputs, RunFile, RunRequest
from tilth.foundry.request import Request, State, commands
from tilth.foundry.request.model import Delivery
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Sides, not_found, permitted
from tilth_site.build.models import RunOfRequest
from tilth_site.build.plans import operations_of, plan_of
from tilth_site.build.tables import RUNS
from tilth_site.foundry.actions import request_decision
from tilth_site.foundry.tables import REQUESTS
from tilth_site.inventory.holdings import lots_of
from tilth_site.jobs.queue import enqueue
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import load

__all__ = ["ACTIONS", "BUILDABLE", "CompilePlan", "Wanted", "carry_out", "open_run", "record_plan", "revise"]

ACTIONS: Mapping[type[Command], str] = {
    ask.Open: "foundry.run.open",
    ask.Revise: "foundry.run.revise",
    ask.Plan: "foundry.run.plan",
    ask.FailPlan: "foundry.run.plan",
    ask.Start: "foundry.run.start",
    ask.Confirm: "foundry.run.confirm",
    ask.FailStep: "foundry.run.fail_step",
    ask.TakeReport: "foundry.run.report",
    ask.PlanRedo: "foundry.run.redo",
    ask.LeaveOut: "foundry.run.leave_out",
    ask.Complete: "foundry.run.complete",
    ask.Abort: "foundry.run.abort",
}
"""The permission that each command needs."""

BUILDABLE = (State.ACCEPTED, State.QUOTED, State.QUEUED, State.IN_PROGRESS)
"""The states of a request in which a plan for it can be made; it is started from the last two only."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that is wanted: its new id, its title, and the requests (by id) that the foundry ``provider`` builds
    from ``stocks``, in the way that was chosen.
    """

    id: str
    title: str
    provider: str
    requests: tuple[str, ...]
    stocks: RunFile
    choices: Choices


@dataclass(frozen=True, slots=True)
class CompilePlan:
    """What the background job is asked: to compile the plan of which run, from which version of its inputs."""

    run: str
    version: int


def open_run(call: Call, wanted: Wanted) -> Outcome:
    """Begin a run, and ask for its plan in the same transaction."""
    action = ACTIONS[ask.Open]

    def attempt() -> Decision:
        run = load(RUNS, wanted.id)
        # Also where the id is taken: that it is, is nothing for a stranger to know.
        refused = permitted(call.actor, action, Sides(provider=run.provider if run else wanted.provider))
        if refused:
            return refused
        requests = _wanted_requests(wanted)
        if isinstance(requests, Refused):
            return requests
        command = ask.Open(
            id=wanted.id, title=wanted.title, provider=wanted.provider, requests=requests,
            inputs=Inputs(1, wanted.stocks, wanted.choices),
        )  # fmt: skip
        decided = decide(run, command, Setting(busy=_busy(wanted.requests)))
        return decided if isinstance(decided, Refused) else _compiling(wanted.id, wanted.provider, decided, call)

    return perform(call, action, wanted, attempt)


def revise(call: Call, id: str, command: ask.Revise) -> Outcome:
    """Have the plan of the run ``id`` compiled anew, from other stocks or by other choices."""

    def asking(run: Run, events: Events, call: Call) -> Decision:
        return _compiling(run.id, run.provider, events, call)

    return _perform(call, id, command, asking)


def record_plan(call: Call, id: str, command: ask.Plan | ask.FailPlan) -> Outcome:
    """Record what the background job compiled. Under its key the job is known by the version of the inputs that it
    was asked about, so a second run after a crash is answered with the first one's entries.
    """
    version = command.planned.version if isinstance(command, ask.Plan) else command.failure.version
    return _perform(call, id, command, _happened, asked=version)


def carry_out(call: Call, id: str, command: Command) -> Outcome:
    """Carry ``command`` out on the run ``id``, or say why not. For all but opening, revising and planning."""
    further = {ask.Start: _releasing, ask.Complete: _delivering}.get(type(command), _happened)
    return _perform(call, id, command, further)


Events = tuple[RunEvent, ...]
Further = Callable[[Run, Events, Call], Decision]
"""From what the rules decided for a run to everything that happens."""


def _perform(call: Call, id: str, command: Command, further: Further, asked: object = None) -> Outcome:
    """Decide ``command`` for the run. ``asked`` tells this call from another under one key (else the command)."""
    action = ACTIONS[type(command)]

    def attempt() -> Decision:
        run = load(RUNS, id)
        if run is None:
            return not_found()
        refused = permitted(call.actor, action, Sides(provider=run.provider))
        if refused:
            return refused
        decided = decide(run, command, Setting(operations_of(run), versions=_versions(run)))
        return decided if isinstance(decided, Refused) else further(run, decided, call)

    return perform(call, action, [id, asked or command], attempt)


def _wanted_requests(wanted: Wanted) -> tuple[RunRequest, ...] | Refused:
    """The requests, where each is the foundry's and can be built; another foundry's does not exist for it."""
    found: list[RunRequest] = []
    for id in wanted.requests:
        request = load(REQUESTS, id)
        if request is None or request.provider != wanted.provider:
            return not_found()
        if request.state not in BUILDABLE or request.design is None or request.assessment is None:
            return refuse(
                "run.not_buildable",
                "The request {title} is {state}, and no plan can be made for it.",
                "Accept the request first; one that has ended is built no more.",
                "requests",
                title=request.title,
                state=request.state.value,
            )
        constructs = request.assessment.constructs
        found.append(RunRequest(id, request.owner, request.design.version, constructs))
    return tuple(found)


def _busy(requests: Sequence[str]) -> dict[str, str]:
    """Request -> the run that builds it and has not ended."""
    rows = RunOfRequest.objects.filter(request__in=requests, live=True)
    return dict(rows.values_list("request", "run"))


def _versions(run: Run) -> dict[str, int]:
    """Request -> the version of its design that stands."""
    found = {one.id: load(REQUESTS, one.id) for one in run.requests}
    return {id: request.design.version for id, request in found.items() if request and request.design}


def _compiling(id: str, provider: str, events: Events, call: Call) -> Decision:
    """``events``, and the job that compiles the plan from the inputs that they set."""
    for event in events:
        if isinstance(event, Opened | Revised):
            version = event.inputs.version
            enqueue(
                "foundry.compile_plan", CompilePlan(id, version), person=call.actor.person,
                subject=RUNS.name(id), owner="", provider=provider, key=f"{id}/{version}",
            )  # fmt: skip
    return _on_stream(id, events)


def _happened(run: Run, events: Events, _: Call) -> Decision:
    return _on_stream(run.id, events)


def _on_stream(id: str, events: Events) -> tuple[Happened, ...]:
    return tuple(Happened(RUNS.name(id), event, _evidence(event)) for event in events)


def _releasing(run: Run, events: Events, call: Call) -> Decision:
    """``events``, with every request of the run released to build; refused where one may not be, or where a lot
    has expired or was withdrawn since the plan was checked.
    """
    assert run.planned is not None, "a run that is started has a plan"
    plan = plan_of(run.planned.plan).transfers
    lots = lots_of(run.provider, plan)
    unusable = check_plan(plan, lots, timezone.localdate()).refused if lots else None
    if unusable is not None:
        return unusable
    found = list(_on_stream(run.id, events))
    for one in run.requests:
        request: Request | None = load(REQUESTS, one.id)
        if request is not None and request.state is State.IN_PROGRESS:
            continue
        released = request_decision(call, one.id, commands.Start())
        if isinstance(released, Refused):
            return released
        found += released
    return tuple(found)


def _delivering(run: Run, events: Events, call: Call) -> Decision:
    """``events``, with every request of the run that is still being built completed."""
    found = list(_on_stream(run.id, events))
    for event in events:
        for one in event.delivered if isinstance(event, Completed) else ():
            request = load(REQUESTS, one.request)
            if request is None or request.state is not State.IN_PROGRESS:
                continue
            delivery = Delivery(one.constructs, one.evidence)
            completed = request_decision(call, one.request, commands.Complete(delivery))
            if isinstance(completed, Refused):
                return completed
            found += completed
    return tuple(found)


def _evidence(event: RunEvent) -> tuple[str, ...]:
    """The hashes of what the event rests on."""
    match event:
        case Opened(inputs=inputs) | Revised(inputs):
            return (inputs.stocks.sha256,)
        case Planned(planned):
            return _distinct(planned.plan, *(file.sha256 for file in planned.files))
        case Checked(check) | CheckFailed(check):
            return _distinct(check.plan, check.report)
        case Reported(report):
            return _distinct(report.file.sha256, report.reconciliation)
        case RedoPlanned(redo):
            return _distinct(redo.plan, *(file.sha256 for file in redo.files))
        case Completed(delivered):
            return _distinct(*(one.evidence for one in delivered))
        case _:
            return ()


def _distinct(*hashes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hashes))
