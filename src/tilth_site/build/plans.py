"""Build plans among the evidence, read by their hash. What a hash names never changes, so a reading is kept."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import Run
from tilth_site.uploads.intake import store

__all__ = ["operations_of", "plan_of"]


class _Operations(msgspec.Struct):
    """The part of a plan that rules look at; the rest is skipped as it is read."""

    operations: tuple[UnitOperation, ...]


@lru_cache(maxsize=4)
def plan_of(sha256: str) -> BuildPlan:
    """The plan with this hash. Raises MissingError or IntegrityError where the evidence does not hold it."""
    return msgspec.json.decode(store().get(sha256), type=BuildPlan)


def operations_of(run: Run) -> tuple[UnitOperation, ...]:
    """The unit operations of the plan of ``run``; none where it has no plan. Errors as :func:`plan_of`."""
    return _operations(run.planned.plan) if run.planned else ()


@lru_cache(maxsize=64)
def _operations(sha256: str) -> tuple[UnitOperation, ...]:
    return msgspec.json.decode(store().get(sha256), type=_Operations).operations
