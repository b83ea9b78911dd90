"""The life of one request, told in commands, for the tests of this folder."""

from __future__ import annotations

from datetime import date, timedelta

from tilth.foundry.request.assessment import Assessment, Failure, Problems
from tilth.foundry.request.commands import (
    Accept,
    AskForChanges,
    Assess,
    Close,
    Command,
    Complete,
    FailAssessment,
    Open,
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
from tilth.foundry.request.constructs import Construct, group
from tilth.foundry.request.model import Delivery, FileRef, Request, Side, State
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.rules import apply, decide
from tilth.foundry.request.screening import Screening, Status
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused

TODAY = date(2026, 3, 2)
REPORT, LIST, HITS = "a" * 64, "b" * 64, "c" * 64
OPEN = Open(
    id="r1",
    title="CIDAR",
    owner="org-1",
    provider="org-2",
    opened_by="p1",
    customer_class="academic",
    venture="v1",
)


def files(*names: str) -> tuple[FileRef, ...]:
    return tuple(FileRef(name, f"{number:064x}", 100, "text/plain") for number, name in enumerate(names, 1))


def assessment(version: int = 1, constructs: int = 48) -> Assessment:
    listed = [Construct(f"c{number}", "tu", f"cdseguid={version}-{number}") for number in range(constructs)]
    return Assessment(version, REPORT, LIST, group(listed, {"tu": "Transcription units"}), Problems())


def line(key: str, quantity: int, fen: int, currency: str = "CNY") -> Line:
    return Line(key, key.title(), quantity, Money(fen, currency), Money(quantity * fen, currency))


def screened(status: Status, version: int = 1, reason: str = "") -> Screen:
    return Screen(Screening(status, version, "IBBIS 2026-02", HITS, reason))


def quote(*lines: Line, afresh: bool = False, terms: str = "T1", valid: int = 30) -> Quote:
    return Quote(
        lines=lines or (line("assembly", 48, 3000), line("setup", 1, 50000)),
        price_list="Zhangjiang 2026",
        earliest=date(2026, 4, 1),
        latest=date(2026, 4, 20),
        provisional=False,
        terms=terms,
        valid_until=TODAY + timedelta(days=valid),
        assumptions=("Parts are in stock.",),
        afresh=afresh,
    )


def sign(request: Request, side: Side) -> Sign:
    statement = request.statement
    assert statement is not None
    return Sign(
        version=statement.version,
        sha256=statement.sha256,
        side=side,
        signatory=f"person-{side}",
        meaning="I accept this statement of work.",
    )


def run(request: Request | None, *commands: Command, today: date = TODAY) -> Request:
    for command in commands:
        events = decide(request, command, today)
        assert not isinstance(events, Refused), str(events)
        for event in events:
            request = apply(request, event)
    assert request is not None
    return request


def refused(request: Request | None, command: Command, today: date = TODAY) -> str:
    """The code of the one reason; its two sentences must be filled and end in a full stop."""
    answer = decide(request, command, today)
    assert isinstance(answer, Refused), answer
    (reason,) = answer.reasons
    assert reason.message.endswith(".")
    assert reason.advice.endswith(".")
    return reason.code


def drafted() -> Request:
    return run(None, OPEN, Revise(files("DESIGN.toml")), Assess(assessment()))


def quoted() -> Request:
    return run(drafted(), Submit(), Accept(), quote())


def agreed() -> Request:
    request = run(quoted(), sign(quoted(), Side.OWNER))
    return run(request, sign(request, Side.PROVIDER))


def at(state: State) -> Request:
    """A request in ``state``, come to by the shortest way."""
    match state:
        case State.DRAFT:
            return drafted()
        case State.SUBMITTED:
            return run(drafted(), Submit())
        case State.CHANGES_REQUESTED:
            return run(at(State.SUBMITTED), AskForChanges("R0063_AB has a site."))
        case State.ACCEPTED:
            return run(at(State.SUBMITTED), Accept())
        case State.QUOTED:
            return agreed()
        case State.QUEUED:
            return run(agreed(), screened(Status.CLEARED), Queue("w11"))
        case State.IN_PROGRESS:
            return run(at(State.QUEUED), Start())
        case State.COMPLETE:
            return run(at(State.IN_PROGRESS), Complete(Delivery(47, REPORT)))
        case State.CLOSED:
            return run(at(State.COMPLETE), Close())
        case State.REJECTED:
            return run(at(State.SUBMITTED), Reject("Out of scope."))
        case State.WITHDRAWN:
            return run(at(State.SUBMITTED), Withdraw())


def every_command(request: Request) -> tuple[Command, ...]:
    """One command of every kind that nothing but the state of ``request`` can refuse."""
    version = request.design.version if request.design else 1
    unsigned = request.unsigned
    return (
        OPEN,
        Revise(files("other.toml")),
        Assess(assessment(version)),
        FailAssessment(Failure(version, "parts.unreadable", "The record has no sequence.")),
        screened(Status.CLEARED, version),
        Submit(),
        AskForChanges("Say which strain."),
        Accept(),
        Reject("Out of scope."),
        Withdraw(),
        quote(terms="T2"),
        sign(request, unsigned[0] if unsigned else Side.OWNER)
        if request.statement
        else Sign(version=1, sha256="0" * 64, side=Side.OWNER, signatory="p", meaning="Yes."),
        Queue("w11"),
        Start(),
        Complete(Delivery(48, REPORT)),
        Close(),
    )
