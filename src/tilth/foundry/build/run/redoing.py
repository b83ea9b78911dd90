"""From a redo list to the steps beside the plan that carry it out: their names, and what later steps take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.readback.redo import Redo as Listed
from tilth.foundry.build.robots.carriers import ancestors
from tilth.foundry.build.run.amending import Amended, Origin, amended, rest_of
from tilth.foundry.build.run.events import RedoPlanned
from tilth.foundry.build.run.folding import apply
from tilth.foundry.build.run.model import Holds, Redo, RedoStep, Replaced, Report, Run
from tilth.foundry.build.run.steps import redo_name
from tilth.foundry.build.transfer import Place

__all__ = ["Drafted", "draft"]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A ``redo`` without its files yet: the ``plan`` of what it moves, and what is left of the run's plan after it
    (``rest``; None where that is as it was).
    """

    redo: Redo
    plan: BuildPlan
    rest: BuildPlan | None


def draft(
    run: Run,
    report: Report,
    listed: Listed,
    plans: tuple[BuildPlan, tuple[BuildPlan, ...]],
    told: Mapping[Origin, int],
) -> Drafted:
    """The redo that makes good what ``report`` owes, and with it all other reports that owe something, by the list
    ``listed``. ``plans`` are the run's plan and those of its redos so far. O(transfers x redos).
    """
    name = redo_name(report.number)
    plan = _named(listed.plan, name)
    names = dict(zip((one.id for one in listed.plan.operations), plan.operations, strict=True))
    before = amended(run, *plans)
    steps = tuple(
        RedoStep(one.id, listed.of[root], one.minutes, one.labware,
                 (*one.after, *_awaited(root, one.labware, before, run.touched)))
        for root, one in names.items()
    )  # fmt: skip
    instruments = {one.id: one.instrument for one in before.plan.operations}
    redo = Redo(
        step=name, report=report.number, of=report.step, transfers=len(plan.transfers.transfers),
        minutes=max(1, sum(one.minutes for one in plan.operations)), instrument=instruments[report.step],
        labware=tuple(piece.id for piece in plan.transfers.labware), plan="", files=(), steps=steps,
        replaced=tuple(Replaced(old, fresh) for old, fresh in listed.fresh.items()),
        also=tuple(one.number for one in run.owing if one.number != report.number),
    )  # fmt: skip
    stands = amended(apply(run, RedoPlanned(redo)), plans[0], (*plans[1], plan))
    redo = replace(redo, holds=tuple(_holds(before, stands, redo, run.touched)))
    if not _moved_elsewhere(before, stands):
        return Drafted(redo, plan, None)
    stands = amended(apply(run, RedoPlanned(redo)), plans[0], (*plans[1], plan))
    return Drafted(redo, plan, rest_of(stands, told, run.touched | {one.id for one in steps}))


def _moved_elsewhere(before: Amended, stands: Amended) -> bool:
    """Whether a transfer that was planned already is made between other wells than ``before``, or not at all."""
    old = zip(before.origins, before.plan.transfers.transfers, strict=True)
    new = dict(zip(stands.origins, stands.plan.transfers.transfers, strict=True))
    return any(new.get(origin) != one for origin, one in old)


def _awaited(root: str, labware: Collection[str], before: Amended, touched: Collection[str]) -> Iterator[str]:
    """The steps of earlier redos that are still to be done, and that make what the step which repeats ``root``
    goes on with.
    """
    earlier = ancestors(root, {one.id: one for one in before.plan.operations})
    for one in before.plan.operations:
        waits = one.id not in touched and before.roots.get(one.id) in earlier
        if waits and not set(labware).isdisjoint(one.labware):
            yield one.id


def _named(plan: BuildPlan, name: str) -> BuildPlan:
    """``plan`` with its steps called after ``name``: that where there is one, else ``name.step``."""
    alone = len(plan.operations) == 1
    names = {one.id: name if alone else f"{name}.{one.id}" for one in plan.operations}
    operations = tuple(
        replace(
            one,
            id=names[one.id],
            after=tuple(names[id] for id in one.after),
            within=tuple(replace(wait, after=names[wait.after]) for wait in one.within),
        )
        for one in plan.operations
    )
    moved = tuple(replace(one, step=names.get(one.step, one.step)) for one in plan.transfers.transfers)
    return replace(plan, operations=operations, transfers=replace(plan.transfers, transfers=moved))


def _holds(before: Amended, stands: Amended, redo: Redo, touched: Collection[str]) -> Iterator[Holds]:
    """The steps still to be done that take other labware than before. One that moves something takes what it
    touches; another takes a fresh piece too, and the old one as long as a well of it is in use.
    """
    fresh = {one.old: one.fresh for one in redo.replaced}
    moved: dict[str, set[str]] = {}
    for one in stands.plan.transfers.transfers:
        moved.setdefault(one.step, set()).update((one.source.labware, one.target.labware))
    used = _used(stands)
    own = {one.id for one in redo.steps}
    for step in before.plan.operations:
        if step.id in touched or step.id in own or fresh.keys().isdisjoint(step.labware):
            continue
        labware: dict[str, None] = {}
        for piece in step.labware:
            new = fresh.get(piece)
            if new is None:
                labware[piece] = None
                continue
            wanted = moved.get(step.id)
            keep, add = (piece in wanted, new in wanted) if wanted is not None else (piece in used, True)
            labware.update({piece: None} if keep else {})
            labware.update({new: None} if add else {})
        if tuple(labware) != step.labware:
            yield Holds(step.id, tuple(labware))


def _used(stands: Amended) -> set[str]:
    """The pieces with a well that something is brought to and that was not given up."""
    targets: set[Place] = {one.target for one in stands.plan.transfers.transfers}
    return {place.labware for place in targets - stands.stand_ins.keys()}
