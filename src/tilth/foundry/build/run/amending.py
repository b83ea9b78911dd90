"""The plan of a run as it stands now: the plan, and what was decided since to make failures good.

What was done stays as it was done. What is still to be done with a well that was given up is done with the fresh
well that stands in for it, and the product stands there. Everything is in the order in which it was done, or will
be: so the ledger, a recall, a report and the next redo all read this one list.

A transfer is known for good by its :class:`Origin`: which redo's plan it stands in, and where. Reports say what
was moved by that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.readback.rest import rest
from tilth.foundry.build.run.model import Redo, Run
from tilth.foundry.build.run.steps import roots, run_steps
from tilth.foundry.build.transfer import Place, Transfer, TransferPlan

__all__ = ["Amended", "Origin", "amended", "as_moved", "rest_of"]


class Origin(NamedTuple):
    """Where a transfer comes from: the run's redo number ``redo`` (from 1; 0: the plan itself), and its index
    ``at`` in the plan of that.
    """

    redo: int
    at: int


@dataclass(frozen=True, slots=True)
class Amended:
    """``plan`` as it stands, ``origins`` where each of its transfers comes from. ``topups`` are the transfers that
    only fill up what another one left short, by index. ``stand_ins`` maps a well that was given up to the one that
    stands in for it now, ``roots`` a step beside the plan to the plan's step that it repeats.
    """

    plan: BuildPlan
    origins: tuple[Origin, ...]
    topups: frozenset[int]
    stand_ins: Mapping[Place, Place]
    roots: Mapping[str, str]

    def here(self, told: Mapping[Origin, int]) -> dict[int, int]:
        """What is ``told`` of transfers by their origin, by their index in this plan."""
        return {index: told[origin] for index, origin in enumerate(self.origins) if origin in told}

    def of_step(self, step: str) -> frozenset[int]:
        """The transfers of the step, by index."""
        return frozenset(index for index, one in enumerate(self.plan.transfers.transfers) if one.step == step)


class _Item(NamedTuple):
    """A transfer with its origin, and whether it only fills up."""

    origin: Origin
    transfer: Transfer
    fills_up: bool


def amended(run: Run, plan: BuildPlan, redos: Sequence[BuildPlan]) -> Amended:
    """``plan``, that of ``run``, as it stands now; ``redos`` are the plans of its redos. O(transfers x redos)."""
    items = [_Item(Origin(0, index), one, False) for index, one in enumerate(plan.transfers.transfers)]
    bench, products = plan.transfers, plan.products
    stand_ins: dict[Place, Place] = {}
    for number, (redo, listed) in enumerate(zip(run.redos, redos, strict=True)):
        fresh = _stand_ins(redo, listed)
        touched = run.touched_at(number)
        items = list(_gone_on(items, touched, fresh))
        items += _added(number + 1, redo, listed, set(fresh.values()))
        products = tuple(replace(one, place=fresh.get(one.place, one.place)) for one in products)
        bench = _with_labware(bench, listed)
        stand_ins = {old: fresh.get(now, now) for old, now in stand_ins.items()} | fresh
    operations = run_steps(run, plan.operations)
    if run.redos:
        items = _in_order(items, run, operations)
    return Amended(
        replace(
            plan,
            products=products,
            operations=operations,
            transfers=replace(bench, transfers=tuple(one.transfer for one in items)),
        ),
        tuple(one.origin for one in items),
        frozenset(index for index, one in enumerate(items) if one.fills_up),
        stand_ins,
        roots(run),
    )


def _stand_ins(redo: Redo, listed: BuildPlan) -> dict[Place, Place]:
    """Each well that ``redo`` gives up -> the one that stands in for it."""
    old = {one.fresh: one.old for one in redo.replaced}
    moved = (one.target for one in listed.transfers.transfers)
    filled = (one.place for one in listed.transfers.fillings)
    return {Place(old[place.labware], place.well): place for place in (*moved, *filled) if place.labware in old}


def _gone_on(items: Iterable[_Item], touched: Collection[str], fresh: Mapping[Place, Place]) -> Iterator[_Item]:
    """``items`` with what was not done yet on the fresh wells. A well that is made again lacks nothing, so what
    was still to fill it up is not moved any more.
    """
    for one in items:
        if one.transfer.step in touched:
            yield one
        elif not (one.fills_up and one.transfer.target in fresh):
            yield one._replace(transfer=_on(one.transfer, fresh))


def _on(one: Transfer, fresh: Mapping[Place, Place]) -> Transfer:
    """The transfer with fresh wells in place of those that were given up."""
    if one.source not in fresh and one.target not in fresh:
        return one
    return replace(one, source=fresh.get(one.source, one.source), target=fresh.get(one.target, one.target))


def _added(number: int, redo: Redo, listed: BuildPlan, fresh: set[Place]) -> Iterator[_Item]:
    """The transfers of a redo. Where it is one step, that is whose they are."""
    for index, one in enumerate(listed.transfers.transfers):
        step = one.step if redo.steps else redo.step
        yield _Item(Origin(number, index), replace(one, step=step), one.target not in fresh)


def _with_labware(bench: TransferPlan, listed: BuildPlan) -> TransferPlan:
    """``bench`` with the pieces that a redo brings, and what is filled into them."""
    known = {piece.id for piece in bench.labware}
    pieces = tuple(piece for piece in listed.transfers.labware if piece.id not in known)
    fillings = tuple(one for one in listed.transfers.fillings if one.place.labware not in known)
    return replace(bench, labware=(*bench.labware, *pieces), fillings=(*bench.fillings, *fillings))


def _in_order(items: Iterable[_Item], run: Run, operations: Sequence[UnitOperation]) -> list[_Item]:
    """``items`` as their steps were confirmed, and then as they stand among the ``operations``."""
    turns = {step: turn for turn, step in enumerate(run.confirmed)}
    for place, step in enumerate(operations):
        turns.setdefault(step.id, len(run.confirmed) + place)
    return sorted(items, key=lambda one: turns.get(one.transfer.step, -1))


def as_moved(stands: Amended, told: Mapping[Origin, int], done: Iterable[str]) -> TransferPlan:
    """What was moved in the steps ``done``, in order, with the volumes that reports ``told``. O(transfers)."""
    volumes, steps = stands.here(told), frozenset(done)
    went = (
        replace(one, volume=volume)
        for index, one in enumerate(stands.plan.transfers.transfers)
        if one.step in steps and (volume := volumes.get(index, one.volume))
    )
    return replace(stands.plan.transfers, transfers=tuple(went))


def rest_of(stands: Amended, told: Mapping[Origin, int], before: Iterable[str]) -> BuildPlan:
    """What is left of the plan once the steps ``before`` are done. O(transfers)."""
    done = frozenset(before)
    return rest(stands.plan, as_moved(stands, told, done), done)
