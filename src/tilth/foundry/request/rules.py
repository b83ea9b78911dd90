"""What may happen to a request: a command becomes events, or a refusal that says why.

Pure: the day is handed in, nothing is read. What concerns the statement of work is decided in :mod:`.quoting`,
the release to build in :mod:`.screening`; what a state allows at all is the table in :mod:`.transitions`.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

import msgspec

from tilth.foundry.request.commands import (
    Accept,
    AskForChanges,
    Assess,
    Close,
    Command,
    Complete,
    FailAssessment,
    Open,
    Order,
    Queue,
    Quote,
    Reject,
    Revise,
    Screen,
    Sign,
    Start,
    Submit,
    Withdraw,
)
from tilth.foundry.request.events import (
    Accepted,
    Assessed,
    AssessmentFailed,
    ChangesRequested,
    Closed,
    Completed,
    Designed,
    Opened,
    Queued,
    Rejected,
    RequestEvent,
    Screened,
    Started,
    Submitted,
    Withdrawn,
)
from tilth.foundry.request.folding import apply, fold
from tilth.foundry.request.model import Delivery, Design, FileRef, Request
from tilth.foundry.request.quoting import objection_to_queueing, quoted, signed
from tilth.foundry.request.readiness import no_design, objection_to_version, ready
from tilth.foundry.request.screening import Screening, gate, objection
from tilth.foundry.request.transitions import possible, states_for
from tilth.kernel.refusal import Refused, refuse

__all__ = ["EVENT_MOST", "apply", "decide", "fold"]

EVENT_MOST = 64_000
"""An event may take so many bytes of JSON. What is larger belongs among the evidence, named by hash."""


def decide(request: Request | None, command: Command, today: date) -> tuple[RequestEvent, ...] | Refused:
    """What ``command`` does to ``request`` (None: it is not there yet) on the day ``today``, or why it does not.

    Every event given out can be applied to ``request``, in order.
    """
    if request is None:
        event = _opened(command)
    elif isinstance(command, Open):
        event = _opened_already(request)
    else:
        event = _misplaced(request, command) or _decided(request, command, today)
    if isinstance(event, Refused):
        return event
    size = len(msgspec.json.encode(event))
    if size > EVENT_MOST:
        return refuse(
            "request.too_large",
            "What is to be recorded takes {size} bytes, and {most} are allowed.",
            "Hand in fewer files or lines: put the files into one archive, or group the lines.",
            size=size,
            most=EVENT_MOST,
        )
    return (event,)


def _opened(command: Command) -> RequestEvent | Refused:
    if not isinstance(command, Open):
        return refuse(
            "request.missing",
            "There is no request for the command {command}.",
            "Open a request first.",
            command=command.NAME,
        )
    if not command.title.strip():
        return refuse(
            "request.no_title",
            "The request has no title.",
            "Give it a title by which people will know it.",
            where="title",
        )
    return Opened(
        id=command.id,
        title=command.title,
        owner=command.owner,
        provider=command.provider,
        opened_by=command.opened_by,
        customer_class=command.customer_class,
        venture=command.venture,
    )


def _opened_already(request: Request) -> Refused:
    return refuse(
        "request.exists",
        "There is a request {id} already.",
        "Open the request under another id, or go on with the one that is there.",
        where="id",
        id=request.id,
    )


def _misplaced(request: Request, command: Order) -> Refused | None:
    """Why the state of the request has no place for the command, or None where it has."""
    if command.NAME in possible(request.state):
        return None
    return refuse(
        "request.state",
        "A request in the state {state} does not take the command {command}.",
        "The command is for a request in one of these states: {states}.",
        command=command.NAME,
        state=request.state.value,
        states=", ".join(states_for(type(command))),
    )


def _decided(request: Request, command: Order, today: date) -> RequestEvent | Refused:
    """The event of a command that the state has a place for."""
    match command:
        case Revise(files):
            return _revised(request, files)
        case Assess(assessment):
            return objection_to_version(request, assessment.design_version) or Assessed(assessment)
        case FailAssessment(failure):
            return objection_to_version(request, failure.design_version) or AssessmentFailed(failure)
        case Screen(screening):
            return _screened(request, screening)
        case Submit():
            return _of_ready_design(request, Submitted)
        case AskForChanges(reason):
            return _unreasoned(reason) or ChangesRequested(reason)
        case Accept():
            return _of_ready_design(request, Accepted)
        case Reject(reason):
            return _unreasoned(reason) or Rejected(reason)
        case Withdraw(reason):
            return Withdrawn(reason, request.slot)
        case Quote():
            return quoted(request, command, today)
        case Sign():
            return signed(request, command, today)
        case Queue(slot):
            return objection_to_queueing(request) or Queued(slot)
        case Start():
            return gate(request.screening) or Started(request.screening)
        case Complete(delivery):
            return _undelivered(request, delivery) or Completed(delivery)
        case Close():
            return Closed()
        case _:
            assert_never(command)


def _of_ready_design(request: Request, event: type[Submitted | Accepted]) -> RequestEvent | Refused:
    """``event`` about the design that stands, where that is assessed and yields something to build."""
    assessment = ready(request)
    return assessment if isinstance(assessment, Refused) else event(assessment.design_version)


def _revised(request: Request, files: tuple[FileRef, ...]) -> RequestEvent | Refused:
    if not files:
        return refuse("request.no_files", "The design has no files.", "Hand in one file at least.", where="files")
    names = [file.name for file in files]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        return refuse(
            "request.repeated_file",
            "Two files of the design are called {name}.",
            "Give each file a name of its own.",
            where="files",
            name=repeated[0],
        )
    before = request.design
    if before is not None and sorted(before.files, key=_by_name) == sorted(files, key=_by_name):
        return refuse(
            "request.same_design",
            "These are the files of design version {version}, which stands.",
            "Change the design before handing it in again.",
            where="files",
            version=before.version,
        )
    return Designed(Design(1 if before is None else before.version + 1, files), request.slot)


def _by_name(file: FileRef) -> str:
    return file.name


def _screened(request: Request, screening: Screening) -> RequestEvent | Refused:
    if request.design is None:
        return no_design()
    return objection(screening, request.screening) or Screened(screening)


def _unreasoned(reason: str) -> Refused | None:
    if reason.strip():
        return None
    return refuse(
        "request.no_reason",
        "No reason is given.",
        "Say why, so that the owner knows what to change.",
        where="reason",
    )


def _undelivered(request: Request, delivery: Delivery) -> Refused | None:
    """Why this cannot be what was delivered, or None where it can."""
    statement = request.statement
    promised = 0 if statement is None else sum(group.constructs for group in statement.scope)
    if not 0 <= delivery.constructs <= promised:
        return refuse(
            "request.delivery",
            "The number of constructs delivered, {constructs}, is not between 0 and the {promised} to be built.",
            "Count the constructs that were delivered, of those in the statement of work.",
            where="delivery",
            constructs=delivery.constructs,
            promised=promised,
        )
    if not delivery.evidence:
        return refuse(
            "request.no_report",
            "The delivery names no report.",
            "Put the report of the build among the evidence and name its hash.",
            where="delivery",
        )
    return None
