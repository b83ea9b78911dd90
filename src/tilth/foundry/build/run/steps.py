"""The steps of a run: the plan's unit operations, and those beside the plan that move again what failed.

A step can be done once every step before it was done and owes nothing: what a robot did not move is made good, or
given up, before anything goes on with that plate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run.model import Redo, Run

__all__ = ["ROBOTS", "RunStep", "Standing", "redo_name", "run_steps", "standing"]

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
    """The id of the step that makes good what report ``number`` owes."""
    return f"redo-{number}"


def run_steps(operations: Sequence[UnitOperation], redos: Iterable[Redo]) -> tuple[UnitOperation, ...]:
    """The plan's ``operations`` with each of ``redos`` after the step whose failures it makes good, and before all
    that wait for that step. O(operations x redos).
    """
    steps = list(operations)
    for redo in redos:
        place = next((number for number, step in enumerate(steps) if step.id == redo.of), None)
        if place is None:
            continue
        made = replace(
            steps[place], id=redo.step, minutes=redo.minutes, instrument=redo.instrument, labware=redo.labware,
            after=(redo.of,), within=(), attended=min(redo.minutes, steps[place].attended),
        )  # fmt: skip
        later = [_waiting_for(step, redo) for step in steps]
        steps = [*later[: place + 1], made, *later[place + 1 :]]
    return tuple(steps)


def _waiting_for(step: UnitOperation, redo: Redo) -> UnitOperation:
    return replace(step, after=(*step.after, redo.step)) if redo.of in step.after else step


def standing(run: Run, operations: Sequence[UnitOperation]) -> tuple[RunStep, ...]:
    """Every step of ``run`` with how it stands, in the plan's order. O(steps)."""
    done, owing = set(run.confirmed), {report.step for report in run.owing}
    found = []
    for step in run_steps(operations, run.redos):
        before = tuple(name for name in step.after if name not in done or name in owing)
        found.append(RunStep(step, _standing(run, step.id, done, owing, bool(before)), before))
    return tuple(found)


def _standing(run: Run, step: str, done: set[str], owing: set[str], waits: bool) -> Standing:
    if step in done:
        return Standing.OWING if step in owing else Standing.DONE
    if waits:
        return Standing.WAITS
    return Standing.FAILED if step in run.failed else Standing.OPEN
