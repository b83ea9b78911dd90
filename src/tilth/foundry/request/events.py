"""What can have happened to a design request and to a build slot. Each stream is a journal of one of them.

The streams are ``request/<id>`` and ``slot/<id>`` (:func:`request_stream`, :func:`slot_stream`). An event holds
facts only: who, when and why it was recorded stand in the journal's entry around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, get_args

from tilth.foundry.request.assessment import Assessment, Failure
from tilth.foundry.request.model import Delivery, Design, Signature
from tilth.foundry.request.screening import Screening
from tilth.foundry.request.statement import Statement

__all__ = [
    "EVENTS",
    "Accepted",
    "Assessed",
    "AssessmentFailed",
    "ChangesRequested",
    "Closed",
    "Completed",
    "Designed",
    "Opened",
    "PlaceReleased",
    "PlaceTaken",
    "Queued",
    "Quoted",
    "Rejected",
    "RequestEvent",
    "Screened",
    "Signed",
    "SlotClosed",
    "SlotEvent",
    "SlotOpened",
    "Started",
    "Submitted",
    "Withdrawn",
    "request_stream",
    "slot_stream",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A draft was begun."""

    TYPE: ClassVar[str] = "foundry.request.opened"
    id: str
    title: str
    owner: str
    provider: str
    opened_by: str
    customer_class: str
    venture: str | None = None


@dataclass(frozen=True, slots=True)
class Designed:
    """A new version of the design was handed in. What was assessed or screened before is of another version;
    ``freed_slot`` is the build slot whose place the request gave up, if it had one.
    """

    TYPE: ClassVar[str] = "foundry.request.designed"
    design: Design
    freed_slot: str | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The background job ended, and this is what it found."""

    TYPE: ClassVar[str] = "foundry.request.assessed"
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class AssessmentFailed:
    """The background job ended without an assessment."""

    TYPE: ClassVar[str] = "foundry.request.assessment_failed"
    failure: Failure


@dataclass(frozen=True, slots=True)
class Submitted:
    """The owner handed the request to the foundry."""

    TYPE: ClassVar[str] = "foundry.request.submitted"
    design_version: int


@dataclass(frozen=True, slots=True)
class ChangesRequested:
    """The foundry asked the owner to change the design."""

    TYPE: ClassVar[str] = "foundry.request.changes_requested"
    reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The foundry will quote for this design."""

    TYPE: ClassVar[str] = "foundry.request.accepted"
    design_version: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """The foundry will not build this."""

    TYPE: ClassVar[str] = "foundry.request.rejected"
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The owner took the request back; ``freed_slot`` as in :class:`Designed`."""

    TYPE: ClassVar[str] = "foundry.request.withdrawn"
    reason: str = ""
    freed_slot: str | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The foundry drew up a statement of work, which supersedes every earlier one."""

    TYPE: ClassVar[str] = "foundry.request.quoted"
    statement: Statement


@dataclass(frozen=True, slots=True)
class Signed:
    """One side signed the statement of work."""

    TYPE: ClassVar[str] = "foundry.request.signed"
    signature: Signature


@dataclass(frozen=True, slots=True)
class Queued:
    """The request took a place in a build slot."""

    TYPE: ClassVar[str] = "foundry.request.queued"
    slot: str


@dataclass(frozen=True, slots=True)
class Screened:
    """The screening for sequences of concern began, ended, or was reviewed."""

    TYPE: ClassVar[str] = "foundry.request.screened"
    screening: Screening


@dataclass(frozen=True, slots=True)
class Started:
    """The design was released to build, on this screening."""

    TYPE: ClassVar[str] = "foundry.request.started"
    screening: Screening


@dataclass(frozen=True, slots=True)
class Completed:
    """The build ended, and this was delivered."""

    TYPE: ClassVar[str] = "foundry.request.completed"
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing is left to do."""

    TYPE: ClassVar[str] = "foundry.request.closed"


@dataclass(frozen=True, slots=True)
class SlotOpened:
    """The provider offers ``places`` in the ISO week ``week`` (``2026-W11``)."""

    TYPE: ClassVar[str] = "foundry.slot.opened"
    id: str
    provider: str
    week: str
    places: int


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """A request took a place."""

    TYPE: ClassVar[str] = "foundry.slot.taken"
    request: str


@dataclass(frozen=True, slots=True)
class PlaceReleased:
    """A request gave its place up."""

    TYPE: ClassVar[str] = "foundry.slot.released"
    request: str


@dataclass(frozen=True, slots=True)
class SlotClosed:
    """The slot takes no more requests; those that have a place keep it."""

    TYPE: ClassVar[str] = "foundry.slot.closed"
    reason: str


RequestEvent = (
    Opened
    | Designed
    | Assessed
    | AssessmentFailed
    | Submitted
    | ChangesRequested
    | Accepted
    | Rejected
    | Withdrawn
    | Quoted
    | Signed
    | Queued
    | Screened
    | Started
    | Completed
    | Closed
)
SlotEvent = SlotOpened | PlaceTaken | PlaceReleased | SlotClosed

EVENTS: tuple[type[RequestEvent | SlotEvent], ...] = (*get_args(RequestEvent), *get_args(SlotEvent))
"""Every kind of event of this room, for whoever reads a journal."""


def request_stream(id: str) -> str:
    """The name of a request's stream."""
    return f"request/{id}"


def slot_stream(id: str) -> str:
    """The name of a build slot's stream."""
    return f"slot/{id}"
