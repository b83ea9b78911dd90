"""What can be asked of a run. Whether it is carried out is for :mod:`.rules` to say, who may ask for the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tilth.foundry.build.run.model import (
    Check,
    Choices,
    Delivered,
    Failure,
    Inputs,
    Planned,
    Redo,
    RunFile,
    RunRequest,
    Tally,
)

__all__ = [
    "Abort",
    "Command",
    "Complete",
    "Confirm",
    "FailPlan",
    "FailStep",
    "LeaveOut",
    "Open",
    "Order",
    "Plan",
    "PlanRedo",
    "Revise",
    "Start",
    "TakeReport",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Begin a run for ``requests`` at the foundry ``provider``; its plan is to be compiled from ``inputs``."""

    NAME: ClassVar[str] = "open"
    id: str
    title: str
    provider: str
    requests: tuple[RunRequest, ...]
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Revise:
    """Have the plan compiled anew, from other stocks or by other choices."""

    NAME: ClassVar[str] = "revise"
    stocks: RunFile
    choices: Choices


@dataclass(frozen=True, slots=True)
class Plan:
    """Record the compiled plan and what its checks found."""

    NAME: ClassVar[str] = "plan"
    planned: Planned
    check: Check


@dataclass(frozen=True, slots=True)
class FailPlan:
    """Record that no plan could be compiled."""

    NAME: ClassVar[str] = "fail_plan"
    failure: Failure


@dataclass(frozen=True, slots=True)
class Start:
    """Take the plan to the bench."""

    NAME: ClassVar[str] = "start"


@dataclass(frozen=True, slots=True)
class Confirm:
    """A step was done, with the labware whose barcodes were ``scanned``."""

    NAME: ClassVar[str] = "confirm"
    step: str
    scanned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailStep:
    """A step did not succeed; it can be tried again."""

    NAME: ClassVar[str] = "fail_step"
    step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReport:
    """Take in a robot's report of ``step``; fields as in :class:`~.model.Report`."""

    NAME: ClassVar[str] = "take_report"
    step: str
    file: RunFile
    tally: Tally
    reconciliation: str
    affected: int


@dataclass(frozen=True, slots=True)
class PlanRedo:
    """Have what a report owes moved again, as a step of its own."""

    NAME: ClassVar[str] = "plan_redo"
    redo: Redo


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Go on without what the report numbered ``report`` owes: its products are not delivered."""

    NAME: ClassVar[str] = "leave_out"
    report: int
    reason: str


@dataclass(frozen=True, slots=True)
class Complete:
    """End the run: how many constructs of each request were built."""

    NAME: ClassVar[str] = "complete"
    delivered: tuple[Delivered, ...]


@dataclass(frozen=True, slots=True)
class Abort:
    """Give the run up. Its requests stay as they are, and can be built in another one."""

    NAME: ClassVar[str] = "abort"
    reason: str


Order = Revise | Plan | FailPlan | Start | Confirm | FailStep | TakeReport | PlanRedo | LeaveOut | Complete | Abort
"""A command to a run that is there."""

Command = Open | Order
