"""Which wells are made again from the start, and so which transfers.

- A well is *spoilt* where too much came in; where what is missing is less than the instrument moves; or where
  something was done with it already (drawn from it, or a step carried out that comes after the one that came
  short). Whatever was made from it is spoilt too.
- A well that was made in the plan (a mix, a purified reaction) and no longer holds what is to be drawn from it
  once more, or lacks what was left out, is *used up*, and made again as well; what was made from it stays.

A trough for waste is never given up: where it did not get what it should, the well that was to be rid of it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tilth.foundry.build.readback.course import Course
from tilth.foundry.build.robots.carriers import Carrier, ancestors, carrier_of_steps
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import NL, UL

__all__ = ["LEAST", "Shortfall", "once_more", "remade"]

LEAST = {Carrier.ACOUSTIC: 2_500, Carrier.LIQUID_HANDLER: UL, Carrier.PEOPLE: 500 * NL}
"""The least that is worth a top-up (pL): what the instrument moves at all."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """That the planned transfer ``index`` lacks ``missing`` pL; below 0, so much too much came in."""

    index: int
    missing: int


def remade(course: Course, shortfalls: Iterable[Shortfall]) -> frozenset[Place]:
    """The wells that are made again: the spoilt and the used up. O(transfers x rounds that use some up)."""
    listed = tuple(shortfalls)
    found = _spoilt(course, listed)
    while True:
        short = _used_up(course, found, once_more(course, listed, found))
        if not short:
            return found
        found |= short


def once_more(course: Course, shortfalls: Iterable[Shortfall], wells: frozenset[Place]) -> dict[int, int]:
    """The pL to be moved again, by index, where ``wells`` are made from the start: all that came into them and all
    that was thrown away from them, and of the others what is missing. O(transfers).
    """
    missing = {one.index: one.missing for one in shortfalls if one.missing > 0}
    made = set(course.made)
    found: dict[int, int] = {}
    for index, one in enumerate(course.transfers):
        if one.target in wells:
            if course.went(index) and index not in course.topups:
                found[index] = one.volume
        elif one.source in wells and one.target in course.waste:
            if index in made:
                found[index] = one.volume
        elif index in missing:
            found[index] = missing[index]
    return found


def _spoilt(course: Course, shortfalls: Iterable[Shortfall]) -> frozenset[Place]:
    drawn: dict[Place, list[int]] = {}
    for index in course.made:
        drawn.setdefault(course.transfers[index].source, []).append(index)
    worked = _Worked(course)
    waiting = []
    for one in shortfalls:
        short = course.transfers[one.index]
        well = course.well(one.index)
        used = any(index > one.index for index in drawn.get(well, ()))
        if one.missing < worked.least(short.step) or used or worked.since(short.step, well):
            waiting.append(well)
    found: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place not in found and place not in course.waste and place not in course.lost:
            found.add(place)
            waiting.extend(course.transfers[index].target for index in drawn.get(place, ()))
    return frozenset(found)


class _Worked:
    """Which pieces were worked on after a step."""

    def __init__(self, course: Course) -> None:
        self._operations = {one.id: one for one in course.plan.operations}
        self._before = {step: ancestors(step, self._operations) for step in course.done & self._operations.keys()}
        self._carriers = carrier_of_steps(course.plan)

    def least(self, step: str) -> int:
        """The least that whoever does the step moves."""
        return LEAST[self._carriers.get(step, Carrier.LIQUID_HANDLER)]

    def since(self, step: str, place: Place) -> bool:
        """Whether a step that holds the well's piece was carried out after ``step``."""
        return any(
            step in steps and place.labware in self._operations[later].labware
            for later, steps in self._before.items()
        )


def _used_up(course: Course, wells: frozenset[Place], again: Mapping[int, int]) -> frozenset[Place]:
    """The wells that were made, are not to be made again, and hold less than is to be drawn from them again, or
    lack what was left out.
    """
    wanted: dict[Place, int] = {}
    for index, volume in again.items():
        source = course.source(index)
        if source in course.received and source not in wells:
            wanted[source] = wanted.get(source, 0) + volume
    return frozenset(
        place
        for place, volume in wanted.items()
        if place in course.lacking or course.spare(place) - course.dead[place.labware] < volume
    )
