"""The steps of something that goes through states, for the ``steps`` component."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Progress", "Step"]


class Progress(StrEnum):
    """How far a step has come. ``stopped`` ends the way before its goal."""

    DONE = "done"
    CURRENT = "current"
    TODO = "todo"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, how far it has come, when it was reached, and a note."""

    label: str
    progress: Progress
    at: datetime | None = None
    note: str = ""
