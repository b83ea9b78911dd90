"""A design request as it stands: the fold of everything that happened to it.

A customer's organisation (the *owner*) asks a foundry (the *provider*) to build a design. Persons, organisations
and ventures appear by id only; files and reports by hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tilth.foundry.request.assessment import Assessment, Failure
from tilth.foundry.request.screening import Screening
from tilth.foundry.request.statement import Statement

__all__ = ["Delivery", "Design", "FileRef", "Request", "Side", "Signature", "State"]


class State(StrEnum):
    """The states of a request, as biofoundries use them (:mod:`.transitions` says what leads where)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    ACCEPTED = "accepted"
    QUOTED = "quoted"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """The two that sign: the organisation that asks and the foundry that builds."""

    OWNER = "owner"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file among the evidence: the ``name`` it came under, its ``sha256`` in hex, ``size`` in bytes."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Design:
    """Version ``version`` (from 1) of what is asked for."""

    version: int
    files: tuple[FileRef, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """That ``signatory`` (a person's id) signed for ``side`` on the day ``on``, and what the signature means.

    It binds to ``version`` of the statement and to its ``sha256``. The instant is that of the journal's entry; the
    printed name stands outside the journal, under the id.
    """

    version: int
    sha256: str
    side: Side
    signatory: str
    meaning: str
    on: date


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many ``constructs`` were delivered, and the sha256 of the report that shows it."""

    constructs: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One design request. ``owner``, ``provider``, ``venture`` and ``opened_by`` are ids.

    ``assessment`` and ``failure`` are of the design version that stands, or None; a failure stands beside an
    assessment where that was being computed again. ``statements`` are all versions in order, ``signatures`` all
    that were ever given. ``slot`` is the build slot the request has a place in. ``reason`` is why changes were
    asked for, or why the request was rejected or withdrawn, else empty.
    """

    id: str
    title: str
    owner: str
    provider: str
    opened_by: str
    customer_class: str
    venture: str | None = None
    state: State = State.DRAFT
    design: Design | None = None
    assessment: Assessment | None = None
    failure: Failure | None = None
    screening: Screening = field(default_factory=Screening)
    statements: tuple[Statement, ...] = ()
    signatures: tuple[Signature, ...] = ()
    slot: str | None = None
    delivery: Delivery | None = None
    reason: str = ""

    @property
    def statement(self) -> Statement | None:
        """The latest statement of work, the only one that can be signed."""
        return self.statements[-1] if self.statements else None

    @property
    def unsigned(self) -> tuple[Side, ...]:
        """The sides that have not signed the latest statement; both where there is none."""
        version = len(self.statements)
        signed = {signature.side for signature in self.signatures if signature.version == version}
        return tuple(side for side in Side if side not in signed)

    @property
    def agreed(self) -> Statement | None:
        """The latest statement that both sides signed, which a later one may have superseded."""
        sides: dict[int, set[Side]] = {}
        for signature in self.signatures:
            sides.setdefault(signature.version, set()).add(signature.side)
        versions = [version for version, signed in sides.items() if len(signed) == len(Side)]
        return self.statements[max(versions) - 1] if versions else None
