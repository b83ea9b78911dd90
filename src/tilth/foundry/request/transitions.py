"""What leads where: the one table of a request's states and commands.

:mod:`.rules`, :mod:`.folding`, pages and the manual ask it through a :class:`~tilth.kernel.lifecycle.Lifecycle`.
"""

from __future__ import annotations

from tilth.foundry.request.commands import (
    Accept,
    AskForChanges,
    Assess,
    Close,
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
    Screened,
    Signed,
    Started,
    Submitted,
    Withdrawn,
)
from tilth.foundry.request.model import Side, State
from tilth.kernel.lifecycle import Lifecycle, Move

__all__ = ["TABLE", "diagram", "landing", "possible", "states_for"]


_OWNER = (Side.OWNER,)
_PROVIDER = (Side.PROVIDER,)
_BOTH = (Side.OWNER, Side.PROVIDER)
_NOBODY: tuple[Side, ...] = ()

_DRAFT, _SUBMITTED, _CHANGES = State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED
_ACCEPTED, _QUOTED, _QUEUED = State.ACCEPTED, State.QUOTED, State.QUEUED
_RUNNING, _COMPLETE, _CLOSED = State.IN_PROGRESS, State.COMPLETE, State.CLOSED

_READ = (_DRAFT, _SUBMITTED, _CHANGES, _ACCEPTED)
_BEFORE_BUILD = (*_READ, _QUOTED, _QUEUED)

TABLE: tuple[Move[State], ...] = (
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
"""Every legal transition."""

_LIFE = Lifecycle(State, TABLE)

possible = _LIFE.possible
states_for = _LIFE.states_for
landing = _LIFE.landing
diagram = _LIFE.diagram
