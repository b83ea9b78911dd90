"""A request in the queue, as far as its scheduling goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.operation import UnitOperation
from tilth.kernel.errors import OptionError

__all__ = ["QueuedRequest", "queued"]


@dataclass(frozen=True, slots=True)
class QueuedRequest:
    """What is to be done for one request of ``tenant``.

    It is due at ``due`` (None: as soon as possible) and begins at ``arrived`` or later. A minute of delay costs
    ``priority`` times as much as one of priority 1. ``wells`` is how many wells its samples take on a plate; 0:
    its plates are not shared. ``carried_by`` is the request with which it is built in one run (empty: none): where
    that one is in the queue too its operations are done once, for both (:mod:`.shared_runs`). Raises OptionError
    for a priority below 1 or fewer wells than none.
    """

    id: str
    tenant: str
    operations: tuple[UnitOperation, ...]
    title: str = ""
    due: datetime | None = None
    priority: int = 1
    arrived: datetime | None = None
    wells: int = 0
    carried_by: str = ""

    def __post_init__(self) -> None:
        if self.priority < 1 or self.wells < 0:
            raise OptionError(
                "floor.request",
                f"The request {self.id} has priority {self.priority} and {self.wells} wells.",
                mend="Give a priority from 1 and wells from 0.",
                data={"request": self.id},
            )


def queued(
    plan: BuildPlan,
    id: str,
    tenant: str,
    *,
    due: datetime | None = None,
    priority: int = 1,
    arrived: datetime | None = None,
) -> QueuedRequest:
    """The request ``id`` that ``plan`` carries out, with one well for each of its products."""
    return QueuedRequest(id, tenant, plan.operations, plan.title, due, priority, arrived, len(plan.products))
