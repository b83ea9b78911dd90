"""What one client may see of a plan: its own work by name, and that something else is there.

A view is a problem and a schedule like any other, so that it is drawn and listed like them. In it the work of
others has no names: neither theirs, nor their requests', nor their operations'. Of a shared plate a client sees
that it is shared, the protocol, and its own wells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tilth.foundry.build.schedule.floor.batching import SharedPlate
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.problem import Job, Operation, Problem, Schedule

__all__ = ["OTHER", "View", "view_for"]

OTHER = "other"
"""The job of all work that is not the client's, and the start of the ids of its operations."""


@dataclass(frozen=True, slots=True)
class View:
    """What ``tenant`` sees. ``wells`` maps the runs of shared plates it is in to its own wells there."""

    tenant: str
    problem: Problem
    schedule: Schedule
    wells: Mapping[str, tuple[str, ...]]


def view_for(tenant: str, of: FloorProblem, schedule: Schedule) -> View:
    """The view of ``tenant`` on ``schedule``. The value of the objective is left out, because it is about others
    too. O(operations).
    """
    own_jobs = {job.id for job in of.problem.jobs if job.tenant == tenant}
    shared = {plate.id: plate for plate in of.plates if any(one.tenant == tenant for one in plate.shares)}
    names = _names(of.problem, schedule, own_jobs | shared.keys())
    operations = tuple(_seen(one, names) for one in of.problem.operations)
    jobs = [_job(job, shared) for job in of.problem.jobs if job.id in own_jobs or job.id in shared]
    others = [Job(OTHER, title="Other work")] if any(one.job == OTHER for one in operations) else []
    known = [one for one in of.problem.lags if one.first not in names and one.second not in names]
    ways = [one for one in of.problem.transports if one.first not in names and one.second not in names]
    problem = replace(
        of.problem,
        jobs=(*jobs, *others),
        operations=operations,
        lags=tuple(known),
        transports=tuple(ways),
        title="",
    )
    assignments = tuple(
        replace(one, operation=names.get(one.operation, one.operation)) for one in schedule.assignments
    )
    wells = {run.id: _wells(tenant, plate) for plate in shared.values() for run in plate.runs}
    seen = replace(schedule, assignments=assignments, value=None, lower_bound=None)
    return View(tenant, problem, seen, wells)


def _names(problem: Problem, schedule: Schedule, visible: set[str]) -> dict[str, str]:
    """A number for each operation of others, by its start."""
    starts = {one.operation: (one.start, one.end) for one in schedule.assignments}
    hidden = [one.id for one in problem.operations if one.job not in visible]
    hidden.sort(key=lambda id: starts.get(id, (0, 0)))
    return {id: f"{OTHER}-{number}" for number, id in enumerate(hidden, 1)}


def _seen(one: Operation, names: Mapping[str, str]) -> Operation:
    if one.id not in names:
        return one
    return replace(one, id=names[one.id], job=OTHER, title="Other work")


def _job(job: Job, shared: Mapping[str, SharedPlate]) -> Job:
    return Job(job.id, title=job.title) if job.id in shared else job


def _wells(tenant: str, plate: SharedPlate) -> tuple[str, ...]:
    return tuple(well for share in plate.shares if share.tenant == tenant for well in share.wells)
