"""What can have happened to a run. Its stream is ``run/<id>`` (:func:`run_stream`).

An event holds facts only: who, when and why it was recorded stand in the journal's entry around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, get_args

from tilth.foundry.build.run import model
from tilth.foundry.build.run.model import Check, Delivered, Failure, Inputs, Redo, Report, RunRequest

__all__ = [
    "EVENTS",
    "Aborted",
    "CheckFailed",
    "Checked",
    "Completed",
    "LeftOut",
    "Opened",
    "PlanFailed",
    "Planned",
    "RedoPlanned",
    "Reported",
    "Revised",
    "RunEvent",
    "Started",
    "StepConfirmed",
    "StepFailed",
    "run_stream",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A run was begun, and its plan is to be compiled."""

    TYPE: ClassVar[str] = "foundry.run.opened"
    id: str
    title: str
    provider: str
    requests: tuple[RunRequest, ...]
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Revised:
    """The plan is to be compiled anew, from these inputs."""

    TYPE: ClassVar[str] = "foundry.run.revised"
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan was compiled."""

    TYPE: ClassVar[str] = "foundry.run.planned"
    planned: model.Planned


@dataclass(frozen=True, slots=True)
class PlanFailed:
    """No plan could be compiled."""

    TYPE: ClassVar[str] = "foundry.run.plan_failed"
    failure: Failure


@dataclass(frozen=True, slots=True)
class Checked:
    """The plan passed its checks."""

    TYPE: ClassVar[str] = "foundry.run.checked"
    check: Check


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """The checks of the plan found faults."""

    TYPE: ClassVar[str] = "foundry.run.check_failed"
    check: Check


@dataclass(frozen=True, slots=True)
class Started:
    """The plan went to the bench."""

    TYPE: ClassVar[str] = "foundry.run.started"
    plan: str


@dataclass(frozen=True, slots=True)
class StepConfirmed:
    """A step was done, with this labware; ``minutes`` are those that were planned for it."""

    TYPE: ClassVar[str] = "foundry.run.step_confirmed"
    step: str
    scanned: tuple[str, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step did not succeed."""

    TYPE: ClassVar[str] = "foundry.run.step_failed"
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A robot reported what it had moved."""

    TYPE: ClassVar[str] = "foundry.run.reported"
    report: Report


@dataclass(frozen=True, slots=True)
class RedoPlanned:
    """What a report owes is to be moved again."""

    TYPE: ClassVar[str] = "foundry.run.redo_planned"
    redo: Redo


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a report owes is not made good; ``affected`` products go undelivered."""

    TYPE: ClassVar[str] = "foundry.run.left_out"
    report: int
    affected: int
    reason: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The run ended, and this was built."""

    TYPE: ClassVar[str] = "foundry.run.completed"
    delivered: tuple[Delivered, ...]


@dataclass(frozen=True, slots=True)
class Aborted:
    """The run was given up."""

    TYPE: ClassVar[str] = "foundry.run.aborted"
    reason: str


RunEvent = (
    Opened
    | Revised
    | Planned
    | PlanFailed
    | Checked
    | CheckFailed
    | Started
    | StepConfirmed
    | StepFailed
    | Reported
    | RedoPlanned
    | LeftOut
    | Completed
    | Aborted
)

EVENTS: tuple[type[RunEvent], ...] = get_args(RunEvent)
"""Every kind of event of a run, for whoever reads a journal."""


def run_stream(id: str) -> str:
    """The name of a run's stream."""
    return f"run/{id}"
