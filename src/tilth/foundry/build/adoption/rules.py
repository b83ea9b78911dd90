"""What a command does to a foundry's schedule, and what an event leaves of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from tilth.foundry.build.adoption.commands import Adopt, Command, DescribeFloor, Prioritise, Propose, Withdraw
from tilth.foundry.build.adoption.events import (
    Adopted,
    AdoptionEvent,
    FloorDescribed,
    Prioritised,
    Proposed,
    Replanned,
    Withdrawn,
)
from tilth.foundry.build.adoption.model import Board, Proposal, Standing
from tilth.foundry.build.schedule.problem import Status
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused, refuse

__all__ = ["apply", "decide", "fold"]

_OPEN = frozenset({Standing.PROPOSED, Standing.IN_FORCE})


def decide(board: Board | None, command: Command) -> tuple[AdoptionEvent, ...] | Refused:
    """What ``command`` does to ``board`` (None: nothing was ever proposed there), or why it does not."""
    event = _decided(board, command)
    return event if isinstance(event, Refused) else (event,)


def _decided(board: Board | None, command: Command) -> AdoptionEvent | Refused:
    match command:
        case DescribeFloor(foundry, floor):
            return _known(board, floor) or FloorDescribed(foundry, floor)
        case Prioritise(foundry, request, priority):
            if (board or Board(foundry)).priority(request) is priority:
                return refuse(
                    "schedule.priority", "The request has this priority already.", "Nothing is left to do."
                )
            return Prioritised(foundry, request, priority)
        case Propose(foundry, proposal):
            refused = _unfit(proposal) or _misplaced(board or Board(foundry), proposal)
            return refused or Proposed(foundry, proposal)
        case Adopt(id, queue):
            found = _found(board, id)
            return found if isinstance(found, Refused) else _adopted(*found, queue)
        case Withdraw(id, reason):
            found = _found(board, id)
            return found if isinstance(found, Refused) else _withdrawn(*found, reason)
        case _:
            assert_never(command)


def apply(board: Board | None, event: AdoptionEvent) -> Board:
    """The board after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    match event:
        case FloorDescribed(foundry, floor) if board is None or board.foundry == foundry:
            return replace(board or Board(foundry), floor=floor)
        case Prioritised(foundry, request, priority) if board is None or board.foundry == foundry:
            before = board or Board(foundry)
            return replace(before, priorities=MappingProxyType({**before.priorities, request: priority}))
        case Proposed(foundry, proposal) if board is None or (
            board.foundry == foundry and board.proposal(proposal.id) is None
        ):
            before = board or Board(foundry)
            standings = MappingProxyType({**before.standings, proposal.id: Standing.PROPOSED})
            return replace(before, proposals=(*before.proposals, proposal), standings=standings)
        case Adopted(proposal=id) | Replanned(proposal=id) if board is not None and (
            board.standings.get(id) is Standing.PROPOSED
        ):
            return _stand(board, id, Standing.IN_FORCE)
        case Withdrawn(proposal=id) if board is not None and board.standings.get(id) in _OPEN:
            return _stand(board, id, Standing.WITHDRAWN)
        case _:
            raise IntegrityError(
                "schedule.history",
                f"The event {event.TYPE} cannot follow here.",
                mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
                data={"type": event.TYPE},
            )


def fold(events: Iterable[AdoptionEvent]) -> Board | None:
    """The board after all ``events`` of its stream, None where there is none. Errors as :func:`apply`."""
    board: Board | None = None
    for event in events:
        board = apply(board, event)
    return board


def _stand(board: Board, id: str, standing: Standing) -> Board:
    """``board`` with ``id`` at ``standing``; whatever was in force before makes room for a new one."""
    standings = dict(board.standings)
    if standing is Standing.IN_FORCE and board.in_force is not None:
        standings[board.in_force.id] = Standing.SUPERSEDED
    standings[id] = standing
    return replace(board, standings=MappingProxyType(standings))


def _known(board: Board | None, floor: str) -> Refused | None:
    if board is None or board.floor != floor:
        return None
    return refuse("schedule.floor", "This is how the floor is described already.", "Nothing is left to do.")


def _unfit(proposal: Proposal) -> Refused | None:
    """Why the schedule itself can never be followed."""
    if proposal.status not in (Status.OPTIMAL, Status.FEASIBLE) or proposal.value is None:
        return refuse(
            "schedule.none",
            "No schedule was found for this queue: the search ended {status}.",
            "Search for longer, or take what cannot be met out of the queue.",
            status=proposal.status.value,
        )
    if proposal.violations:
        return refuse(
            "schedule.violations",
            "The checker found what the schedule breaks (rules broken: {count}).",
            "Plan the queue again; a schedule is adopted only where the checker finds nothing.",
            count=proposal.violations,
        )
    if (proposal.cause is None) != (not proposal.replaces):
        return refuse(
            "schedule.cause",
            "A change of a schedule says what it replaces and why.",
            "Name the schedule in force, and what happened.",
            "cause",
        )
    return None


def _misplaced(board: Board, proposal: Proposal) -> Refused | None:
    """Why the schedule cannot be proposed here."""
    if board.proposal(proposal.id) is not None:
        return refuse(
            "schedule.exists",
            "There is a proposal {id} already.",
            "Propose the schedule under another id.",
            "id",
            id=proposal.id,
        )
    return _not_in_force(board, proposal)


def _not_in_force(board: Board, proposal: Proposal) -> Refused | None:
    """Why a change of a schedule that is not in force changes nothing."""
    in_force = board.in_force
    if not proposal.replaces or (in_force is not None and in_force.id == proposal.replaces):
        return None
    return refuse(
        "schedule.replaced",
        "The schedule that this one changes is not in force.",
        "Plan the change again, on the schedule in force.",
        "replaces",
        replaces=proposal.replaces,
    )


def _found(board: Board | None, id: str) -> tuple[Board, Proposal] | Refused:
    proposal = board.proposal(id) if board is not None else None
    if board is None or proposal is None:
        return refuse(
            "schedule.missing", "There is no proposal {id}.", "Choose one that was proposed here.", "id", id=id
        )
    return board, proposal


def _adopted(board: Board, proposal: Proposal, queue: str) -> AdoptionEvent | Refused:
    refused = _closed(board, proposal) or _not_in_force(board, proposal)
    if refused:
        return refused
    if queue != proposal.queue:
        return refuse(
            "schedule.outdated",
            "The queue has changed since this schedule was computed.",
            "Plan the queue again, and adopt that.",
        )
    if proposal.cause is None:
        return Adopted(proposal.id, proposal.promises)
    return Replanned(
        proposal.id, proposal.replaces, proposal.cause, proposal.promises, proposal.moved, proposal.broken
    )


def _closed(board: Board, proposal: Proposal) -> Refused | None:
    standing = board.standings[proposal.id]
    if standing is Standing.PROPOSED:
        return None
    if standing is Standing.WITHDRAWN:
        return refuse(
            "schedule.withdrawn", "This proposal was withdrawn.", "Plan the queue again, and adopt that."
        )
    return refuse(
        "schedule.adopted",
        "This schedule was adopted already.",
        "Plan the queue again where it should be another one.",
    )


def _withdrawn(board: Board, proposal: Proposal, reason: str) -> AdoptionEvent | Refused:
    if board.standings[proposal.id] not in _OPEN:
        return refuse(
            "schedule.over",
            "This schedule is neither proposed nor in force any more.",
            "Nothing is left to withdraw.",
        )
    if not reason.strip():
        return refuse(
            "schedule.reason",
            "To withdraw a schedule needs a reason.",
            "Say why, for those who follow it.",
            "reason",
        )
    return Withdrawn(proposal.id, reason.strip())
