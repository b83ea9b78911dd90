"""What is still to be done after a run that did not go as planned: the redo list.

- A transfer that came short is topped up: what is missing goes into the same well, as long as nothing has been
  done with that well since.
- A well is given up and its whole reaction made again, in the same well of a fresh piece, where too much came in;
  where what is missing is less than the instrument moves; or where something was done with it already (drawn from
  it, or a step carried out that comes after the one that came short). Whatever was made from it is given up too.
- Sources that ran out are left alone: another well of the same liquid is taken where one has enough, and what no
  well can give is named as needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.ledger import Book
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.robots.carriers import Carrier, ancestors, carrier_of_steps, only
from tilth.foundry.build.robots.picking import Need, pick_sources
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import NL, UL

__all__ = ["Redo", "Shortfall", "plan_redo"]

_LEAST = {Carrier.ACOUSTIC: 2_500, Carrier.LIQUID_HANDLER: UL, Carrier.PEOPLE: 500 * NL}
"""The least that is worth a top-up (pL): what the instrument moves at all."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """That the planned transfer ``index`` lacks ``missing`` pL; below 0, so much too much came in."""

    index: int
    missing: int


@dataclass(frozen=True, slots=True)
class Redo:
    """``plan`` holds only what is to be done again. ``topped_up`` are the wells that get what they lack,
    ``abandoned`` those that are not to be used any more; ``needs`` is what must be filled in first.
    """

    plan: BuildPlan
    topped_up: tuple[Place, ...]
    abandoned: tuple[Place, ...]
    needs: tuple[Need, ...]


def plan_redo(
    plan: BuildPlan,
    shortfalls: Sequence[Shortfall],
    made: Collection[int],
    done: Collection[str],
    state: Book,
    measured: Mapping[Place, int],
) -> Redo:
    """The redo list. ``made`` are the indices of the transfers that moved something, ``done`` the steps carried
    out, ``state`` what is in every well and ``measured`` what instruments say is there (pL). O(transfers).
    """
    transfers = plan.transfers.transfers
    abandoned = _abandoned(plan, shortfalls, made, done)
    short = {one.index: one.missing for one in shortfalls}
    again: list[Transfer] = []
    for index, one in enumerate(transfers):
        if one.target in abandoned or one.source in abandoned:
            again.append(replace(one, tip=Tip.NEW))
        elif short.get(index, 0) > 0:
            again.append(replace(one, volume=short[index], tip=Tip.NEW))
    topped = tuple(dict.fromkeys(one.target for one in again if {one.source, one.target}.isdisjoint(abandoned)))
    listed = _listed(plan.transfers, again, abandoned, state, measured)
    fresh = _fresh(plan.transfers.labware, abandoned)
    picked = pick_sources(_moved_to(listed, fresh, abandoned), measured, _LEAST[Carrier.ACOUSTIC])
    chosen = only(picked.plan, picked.plan.transfers)
    return Redo(_rest(plan, chosen, fresh, abandoned), topped, tuple(sorted(abandoned)), picked.needs)


def _abandoned(
    plan: BuildPlan, shortfalls: Iterable[Shortfall], made: Collection[int], done: Collection[str]
) -> frozenset[Place]:
    """The wells whose whole reaction is made again, and those that were made from them, directly or not."""
    operations = {one.id: one for one in plan.operations}
    before = {step: ancestors(step, operations) for step in done if step in operations}
    carriers = carrier_of_steps(plan)
    transfers = plan.transfers.transfers
    drawn: dict[Place, list[int]] = {}
    for index in made:
        drawn.setdefault(transfers[index].source, []).append(index)

    def spoils(one: Shortfall) -> bool:
        short = transfers[one.index]
        used = any(index > one.index for index in drawn.get(short.target, ()))
        worked = any(
            short.step in steps and short.target.labware in operations[step].labware
            for step, steps in before.items()
        )
        return one.missing < _LEAST[carriers.get(short.step, Carrier.LIQUID_HANDLER)] or used or worked

    waiting = [transfers[one.index].target for one in shortfalls if spoils(one)]
    found: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(transfers[index].target for index in drawn.get(place, ()))
    return frozenset(found)


def _fresh(pieces: Sequence[Labware], abandoned: Collection[Place]) -> dict[str, Labware]:
    """A fresh piece for each that has a well to give up, by the id of the old one."""
    taken = {piece.id for piece in pieces}
    found: dict[str, Labware] = {}
    for piece in pieces:
        if any(place.labware == piece.id for place in abandoned):
            names = (f"{piece.id}-redo{number}" for number in chain(("",), count(2)))
            id = next(name for name in names if name not in taken)
            found[piece.id] = replace(piece, id=id)
    return found


def _moved_to(plan: TransferPlan, fresh: Mapping[str, Labware], abandoned: Collection[Place]) -> TransferPlan:
    """``plan`` with the abandoned wells replaced by those of the fresh pieces."""
    transfers = tuple(
        replace(one, source=_renewed(one.source, fresh, abandoned), target=_renewed(one.target, fresh, abandoned))
        for one in plan.transfers
    )
    return replace(plan, labware=(*plan.labware, *fresh.values()), transfers=transfers)


def _renewed(place: Place, fresh: Mapping[str, Labware], abandoned: Collection[Place]) -> Place:
    return Place(fresh[place.labware].id, place.well) if place in abandoned else place


def _listed(
    plan: TransferPlan,
    again: Sequence[Transfer],
    abandoned: Collection[Place],
    state: Book,
    measured: Mapping[Place, int],
) -> TransferPlan:
    """The transfers to be made again, and what the ledger says is in the wells now. Other wells of the same
    liquids stay in the list, so that they can be drawn from instead.
    """
    liquids = {filling.place: filling for filling in plan.fillings}
    wanted = {liquids[one.source].liquid for one in again if one.source in liquids}
    spare = [place for place, filling in liquids.items() if filling.liquid in wanted]
    touched = dict.fromkeys((*(place for one in again for place in (one.source, one.target)), *spare))
    fillings: list[Filling] = []
    for place in touched:
        if place in abandoned:
            continue
        portions = state.content(place).portions
        fillings += [Filling(place, part.liquid, part.volume, part.lot) for part in portions]
        if not portions and place in measured and place in liquids:
            # An instrument finds what the ledger knows nothing of.
            fillings.append(liquids[place])
    return replace(plan, fillings=tuple(fillings), transfers=tuple(again), title=f"{plan.title} (redo)".strip())


def _rest(
    plan: BuildPlan, transfers: TransferPlan, fresh: Mapping[str, Labware], abandoned: Collection[Place]
) -> BuildPlan:
    """What of the build plan belongs to the redo list: its products and its steps, and where a reaction is made
    again the steps that come after as well.
    """
    steps = {one.step for one in transfers.transfers}
    operations = {one.id: one for one in plan.operations}
    if abandoned:
        steps |= {id for id in operations if not steps.isdisjoint(ancestors(id, operations))}
    targets = {one.target for one in transfers.transfers}
    products = (replace(one, place=_renewed(one.place, fresh, abandoned)) for one in plan.products)
    return replace(
        plan,
        title=transfers.title,
        products=tuple(one for one in products if one.place in targets),
        operations=tuple(_within(one, steps, fresh) for one in plan.operations if one.id in steps),
        transfers=transfers,
    )


def _within(one: UnitOperation, steps: Collection[str], fresh: Mapping[str, Labware]) -> UnitOperation:
    """An operation of the redo list: it waits for others of the list only, and holds the fresh pieces too."""
    return replace(
        one,
        after=tuple(id for id in one.after if id in steps),
        within=tuple(wait for wait in one.within if wait.after in steps),
        labware=(*one.labware, *(fresh[id].id for id in one.labware if id in fresh)),
    )
