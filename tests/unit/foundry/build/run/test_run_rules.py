from __future__ import annotations

from dataclasses import replace
from typing import get_args

import msgspec
import pytest
from run_story import (
    CLEAN,
    DELIVERED,
    HASH,
    OPEN,
    OPERATIONS,
    REPORT,
    SETTING,
    SPOILT,
    STEPS,
    STOCKS,
    at,
    code,
    every_command,
    given,
    plan,
    redo,
    report,
)

from tilth.foundry.build.run import EVENTS, Run, Setting, State, apply, decide, fold, possible
from tilth.foundry.build.run.commands import (
    Abort,
    Command,
    Complete,
    Confirm,
    FailPlan,
    FailStep,
    LeaveOut,
    PlanRedo,
    Revise,
    Start,
)
from tilth.foundry.build.run.events import Started, StepConfirmed
from tilth.foundry.build.run.model import Choices, Delivered, Failure, RunFile, RunRequest, Tally
from tilth.foundry.build.run.steps import Standing, run_steps, standing
from tilth.foundry.build.run.transitions import TABLE, diagram, landing, states_for
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

EXPECTED: dict[State, set[str]] = {
    State.PLANNING: {"plan", "fail_plan", "abort"},
    State.UNPLANNED: {"revise", "abort"},
    State.BLOCKED: {"revise", "abort"},
    State.READY: {"revise", "start", "abort"},
    State.RUNNING: {
        "confirm", "fail_step", "take_report", "plan_redo", "leave_out", "complete", "abort",
    },
    State.COMPLETE: set(),
    State.ABORTED: set(),
}  # fmt: skip


def standings(run: Run) -> dict[str, str]:
    return {step.operation.id: step.standing.value for step in standing(run, OPERATIONS)}


def test_a_run_goes_from_the_plan_to_the_delivery() -> None:
    run = given(None, OPEN)
    assert (run.state, run.steps) == (State.PLANNING, 0)
    run = given(run, plan())
    assert (run.state, run.steps) == (State.READY, 4)
    run = given(run, Start())
    assert standings(run) == {"echo": "open", "seal": "waits", "cycle": "waits", "count": "waits"}
    run = given(run, STEPS[0], report(), *STEPS[1:])
    assert standings(run) == dict.fromkeys(("echo", "seal", "cycle", "count"), "done")
    run = given(run, Complete(DELIVERED))
    assert (run.state, run.delivered) == (State.COMPLETE, DELIVERED)
    assert not run.is_live


@pytest.mark.parametrize("state", State)
def test_a_state_offers_exactly_these_commands_and_refuses_all_others(state: State) -> None:
    assert set(possible(state)) == EXPECTED[state]
    for command in every_command():
        if command.NAME not in EXPECTED[state] and command is not OPEN:
            assert code(at(state), command) == "run.state"
    assert code(at(state), OPEN) == "run.exists"


def test_every_command_has_a_row_and_only_opening_is_possible_before_there_is_a_run() -> None:
    assert {type(one) for one in every_command()} == set(get_args(Command)) == {move.command for move in TABLE}
    assert {move.event for move in TABLE} == set(EVENTS)
    assert possible(None) == ("open",)
    for command in every_command()[1:]:
        assert code(None, command) == "run.missing"
    assert states_for(Revise) == (State.UNPLANNED, State.BLOCKED, State.READY)
    assert "    running --> complete: complete" in diagram().splitlines()
    assert landing(State.COMPLETE, Started) is None


def test_a_run_builds_requests_that_no_other_run_builds() -> None:
    assert code(None, replace(OPEN, requests=())) == "run.no_requests"
    assert code(None, replace(OPEN, requests=OPEN.requests[:1] * 2)) == "run.repeated"
    assert code(None, OPEN, Setting(busy={"req-2": "run-0"})) == "run.busy"


def test_a_plan_with_faults_does_not_start_and_can_be_compiled_anew() -> None:
    run = given(None, OPEN, plan(faults=2))
    assert run.state is State.BLOCKED
    assert run.check is not None
    assert run.check.first == ("fault 0", "fault 1")
    assert code(run, Start()) == "run.state"
    run = given(run, Revise(STOCKS, Choices(seed=8)))
    assert (run.state, run.inputs.version, run.planned, run.check) == (State.PLANNING, 2, None, None)
    assert code(run, plan(1)) == "run.stale_inputs"
    assert code(run, FailPlan(Failure(1, "x", "y"))) == "run.stale_inputs"
    assert given(run, plan(2)).state is State.READY


def test_the_checks_are_of_the_plan_that_is_recorded() -> None:
    command = plan()
    assert code(at(State.PLANNING), replace(command, check=replace(command.check, plan="b" * 64))) == (
        "run.other_plan"
    )


def test_a_plan_of_a_design_that_was_replaced_does_not_start() -> None:
    newer = replace(SETTING, versions={"req-1": 2, "req-2": 3})
    assert code(at(State.READY), Start(), newer) == "run.stale_design"
    assert code(at(State.READY), Start(), replace(SETTING, versions={})) == "run.stale_design"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Confirm("echo", ("SRC-1", "ASM-2")), "run.wrong_labware"),
        (Confirm("echo", ("SRC-1", "ASM-1", "ASM-2")), "run.wrong_labware"),
        (Confirm("echo", ("SRC-1",)), "run.not_scanned"),
        (Confirm("echo"), "run.not_scanned"),
        (Confirm("seal", ("ASM-1",)), "run.too_early"),
        (Confirm("glue", ("ASM-1",)), "run.no_step"),
        (FailStep("echo", " "), "run.no_reason"),
        (FailStep("cycle", "It broke."), "run.too_early"),
        (report("seal"), "run.no_robot"),
        (report("glue"), "run.no_step"),
        (redo(), "run.owes_nothing"),
        (LeaveOut(1, "Why not."), "run.owes_nothing"),
        (Complete(DELIVERED), "run.steps_missing"),
        (Abort(" "), "run.no_reason"),
    ],
)
def test_at_the_bench_this_is_refused(command: Command, why: str) -> None:
    assert code(at(State.RUNNING), command) == why


def test_a_step_is_done_once() -> None:
    run = given(at(State.RUNNING), STEPS[0])
    assert code(run, STEPS[0]) == "run.done_already"


def test_a_step_that_failed_can_be_done_after_all() -> None:
    run = given(at(State.RUNNING), FailStep("echo", "The source plate was sealed."))
    assert standings(run)["echo"] == "failed"
    run = given(run, STEPS[0])
    assert (standings(run)["echo"], dict(run.failed)) == ("done", {})


def test_what_a_robot_did_not_move_keeps_the_next_step_waiting_until_it_is_moved_again() -> None:
    run = given(at(State.RUNNING), STEPS[0], report(tally=SPOILT))
    assert standings(run) == {"echo": "owing", "seal": "waits", "cycle": "waits", "count": "waits"}
    assert code(run, STEPS[1]) == "run.too_early"
    run = given(run, redo())
    assert (run.steps, run.owing) == (5, ())
    assert standings(run) == {
        "echo": "done",
        "redo-1": "open",
        "seal": "waits",
        "cycle": "waits",
        "count": "waits",
    }
    assert code(run, STEPS[1]) == "run.too_early"
    again = Confirm("redo-1", ("SRC-1", "ASM-1"))
    run = given(run, again, report("redo-1"), *STEPS[1:])
    assert given(run, Complete(DELIVERED)).state is State.COMPLETE


def test_what_is_moved_again_may_fail_again() -> None:
    run = given(at(State.RUNNING), STEPS[0], report(tally=SPOILT), redo(), Confirm("redo-1", ("SRC-1", "ASM-1")))
    run = given(run, report("redo-1", Tally(3, 0, 1, 0, 1, 0)))
    assert code(run, STEPS[1]) == "run.too_early"
    run = given(run, redo(2, "redo-1", 1))
    assert [step.id for step in run_steps(run, OPERATIONS)] == [
        "echo", "redo-1", "redo-2", "seal", "cycle", "count",
    ]  # fmt: skip
    assert standings(run)["redo-2"] == "open"


def test_what_is_moved_again_is_the_clients_use_as_far_as_the_failures_were_the_clients() -> None:
    run = given(at(State.RUNNING), STEPS[0])
    assert run.used == 20
    run = given(run, report(tally=SPOILT), redo(), Confirm("redo-1", ("SRC-1", "ASM-1")))
    assert run.used == 20 + 1, "one of the four failed at the client's cost, and they take 4 minutes together"
    assert given(run, report("redo-1"), *STEPS[1:]).used == 21 + 2 + 180 + 10


def test_what_failed_can_be_left_out_with_a_reason() -> None:
    run = given(at(State.RUNNING), STEPS[0], report(tally=SPOILT))
    assert code(run, LeaveOut(1, "")) == "run.no_reason"
    run = given(run, LeaveOut(1, "The part is used up."))
    assert (run.left_out, run.owing) == ((1,), ())
    assert standings(run)["seal"] == "open"
    assert code(run, redo()) == "run.owes_nothing"


def test_a_redo_makes_good_what_its_own_report_owes() -> None:
    run = given(at(State.RUNNING), STEPS[0], report(tally=SPOILT))
    good = redo().redo
    for other in (replace(good, step="redo-9"), replace(good, of="seal"), replace(good, transfers=0)):
        assert code(run, PlanRedo(other)) == "run.other_redo"


def test_a_step_has_one_report() -> None:
    run = given(at(State.RUNNING), report())
    assert code(run, report()) == "run.reported_already"
    assert code(at(State.RUNNING), replace(report(), step="cycle")) == "run.no_robot"


def test_a_run_with_a_failed_transfer_unsettled_is_not_complete() -> None:
    run = given(at(State.RUNNING), *STEPS, report(tally=SPOILT))
    assert code(run, Complete(DELIVERED)) == "run.steps_missing"


@pytest.mark.parametrize(
    ("delivered", "why"),
    [
        (DELIVERED[:1], "run.deliveries"),
        ((*DELIVERED, Delivered("req-9", 1, HASH)), "run.deliveries"),
        ((Delivered("req-1", 49, HASH), DELIVERED[1]), "run.delivery"),
        ((Delivered("req-1", -1, HASH), DELIVERED[1]), "run.delivery"),
        ((DELIVERED[0], Delivered("req-2", 1, "")), "run.no_report"),
    ],
)
def test_a_delivery_says_of_every_request_what_was_built(delivered: tuple[Delivered, ...], why: str) -> None:
    assert code(given(at(State.RUNNING), *STEPS), Complete(delivered)) == why


def test_an_event_that_would_not_fit_the_journal_is_refused() -> None:
    many = tuple(RunRequest(f"req-{number}", "org", 1, 1) for number in range(2_000))
    assert code(None, replace(OPEN, requests=many)) == "run.too_large"


def test_a_damaged_stream_is_told_and_not_folded() -> None:
    with pytest.raises(IntegrityError) as caught:
        apply(None, Started(HASH))
    assert caught.value.code == "run.history"
    with pytest.raises(IntegrityError):
        apply(at(State.COMPLETE), StepConfirmed("echo"))


def test_every_event_is_written_and_read_back_as_it_was() -> None:
    commands = (
        OPEN, plan(faults=1), Revise(STOCKS, Choices(seed=8)), FailPlan(Failure(2, "x", "y")),
        Revise(STOCKS, Choices(seed=9)), plan(3), Start(), FailStep("echo", "Bubbles."), STEPS[0],
        report(tally=SPOILT), redo(),
        Confirm("redo-1", ("SRC-1", "ASM-1")), report("redo-1", Tally(3, 0, 1, 0, 0, 1)), LeaveOut(2, "Enough."),
        *STEPS[1:], Complete(DELIVERED),
    )  # fmt: skip
    run, events = None, []
    for command in commands:
        answer = decide(run, command, SETTING)
        assert not isinstance(answer, Refused), answer
        for event in answer:
            read = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
            assert read == event
            events.append(read)
            run = apply(run, event)
    assert fold(events) == run
    assert {type(event) for event in events} | {type(e) for e in decide(at(State.READY), Abort("x"), SETTING)} == {
        *EVENTS
    }
    assert len({event.TYPE for event in EVENTS}) == len(EVENTS)


def test_a_clean_report_owes_nothing() -> None:
    assert CLEAN.owed == 0
    assert SPOILT.owed == 4
    assert isinstance(REPORT, RunFile)
    assert Standing("owing") is Standing.OWING
