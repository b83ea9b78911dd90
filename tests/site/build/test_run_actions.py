"""What an action on a run does beside the rules: other requests, other runs, idempotency, and the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benches import CHOICES
from journeys import AT, Journey, design, done, refused
from tilth.foundry.build.run import State, commands
from tilth.foundry.request import State as RequestState
from tilth.foundry.request import commands as asking
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.build.actions import carry_out, open_run, revise
from tilth_site.build.models import BuildRun, RunOfRequest
from tilth_site.build.plans import operations_of
from tilth_site.build.queries import buildable, operations_of_requests
from tilth_site.foundry.actions import carry_out as carry_out_request
from tilth_site.foundry.actions import hand_in
from tilth_site.foundry.beside import known_work
from tilth_site.jobs.models import Job
from tilth_site.journal.actions import Call, Done
from tilth_site.journal.models import JournalEntry
from tilth_site.scheduling.planning import queue_of

pytestmark = pytest.mark.django_db


def test_a_request_is_built_by_one_run_at_a_time(bench) -> None:
    first = bench().open()
    second = replace(first.wanted, id=new_id("run"))
    assert refused(open_run(first.call, second)) == "run.busy"
    first.do(commands.Abort("The plate fell."))
    done(open_run(first.call, second))
    assert set(RunOfRequest.objects.values_list("run", "live")) == {(first.id, False), (second.id, True)}


def test_what_was_not_accepted_and_what_has_ended_is_not_planned(bench) -> None:
    for state in ("submitted", "closed"):
        one = bench(state=state)
        assert refused(open_run(one.call, one.wanted)) == "run.not_buildable"
    assert not BuildRun.objects.exists()


def test_the_request_of_another_foundry_does_not_exist_for_this_one(bench, cast) -> None:
    one = bench()
    missing = replace(one.wanted, requests=(new_id("req"),))
    assert refused(open_run(one.call, missing)) == "not_found"
    elsewhere = replace(one.wanted, provider=cast.other)
    assert refused(open_run(one.call, elsewhere)) == "not_found"


def test_only_screened_designs_go_to_the_bench_and_nothing_starts_in_part(bench, cast) -> None:
    one = bench("firm", "other")
    unscreened = Journey(cast.firm, cast.foundry).to("queued")
    one = replace(one, requests=(*one.requests, unscreened)).to(State.READY)
    assert refused(carry_out(one.call, one.id, commands.Start())) == "screening.running"
    assert one.run.state is State.READY
    assert {journey.request.state for journey in one.requests} == {RequestState.QUEUED}


def test_a_request_that_was_released_already_starts_along(bench) -> None:
    one = bench("firm", "other").to(State.READY)
    done(carry_out_request(one.call, one.requests[0].id, asking.Start()))
    one.do(commands.Start())
    assert {journey.request.state for journey in one.requests} == {RequestState.IN_PROGRESS}


def test_a_request_that_only_was_accepted_cannot_start(bench) -> None:
    one = bench(state="accepted").to(State.READY)
    assert refused(carry_out(one.call, one.id, commands.Start())) == "request.state"


def test_a_plan_of_a_design_that_was_replaced_does_not_start(bench) -> None:
    one = bench(state="accepted").to(State.READY)
    done(hand_in(Call(OPERATOR, AT), one.requests[0].id, design("two")))
    assert refused(carry_out(one.call, one.id, commands.Start())) == "run.stale_design"


def test_a_request_that_was_completed_by_hand_does_not_keep_the_run_from_ending(bench) -> None:
    one = bench().to(State.RUNNING)
    one.requests[0].to("complete")
    one.confirm("echo", "cycle").do(one.completion())
    assert one.run.state is State.COMPLETE


def test_asking_twice_under_one_key_writes_once(bench, cast) -> None:
    one = bench().to(State.RUNNING)
    call = cast.call("foundry", Role.AUTOMATION_ENGINEER, key="scan-1")
    first = carry_out(call, one.id, commands.Confirm("echo", ("SRC-1", "ASM-1")))
    before = JournalEntry.objects.count()
    second = carry_out(call, one.id, commands.Confirm("echo", ("SRC-1", "ASM-1")))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (second.entries, second.repeated) == (first.entries, True)
    assert JournalEntry.objects.count() == before
    other = carry_out(call, one.id, commands.Confirm("cycle", ("ASM-1",)))
    assert refused(other) == "idempotency.reused"


def test_a_plan_is_asked_for_with_the_run_and_again_with_other_stocks(bench) -> None:
    one = bench().to(State.READY)
    done(revise(one.call, one.id, commands.Revise(one.run.inputs.stocks, replace(CHOICES, seed=9))))
    jobs = Job.objects.filter(kind="foundry.compile_plan").order_by("id")
    assert [job.payload for job in jobs] == [{"run": one.id, "version": 1}, {"run": one.id, "version": 2}]
    assert {(job.owner, job.provider) for job in jobs} == {("", one.provider)}
    assert BuildRun.objects.get().state == "planning"


def test_the_row_says_how_far_the_run_is_and_what_it_owes(bench) -> None:
    one = bench("firm", "other").to(State.RUNNING).confirm("echo")
    one.do(one.report(3))
    row = BuildRun.objects.get()
    assert (row.requests, row.constructs, row.steps, row.confirmed, row.owed) == (2, 4, 2, 1, 3)
    one.do(one.redo())
    row = BuildRun.objects.get()
    assert (row.steps, row.owed, row.state) == (3, 0, "running")


def test_the_schedule_can_ask_what_work_a_planned_run_is(bench, cast) -> None:
    one = bench().to(State.READY)
    (request,) = one.requests
    assert [step.id for step in operations_of_requests([request.id])[request.id]] == ["echo", "cycle"]
    assert known_work([request.id]) == operations_of_requests([request.id])
    assert known_work([new_id("req")]) == {}


def test_requests_that_can_be_built_are_offered_to_the_floor_only(bench, cast) -> None:
    one = bench("firm", "other")
    engineer = cast.call("foundry", Role.AUTOMATION_ENGINEER).actor
    officer = cast.call("foundry", Role.BIOSAFETY_OFFICER).actor
    assert {row.id for row in buildable(engineer, cast.foundry)} == {journey.id for journey in one.requests}
    assert buildable(officer, cast.foundry) == []
    one.open()
    assert buildable(engineer, cast.foundry) == []


def test_a_run_of_two_requests_counts_once_in_the_schedule_and_ends_both(bench) -> None:
    one = bench("firm", "other").to(State.RUNNING)
    first, second = queue_of(one.run.provider, None, "UTC")
    assert (first.carried_by, second.carried_by) == ("", first.id)
    assert first.operations == second.operations
    assert [step.id for step in first.operations] == [step.id for step in operations_of(one.run)]
