"""Plates that requests share."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor_story import AXIS, FLOOR, MONDAY, operations, request

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.batching import SharedPlate, share_plates
from tilth.foundry.build.schedule.floor.queue import FloorProblem, problem_of
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.wells import Geometry


def shared(*queue: QueuedRequest, **more: object) -> list[list[str]]:
    plates = share_plates(queue, {}, **more)  # type: ignore[arg-type]
    return [[share.request for share in plate.shares] for plate in plates]


def only(*queue: QueuedRequest) -> SharedPlate:
    (plate,) = share_plates(queue, {})
    return plate


def test_requests_with_the_same_protocol_share_a_plate_with_wells_of_their_own() -> None:
    plate = only(request(1), request(2, wells=10))
    assert [len(share.wells) for share in plate.shares] == [24, 10]
    assert plate.shares[1].wells[:2] == ("A4", "B4")
    assert plate.run_ids() == {"req-1/cycle": "shared-1/1", "req-2/cycle": "shared-1/1"}


def test_a_run_stands_for_the_operations_of_all_its_shares() -> None:
    made = problem_of([request(1), request(2)], FLOOR, AXIS)
    assert isinstance(made, FloorProblem)
    ids = [one.id for one in made.problem.operations]
    assert ids == ["shared-1/1", "req-1/mix", "req-1/grow", "req-2/mix", "req-2/grow"]
    lags = {(lag.first, lag.second, lag.most) for lag in made.problem.lags}
    assert {("req-1/mix", "shared-1/1", 120), ("req-2/mix", "shared-1/1", 120)} <= lags


def test_a_request_that_ends_with_a_shared_run_ends_with_an_operation_of_no_length() -> None:
    short = operations()[:2]
    made = problem_of([request(1, operations=short), request(2, operations=short)], FLOOR, AXIS)
    assert isinstance(made, FloorProblem)
    done = next(one for one in made.problem.operations if one.id == "req-1/done")
    assert (done.job, done.modes[0].duration) == ("req-1", 0)


def test_a_full_plate_takes_no_more_and_the_next_is_begun() -> None:
    queue = [request(number, wells=40) for number in range(1, 5)]
    assert shared(*queue) == [["req-1", "req-2"], ["req-3", "req-4"]]
    assert shared(*queue, geometry=Geometry(16, 24)) == [["req-1", "req-2", "req-3", "req-4"]]


@pytest.mark.parametrize(
    "other",
    [
        request(2, operations=operations(protocol="gibson")),
        request(2, operations=operations(protocol="")),
        request(2, wells=0),
        request(2, wells=97),
        replace(request(1), operations=operations()),
    ],
)
def test_what_differs_or_is_not_to_be_shared_is_not(other: QueuedRequest) -> None:
    assert shared(request(1), other) == []


def test_nobody_waits_longer_than_patience() -> None:
    late = request(2, arrived=MONDAY + timedelta(days=3))
    assert share_plates([request(1), late], {"req-2": 4320}) == ()
    assert len(share_plates([request(1), late], {"req-2": 4320}, patience=4320)) == 1


def test_a_plate_is_not_shared_where_filling_it_would_break_a_longest_wait() -> None:
    """Mixing takes 30 minutes each: the first of three waits 60 for the others, the first of two 30."""
    three = [request(number, operations=operations(wait=45)) for number in range(1, 4)]
    assert shared(*three) == [["req-1", "req-2"]]


def test_a_plate_is_not_shared_where_what_follows_could_not_be_soon_enough() -> None:
    def ends_soon(number: int) -> QueuedRequest:
        mix, cycle, _ = operations()
        seal = UnitOperation("seal", "UHW1", "WB1", "Seal", "liquid_handler", 20, ("plate",), after=("cycle",),
                             within=(replace(cycle.within[0], after="cycle", minutes=10),))  # fmt: skip
        return request(number, operations=(mix, cycle, seal))

    assert shared(ends_soon(1), ends_soon(2)) == []


def test_no_request_ends_up_waiting_for_itself() -> None:
    """A goes P then Q and B goes Q then P: sharing both would be a circle, so one of them is shared."""

    def two(number: int, first: str, second: str) -> QueuedRequest:
        one = UnitOperation("one", "UHW1", "WB1", "One", "thermocycler", 60, ("x",), protocol=first)
        other = UnitOperation("two", "UHW1", "WB1", "Two", "thermocycler", 60, ("y",), after=("one",),
                              protocol=second)  # fmt: skip
        return request(number, operations=(one, other))

    assert len(shared(two(1, "P", "Q"), two(2, "Q", "P"))) == 1
    assert len(shared(two(1, "P", "Q"), two(2, "P", "Q"))) == 2
