"""The queue as one scheduling problem."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor_story import AXIS, FLOOR, MONDAY, operations, request

from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.floor.fair_share import Usage, decayed, factors, weight
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.planning import first_plan, plan_queue
from tilth.foundry.build.schedule.floor.queue import FloorProblem, problem_of
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.priorities import priorities
from tilth.foundry.build.schedule.problem import Lag, Objective, Point, Transport, Use
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused


def made(*queue: QueuedRequest, floor: Floor = FLOOR, **more: object) -> FloorProblem:
    found = problem_of(queue, floor, AXIS, **more)  # type: ignore[arg-type]
    assert isinstance(found, FloorProblem), found
    return found


def refused(*queue: QueuedRequest) -> list[str]:
    found = problem_of(queue, FLOOR, AXIS)
    assert isinstance(found, Refused)
    return [reason.code for reason in found.reasons]


def test_like_instruments_are_one_pool_and_slots_are_its_units() -> None:
    capacities = {one.id: one.capacity for one in made(request(1)).problem.resources}
    assert capacities == {"robot": 1, "cycler-1+cycler-2": 2, "oven": 4, "ann": 1}
    assert made(request(1)).members["cycler-1+cycler-2"] == ("cycler-1", "cycler-2")


def test_a_person_is_needed_for_the_attended_part_only() -> None:
    mix = made(request(1)).problem.operations[0]
    assert mix.modes[0].uses == (Use("robot"), Use("ann", length=20))


def test_a_longest_wait_and_a_way_are_in_the_problem() -> None:
    problem = made(request(1)).problem
    assert Lag("req-1/mix", Point.END, "req-1/cycle", Point.START, 0, 120) in problem.lags
    assert Transport("req-1/cycle", "req-1/grow") in problem.transports
    assert problem.travel["north", "south"] == 15
    assert problem.objective is Objective.TARDINESS


def test_due_dates_are_minutes_and_without_one_every_minute_counts() -> None:
    dated = request(1, due=MONDAY + timedelta(days=2))
    later = request(2, arrived=MONDAY + timedelta(hours=5))
    jobs = {job.id: job for job in made(dated, later).problem.jobs}
    assert (jobs["req-1"].due, jobs["req-2"].due) == (2880, 300)
    assert all(one.release == 300 for one in made(later).problem.operations)


def test_priority_and_fair_share_make_the_weight() -> None:
    problem = made(request(1, "busy"), request(2, "new", priority=2), used={"busy": 500}, share=False).problem
    weights = {job.id: job.weight for job in problem.jobs}
    # The busy one has all of the use and half of the shares: 2 ** -2.
    assert weights == {"req-1": 25, "req-2": 200}


def test_who_used_exactly_the_share_has_half_the_factor() -> None:
    assert factors({"a": 30, "b": 10}, {"a": 3}, ["a", "b"]) == {"a": 0.5, "b": 0.5}
    assert factors({}, {}, ["a"]) == {"a": 1.0}
    assert weight(1, 1e-9) == 1


def test_use_is_forgotten_with_a_half_life() -> None:
    usage = [Usage("a", 80, MONDAY - timedelta(days=30)), Usage("a", 10, MONDAY + timedelta(days=1))]
    assert decayed(usage, MONDAY, timedelta(days=30)) == {"a": 50.0}
    with pytest.raises(OptionError):
        decayed(usage, MONDAY, timedelta(0))


def test_what_the_floor_cannot_do_is_refused_with_every_reason() -> None:
    bad = (
        UnitOperation("spin", "UHW1", "WB1", "Spin", "centrifuge", 10),
        UnitOperation("read", "UHW1", "WB1", "Read", "liquid_handler", 10, skill="optics", attended=5),
        UnitOperation("long", "UHW1", "WB1", "Long", "liquid_handler", 300, skill="automation", attended=300),
    )
    assert refused(request(1, operations=bad)) == ["floor.instrument", "floor.skill", "floor.too_long"]


def test_contradictions_in_a_request_are_refused() -> None:
    one = UnitOperation("a", "UHW1", "WB1", "A", "incubator", 10, after=("b",))
    two = UnitOperation("b", "UHW1", "WB1", "B", "incubator", 10, after=("a",))
    lost = UnitOperation("c", "UHW1", "WB1", "C", "incubator", 10, within=(Within("x", 5),))
    assert refused(request(1, operations=(one, two))) == ["floor.cycle"]
    soon = replace(one, after=(), within=(Within(two.id, 5),))
    assert refused(request(1, operations=(soon, two))) == ["floor.cycle"], "a longest wait is a wait"
    assert refused(request(1, operations=(lost,))) == ["floor.after"]
    assert refused(request(1, operations=(two, two))) == ["floor.same_id", "floor.after"]
    assert refused(request(1), request(1)) == ["floor.twice"]
    with pytest.raises(OptionError):
        request(1, priority=0)


def test_a_first_plan_is_quick_and_sound() -> None:
    problem = made(*(request(number, due=MONDAY + timedelta(days=number)) for number in range(1, 9))).problem
    plan = first_plan(problem)
    assert plan is not None
    assert violations(problem, plan) == ()


def test_a_first_plan_goes_back_where_a_longest_wait_would_be_broken() -> None:
    """One cycler takes both requests in turn, so the second mix has to wait although the robot is free."""
    tight = operations(wait=0)
    problem = made(*(request(number, wells=0, operations=tight) for number in range(1, 6))).problem
    plan = first_plan(problem)
    assert plan is not None
    assert violations(problem, plan) == ()
    times = {one.operation: one for one in plan.assignments}
    assert all(times[f"req-{at}/mix"].end == times[f"req-{at}/cycle"].start for at in range(1, 6))


def test_the_queue_is_planned_and_proven() -> None:
    planned = plan_queue([request(1, due=MONDAY + timedelta(days=2)), request(2)], FLOOR, AXIS, seconds=2)
    assert not isinstance(planned, Refused)
    assert violations(planned.of.problem, planned.schedule) == ()
    assert planned.of.within_horizon(planned.schedule)


def run_of_two(**more: object) -> tuple[QueuedRequest, QueuedRequest]:
    """Two requests of one run, the second of which is due in two days."""
    second = replace(request(2, due=MONDAY + timedelta(days=2), **more), carried_by="req-1")
    return request(1, due=MONDAY + timedelta(days=30)), second


def test_a_run_of_several_requests_is_a_job_of_its_own_and_each_ends_with_it() -> None:
    first, second = run_of_two()
    found = made(second, first)
    (run,) = found.plates
    assert [share.request for share in run.shares] == ["req-1", "req-2"]
    operations = {one.id: one.job for one in found.problem.operations}
    assert operations == {
        f"{run.id}/mix": run.id, f"{run.id}/cycle": run.id, f"{run.id}/grow": run.id,
        "req-1/done": "req-1", "req-2/done": "req-2",
    }  # fmt: skip
    for id in ("req-1", "req-2"):
        assert Lag(f"{run.id}/grow", Point.END, f"{id}/done", Point.START) in found.problem.lags
    alone = made(second).problem
    assert {one.id for one in alone.operations} == {"req-2/mix", "req-2/cycle", "req-2/grow"}, "no carrier there"


def test_each_request_of_a_run_has_its_own_due_date_priority_and_tenant() -> None:
    first, second = run_of_two(priority=9, tenant="busy")
    jobs = {job.id: job for job in made(first, second, used={"busy": 60.0}).problem.jobs}
    assert (jobs["req-1"].due, jobs["req-2"].due) == (43200, 2880)
    assert (jobs["req-1"].tenant, jobs["req-2"].tenant) == ("tenant-1", "busy")
    assert jobs["req-1"].weight == 100, "who has used nothing has all of the weight"
    assert jobs["req-2"].weight == 225, "and who has used all of it a quarter, nine times"


def test_a_run_begins_when_the_last_of_its_requests_is_there() -> None:
    first, second = run_of_two(arrived=MONDAY + timedelta(hours=5))
    found = made(first, second).problem
    assert {one.release for one in found.operations if one.job.startswith("shared-")} == {300}


@pytest.mark.parametrize("day", [1, 3])
def test_a_run_is_as_pressing_as_the_most_pressing_of_its_requests(day: int) -> None:
    first, second = run_of_two()
    rival = request(3, due=MONDAY + timedelta(days=day))
    found = made(first, second, rival)
    starts = {one.operation: one.start for one in first_plan(found.problem).assignments}
    (run,) = found.plates
    assert (starts[f"{run.id}/mix"] < starts["req-3/mix"]) == (day == 3)
    by_rule = priorities(Instance(found.problem))[0]
    ranked = dict(zip((one.id for one in found.problem.operations), by_rule, strict=True))
    assert (ranked[f"{run.id}/mix"] > ranked["req-3/mix"]) == (day == 3)


def test_a_run_shares_no_plate_with_others_and_its_id_tells_no_request() -> None:
    first, second = run_of_two()
    found = made(first, second, request(3), request(4))
    run, pooled = sorted(found.plates, key=lambda plate: bool(plate.runs))
    assert [share.request for share in pooled.shares] == ["req-3", "req-4"]
    assert run.id.startswith("shared-")
    assert "req" not in run.id
    assert made(second, first).plates[0].id == run.id, "the order of the queue does not matter"
