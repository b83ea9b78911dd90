"""A foundry's schedule, from a proposal to what the floor follows.

Whoever plans proposes a schedule that the solver found and the checker verified; whoever answers for the floor
adopts it, and with it the dates promised. When an instrument goes down, a change of the schedule in force is
proposed and adopted the same way, with what it moves and which promises it breaks. Everything is a fold of events
(:mod:`.events`), and what was computed stands among the evidence, under the hashes that the events name.
"""

from tilth.foundry.build.adoption.events import EVENTS, AdoptionEvent, schedule_stream
from tilth.foundry.build.adoption.model import (
    Board,
    Broken,
    Cause,
    CauseKind,
    Moved,
    Priority,
    Promise,
    Proposal,
    Standing,
)
from tilth.foundry.build.adoption.rules import apply, decide, fold

__all__ = [
    "EVENTS",
    "AdoptionEvent",
    "Board",
    "Broken",
    "Cause",
    "CauseKind",
    "Moved",
    "Priority",
    "Promise",
    "Proposal",
    "Standing",
    "apply",
    "decide",
    "fold",
    "schedule_stream",
]
