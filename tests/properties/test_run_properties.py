"""Random lives of runs: commands of every kind, apt or not, at a bench where things go wrong."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import EVENTS, Run, RunEvent, Setting, State, apply, decide, fold, possible
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
from tilth.foundry.build.run.events import Completed, RedoPlanned, Started, StepConfirmed
from tilth.foundry.build.run.model import (
    Check,
    Choices,
    Delivered,
    Failure,
    Inputs,
    Planned,
    Redo,
    RunFile,
    RunRequest,
    Tally,
)
from tilth.foundry.build.run.steps import Standing, run_steps, standing
from tilth.kernel.refusal import Refused

HASH, FILE = "a" * 64, RunFile("stocks.csv", "5" * 64, 9, "text/csv")
OPERATIONS = (
    UnitOperation("mix", "U1", "W1", "Mix", "liquid_handler", 9, ("MIX", "ASM")),
    UnitOperation("echo", "U2", "W1", "Parts", "acoustic_dispenser", 9, ("SRC", "ASM"), ("mix",)),
    UnitOperation("cycle", "U3", "W1", "Cycle", "thermocycler", 9, ("ASM",), ("echo", "mix")),
    UnitOperation("count", "U4", "W2", "Count", "bench", 9, (), ("cycle",)),
)
STEPS = ("mix", "echo", "cycle", "count", "redo-1", "redo-2", "nothing")
few = st.integers(0, 3)


class Bench(RuleBasedStateMachine):
    """One run, and the requests that its design versions are of."""

    def __init__(self) -> None:
        super().__init__()
        self.run: Run | None = None
        self.events: list[RunEvent] = []
        self.version = 1
        self.give(
            Open(id="r", title="r", provider="o", requests=(RunRequest("q", "o", 1, 4),), inputs=Inputs(1, FILE))
        )

    def give(self, command: Command) -> None:
        before = self.run
        answer = decide(before, command, Setting(OPERATIONS, versions={"q": self.version}))
        if isinstance(answer, Refused):
            assert str(answer)
            return
        assert command.NAME in possible(None if before is None else before.state)
        for event in answer:
            self.check(before, event)
            self.events.append(msgspec.json.decode(msgspec.json.encode(event), type=type(event)))
            self.run = apply(self.run, event)

    def check(self, before: Run | None, event: RunEvent) -> None:
        """What must hold before each event, said in other words than the rules say it."""
        if before is None:
            return
        steps = {step.id: step for step in run_steps(before, OPERATIONS)}
        owing = {report.step for report in before.owing}
        if isinstance(event, Started):
            assert before.check is not None
            assert before.check.faults == 0
            assert before.check.plan == event.plan
            assert self.version == 1
        if isinstance(event, StepConfirmed):
            step = steps[event.step]
            assert event.step not in before.confirmed
            assert set(event.scanned) == set(step.labware)
            assert set(step.after) <= set(before.confirmed) - owing
        if isinstance(event, RedoPlanned):
            assert event.redo.of in owing
        if isinstance(event, Completed):
            assert set(before.confirmed) == set(steps)
            assert not owing

    @initialize(ready=st.sampled_from([True, True, True, False]))
    def go_to_the_bench(self, ready: bool) -> None:
        if ready:
            self.plan(0, 0)
            self.give(Start())

    @rule(faults=st.sampled_from([0, 0, 1]), behind=st.sampled_from([0, 0, 0, 1]))
    def plan(self, faults: int, behind: int) -> None:
        version = self.state().inputs.version - behind
        planned = Planned(version, HASH, (), len(OPERATIONS), 4, 0, 3, 8, 36)
        self.give(Plan(planned, Check(HASH, ("ledger",), faults, ("x",) * faults, HASH)))

    @rule(behind=st.sampled_from([0, 1]))
    def fail_plan(self, behind: int) -> None:
        self.give(FailPlan(Failure(self.state().inputs.version - behind, "x", "y")))

    @rule(seed=few)
    def revise(self, seed: int) -> None:
        self.give(Revise(FILE, Choices(seed=seed)))

    @rule(revised=st.sampled_from([False, False, False, True]))
    def start(self, revised: bool) -> None:
        self.version += revised
        self.give(Start())

    @rule(step=st.sampled_from(STEPS), slip=st.sampled_from([None, None, None, "OTHER"]))
    def confirm(self, step: str, slip: str | None) -> None:
        known = {one.id: one.labware for one in run_steps(self.state(), OPERATIONS)}
        scanned = known.get(step, ())
        self.give(Confirm(step, (*scanned, slip) if slip else scanned))

    @rule(failed=st.sampled_from([None, 0, 0, 1]), careful=st.booleans())
    def go_on(self, failed: int | None, careful: bool) -> None:
        """The next step, with a report of it where ``failed`` is a number; whoever is ``careful`` settles first
        what is owed.
        """
        for report in self.state().owing if careful else ():
            self.redo(report.number, 0)
        for step in run_steps(self.state(), OPERATIONS):
            if step.id not in self.state().confirmed:
                if failed is not None:
                    self.report(step.id, failed)
                self.give(Confirm(step.id, step.labware))
                return
        self.give(Complete((Delivered("q", 3, HASH),)))

    @rule(step=st.sampled_from(STEPS), reason=st.sampled_from(["", "bubbles"]))
    def fail_step(self, step: str, reason: str) -> None:
        self.give(FailStep(step, reason))

    @rule(step=st.sampled_from(STEPS), failed=few)
    def report(self, step: str, failed: int) -> None:
        tally = Tally(8 - failed, 0, failed, 0, failed, 0)
        self.give(TakeReport(step=step, file=FILE, tally=tally, reconciliation=HASH, affected=failed))

    @rule(number=few, wrong=st.sampled_from([0, 0, 0, 1]))
    def redo(self, number: int, wrong: int) -> None:
        report = next((one for one in self.state().reports if one.number == number), None)
        of, owed = (report.step, report.tally.owed) if report else ("echo", 1)
        redo = Redo(
            f"redo-{number}", number, of, owed * (1 - wrong), 1, "acoustic_dispenser", ("SRC", "ASM"), HASH, ()
        )
        self.give(PlanRedo(redo))

    @rule(number=few, reason=st.sampled_from(["", "used up"]))
    def leave_out(self, number: int, reason: str) -> None:
        self.give(LeaveOut(number, reason))

    @rule(constructs=st.integers(-1, 5), evidence=st.sampled_from(["", HASH]))
    def complete(self, constructs: int, evidence: str) -> None:
        self.give(Complete((Delivered("q", constructs, evidence),)))

    @precondition(lambda self: len(self.events) > 12)
    @rule(reason=st.sampled_from(["", "", "", "a flood"]))
    def abort(self, reason: str) -> None:
        self.give(Abort(reason))

    def state(self) -> Run:
        assert self.run is not None
        return self.run

    @invariant()
    def the_fold_of_what_was_written_is_the_state(self) -> None:
        if self.run is not None:
            assert fold(self.events) == self.run
            assert {event.TYPE for event in self.events} <= {event.TYPE for event in EVENTS}

    @invariant()
    def something_can_be_done_until_all_is_done(self) -> None:
        run = self.run
        if run is None or run.state is not State.RUNNING:
            return
        steps = standing(run, OPERATIONS)
        kinds = {step.standing for step in steps}
        assert kinds & {Standing.OPEN, Standing.FAILED, Standing.OWING} or kinds == {Standing.DONE}
        assert run.steps == len(steps)


Bench.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestARunAtTheBench = Bench.TestCase
