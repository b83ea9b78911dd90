"""What can be asked for. A command carries plain values; whether it is carried out is for :mod:`.rules` to say.

Who may give which command is the site's business. The side that signs is a fact of the command, because a
signature binds a side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tilth.foundry.request.assessment import Assessment, Failure
from tilth.foundry.request.model import Delivery, FileRef, Side
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.screening import Screening

__all__ = [
    "Accept",
    "AskForChanges",
    "Assess",
    "Close",
    "Command",
    "Complete",
    "FailAssessment",
    "Open",
    "Order",
    "Queue",
    "Quote",
    "Reject",
    "Revise",
    "Screen",
    "Sign",
    "Start",
    "Submit",
    "Withdraw",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Begin a draft. All but ``title`` are ids; ``customer_class`` decides which prices apply."""

    NAME: ClassVar[str] = "open"
    id: str
    title: str
    owner: str
    provider: str
    opened_by: str
    customer_class: str
    venture: str | None = None


@dataclass(frozen=True, slots=True)
class Revise:
    """Hand in a design, the first or a new version."""

    NAME: ClassVar[str] = "revise"
    files: tuple[FileRef, ...]


@dataclass(frozen=True, slots=True)
class Assess:
    """Record what the background job found."""

    NAME: ClassVar[str] = "assess"
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class FailAssessment:
    """Record that the background job could not assess the design."""

    NAME: ClassVar[str] = "fail_assessment"
    failure: Failure


@dataclass(frozen=True, slots=True)
class Screen:
    """Record how far the screening has come, or what a review of it decided."""

    NAME: ClassVar[str] = "screen"
    screening: Screening


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand the request to the foundry."""

    NAME: ClassVar[str] = "submit"


@dataclass(frozen=True, slots=True)
class AskForChanges:
    """Ask the owner to change the design."""

    NAME: ClassVar[str] = "ask_for_changes"
    reason: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Take the request on, to be quoted."""

    NAME: ClassVar[str] = "accept"


@dataclass(frozen=True, slots=True)
class Reject:
    """Decline the request for good."""

    NAME: ClassVar[str] = "reject"
    reason: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the request back."""

    NAME: ClassVar[str] = "withdraw"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Draw up the next version of the statement of work.

    ``lines`` are priced by ``price_list`` as it is now. A line that an earlier statement quoted and that did not
    change keeps its price, unless ``afresh`` is set: then every line is taken as given here. The other fields are
    those of the statement.
    """

    NAME: ClassVar[str] = "quote"
    lines: tuple[Line, ...]
    price_list: str
    earliest: date
    latest: date
    provisional: bool
    terms: str
    valid_until: date
    assumptions: tuple[str, ...] = ()
    afresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign version ``version`` of the statement, the one whose hash is ``sha256``, for ``side``. ``signatory`` is
    a person's id, ``meaning`` what the signature means, in words (21 CFR 11.50).
    """

    NAME: ClassVar[str] = "sign"
    version: int
    sha256: str
    side: Side
    signatory: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Take a place in the build slot with this id (the slot itself decides by :mod:`.slots`)."""

    NAME: ClassVar[str] = "queue"
    slot: str


@dataclass(frozen=True, slots=True)
class Start:
    """Release the design to build."""

    NAME: ClassVar[str] = "start"


@dataclass(frozen=True, slots=True)
class Complete:
    """End the build."""

    NAME: ClassVar[str] = "complete"
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Close:
    """Put the request away."""

    NAME: ClassVar[str] = "close"


Order = (
    Revise
    | Assess
    | FailAssessment
    | Screen
    | Submit
    | AskForChanges
    | Accept
    | Reject
    | Withdraw
    | Quote
    | Sign
    | Queue
    | Start
    | Complete
    | Close
)
"""A command to a request that is there."""

Command = Open | Order
