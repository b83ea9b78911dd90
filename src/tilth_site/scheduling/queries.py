"""The reads of the schedule: the queue, proposals, promised dates; each through what the actor may see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.db.models import QuerySet

from tilth.foundry.build.adoption import Board, Priority, Standing
from tilth.foundry.request import Side, State
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import Standpoint
from tilth_site.journal.streams import load
from tilth_site.scheduling.models import PromisedDate, RequestPriority, ScheduleProposal
from tilth_site.scheduling.tables import BOARDS

__all__ = [
    "QUEUE",
    "board_of",
    "foundries_of",
    "in_force",
    "open_proposals",
    "priorities",
    "promises",
    "proposal_row",
    "proposals",
    "queue_fingerprint",
    "queue_rows",
    "queue_seen",
]

QUEUE = (State.QUEUED.value, State.IN_PROGRESS.value)
"""The states in which a request is in its foundry's queue."""


def queue_rows(foundry: str) -> list[DesignRequest]:
    """The requests in the queue of ``foundry``, in the order in which they were opened. For the system's eyes."""
    return list(DesignRequest.objects.filter(provider_id=foundry, state__in=QUEUE).order_by("pk"))


def queue_seen(actor: Actor, here: Standpoint) -> list[DesignRequest]:
    """What ``here`` has in a queue, the most pressing first."""
    rows = DesignRequest.objects.visible_to(actor).filter(state__in=QUEUE)
    mine = (
        rows.filter(owner=here.organisation)
        if here.side is Side.OWNER
        else rows.filter(provider_id=here.organisation)
    )
    return list(mine.order_by("latest", "pk"))


def queue_fingerprint(foundry: str) -> str:
    """What tells one queue of ``foundry`` from another: its requests with their designs, dates and priorities, and
    the description of the floor. Whether a build has begun is no part of it.
    """
    board = board_of(foundry) or Board(foundry)
    rows = [
        (row.id, row.design_version, row.constructs, row.latest, board.priority(row.id))
        for row in queue_rows(foundry)
    ]
    return hashlib.sha256(msgspec.json.encode([board.floor, rows])).hexdigest()


def board_of(foundry: str) -> Board | None:
    """Everything proposed at ``foundry``."""
    return load(BOARDS, foundry)


def priorities(foundry: str) -> Mapping[str, Priority]:
    """The requests at ``foundry`` that do not have the usual priority. One query."""
    rows = RequestPriority.objects.filter(foundry=foundry).values_list("request", "priority")
    return {request: Priority(value) for request, value in rows}


def promises(requests: Iterable[str]) -> Mapping[str, PromisedDate]:
    """What the schedules in force promise, by request. Whoever asks has seen the requests. One query."""
    return {one.request: one for one in PromisedDate.objects.filter(request__in=list(requests))}


def proposals(actor: Actor, foundry: str) -> QuerySet[ScheduleProposal]:
    """Every proposal at ``foundry``, the newest first."""
    return ScheduleProposal.objects.visible_to(actor).filter(foundry=foundry).order_by("-number")


def open_proposals(actor: Actor, foundry: str) -> Sequence[ScheduleProposal]:
    """Those that nobody has decided about."""
    return list(proposals(actor, foundry).filter(standing=Standing.PROPOSED.value))


def proposal_row(actor: Actor, id: str) -> ScheduleProposal | None:
    """The proposal's row, None where there is none that ``actor`` may know of. One query either way."""
    return ScheduleProposal.objects.visible_to(actor).filter(pk=id).first()


def in_force(foundry: str) -> ScheduleProposal | None:
    """The row of the schedule that ``foundry`` follows. What of it a reader sees is for the caller to cut out."""
    return ScheduleProposal.objects.filter(foundry=foundry, standing=Standing.IN_FORCE.value).first()


def foundries_of(actor: Actor, owner: str) -> list[str]:
    """The foundries in whose queues ``owner`` has a request."""
    rows = DesignRequest.objects.visible_to(actor).filter(owner=owner, state__in=QUEUE)
    return sorted(set(rows.values_list("provider_id", flat=True)))
