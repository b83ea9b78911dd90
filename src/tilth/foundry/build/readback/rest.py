"""What is left of a plan once so much of it is done: a plan of its own that begins with what is in the wells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.readback.course import Course
from tilth.foundry.build.readback.redo import Redo
from tilth.foundry.build.robots.carriers import only
from tilth.foundry.build.transfer import Filling, Place, TransferPlan

__all__ = ["after_redo", "rest"]


def rest(plan: BuildPlan, went: TransferPlan, done: Collection[str]) -> BuildPlan:
    """What is left of ``plan`` once the steps ``done`` are done and ``went`` was moved. O(transfers)."""
    left = tuple(one for one in plan.transfers.transfers if one.step not in done)
    wells = dict.fromkeys(place for one in left for place in (one.source, one.target))
    state = check_plan(went).state
    fillings = tuple(
        Filling(place, part.liquid, part.volume, part.lot)
        for place in wells
        for part in state.content(place).portions
        if part.volume
    )
    return replace(
        plan,
        products=tuple(one for one in plan.products if one.place in wells),
        operations=tuple(
            replace(
                one,
                after=tuple(id for id in one.after if id not in done),
                within=tuple(wait for wait in one.within if wait.after not in done),
            )
            for one in plan.operations
            if one.id not in done
        ),
        transfers=only(replace(plan.transfers, fillings=fillings), left),
    )


def after_redo(course: Course, redo: Redo) -> BuildPlan | None:
    """What is left of the plan after ``redo``, with the fresh wells in place of the abandoned; None where none was
    abandoned or nothing is left. O(transfers).
    """

    def now(place: Place) -> Place:
        return Place(redo.fresh[place.labware], place.well) if place in redo.abandoned else place

    plan, again = course.plan, redo.plan.transfers
    known = {piece.id for piece in plan.transfers.labware}
    bench = replace(
        plan.transfers,
        labware=(*plan.transfers.labware, *(one for one in again.labware if one.id not in known)),
        fillings=(*plan.transfers.fillings, *(one for one in again.fillings if one.place.labware not in known)),
    )
    made = tuple(
        replace(course.transfers[index], volume=course.moved.get(index, course.transfers[index].volume))
        for index in course.made
    )
    left = tuple(
        replace(one, source=now(one.source), target=now(one.target))
        for index, one in enumerate(course.transfers)
        if not course.went(index)
    )
    if not redo.abandoned or not left:
        return None
    stands = replace(
        plan,
        products=tuple(replace(one, place=now(one.place)) for one in plan.products),
        transfers=replace(bench, transfers=left),
    )
    return rest(stands, replace(bench, transfers=(*made, *again.transfers)), course.done)
