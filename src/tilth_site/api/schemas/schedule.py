"""A foundry's schedule: the one in force as its reader may see it, and proposals."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.floor.views import OTHER
from tilth_site.api.fields import Body, Shown, Whole
from tilth_site.api.schemas.journal import Written
from tilth_site.scheduling.drawing import Seen
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal

__all__ = ["PlanQueueIn", "ProposalOut", "ProposalPage", "ScheduleOut", "ScheduleWritten", "proposal_out",
           "schedule_out"]  # fmt: skip


class PlanQueueIn(Body):
    """How long to search for a schedule."""

    seconds: Whole = Field(default=10, ge=1, le=300)
    seed: Whole = Field(default=0, ge=0, le=2**31 - 1)


class ProposalOut(Shown):
    """A proposed schedule, and what is known of it."""

    id: str
    foundry: str
    number: int
    standing: str = Field(examples=["proposed", "in_force", "superseded", "withdrawn"])
    status: str = Field(description="The solver's word.", examples=["optimal", "feasible"])
    delay: int | None = Field(description="Weighted minutes after due dates.")
    bound: int | None = Field(description="No schedule has less delay than this.")
    violations: int = Field(description="What the independent checker found.")
    operations: int
    begins: str
    problem: str = Field(description="The sha256 of what was asked, among the evidence.")
    schedule: str = Field(description="The sha256 of what was answered.")
    replaces: str
    cause: str = Field(description="Why it changes another; empty where it does not.")
    moved: int
    broken: int


class ProposalPage(Shown):
    """Proposals of one foundry, the newest first."""

    items: list[ProposalOut]
    next: str | None = Field(description="Always null: a foundry's last hundred proposals are one page.")


class OperationOut(Shown):
    """An operation in its time. ``request`` is null on a plate that several share."""

    id: str
    request: str | None
    title: str
    start: datetime
    end: datetime


class PromiseOut(Shown):
    """When a request is done, with 50 % and with 90 %, and the day that its statement of work names."""

    request: str
    half: date
    ninety: date
    due: date | None


class ScheduleOut(Shown):
    """What a foundry follows; null and empty where it follows none. A customer is shown his own operations."""

    foundry: str
    proposal: str | None
    begins: datetime | None
    operations: list[OperationOut]
    promises: list[PromiseOut]


class ScheduleWritten(Written):
    """What was written, and the proposal as it stood right after."""

    proposal: ProposalOut


def proposal_out(row: ScheduleProposal) -> ProposalOut:
    """The row in the API's shape."""
    return ProposalOut(
        id=row.id, foundry=row.foundry, number=row.number, standing=row.standing, status=row.status,
        delay=row.value, bound=row.bound, violations=row.violations, operations=row.operations,
        begins=row.begins, problem=row.problem, schedule=row.schedule, replaces=row.replaces, cause=row.cause,
        moved=row.moved, broken=row.broken,
    )  # fmt: skip


def schedule_out(
    row: ScheduleProposal, found: FloorProblem, seen: Seen, promises: list[PromisedDate]
) -> ScheduleOut:
    """The schedule in force, without the work of others."""
    moment = found.axis.moment
    named = {one.id: one for one in seen.problem.operations}
    operations = [
        OperationOut(
            id=one.operation, request=job if (job := named[one.operation].job).startswith("req_") else None,
            title=named[one.operation].title, start=moment(one.start), end=moment(one.end),
        )
        for one in sorted(seen.schedule.assignments, key=lambda one: (one.start, one.operation))
        if named[one.operation].job != OTHER
    ]  # fmt: skip
    dates = [PromiseOut(request=one.request, half=one.half, ninety=one.ninety, due=one.due) for one in promises]
    return ScheduleOut(
        foundry=row.foundry, proposal=row.id, begins=moment(0), operations=operations, promises=dates
    )
