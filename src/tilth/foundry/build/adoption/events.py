"""What can have happened to a foundry's schedule. The stream is ``schedule/<id of the foundry>``.

An event holds facts only: who proposed or adopted, and when, stands in the journal's entry around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, get_args

from tilth.foundry.build.adoption.model import Broken, Cause, Moved, Priority, Promise, Proposal

__all__ = [
    "EVENTS",
    "Adopted",
    "AdoptionEvent",
    "FloorDescribed",
    "Prioritised",
    "Proposed",
    "Replanned",
    "Withdrawn",
    "schedule_stream",
]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A schedule was computed and checked, for people to look at."""

    TYPE: ClassVar[str] = "foundry.schedule.proposed"
    foundry: str
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Adopted:
    """The floor follows the proposal, and these dates are promised."""

    TYPE: ClassVar[str] = "foundry.schedule.adopted"
    proposal: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Replanned:
    """The schedule in force was changed because of ``cause``: what moved, and which promises do not hold."""

    TYPE: ClassVar[str] = "foundry.schedule.replanned"
    proposal: str
    replaces: str
    cause: Cause
    promises: tuple[Promise, ...]
    moved: tuple[Moved, ...] = ()
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The proposal is not to be adopted, or is followed no longer."""

    TYPE: ClassVar[str] = "foundry.schedule.withdrawn"
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True)
class FloorDescribed:
    """The foundry has the instruments, people and hours that the file ``floor`` (its hash) describes."""

    TYPE: ClassVar[str] = "foundry.schedule.floor_described"
    foundry: str
    floor: str


@dataclass(frozen=True, slots=True)
class Prioritised:
    """A request goes before others, or no longer."""

    TYPE: ClassVar[str] = "foundry.schedule.prioritised"
    foundry: str
    request: str
    priority: Priority


AdoptionEvent = FloorDescribed | Prioritised | Proposed | Adopted | Replanned | Withdrawn

EVENTS: tuple[type[AdoptionEvent], ...] = get_args(AdoptionEvent)
"""Every kind of event of a foundry's schedule."""


def schedule_stream(foundry: str) -> str:
    """The name of a foundry's stream."""
    return f"schedule/{foundry}"
