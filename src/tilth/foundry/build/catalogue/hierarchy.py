"""A build plan seen as the hierarchy sees it: a project, its services, their workflows, their unit operations."""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.catalogue.table import Entry, entry
from tilth.foundry.build.operation import UnitOperation

__all__ = ["Project", "Service", "WorkflowRun", "hierarchy"]

_SERVICES = {"design": "Design", "build": "DNA construction", "test": "Verification", "learn": "Analysis"}


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """A workflow of the catalogue as it is run here: its unit operations in order."""

    workflow: Entry
    operations: tuple[UnitOperation, ...]

    @property
    def minutes(self) -> int:
        """The sum of its operations' minutes (what an instrument is held, not how long one waits)."""
        return sum(operation.minutes for operation in self.operations)


@dataclass(frozen=True, slots=True)
class Service:
    """What is asked of the foundry: the workflows of one stage (design, build, test, learn)."""

    title: str
    workflows: tuple[WorkflowRun, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """The whole of a plan."""

    title: str
    services: tuple[Service, ...]


def hierarchy(plan: BuildPlan) -> Project:
    """``plan`` by service and workflow, in order of first appearance. O(operations). Raises MissingError where an
    operation names a workflow that is not in the catalogue.
    """
    runs: dict[str, list[UnitOperation]] = {}
    for operation in plan.operations:
        runs.setdefault(operation.workflow, []).append(operation)
    services: dict[str, list[WorkflowRun]] = {}
    for id, operations in runs.items():
        found = entry(id)
        services.setdefault(_SERVICES[found.stage], []).append(WorkflowRun(found, tuple(operations)))
    return Project(plan.title, tuple(Service(title, tuple(held)) for title, held in services.items()))
