"""Build plans among the evidence, read by their hash, and the plan of a run as it stands now. What a hash names
never changes, so a reading is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.amending import Amended, amended
from tilth_site.uploads.intake import store

__all__ = ["Known", "known", "operations_of", "plan_of", "plans_of", "stands_of"]


class _Operations(msgspec.Struct):
    """The part of a plan that rules look at; the rest is skipped as it is read."""

    operations: tuple[UnitOperation, ...]


@lru_cache(maxsize=8)
def plan_of(sha256: str) -> BuildPlan:
    """The plan with this hash. Raises MissingError or IntegrityError where the evidence does not hold it."""
    return msgspec.json.decode(store().get(sha256), type=BuildPlan)


def operations_of(run: Run) -> tuple[UnitOperation, ...]:
    """The unit operations of the plan of ``run``; none where it has no plan. Errors as :func:`plan_of`."""
    return _operations(run.planned.plan) if run.planned else ()


@lru_cache(maxsize=64)
def _operations(sha256: str) -> tuple[UnitOperation, ...]:
    return msgspec.json.decode(store().get(sha256), type=_Operations).operations


def plans_of(run: Run) -> tuple[BuildPlan, tuple[BuildPlan, ...]]:
    """The plan of ``run``, which has one, and those of its redos. Errors as :func:`plan_of`."""
    assert run.planned is not None, "a run that is looked into has a plan"
    return plan_of(run.planned.plan), tuple(plan_of(redo.plan) for redo in run.redos)


def stands_of(run: Run) -> Amended:
    """The plan of ``run``, which has one, as it stands now. Errors as :func:`plan_of`."""
    assert run.planned is not None, "a run that is looked into has a plan"
    return _stands(known(run))


@dataclass(frozen=True, slots=True)
class Known:
    """A run, told from others by what of it makes a difference to its plan and to what was moved."""

    key: tuple[object, ...]
    run: Run = field(compare=False)


def known(run: Run) -> Known:
    """``run``, by which readings of it can be kept."""
    return Known((run.planned, run.confirmed, run.reports, run.redos, run.redone_at), run)


@lru_cache(maxsize=8)
def _stands(known: Known) -> Amended:
    return amended(known.run, *plans_of(known.run))
