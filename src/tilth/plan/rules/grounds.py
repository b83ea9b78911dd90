"""What the rules of all three streams say alike."""

from __future__ import annotations

from typing import ClassVar, Protocol

from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused, refuse

__all__ = ["damaged", "no_plan", "unreasoned"]


class _Event(Protocol):
    TYPE: ClassVar[str]


def unreasoned(reason: str) -> Refused | None:
    """That nobody says why, or None where somebody does."""
    if reason.strip():
        return None
    return refuse(
        "plan.reason",
        "No reason is given.",
        "Say why, in words that will be understood in some years.",
        "reason",
    )


def no_plan() -> Refused:
    """That the plan which is named is not there."""
    return refuse(
        "plan.missing", "There is no such plan.", "Choose a plan that was adopted, or adopt it first.", "plan"
    )


def damaged(event: _Event) -> IntegrityError:
    """The fault of a stream in which ``event`` cannot follow; the rules decide on no such event."""
    return IntegrityError(
        "plan.history",
        f"The event {event.TYPE} cannot follow here.",
        mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
        data={"type": event.TYPE},
    )
