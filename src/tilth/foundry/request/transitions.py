"""What leads where: the one table of a request's states and commands.

Rules, pages and the manual all read this table. :mod:`.rules` refuses a command that has no row for the state,
:mod:`.folding` takes the next state from it, a page shows the buttons of :func:`possible`, and :func:`diagram`
draws it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.request.commands import (
    Accept,
    AskForChanges,
    Assess,
    Close,
    Command,
    Complete,
    FailAssessment,
    Open,
    Queue,
    Quote,
    Reject,
    Revise,
    Screen,
    Sign,
    Start,
    Submit,
    Withdraw,
)
from tilth.foundry.request.events import (
    Accepted,
    Assessed,
    AssessmentFailed,
    ChangesRequested,
    Closed,
    Completed,
    Designed,
    Opened,
    Queued,
    Quoted,
    Rejected,
    RequestEvent,
    Screened,
    Signed,
    Started,
    Submitted,
    Withdrawn,
)
from tilth.foundry.request.model import Side, State

__all__ = ["TABLE", "Move", "diagram", "landing", "possible", "states_for"]


@dataclass(frozen=True, slots=True)
class Move:
    """One row: in each state of ``sources`` (None: there is no request yet) ``command`` can be given; it records
    ``event`` and leads to ``target``, or leaves the state as it is where that is None. ``sides`` are those whose
    business it is; a row without one is for Tilth itself.
    """

    command: type[Command]
    event: type[RequestEvent]
    sources: tuple[State | None, ...]
    target: State | None
    sides: tuple[Side, ...]


_OWNER = (Side.OWNER,)
_PROVIDER = (Side.PROVIDER,)
_BOTH = (Side.OWNER, Side.PROVIDER)
_NOBODY: tuple[Side, ...] = ()

_DRAFT, _SUBMITTED, _CHANGES = State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED
_ACCEPTED, _QUOTED, _QUEUED = State.ACCEPTED, State.QUOTED, State.QUEUED
_RUNNING, _COMPLETE, _CLOSED = State.IN_PROGRESS, State.COMPLETE, State.CLOSED

_READ = (_DRAFT, _SUBMITTED, _CHANGES, _ACCEPTED)
_BEFORE_BUILD = (*_READ, _QUOTED, _QUEUED)

TABLE: tuple[Move, ...] = (
    Move(Open, Opened, (None,), _DRAFT, _OWNER),
    Move(Revise, Designed, (_DRAFT, _SUBMITTED), _DRAFT, _OWNER),
    Move(Revise, Designed, (_CHANGES,), None, _OWNER),
    Move(Revise, Designed, (_ACCEPTED, _QUOTED, _QUEUED), _ACCEPTED, _OWNER),
    Move(Assess, Assessed, _READ, None, _NOBODY),
    Move(FailAssessment, AssessmentFailed, _READ, None, _NOBODY),
    Move(Screen, Screened, (*_BEFORE_BUILD, _RUNNING), None, _NOBODY),
    Move(Submit, Submitted, (_DRAFT, _CHANGES), _SUBMITTED, _OWNER),
    Move(AskForChanges, ChangesRequested, (_SUBMITTED, _ACCEPTED), _CHANGES, _PROVIDER),
    Move(Accept, Accepted, (_SUBMITTED,), _ACCEPTED, _PROVIDER),
    Move(Reject, Rejected, (_SUBMITTED, _ACCEPTED, _QUOTED), State.REJECTED, _PROVIDER),
    Move(Withdraw, Withdrawn, _BEFORE_BUILD, State.WITHDRAWN, _OWNER),
    Move(Quote, Quoted, (_ACCEPTED, _QUOTED), _QUOTED, _PROVIDER),
    Move(Sign, Signed, (_QUOTED,), None, _BOTH),
    Move(Queue, Queued, (_QUOTED,), _QUEUED, _PROVIDER),
    Move(Start, Started, (_QUEUED,), _RUNNING, _PROVIDER),
    Move(Complete, Completed, (_RUNNING,), _COMPLETE, _PROVIDER),
    Move(Close, Closed, (_COMPLETE,), _CLOSED, _BOTH),
)
"""Every legal transition. A command has at most one row for each state."""

_COMMANDS = {(source, move.command): move for move in TABLE for source in move.sources}
_EVENTS = {(source, move.event): move for move in TABLE for source in move.sources}


def possible(state: State | None, side: Side | None = None) -> tuple[str, ...]:
    """The names of the commands that can be given in ``state``, in the table's order; with ``side``, only those
    that are its business. The rules may still refuse one for another reason.
    """
    return tuple(
        move.command.NAME for move in TABLE if state in move.sources and (side is None or side in move.sides)
    )


def states_for(command: type[Command]) -> tuple[State, ...]:
    """The states in which ``command`` can be given, in the order of :class:`State`."""
    return tuple(state for state in State if (state, command) in _COMMANDS)


def landing(state: State | None, event: type[RequestEvent]) -> State | None:
    """The state to which ``event`` leads from ``state``, or None where it cannot happen there."""
    move = _EVENTS.get((state, event))
    return None if move is None else move.target or state


def diagram() -> str:
    """The moves that change the state, as a Mermaid state diagram."""
    arrows = [
        f"    {source or '[*]'} --> {move.target}: {move.command.NAME}"
        for move in TABLE
        for source in move.sources
        if move.target not in (None, source)
    ]
    ends = [f"    {state} --> [*]" for state in State if not possible(state)]
    return "\n".join(["stateDiagram-v2", *arrows, *ends])
