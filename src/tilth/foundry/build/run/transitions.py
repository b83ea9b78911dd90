"""What leads where: the one table of a run's states, commands and events.

:mod:`.rules` refuses a command that has no row for the state, :mod:`.folding` takes the next state from the row of
the event, a page offers what :func:`possible` names, and :func:`diagram` draws the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.build.run.commands import (
    Abort,
    Command,
    Complete,
    Confirm,
    FailPlan,
    FailStep,
    LeaveOut,
    Open,
    Plan,
    PlanRedo,
    Revise,
    Start,
    TakeReport,
)
from tilth.foundry.build.run.events import (
    Aborted,
    Checked,
    CheckFailed,
    Completed,
    LeftOut,
    Opened,
    PlanFailed,
    Planned,
    RedoPlanned,
    Reported,
    Revised,
    RunEvent,
    Started,
    StepConfirmed,
    StepFailed,
)
from tilth.foundry.build.run.model import State

__all__ = ["TABLE", "Move", "diagram", "landing", "possible", "states_for"]


@dataclass(frozen=True, slots=True)
class Move:
    """One row: in each state of ``sources`` (None: there is no run yet) ``command`` can be given; it may record
    ``event``, which leads to ``target``, or leaves the state as it is where that is None.
    """

    command: type[Command]
    event: type[RunEvent]
    sources: tuple[State | None, ...]
    target: State | None


_PLANNING, _RUNNING = (State.PLANNING,), (State.RUNNING,)
_BEFORE_START = (State.UNPLANNED, State.BLOCKED, State.READY)

TABLE: tuple[Move, ...] = (
    Move(Open, Opened, (None,), State.PLANNING),
    Move(Plan, Planned, _PLANNING, None),
    Move(Plan, Checked, _PLANNING, State.READY),
    Move(Plan, CheckFailed, _PLANNING, State.BLOCKED),
    Move(FailPlan, PlanFailed, _PLANNING, State.UNPLANNED),
    Move(Revise, Revised, _BEFORE_START, State.PLANNING),
    Move(Start, Started, (State.READY,), State.RUNNING),
    Move(Confirm, StepConfirmed, _RUNNING, None),
    Move(FailStep, StepFailed, _RUNNING, None),
    Move(TakeReport, Reported, _RUNNING, None),
    Move(PlanRedo, RedoPlanned, _RUNNING, None),
    Move(LeaveOut, LeftOut, _RUNNING, None),
    Move(Complete, Completed, _RUNNING, State.COMPLETE),
    Move(Abort, Aborted, (State.PLANNING, *_BEFORE_START, State.RUNNING), State.ABORTED),
)
"""Every legal transition. An event has at most one row for each state."""

_EVENTS = {(source, move.event): move for move in TABLE for source in move.sources}


def possible(state: State | None) -> tuple[str, ...]:
    """The names of the commands that can be given in ``state``, in the table's order. The rules may still refuse
    one for another reason.
    """
    return tuple(dict.fromkeys(move.command.NAME for move in TABLE if state in move.sources))


def states_for(command: type[Command]) -> tuple[State, ...]:
    """The states in which ``command`` can be given, in the order of :class:`State`."""
    sources = {source for move in TABLE if move.command is command for source in move.sources}
    return tuple(state for state in State if state in sources)


def landing(state: State | None, event: type[RunEvent]) -> State | None:
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
