"""What can have happened to the screening of a request. Its stream is ``screening/<id of the request>``.

The events are for the biosafety officers of the foundry alone: they say what was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, get_args

from tilth.approval.gate.model import Failure, Result, Review

__all__ = ["EVENTS", "Attempted", "Cleared", "GateEvent", "Refusal", "Reviewed", "Screened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The design was screened. What was found or decided before is of an earlier screening."""

    TYPE: ClassVar[str] = "approval.screening.screened"
    id: str
    provider: str
    parties: tuple[str, ...]
    authors: tuple[str, ...]
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """The screening came to no result, so the design is not screened."""

    TYPE: ClassVar[str] = "approval.screening.attempted"
    id: str
    provider: str
    parties: tuple[str, ...]
    authors: tuple[str, ...]
    failure: Failure


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An officer decided about what was found."""

    TYPE: ClassVar[str] = "approval.screening.reviewed"
    review: Review


@dataclass(frozen=True, slots=True)
class Cleared:
    """The gate is open: nothing was found, or the officers agreed. ``evidence`` is the sha256 of what shows it."""

    TYPE: ClassVar[str] = "approval.screening.cleared"
    evidence: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The gate stays shut for this version of the design, by the decision of an officer."""

    TYPE: ClassVar[str] = "approval.screening.refused"
    officer: str


GateEvent = Screened | Attempted | Reviewed | Cleared | Refusal

EVENTS: tuple[type[GateEvent], ...] = get_args(GateEvent)
"""Every event of a screening's record."""
