"""A schedule in milliseconds by rules of priority: a start for the solver and a bound for its horizon.

Each rule is tried operation by operation and, where longest lags bind, job by job; then the best of them again
with noise. The best schedule is kept.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random
from typing import Literal, NamedTuple

from tilth.foundry.build.schedule.insertion import insert
from tilth.foundry.build.schedule.instance import Instance, Slot
from tilth.foundry.build.schedule.listing import Listing
from tilth.foundry.build.schedule.priorities import priorities
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["dispatch"]

_NOISE = 0.15
"""By which share of their spread priorities are moved when a rule is tried again."""
_TRIES = 12
"""How often rules are tried again with noise."""
_FAITH = 0.7
"""How often it is the best rule that is tried again."""
_PATIENCE = 0.002
"""After how many seconds for each operation a try is given up, where its repairs come to no end."""

_Order = Literal["jobs", "soonest", "priority"]


class _Found(NamedTuple):
    """A schedule, what it is worth, and the rule that found it."""

    value: tuple[int, int]
    priority: Sequence[float]
    order: _Order
    slots: list[Slot]


def dispatch(
    instance: Instance, *, seconds: float = 0.5, seed: int = 0, like: Sequence[Assignment] = ()
) -> tuple[Assignment, ...] | None:
    """The best schedule that the rules find; None where none of them finds any, which proves nothing.

    Every rule is tried once, then a few again with noise while ``seconds`` last; a try whose repairs come to no
    end is given up. ``like`` is a schedule whose order is tried as a rule too, and first. O(n m) for n operations
    and m jobs a try.
    """
    if not instance.ways:
        return ()
    random = Random(seed)
    until = time.monotonic() + seconds
    found = sorted(_tries(instance, like), key=lambda one: one.value)
    if not found:
        return None
    best = found[0]
    for _ in range(_TRIES):
        if time.monotonic() > until:
            break
        base = found[0] if random.random() < _FAITH else random.choice(found)
        spread = (max(base.priority) - min(base.priority) + 1) * _NOISE
        again = _try(instance, [one + random.uniform(0, spread) for one in base.priority], base.order)
        if again is not None and again.value < best.value:
            best = again
    return tuple(
        Assignment(operation.id, *slot)
        for operation, slot in zip(instance.problem.operations, best.slots, strict=True)
    )


def _tries(instance: Instance, like: Sequence[Assignment]) -> list[_Found]:
    """What each rule finds. An order that finds nothing by the first rule is not tried by the others."""
    tight = any(lag.most is not None for lag in instance.problem.lags)
    orders: tuple[_Order, ...] = ("jobs", "soonest", "priority") if tight else ("soonest", "priority")
    rules = priorities(instance, like)
    found: list[_Found] = []
    for order in orders:
        for rule in rules:
            one = _try(instance, rule, order)
            if one is None:
                break
            found.append(one)
    return found


def _try(instance: Instance, priority: Sequence[float], order: _Order) -> _Found | None:
    """A schedule by one rule: job by job, or operation by operation, those first that can start soonest or those
    of the greatest priority.
    """
    until = time.monotonic() + _PATIENCE * len(instance.ways)
    if order == "jobs":
        slots = insert(instance, priority, until)
    else:
        slots = Listing(instance, priority, order == "soonest").run(until)
    if slots is None:
        return None
    ends = [slot.end for slot in slots]
    return _Found((instance.value(ends), max(ends, default=0)), priority, order, slots)
