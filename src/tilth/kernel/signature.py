"""An electronic signature in the manner of 21 CFR Part 11: who signed which bytes, when, and meaning what.

What the rule asks, and where it is met:

- the printed name, the time and the meaning stand with the signature (11.50): :func:`manifest` prints them;
- a signature cannot be moved to another record (11.70): it names the sha256 of each thing signed, and
  :meth:`Signature.digest` binds all of it, to be sealed in the journal;
- it belongs to one person (11.100): ``signer`` is a person's id, which is never given to another;
- the signer has proved who they are with two things, such as a password and a code (11.200): the site asks for
  both before it makes the value.

A printed name is personal data, so it stands outside the journal, where it can be erased. The journal keeps a
commitment to it: the sha256 of a random salt and the name. While name and salt are kept they can be shown to be
those of the signing; once the salt is erased, the commitment says nothing about the name.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import msgspec
import rfc8785

from tilth.kernel.errors import InputError
from tilth.kernel.record import HASH

__all__ = ["SALT_SIZE", "Meaning", "Signature", "check_name", "commit_name", "manifest"]

SALT_SIZE = 32
"""Bytes of salt in a commitment to a name, drawn afresh for each signature with :func:`secrets.token_bytes`."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_UNPRINTABLE = ("C", "Zl", "Zp")


class Meaning(StrEnum):
    """What it means to have signed. The first four are the rule's own words (21 CFR 11.50)."""

    AUTHORSHIP = "authorship"
    REVIEW = "review"
    APPROVAL = "approval"
    RESPONSIBILITY = "responsibility"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature. ``signer`` is a person's id and ``role`` the capacity they signed in; ``at`` is an RFC 3339
    instant in UTC (:func:`tilth.kernel.journal.instant`); ``signed`` are the sha256, in hex, of what was signed,
    in the order it was shown; ``name_commitment`` is what :func:`commit_name` gave for the printed name.

    Raises InputError, with ``data["field"]``, where a field is not so.
    """

    id: str
    signer: str
    role: str
    meaning: Meaning
    at: str
    signed: tuple[str, ...]
    name_commitment: str

    def __post_init__(self) -> None:
        for field, text in (("id", self.id), ("signer", self.signer), ("role", self.role)):
            _require(bool(text) and text == text.strip() and _printable(text), field, "is empty or not plain text")
        _require(_is_instant(self.at), "at", "is not an instant in UTC such as 2025-11-03T08:30:00Z")
        _require(bool(self.signed), "signed", "names nothing that was signed")
        _require(all(map(HASH.fullmatch, self.signed)), "signed", "holds what is not 64 lower-case hex digits")
        _require(len(set(self.signed)) == len(self.signed), "signed", "names the same thing twice")
        _require(bool(HASH.fullmatch(self.name_commitment)), "name_commitment", "is not 64 lower-case hex digits")

    def digest(self) -> str:
        """The sha256, in hex, of every field as canonical JSON (RFC 8785): another signer, time, meaning or signed
        thing gives another digest.
        """
        return hashlib.sha256(rfc8785.dumps(msgspec.to_builtins(self))).hexdigest()


def commit_name(name: str, salt: bytes) -> str:
    """The commitment to a printed name, 64 hex digits: the sha256 of the salt followed by the name in UTF-8.

    The name is taken in Unicode's composed form (NFC), so it does not matter how an accent was typed. Raises
    InputError where the salt is not :data:`SALT_SIZE` bytes or the name is empty or holds a control character.
    """
    _require(len(salt) == SALT_SIZE, "salt", f"is not {SALT_SIZE} bytes")
    _require(bool(name.strip()) and _printable(name), "name", "is empty or holds a control character")
    return hashlib.sha256(salt + unicodedata.normalize("NFC", name).encode("utf-8")).hexdigest()


def check_name(name: str, salt: bytes, commitment: str) -> bool:
    """Whether ``commitment`` was made from this name and salt. Raises as :func:`commit_name`."""
    return hmac.compare_digest(commit_name(name, salt), commitment)


def manifest(signature: Signature, name: str | None) -> tuple[str, ...]:
    """The signature as lines of text for a print or a screen (21 CFR 11.50), ``name`` being the printed name; None
    where it was erased, which is then said. Whether it is the name that signed, :func:`check_name` says.
    """
    return (
        f"Signed by: {name or '(name erased)'} ({signature.signer})",
        f"As: {signature.role}",
        f"Meaning: {signature.meaning}",
        f"Time: {signature.at.removesuffix('Z').replace('T', ' ')} UTC",
        *(f"Signed: sha256 {sha256}" for sha256 in signature.signed),
        f"Signature: {signature.id}, sha256 {signature.digest()}",
    )


def _printable(text: str) -> bool:
    return not any(unicodedata.category(character).startswith(_UNPRINTABLE) for character in text)


def _is_instant(text: str) -> bool:
    if not _INSTANT.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text).tzinfo == UTC
    except ValueError:
        return False


def _require(fine: bool, field: str, fault: str) -> None:
    if not fine:
        raise InputError(
            "signature.field",
            f"The signature's {field} {fault}.",
            mend=f"Give another {field}; Signature's documentation says what it may be.",
            data={"field": field},
        )
