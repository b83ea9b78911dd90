"""The checker names every kind of fault, with the operations concerned and by how much."""

from dataclasses import replace

import pytest

from tilth.foundry.build.schedule.checker import CODES, Violation, violations
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
    Transport,
    Use,
    Window,
)

MIX = Operation("mix", "r1", (Mode(4, (Use("robot"), Use("person", length=1))),))
CYCLE = Operation("cycle", "r1", (Mode(6, (Use("cyclers"),)),), release=2, latest=20)
OTHER = Operation("other", "r2", (Mode(6, (Use("cyclers"),)), Mode(9)))
PROBLEM = Problem(
    (
        Resource("robot", site="bench"),
        Resource("person", closed=(Window(10, 12),)),
        Resource("cyclers", 2, site="hall"),
    ),
    (Job("r1", due=8, weight=3), Job("r2")),
    (MIX, CYCLE, OTHER),
    (Lag("mix", Point.END, "cycle", Point.START, 1, 5),),
    (Transport("mix", "cycle"),),
    {("bench", "hall"): 2},
)
SOUND = (Assignment("mix", 0, 4), Assignment("cycle", 6, 12), Assignment("other", 0, 6))


def answer(
    *assignments: Assignment, value: int = 12, bound: int | None = 12, problem: Problem = PROBLEM
) -> Schedule:
    return Schedule(Status.FEASIBLE, assignments, value, bound, 0.1)


def faults(*assignments: Assignment, value: int = 12) -> list[tuple[str, int]]:
    """Kind and amount of what is wrong."""
    found = violations(PROBLEM, answer(*assignments, value=value, bound=None))
    assert {fault.code for fault in found} <= set(CODES)
    return [(fault.code, fault.amount) for fault in found]


def test_a_sound_schedule_has_no_violations() -> None:
    assert violations(PROBLEM, answer(*SOUND)) == ()


def test_times_and_lags_are_checked() -> None:
    mix, cycle, other = SOUND
    assert faults(mix, replace(cycle, end=11), other, value=11) == [("duration", 1)]
    assert faults(mix, Assignment("cycle", 1, 7), other, value=7) == [
        ("release", 1),
        ("lag_short", 4),
        ("transport", 5),
    ]
    assert faults(mix, Assignment("cycle", 21, 27), other, value=27) == [("latest", 1), ("lag_long", 12)]
    assert faults(mix, Assignment("cycle", 5, 11), other, value=11) == [("transport", 1)]
    assert faults(Assignment("mix", 10, 14), Assignment("cycle", 16, 22), other, value=22) == [("closed", 1)]


def test_too_many_units_at_once_are_one_violation_with_everyone_who_has_some() -> None:
    crowded = replace(PROBLEM, operations=(*PROBLEM.operations, replace(OTHER, id="third")))
    found = violations(crowded, answer(*SOUND, Assignment("third", 5, 11)))
    assert [fault.code for fault in found] == []
    found = violations(crowded, answer(*SOUND, Assignment("third", 7, 13), value=13))
    assert found == ()
    single = replace(crowded, resources=(*PROBLEM.resources[:2], Resource("cyclers", 1, site="hall")))
    found = violations(single, answer(*SOUND, Assignment("third", 5, 11)))
    assert found == (
        Violation(
            "capacity",
            ("cycle", "other", "third"),
            "cyclers is used by 1 too many between 5 and 11.",
            1,
            "cyclers",
        ),
    )


def test_end_to_start_in_one_moment_is_no_overlap() -> None:
    one = Problem((Resource("robot"),), (Job("r1"),), (MIX, replace(MIX, id="again")))
    one = replace(one, resources=(Resource("robot"), Resource("person")))
    assert violations(one, answer(Assignment("mix", 0, 4), Assignment("again", 4, 8), value=8, bound=8)) == ()


@pytest.mark.parametrize(
    ("assignments", "code"),
    [
        (SOUND[:2], "missing"),
        ((*SOUND, SOUND[0]), "duplicate"),
        ((*SOUND, Assignment("nobody", 0, 1)), "unknown"),
        ((*SOUND[:2], Assignment("other", 0, 6, 2)), "mode"),
        ((*SOUND[:2], Assignment("other", 0, 6, -1)), "mode"),
    ],
)
def test_operations_are_there_once_in_a_mode_of_theirs(assignments: tuple[Assignment, ...], code: str) -> None:
    assert code in {fault.code for fault in violations(PROBLEM, answer(*assignments))}


def test_the_value_claimed_must_be_that_of_the_objective() -> None:
    assert faults(*SOUND, value=11) == [("value", 1)]
    late = replace(PROBLEM, objective=Objective.TARDINESS)
    assert violations(late, answer(*SOUND, value=12, bound=12)) == ()  # r1 ends 4 late at a weight of 3
    assert [fault.amount for fault in violations(late, answer(*SOUND, value=10, bound=None))] == [2]


def test_a_bound_above_the_value_or_an_optimum_apart_from_it_is_a_lie() -> None:
    assert [fault.code for fault in violations(PROBLEM, answer(*SOUND, bound=13))] == ["bound"]
    optimal = replace(answer(*SOUND, bound=11), status=Status.OPTIMAL)
    assert [fault.code for fault in violations(PROBLEM, optimal)] == ["bound"]


def test_no_answer_claims_nothing_and_an_empty_one_misses_everything() -> None:
    nothing = Schedule(Status.INFEASIBLE, (), None, None, 0.1)
    assert violations(PROBLEM, nothing) == ()
    empty = violations(PROBLEM, replace(nothing, status=Status.FEASIBLE))
    assert [fault.code for fault in empty] == ["missing"] * 3


def test_a_violation_is_said_in_json_too() -> None:
    (fault,) = violations(PROBLEM, answer(*SOUND[:2]))[:1]
    assert fault.as_dict() == {
        "code": "missing",
        "operations": ["other"],
        "resource": "",
        "amount": 0,
        "message": "other is not in the schedule.",
    }
