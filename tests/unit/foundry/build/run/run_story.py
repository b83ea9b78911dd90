"""The life of one run, told in commands, for the tests of this folder: two plates, an Echo, a thermocycler."""

from __future__ import annotations

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
    Plan,
    PlanRedo,
    Revise,
    Start,
    TakeReport,
)
from tilth.foundry.build.run.model import (
    Check,
    Choices,
    Delivered,
    Failure,
    Inputs,
    Planned,
    Redo,
    Run,
    RunFile,
    RunRequest,
    State,
    Tally,
)
from tilth.foundry.build.run.rules import Setting, apply, decide
from tilth.kernel.refusal import Refused

HASH = "a" * 64
STOCKS = RunFile("stocks.csv", "5" * 64, 900, "text/csv")
REPORT = RunFile("report.csv", "7" * 64, 4_000, "text/csv")
CLEAN, SPOILT = Tally(48, 0, 0, 0, 0, 0), Tally(44, 1, 3, 0, 3, 1)
DELIVERED = (Delivered("req-1", 47, HASH), Delivered("req-2", 1, HASH))

OPERATIONS = (
    UnitOperation("echo", "UHW010", "WB030", "Move parts", "acoustic_dispenser", 20, ("SRC-1", "ASM-1")),
    UnitOperation("seal", "UHW020", "WB030", "Seal", "bench", 2, ("ASM-1",), ("echo",), skill="bench"),
    UnitOperation("cycle", "UHW030", "WB030", "Cycle", "thermocycler", 180, ("ASM-1",), ("seal",)),
    UnitOperation("count", "USW010", "WB030", "Count colonies", "bench", 10, (), ("cycle",)),
)
SETTING = Setting(OPERATIONS, versions={"req-1": 1, "req-2": 3})

OPEN = Open(
    id="run-1",
    title="Forty-nine",
    provider="org-1",
    requests=(RunRequest("req-1", "org-2", 1, 48), RunRequest("req-2", "org-3", 3, 1)),
    inputs=Inputs(1, STOCKS, Choices(seed=7)),
)


def plan(version: int = 1, faults: int = 0) -> Plan:
    planned = Planned(version, HASH, (RunFile("echo.csv", HASH, 10, "text/csv"),), 4, 49, 2, 2, 98, 212)
    first = tuple(f"fault {number}" for number in range(faults))
    return Plan(planned, Check(HASH, ("ledger",), faults, first, HASH))


def report(step: str = "echo", tally: Tally = CLEAN) -> TakeReport:
    return TakeReport(step=step, file=REPORT, tally=tally, reconciliation=HASH, affected=tally.owed and 2)


def redo(number: int = 1, of: str = "echo", transfers: int = 4) -> PlanRedo:
    return PlanRedo(
        Redo(f"redo-{number}", number, of, transfers, 4, "acoustic_dispenser", ("SRC-1", "ASM-1"), HASH, ())
    )


def given(run: Run | None, *commands: Command, setting: Setting = SETTING) -> Run:
    """The run after ``commands``, none of which may be refused."""
    for command in commands:
        answer = decide(run, command, setting)
        assert not isinstance(answer, Refused), f"{command}: {answer}"
        for event in answer:
            run = apply(run, event)
    assert run is not None
    return run


def code(run: Run | None, command: Command, setting: Setting = SETTING) -> str:
    """The code of the one reason why ``command`` is refused."""
    answer = decide(run, command, setting)
    assert isinstance(answer, Refused), answer
    (reason,) = answer.reasons
    assert reason.message, reason.advice
    return reason.code


STEPS = (
    Confirm("echo", ("SRC-1", "ASM-1")),
    Confirm("seal", ("ASM-1",)),
    Confirm("cycle", ("ASM-1",)),
    Confirm("count"),
)


def at(state: State) -> Run:
    """A run in ``state``."""
    ways: dict[State, tuple[Command, ...]] = {
        State.PLANNING: (),
        State.UNPLANNED: (FailPlan(Failure(1, "build.no_stock", "No stock.")),),
        State.BLOCKED: (plan(faults=2),),
        State.READY: (plan(),),
        State.RUNNING: (plan(), Start()),
        State.COMPLETE: (plan(), Start(), *STEPS, Complete(DELIVERED)),
        State.ABORTED: (Abort("The plate fell."),),
    }
    return given(None, OPEN, *ways[state])


def every_command() -> tuple[Command, ...]:
    """One of each kind."""
    return (
        OPEN, plan(), FailPlan(Failure(1, "x", "y")), Revise(STOCKS, Choices(seed=8)), Start(), STEPS[0],
        FailStep("echo", "The seal tore."), report(), redo(), LeaveOut(1, "Too late."),
        Complete(DELIVERED), Abort("No."),
    )  # fmt: skip
