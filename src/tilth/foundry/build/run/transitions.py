"""What leads where: the one table of a run's states, commands and events.

:mod:`.rules`, :mod:`.folding`, pages and the manual ask it through a :class:`~tilth.kernel.lifecycle.Lifecycle`.
"""

from __future__ import annotations

from tilth.foundry.build.run.commands import (
    Abort,
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
    Started,
    StepConfirmed,
    StepFailed,
)
from tilth.foundry.build.run.model import State
from tilth.kernel.lifecycle import Lifecycle, Move

__all__ = ["TABLE", "diagram", "landing", "possible", "states_for"]


_PLANNING, _RUNNING = (State.PLANNING,), (State.RUNNING,)
_BEFORE_START = (State.UNPLANNED, State.BLOCKED, State.READY)

TABLE: tuple[Move[State], ...] = (
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
"""Every legal transition."""

_LIFE = Lifecycle(State, TABLE)

possible = _LIFE.possible
states_for = _LIFE.states_for
landing = _LIFE.landing
diagram = _LIFE.diagram
