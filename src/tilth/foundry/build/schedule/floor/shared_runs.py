"""Runs that build several requests: their operations are done once, for all of them, and belong to none.

Such a run is a job of its own, like a plate that requests share. Each of its requests ends with it and keeps its
own due date, priority and tenant, so that the run is as pressing as the most pressing of them, and its delay costs
what it costs each. Its id is made of those of its requests and tells none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.batching import Share, SharedPlate
from tilth.foundry.build.schedule.floor.request import QueuedRequest

__all__ = ["SharedRun", "carried", "shared_runs"]

_TITLE = "Shared plate"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class SharedRun:
    """The run ``id`` of the ``requests``, which carries out ``operations``."""

    id: str
    operations: tuple[UnitOperation, ...]
    requests: tuple[QueuedRequest, ...]

    @property
    def plate(self) -> SharedPlate:
        """The run as what its requests share; which wells are whose is known to its plan, not to the floor."""
        return SharedPlate(self.id, _TITLE, (), tuple(Share(one.id, one.tenant, (), ()) for one in self.requests))

    @property
    def work(self) -> QueuedRequest:
        """Its operations as those of one request, of nobody."""
        return QueuedRequest(self.id, "", self.operations)


def carried(queue: Iterable[QueuedRequest]) -> list[QueuedRequest]:
    """``queue`` with the operations of a run at the request that carries the others; one whose carrier is not in
    the queue has its own.
    """
    requests = list(queue)
    carriers = {one.id for one in requests if not one.carried_by}
    return [
        replace(one, operations=()) if one.carried_by in carriers else replace(one, carried_by="")
        for one in requests
    ]


def shared_runs(queue: Sequence[QueuedRequest]) -> tuple[SharedRun, ...]:
    """The runs of several requests in ``queue``, which is as :func:`carried` leaves it."""
    groups: dict[str, list[QueuedRequest]] = {one.id: [one] for one in queue if not one.carried_by}
    for one in queue:
        if one.carried_by:
            groups[one.carried_by].append(one)
    return tuple(
        SharedRun(_id(members), members[0].operations, tuple(members))
        for members in groups.values()
        if len(members) > 1
    )


def _id(requests: Iterable[QueuedRequest]) -> str:
    named = "\n".join(sorted(one.id for one in requests))
    return f"shared-{hashlib.sha256(named.encode()).hexdigest()[:_DIGITS]}"
