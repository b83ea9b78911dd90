"""From a foundry's board of schedules to its rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from tilth.foundry.build.adoption import EVENTS, Board, Priority, Proposal, apply
from tilth.kernel.journal import instant
from tilth_site.journal.streams import StreamKind, Trace
from tilth_site.scheduling import models

__all__ = ["BOARDS", "proposal_row"]


def _rows(board: Board, _: Trace) -> Iterator[Model]:
    for number, proposal in enumerate(board.proposals, start=1):
        yield proposal_row(board, proposal, number)
    for promise in board.in_force.promises if board.in_force else ():
        yield models.PromisedDate(
            id=f"{board.foundry}/{promise.request}", foundry=board.foundry, request=promise.request,
            half=promise.half, ninety=promise.ninety, due=promise.due,
        )  # fmt: skip
    for request, priority in board.priorities.items():
        if priority is not Priority.NORMAL:
            yield models.RequestPriority(
                id=f"{board.foundry}/{request}", foundry=board.foundry, request=request, priority=priority.value
            )


def proposal_row(board: Board, one: Proposal, number: int) -> models.ScheduleProposal:
    """The row of the proposal that is number ``number`` (from 1) of ``board``."""
    return models.ScheduleProposal(
        id=one.id, foundry=board.foundry, number=number, standing=board.standings[one.id].value,
        begins=instant(one.begins), operations=one.operations, status=one.status.value, value=one.value,
        bound=one.bound, violations=one.violations, problem=one.problem, schedule=one.schedule,
        replaces=one.replaces, cause=one.cause.kind.value if one.cause else "", moved=len(one.moved),
        broken=len(one.broken),
    )  # fmt: skip


BOARDS = StreamKind(
    "schedule",
    EVENTS,
    apply,
    _rows,
    {models.ScheduleProposal: "foundry", models.PromisedDate: "foundry", models.RequestPriority: "foundry"},
)
