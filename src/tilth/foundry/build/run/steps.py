"""The steps of a run: the plan's unit operations, and those beside the plan that move again what failed.

A step can be done once every step before it was done and owes nothing: what a robot did not move is made good, or
given up, before anything goes on with that plate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.robots.carriers import ancestors
from tilth.foundry.build.run.model import Redo, RedoStep, Run

__all__ = ["ROBOTS", "RunStep", "Standing", "redo_name", "roots", "run_steps", "standing"]

ROBOTS = ("acoustic_dispenser", "liquid_handler")
"""The kinds of instruments that report what they moved."""


class Standing(StrEnum):
    """How a step stands: it ``waits`` for others, is ``open`` to be done, was ``failed`` and is open again, or is
    ``done``; ``owing`` is one that was done and whose report owes transfers.
    """

    WAITS = "waits"
    OPEN = "open"
    FAILED = "failed"
    DONE = "done"
    OWING = "owing"


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step with how it stands. ``before`` are the steps it still waits for."""

    operation: UnitOperation
    standing: Standing
    before: tuple[str, ...] = ()


def redo_name(number: int) -> str:
    """The id of the step that makes good what report ``number`` owes; what its steps are called after, where there
    are several.
    """
    return f"redo-{number}"


def roots(run: Run) -> dict[str, str]:
    """Each step beside the plan of ``run`` -> the plan's step that it repeats."""
    found: dict[str, str] = {}
    for redo in run.redos:
        for part in redo.parts:
            found[part.id] = found.get(part.of[0], part.of[0])
    return found


def run_steps(run: Run, operations: Sequence[UnitOperation]) -> tuple[UnitOperation, ...]:
    """The plan's ``operations`` and the steps beside it, as they stand: what comes after a step that is done again
    waits for that too, and takes the labware that stands in for what was given up. O(operations^2) a redo.
    """
    steps = list(operations)
    for number, redo in enumerate(run.redos):
        steps = _with(steps, redo, run.touched_at(number))
    return tuple(steps)


def _with(steps: Sequence[UnitOperation], redo: Redo, touched: Collection[str]) -> list[UnitOperation]:
    """``steps`` with those of ``redo``, which was planned when the steps ``touched`` were done: before all that
    wait for them, or behind all that they repeat.
    """
    known = {step.id: step for step in steps}
    places = {step.id: place for place, step in enumerate(steps)}
    repeated = {of: part.id for part in redo.parts for of in part.of}
    added = [_again(part, known, repeated) for part in redo.parts if part.of[0] in known]
    holds = {one.step: one.labware for one in redo.holds}
    behind = {step: {step, *ancestors(step, known)} for step in touched if step in known}
    later = []
    for step in steps:
        first: dict[str, None] = {}
        for before in step.after if step.id not in touched else ():
            first.update({repeated[of]: None for of in repeated if of in behind.get(before, {before})})
        after = (*step.after, *_last(tuple(first), added))
        later.append(replace(step, after=after, labware=holds.get(step.id, step.labware)))
    waiting = (place for place, step in enumerate(later) if len(step.after) > len(steps[place].after))
    place = min(waiting, default=1 + max((places[of] for of in repeated if of in places), default=len(steps)))
    return _in_turn([*later[:place], *added, *later[place:]])


def _in_turn(steps: Sequence[UnitOperation]) -> list[UnitOperation]:
    """``steps`` as they stand, but each behind all that it waits for."""
    known = {step.id for step in steps}
    found: list[UnitOperation] = []
    placed: set[str] = set()
    waiting = list(steps)
    while waiting:
        held: list[UnitOperation] = []
        for step in waiting:
            if placed.issuperset(known.intersection(step.after)):
                found.append(step)
                placed.add(step.id)
            else:
                held.append(step)
        if len(held) == len(waiting):
            return [*found, *held]
        waiting = held
    return found


def _again(part: RedoStep, known: Mapping[str, UnitOperation], repeated: Mapping[str, str]) -> UnitOperation:
    """The step that does ``part``; ``repeated`` maps a step to the one that does it again."""
    like = known[part.of[0]]
    within = (replace(wait, after=repeated[wait.after]) for wait in like.within if wait.after in repeated)
    return replace(
        like, id=part.id, minutes=part.minutes, labware=part.labware, within=tuple(within),
        after=tuple(of for of in part.of if of in known) + part.after, attended=min(part.minutes, like.attended),
    )  # fmt: skip


def _last(names: Sequence[str], added: Iterable[UnitOperation]) -> Iterator[str]:
    """Those of ``names`` that no other of them comes after."""
    earlier = {before for step in added if step.id in names for before in step.after}
    return (name for name in names if name not in earlier)


def standing(run: Run, operations: Sequence[UnitOperation]) -> tuple[RunStep, ...]:
    """Every step of ``run`` with how it stands, in the plan's order. Cost as :func:`run_steps`."""
    done, owing = set(run.confirmed), {report.step for report in run.owing}
    found = []
    for step in run_steps(run, operations):
        before = tuple(name for name in step.after if name not in done or name in owing)
        found.append(RunStep(step, _standing(run, step.id, done, owing, bool(before)), before))
    return tuple(found)


def _standing(run: Run, step: str, done: set[str], owing: set[str], waits: bool) -> Standing:
    if step in done:
        return Standing.OWING if step in owing else Standing.DONE
    if waits:
        return Standing.WAITS
    return Standing.FAILED if step in run.failed else Standing.OPEN
