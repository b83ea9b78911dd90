"""What was done and has to be done again after a run that did not go as planned: the redo list.

- A transfer that came short is topped up: what is missing goes into the same well, as long as nothing has been
  done with that well since.
- A well that is given up (:mod:`.giving_up`) is made again in the same well of a fresh piece: every transfer that
  was made into it, and every step that was carried out with its piece, as far as the run has come. What is still
  to be done with it is no part of the list; it goes on with the fresh well (:mod:`..run.amending`).
- Sources that ran out are left alone: another well of the same liquid is taken where one has enough, and what no
  well can give is named as needed. :func:`.filling.fill_afresh` has it filled into fresh wells instead.

The steps of the list are called after the plan's steps that they repeat.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.ledger.book import UNACCOUNTED
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.readback.course import Course
from tilth.foundry.build.readback.giving_up import LEAST, Shortfall, once_more, remade
from tilth.foundry.build.robots.carriers import Carrier, ancestors, only
from tilth.foundry.build.robots.picking import Need, pick_sources
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan

__all__ = ["Redo", "fresh_pieces", "plan_redo"]

_FRESH = re.compile(r"-(redo|more)\d*$")


@dataclass(frozen=True, slots=True)
class Redo:
    """``plan`` holds only what is to be done again, ``of`` the steps of the run that each of its steps repeats.
    ``topped_up`` are the wells that get what they lack, ``abandoned`` those that are not to be used any more, and
    ``fresh`` the piece that stands in for each piece with such a well. ``needs`` is what must be filled in first,
    ``unmet`` the transfers of the plan, by index, that wait for it.
    """

    plan: BuildPlan
    topped_up: tuple[Place, ...]
    abandoned: tuple[Place, ...]
    needs: tuple[Need, ...]
    of: Mapping[str, tuple[str, ...]]
    fresh: Mapping[str, str]
    unmet: frozenset[int]


def plan_redo(course: Course, shortfalls: Sequence[Shortfall]) -> Redo:
    """The redo list of ``shortfalls``. O(transfers x rounds in which mixes are used up)."""
    plan, transfers = course.plan, course.transfers
    abandoned = remade(course, shortfalls)
    pieces = fresh_pieces(plan.transfers.labware, {place.labware for place in abandoned})
    fresh = {id: piece.id for id, piece in pieces.items()}
    again = once_more(course, shortfalls, abandoned)
    of = _repeated(course, {transfers[index].step for index in again}, abandoned)
    turn = {step: number for number, steps in enumerate(of.values()) for step in steps}
    listed = tuple(
        replace(
            transfers[index],
            source=_renewed(course.source(index), fresh, abandoned),
            target=_renewed(transfers[index].target, fresh, abandoned),
            volume=volume,
            step=course.roots.get(transfers[index].step, transfers[index].step),
            tip=Tip.NEW,
        )
        for index, volume in sorted(again.items(), key=lambda each: turn.get(transfers[each[0]].step, 0))
    )
    now = (*_contents(course, listed), *_filled_anew(plan.transfers, fresh, abandoned))
    bench = replace(
        plan.transfers,
        labware=(*plan.transfers.labware, *pieces.values()),
        fillings=(*now, *_emptied(plan.transfers, listed, now)),
        transfers=listed,
        title=f"{plan.title} (redo)".strip(),
    )
    standing = {one.place for one in bench.fillings if one.place.labware not in fresh.values()}
    spare = {place: max(0, course.spare(place)) for place in standing}
    picked = pick_sources(bench, spare, LEAST[Carrier.ACOUSTIC])
    # What is in the wells is said as it is, not as it may be drawn.
    chosen = only(replace(picked.plan, fillings=now), picked.plan.transfers)
    targets = {one.target for one in chosen.transfers}
    products = (replace(one, place=_renewed(one.place, fresh, abandoned)) for one in plan.products)
    return Redo(
        plan=replace(
            plan,
            title=chosen.title,
            products=tuple(one for one in products if one.place in targets),
            operations=tuple(_operations(plan.operations, of, chosen.transfers, fresh)),
            transfers=chosen,
        ),
        topped_up=tuple(dict.fromkeys(transfers[index].target for index in again
                                      if transfers[index].target not in abandoned
                                      and course.source(index) not in abandoned)),
        abandoned=tuple(sorted(abandoned)),
        needs=picked.needs,
        of=of,
        fresh=fresh,
        unmet=_unmet(chosen.transfers, picked.needs, course),
    )  # fmt: skip


def fresh_pieces(
    pieces: Sequence[Labware], wanted: Collection[str], mark: str = "redo", prefix: str = ""
) -> dict[str, Labware]:
    """A fresh piece for each of the ``wanted``, by the id of the old one, called after it with ``mark`` behind and
    ``prefix`` before.
    """
    taken = {piece.id for piece in pieces}
    found: dict[str, Labware] = {}
    for piece in pieces:
        if piece.id in wanted:
            root = prefix + (_FRESH.sub("", piece.id) or piece.id).removeprefix(prefix)
            names = (f"{root}-{mark}{number}" for number in chain(("",), count(2)))
            id = next(name for name in names if name not in taken)
            taken.add(id)
            found[piece.id] = replace(piece, id=id)
    return found


def _renewed(place: Place, fresh: Mapping[str, str], abandoned: Collection[Place]) -> Place:
    return Place(fresh[place.labware], place.well) if place in abandoned else place


def _contents(course: Course, listed: Sequence[Transfer]) -> Iterator[Filling]:
    """What is now in the wells that the list touches, and in others of the same liquids, which can be drawn from
    instead.
    """
    plan = course.plan.transfers
    liquids = {filling.place: filling for filling in plan.fillings}
    wanted = {liquids[one.source].liquid for one in listed if one.source in liquids}
    spare = (place for place, filling in liquids.items() if filling.liquid in wanted)
    for place in dict.fromkeys((*(place for one in listed for place in (one.source, one.target)), *spare)):
        portions = course.content(place).portions
        if place in liquids and {part.liquid for part in portions} == {UNACCOUNTED}:
            # An instrument finds something where the ledger knows of nothing: what was filled in.
            yield replace(liquids[place], volume=sum(part.volume for part in portions), lot="")
        else:
            yield from (Filling(place, part.liquid, part.volume, part.lot) for part in portions if part.volume)


def _emptied(plan: TransferPlan, listed: Sequence[Transfer], now: Sequence[Filling]) -> Iterator[Filling]:
    """The wells that the list draws from and that hold nothing any more, so that what they lack is told."""
    held, drawn = {filling.place for filling in now}, {one.source for one in listed}
    yield from (one for one in plan.fillings if one.place in drawn - held)


def _filled_anew(plan: TransferPlan, fresh: Mapping[str, str], abandoned: Collection[Place]) -> Iterator[Filling]:
    """What stood in the given-up wells before anything came to them has to stand in the fresh ones too; of which
    lot it will be is not known.
    """
    for filling in plan.fillings:
        if filling.place in abandoned:
            yield replace(filling, place=_renewed(filling.place, fresh, abandoned), lot="")


def _unmet(transfers: Sequence[Transfer], needs: Sequence[Need], course: Course) -> frozenset[int]:
    """The transfers that found nothing in their wells, as :func:`~.picking.pick_sources` went through them."""
    kinds = course.dead
    left = {need.place: course.spare(need.place) - kinds[need.place.labware] for need in needs}
    found = set()
    for index, one in enumerate(transfers):
        if one.source not in left:
            continue
        if left[one.source] >= one.volume:
            left[one.source] -= one.volume
        else:
            found.add(index)
    return frozenset(found)


def _repeated(course: Course, steps: Collection[str], abandoned: Collection[Place]) -> dict[str, tuple[str, ...]]:
    """The steps that are done again, each with those that it repeats: ``steps``, which move something, and those
    that were carried out with a piece of which a well is given up. O(operations^2).
    """
    operations = {one.id: one for one in course.plan.operations}
    moving = {one.step for one in course.transfers}
    pieces = {place.labware for place in abandoned}
    found: dict[str, tuple[str, ...]] = {}
    for one in course.plan.operations:
        held = not pieces.isdisjoint(one.labware) if one.labware else False
        alone = not one.labware and not set(steps).isdisjoint(ancestors(one.id, operations))
        still = abandoned and one.id in course.done and one.id not in moving
        if one.id in steps or (still and (held or alone)):
            root = course.roots.get(one.id, one.id)
            found[root] = (*found.get(root, ()), one.id)
    return found


def _operations(
    operations: Sequence[UnitOperation],
    of: Mapping[str, tuple[str, ...]],
    transfers: Sequence[Transfer],
    fresh: Mapping[str, str],
) -> Iterator[UnitOperation]:
    """The steps of the list: each waits for others of the list only, and holds what it touches; one that moves
    nothing holds the fresh pieces.
    """
    known = {one.id: one for one in operations}
    touched: dict[str, dict[str, None]] = {}
    for move in transfers:
        touched.setdefault(move.step, {}).update({move.source.labware: None, move.target.labware: None})
    before = {root: ancestors(root, known) & (of.keys() - {root}) for root in of if root in known}
    for root, steps in of.items():
        if root not in known:
            continue
        earlier = before[root] - set().union(*(before[other] for other in before[root]))
        held = dict.fromkeys(fresh[id] for step in steps for id in known[step].labware if id in fresh)
        yield replace(
            known[root],
            after=tuple(id for id in of if id in earlier),
            within=tuple(wait for wait in known[root].within if wait.after in of),
            labware=tuple(touched.get(root, held)),
        )
