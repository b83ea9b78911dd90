"""Who carries what: each transfer of a plan is one instrument's.

The rule is one sentence: a transfer is carried by the instrument of the unit operation that its ``step`` names; a
transfer without a step, or of a step that the plan does not hold, is a liquid handler's. So an acoustic dispenser
gets its picklist, a liquid handler its protocol, worklist or script, and whatever else moves liquid is done by
people, whose bench sheet holds everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan

__all__ = ["Carrier", "Stage", "ancestors", "carried", "carrier_of_steps", "only", "stages"]


class Carrier(StrEnum):
    """A kind of instrument that moves liquid, as unit operations name it; or people."""

    ACOUSTIC = "acoustic_dispenser"
    LIQUID_HANDLER = "liquid_handler"
    PEOPLE = "bench"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of an instrument's work: its id, what people call it, and what others do before it (empty: nothing,
    so the instrument goes on without a break).
    """

    step: str
    title: str
    before: str = ""


def carrier_of_steps(plan: BuildPlan) -> Mapping[str, Carrier]:
    """The carrier of each unit operation, by its id."""
    known = {carrier.value: carrier for carrier in Carrier}
    return {one.id: known.get(one.instrument, Carrier.PEOPLE) for one in plan.operations}


def carried(plan: BuildPlan, carrier: Carrier) -> TransferPlan:
    """The transfers that are ``carrier``'s, in order, with the pieces they touch and what is in their wells: the
    plan's fillings, and what other carriers bring to the wells that this one draws from. O(transfers).
    """
    steps = carrier_of_steps(plan)
    mine: list[Transfer] = []
    others: list[Transfer] = []
    for one in plan.transfers.transfers:
        (mine if steps.get(one.step, Carrier.LIQUID_HANDLER) is carrier else others).append(one)
    part = only(plan.transfers, tuple(mine))
    return replace(part, fillings=(*part.fillings, *_brought(mine, others)))


def _brought(mine: Iterable[Transfer], others: Iterable[Transfer]) -> tuple[Filling, ...]:
    """What ``others`` put into the wells that ``mine`` draw from, as fillings."""
    drawn = {one.source: one.liquid for one in mine}
    volumes: dict[Place, int] = {}
    for one in others:
        if one.target in drawn:
            volumes[one.target] = volumes.get(one.target, 0) + one.volume
    return tuple(Filling(place, drawn[place], volume) for place, volume in volumes.items())


def only(plan: TransferPlan, transfers: tuple[Transfer, ...]) -> TransferPlan:
    """``plan`` with just these transfers, and the pieces and fillings that they touch."""
    pieces = {place.labware for one in transfers for place in (one.source, one.target)}
    wells = {place for one in transfers for place in (one.source, one.target)}
    return replace(
        plan,
        labware=tuple(piece for piece in plan.labware if piece.id in pieces),
        fillings=tuple(filling for filling in plan.fillings if filling.place in wells),
        transfers=transfers,
    )


def stages(plan: BuildPlan, carrier: Carrier) -> tuple[Stage, ...]:
    """The steps of ``carrier``'s transfers in order, each with what is done elsewhere before it:
    operations of other instruments that it waits for and none of the earlier steps did. O(operations) each.
    """
    operations = {one.id: one for one in plan.operations}
    steps = carrier_of_steps(plan)
    wanted = dict.fromkeys(one.step for one in plan.transfers.transfers if one.step in operations)
    done: set[str] = set()
    found = []
    for step in wanted:
        if steps[step] is not carrier:
            continue
        waited = ancestors(step, operations)
        others = [one.title for one in plan.operations if one.id in waited - done and steps[one.id] is not carrier]
        found.append(Stage(step, operations[step].title, ", ".join(others)))
        done |= waited | {step}
    return tuple(found)


def ancestors(step: str, operations: Mapping[str, UnitOperation]) -> set[str]:
    """The ids of all operations that ``step`` waits for, directly or not."""
    found: set[str] = set()
    waiting = [step]
    while waiting:
        for id in operations[waiting.pop()].after:
            if id in operations and id not in found:
                found.add(id)
                waiting.append(id)
    return found
