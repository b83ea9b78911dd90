"""What no well can give any more is filled into fresh wells by people, and drawn from there.

A fresh well stands in a piece of its own (``reagents-1-more``), of the kind of the well that ran out: what is in
the old one stays as it is, and a recall can tell them apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.readback.course import Course
from tilth.foundry.build.readback.redo import Redo, fresh_pieces
from tilth.foundry.build.transfer import Filling, Place
from tilth.foundry.build.volume import NL

__all__ = ["ToFill", "fill_afresh", "to_fill"]

_STEP = 100 * NL
"""What people fill in is rounded up to whole multiples of this (pL)."""


def fill_afresh(redo: Redo, course: Course, prefix: str = "") -> Redo:
    """``redo`` with nothing needed any more: what its transfers lack is drawn from fresh wells, which its plan
    fills with that and their dead volume. ``prefix`` is what the ids of the fresh pieces begin with. O(transfers).
    """
    if not redo.needs:
        return redo
    plan = redo.plan.transfers
    wanted = {need.place.labware for need in redo.needs}
    known = {piece.id: piece for piece in (*course.plan.transfers.labware, *plan.labware)}
    pieces = fresh_pieces(tuple(known.values()), wanted, "more", prefix)
    liquids = {need.place: need.liquid for need in redo.needs}
    drawn: dict[Place, int] = {}
    transfers = []
    for index, one in enumerate(plan.transfers):
        if index in redo.unmet:
            place = Place(pieces[one.source.labware].id, one.source.well)
            drawn[place] = drawn.get(place, 0) + one.volume
            transfers.append(replace(one, source=place))
        else:
            transfers.append(one)
    old = {Place(pieces[place.labware].id, place.well): place for place in liquids}
    fillings = tuple(
        Filling(place, liquids[old[place]], -(-(volume + course.dead[old[place].labware]) // _STEP) * _STEP)
        for place, volume in drawn.items()
    )
    labware = (*plan.labware, *pieces.values())
    used = {place.labware for one in transfers for place in (one.source, one.target)}
    moved = replace(
        plan,
        labware=tuple(piece for piece in labware if piece.id in used),
        fillings=(*(one for one in plan.fillings if one.place.labware in used), *fillings),
        transfers=tuple(transfers),
    )
    steps: dict[str, dict[str, None]] = {}
    for one in moved.transfers:
        steps.setdefault(one.step, {}).update({one.source.labware: None, one.target.labware: None})
    operations = tuple(replace(one, labware=tuple(steps.get(one.id, one.labware))) for one in redo.plan.operations)
    return replace(
        redo, plan=replace(redo.plan, operations=operations, transfers=moved), needs=(), unmet=frozenset()
    )


@dataclass(frozen=True, slots=True)
class ToFill:
    """That people fill ``volume`` pL of ``liquid`` into ``place``, a well of a fresh piece of the kind ``kind``,
    before the steps ``steps``.
    """

    place: Place
    liquid: str
    volume: int
    kind: str
    steps: tuple[str, ...]


def to_fill(redo: BuildPlan, known: Collection[str]) -> tuple[ToFill, ...]:
    """What has to be filled in for the redo list ``redo``: what stands in pieces that were not ``known``."""
    kinds = {piece.id: piece.kind for piece in redo.transfers.labware}
    steps: dict[Place, dict[str, None]] = {}
    for one in redo.transfers.transfers:
        for place in (one.source, one.target):
            steps.setdefault(place, {})[one.step] = None
    return tuple(
        ToFill(one.place, one.liquid, one.volume, labware_kind(kinds[one.place.labware]).title,
               tuple(steps.get(one.place, ())))
        for one in redo.transfers.fillings
        if one.place.labware not in known
    )  # fmt: skip
