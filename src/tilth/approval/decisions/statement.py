"""What somebody says by signing: the decision or vote, on which dossier, by which rules, at which clock, and where
in the history of the case.

A statement stands for itself: whoever holds one knows without Tilth what was decided and about what, and its
``after`` (the hash of the last event that the signer knew of, :mod:`tilth.approval.decisions.chain`) fixes all
that had happened by then. Its sha256 is what the event cites.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec
import rfc8785

from tilth.approval.case import Outcome
from tilth.approval.clock.standing import Phase
from tilth.approval.terms import Unit
from tilth.kernel.errors import InputError
from tilth.kernel.journal import instant, read_instant
from tilth.kernel.record import HASH
from tilth.kernel.signature import Meaning

__all__ = ["ClockState", "Proof", "Signer", "Statement", "What", "read_statement"]


class What(StrEnum):
    """What is stated: a vote of one reviewer; the decision of an authority, as recorded; one of two clearances;
    that another body's decision is recognised.
    """

    VOTE = "vote"
    DECISION = "decision"
    CLEARANCE = "clearance"
    RECOGNITION = "recognition"


class Proof(StrEnum):
    """How signers proved, just before they signed, that they are who they are."""

    PASSWORD = "password"
    PASSWORD_AND_CODE = "password+code"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """What the clock of the step showed at the end of the day: its ``lane`` and ``phase``, and the units used by
    the authority (``statutory``), ``stopped`` and in all (``actual``), of ``limit``.

    ``due`` is the last day of the limit, None while a stop lasts; ``provisional`` where it rests on a calendar
    that was not published yet. ``unit`` and all numbers are None where no clock runs.
    """

    lane: str
    phase: Phase
    unit: Unit | None = None
    limit: int | None = None
    statutory: int | None = None
    stopped: int | None = None
    actual: int | None = None
    due: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs, in which ``role``, meaning what, when (``at``, an instant in UTC as
    :func:`tilth.kernel.journal.instant` writes it), and by what ``proof``.

    ``person`` is an id that is never given to another. Either the printed ``name`` stands in the statement, or a
    ``name_commitment`` (:func:`tilth.kernel.signature.commit_name`), so that the name can be erased.
    """

    person: str
    role: str
    meaning: Meaning
    at: str
    proof: Proof
    name: str = ""
    name_commitment: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.person.strip()), "person", "is empty")
        _require(bool(self.role.strip()), "role", "is empty")
        _require(_is_instant(self.at), "at", "is not an instant in UTC such as 2025-11-03T08:30:00.000000Z")
        _require(
            bool(self.name.strip()) != bool(self.name_commitment), "name", "and its commitment exclude each other"
        )
        _require(
            not self.name_commitment or bool(HASH.fullmatch(self.name_commitment)),
            "name_commitment",
            "is no SHA-256",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement about ``step`` of ``case``. ``on`` is the day that counts for the clock, ``manifest`` the hash
    of the dossier under decision (empty: none was handed in), ``document`` that of the authority's paper,
    ``procedure`` that of the text by which it was decided.

    ``clock`` is None where the step knows no clock at all; ``after`` is the hash of the last event before.
    ``body`` is whose decision is recognised, and empty for all else.

    Raises InputError, with ``data["field"]``, where a field is not so.
    """

    case: str
    step: str
    what: What
    outcome: Outcome
    reason: str
    on: date
    manifest: str
    document: str
    procedure: str
    procedure_id: str
    procedure_version: int
    clock: ClockState | None
    after: str
    signer: Signer
    body: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.case), "case", "is empty")
        _require(bool(self.step), "step", "is empty")
        _require(bool(HASH.fullmatch(self.after)), "after", "is no SHA-256")
        _require(bool(HASH.fullmatch(self.procedure)), "procedure", "is no SHA-256")
        for field, sha256 in (("manifest", self.manifest), ("document", self.document)):
            _require(not sha256 or bool(HASH.fullmatch(sha256)), field, "is no SHA-256")

    def to_json(self) -> bytes:
        """The statement in canonical JSON (RFC 8785): the payload that is signed. A ``body`` that is empty is left
        out, so that statements which were signed before there was one have their hashes still.
        """
        told = msgspec.to_builtins(self)
        return rfc8785.dumps({name: value for name, value in told.items() if name != "body" or value})

    @property
    def sha256(self) -> str:
        """The hash of :meth:`to_json`, in hex: what an event cites."""
        return hashlib.sha256(self.to_json()).hexdigest()


def read_statement(payload: bytes) -> Statement:
    """The statement that :meth:`Statement.to_json` wrote.

    Raises InputError (``decision.statement``) where it is none, or holds more than Tilth writes.
    """
    try:
        found = msgspec.convert(json.loads(payload), Statement)
    except (ValueError, RecursionError, msgspec.ValidationError, InputError) as error:
        raise _no_statement(str(error).replace("`", "")) from error
    if found.to_json() != payload:
        raise _no_statement("it is not written canonically, or holds more than a statement")
    return found


def _no_statement(fault: str) -> InputError:
    return InputError(
        "decision.statement",
        f"This is no statement of a decision: {fault}.",
        mend="Get it again where it was signed.",
    )


def _is_instant(text: str) -> bool:
    try:
        return instant(read_instant(text)) == text
    except (ValueError, OverflowError):
        return False


def _require(fine: bool, field: str, fault: str) -> None:
    if not fine:
        raise InputError(
            "decision.field",
            f"The {field} of the statement {fault}.",
            mend=f"Give another {field}; Statement's documentation says what it may be.",
            data={"field": field},
        )
