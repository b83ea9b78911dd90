"""A plan is mended in the middle: a breakdown, an overrun, urgent work."""

from dataclasses import replace

import pytest

from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.floor.happenings import Arrived, Down, Happening, Overran
from tilth.foundry.build.schedule.floor.moves import BrokenPromise, BrokenWait
from tilth.foundry.build.schedule.floor.replan import Replanned, replan
from tilth.foundry.build.schedule.floor.situation import situation
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
    Lag,
    Mode,
    Objective,
    Operation,
    Point,
    Problem,
    Resource,
    Schedule,
    Status,
    Use,
    Window,
)
from tilth.kernel.errors import InputError
from tilth.kernel.refusal import Refused


def operation(id: str, minutes: int, resource: str) -> Operation:
    return Operation(id, id[0], (Mode(minutes, (Use(resource),)),))


def then(first: str, second: str, most: int | None = None) -> Lag:
    return Lag(first, Point.END, second, Point.START, 0, most)


PROBLEM = Problem(
    (Resource("robot"), Resource("cycler", 2)),
    (Job("a", 100), Job("b", 100), Job("c", 200)),
    (
        operation("a1", 30, "robot"),
        operation("a2", 60, "cycler"),
        operation("b1", 20, "robot"),
        operation("b2", 40, "cycler"),
        operation("c1", 30, "robot"),
        operation("c2", 60, "cycler"),
    ),
    (then("a1", "a2", 10), then("b1", "b2"), then("c1", "c2")),
    objective=Objective.TARDINESS,
)
STARTS = {"a1": 0, "a2": 30, "b1": 30, "b2": 50, "c1": 50, "c2": 90}
PLAN = Schedule(
    Status.OPTIMAL,
    tuple(
        Assignment(one.id, STARTS[one.id], STARTS[one.id] + one.modes[0].duration) for one in PROBLEM.operations
    ),
    0,
    0,
    0.0,
)


def again(now: int, *happenings: Happening, problem: Problem = PROBLEM, **more: object) -> Replanned:
    found = replan(problem, PLAN, now, happenings, seconds=5, workers=1, **more)  # type: ignore[arg-type]
    assert isinstance(found, Replanned), found
    assert violations(found.problem, found.schedule) == ()
    return found


def starts(found: Replanned) -> dict[str, int]:
    return {one.operation: one.start for one in found.schedule.assignments}


def refusal(now: int, *happenings: Happening) -> str:
    found = replan(PROBLEM, PLAN, now, happenings, seconds=5, workers=1)
    assert isinstance(found, Refused)
    return found.reasons[0].code


def test_the_plan_is_sound() -> None:
    assert violations(PROBLEM, PLAN) == ()


def test_where_nothing_happens_nothing_moves() -> None:
    found = again(40)
    assert found.moved == found.jobs == found.broken == ()
    assert found.fixed == {"a1", "a2", "b1"}
    assert found.proven


def test_any_whole_number_is_a_seed() -> None:
    assert again(40, seed=1 << 31).moved == ()


def test_an_instrument_that_goes_down_moves_only_what_needs_it_then() -> None:
    found = again(45, Down("robot", 45, 70))
    assert "b1" in found.interrupted
    assert {one.operation for one in found.moved} == {"b1", "b2", "c1", "c2"}
    assert [one.job for one in found.jobs] == ["b", "c"]
    # 20 minutes at 70 and 40 after: 130 for what was promised by 100.
    assert found.broken == (BrokenPromise("b", 100, 130, 30, 0),)


def test_what_is_running_elsewhere_stays() -> None:
    found = again(45, Down("robot", 45, 70))
    assert starts(found)["a2"] == 30
    assert "a2" in found.fixed


def test_a_part_of_a_pool_that_goes_down_leaves_the_rest() -> None:
    found = again(40, Down("cycler", 40, 300, units=1))
    # One cycler runs a2 to 90; b2 has to wait for it and c2 for b2.
    assert (starts(found)["b2"], starts(found)["c2"]) == (90, 130)
    assert [(one.id, one.latest) for one in found.problem.operations if one.job == "down"] == [
        ("down/cycler/40", 40)
    ]
    assert found.broken == (BrokenPromise("b", 100, 130, 30, 0),)


def test_a_part_of_a_pool_interrupts_what_is_named() -> None:
    assert refusal(60, Down("cycler", 60, 300, units=1)) == "replan.interrupted"
    found = again(60, Down("cycler", 60, 300, units=1, interrupted=("b2",)))
    assert found.interrupted == {"b2"}
    assert starts(found)["b2"] == 90


def test_two_of_a_pool_may_go_down_at_once() -> None:
    wide = replace(PROBLEM, resources=(Resource("robot"), Resource("cycler", 4)))
    one = Down("cycler", 40, 300, units=1)
    found = again(40, one, replace(one, units=2), problem=wide)
    assert [one.id for one in found.problem.operations if one.job == "down"] == [
        "down/cycler/40",
        "down/cycler/40/1",
    ]
    assert starts(found)["b2"] == 90


def test_a_plan_is_mended_again_and_again() -> None:
    first = again(40, Down("cycler", 40, 300, units=1))
    second = replan(first.problem, first.schedule, 60, [Down("robot", 60, 80)], seconds=5, workers=1)
    assert isinstance(second, Replanned)
    assert violations(second.problem, second.schedule) == ()
    assert second.interrupted == {"c1"}
    assert second.moved[0].operation == "c1"


def test_an_overrun_holds_up_what_waits_for_it() -> None:
    found = again(55, Overran("b1", 30))
    # By the plan c1 has started, but the robot is not free before 80.
    assert found.fixed == {"a1", "a2", "b1"}
    assert (starts(found)["b2"], starts(found)["c1"]) == (80, 80)


def test_what_started_can_be_said() -> None:
    found = again(55, started=["a1", "a2", "b1"])
    assert found.fixed == {"a1", "a2", "b1"}
    assert starts(found)["b2"] == 55


def test_what_ends_sooner_moves_nothing() -> None:
    assert again(40, Overran("a1", -10)).moved == ()


def test_urgent_work_goes_first_where_its_delay_costs_more() -> None:
    urgent = Arrived((Job("u", 75, 100),), (Operation("u1", "u", (Mode(25, (Use("robot"),)),)),))
    found = again(40, urgent)
    assert starts(found)["u1"] == 50
    assert [one.operation for one in found.moved] == ["c1", "c2"] or starts(found)["c2"] == 105


def test_work_that_is_not_urgent_waits() -> None:
    later = Arrived((Job("u", 500),), (Operation("u1", "u", (Mode(25, (Use("robot"),)),)),))
    assert again(40, later).moved == ()


def test_a_longest_wait_that_cannot_be_held_is_said_by_how_much() -> None:
    """a1 is over at 30 and a2 had to follow by 40, but the cyclers are down until 70."""
    found = again(30, Down("cycler", 30, 70))
    assert found.waits == (BrokenWait("a1", "a2", 10, 30),)
    assert starts(found)["a2"] == 70


def test_an_overrun_into_the_night_is_no_fault_of_the_new_plan() -> None:
    problem = replace(PROBLEM, resources=(Resource("robot", 1, (Window(80, 200),)), Resource("cycler", 2)))
    found = again(75, Overran("c1", 20), problem=problem)
    assert Window(100, 200) in found.problem.resources[0].closed
    assert starts(found)["c2"] == 100


def test_promises_may_be_others_than_due_dates() -> None:
    found = again(40, Down("cycler", 40, 300, units=1), promised={"c": 150})
    assert found.broken == (BrokenPromise("c", 150, 190, 40, 0),)


@pytest.mark.parametrize(
    ("happening", "code"),
    [
        (Down("laser", 0, 5), "replan.down"),
        (Down("robot", 5, 5), "replan.down"),
        (Overran("c2", 5), "replan.overran"),
        (Overran("zz", 5), "replan.overran"),
        (Overran("a1", -30), "replan.overran"),
        (Arrived((), (operation("a1", 5, "robot"),)), "replan.arrived"),
    ],
)
def test_what_contradicts_the_plan_is_refused(happening: Happening, code: str) -> None:
    assert refusal(40, happening) == code


def test_what_is_said_to_have_started_has_to_be_there() -> None:
    found = replan(PROBLEM, PLAN, 40, (), started=["zz"])
    assert isinstance(found, Refused)
    assert found.reasons[0].code == "replan.started"


def test_new_work_on_what_is_not_there_is_an_error() -> None:
    with pytest.raises(InputError, match="laser"):
        again(40, Arrived((Job("u"),), (Operation("u1", "u", (Mode(5, (Use("laser"),)),)),)))


def test_a_schedule_of_another_problem_is_refused() -> None:
    less = replace(PLAN, assignments=PLAN.assignments[1:])
    found = situation(PROBLEM, less, 0, ())
    assert isinstance(found, Refused)
    assert found.reasons[0].code == "replan.unplanned"
