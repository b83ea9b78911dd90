"""A first plan, or an old one shifted: jobs put one after the other into what is free, by a priority of ours."""

from __future__ import annotations

import time
from collections.abc import Mapping

from tilth.foundry.build.schedule import insertion
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["insert"]

_SECONDS = 3.0
"""How long repairs may take; a plan of 500 operations takes a tenth of one."""


def insert(instance: Instance, priority: Mapping[str, float]) -> tuple[Assignment, ...] | None:
    """A plan that puts jobs in by the least ``priority`` of their operations, by id; what is fixed comes before
    all. None where none is found so.
    """
    operations = instance.problem.operations
    greatest_first = [-priority[one.id] for one in operations]
    slots = insertion.insert(instance, greatest_first, time.monotonic() + _SECONDS)
    if slots is None:
        return None
    return tuple(
        Assignment(one.id, slot.start, slot.end, slot.mode) for one, slot in zip(operations, slots, strict=True)
    )
