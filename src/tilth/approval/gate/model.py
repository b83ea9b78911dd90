"""The record of how one design request was screened: what was found, and what the biosafety officers decided.

A result is of one version of a design, searched in one database under one policy. Persons and organisations appear
by id, what was looked at and found by hash: the hits stand in the report, which only the officers may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tilth.approval.screening.model import Database, Status

__all__ = ["OFFICERS", "Decision", "Failure", "Record", "Result", "Review", "Standing", "Tally"]

OFFICERS = 2
"""So many officers, each another person, clear what was not clear by itself."""


class Standing(StrEnum):
    """Where the record stands. ``failed``: the last attempt came to no result."""

    FAILED = "failed"
    CLEARED = "cleared"
    IN_REVIEW = "in_review"
    REFUSED = "refused"


class Decision(StrEnum):
    """What an officer decides."""

    CLEAR = "clear"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Tally:
    """So many sequences of the order are of this status."""

    status: Status
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found on the day ``on`` of version ``design_version`` in ``database`` under ``policy`` (its id).

    ``status`` is the worst of any sequence: clear, review or hit. ``report`` and ``order`` are the sha256 of the
    full report and of the sequences that were looked at; ``together`` are the ids of earlier requests of the
    customer whose sequences were looked at with them.
    """

    design_version: int
    on: date
    status: Status
    tallies: tuple[Tally, ...]
    report: str
    order: str
    database: Database
    policy: str
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why version ``design_version`` was not screened on the day ``on``, and what would mend it."""

    design_version: int
    on: date
    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """That ``officer`` decided so, and why; ``statement`` is the sha256 of what was signed (:mod:`.matter`)."""

    officer: str
    decision: Decision
    reason: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How the request with this ``id`` was screened.

    ``parties`` are the organisations that want the design, and ``authors`` the persons who asked for it: neither
    clears it. ``reviews`` are those of the ``result`` that stands; ``evidence`` is the sha256 of what opened the
    gate: the report, or the officers' review of it (None while the gate is shut). A ``failure`` leaves the result
    before it in place, because what was ordered once is looked at together with later orders.
    """

    id: str
    provider: str
    parties: tuple[str, ...]
    authors: tuple[str, ...]
    standing: Standing
    result: Result | None = None
    failure: Failure | None = None
    reviews: tuple[Review, ...] = ()
    evidence: str | None = None

    @property
    def design_version(self) -> int:
        """The version that was screened last, or could not be."""
        last = self.failure or self.result
        assert last is not None, "a record begins with a result or a failure"
        return last.design_version
