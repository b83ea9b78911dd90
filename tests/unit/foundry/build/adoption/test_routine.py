"""What a request without a compiled plan is taken to need."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tilth.foundry.build.adoption.routine import WELLS, routine, routine_demands
from tilth.foundry.build.catalogue import check_operation
from tilth.foundry.build.schedule.floor.read import default_floor


@pytest.mark.parametrize(("constructs", "plates"), [(0, 1), (1, 1), (48, 1), (WELLS, 1), (WELLS + 1, 2), (486, 6)])
def test_each_plate_of_constructs_goes_through_every_step(constructs: int, plates: int) -> None:
    found = routine(constructs)
    assert len(found) == 8 * plates
    assert len({one.id for one in found}) == len(found)


def test_every_step_is_in_the_catalogue_and_can_be_done_on_the_example_floor() -> None:
    floor = default_floor()
    kinds = {one.kind for one in floor.instruments}
    skills = {skill for person in floor.people for skill in person.skills}
    for one in routine(48):
        check_operation(one)
        assert one.instrument in kinds
        assert one.skill in skills | {""}


def test_a_step_waits_for_the_one_before_it_and_not_too_long() -> None:
    found = routine(48)
    assert found[0].after == ()
    for before, one in pairwise(found):
        assert one.after == (before.id,)
        assert [within.after for within in one.within] == [before.id]


def test_more_constructs_take_longer() -> None:
    few, many = routine(4), routine(90)
    assert sum(one.minutes for one in many) > sum(one.minutes for one in few)


def test_what_the_routine_takes_out_of_stock_grows_with_the_constructs() -> None:
    one, many = routine_demands("req_1", 1), routine_demands("req_1", 48)
    assert [each.liquid for each in one] == [each.liquid for each in many]
    assert all(48 * few.volume == lots.volume for few, lots in zip(one, many, strict=True))
    assert routine_demands("req_1", 0) == one
