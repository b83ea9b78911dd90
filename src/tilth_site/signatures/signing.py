"""Giving a signature: the value, the event, and the printed name kept apart."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from tilth.kernel.ids import new_id
from tilth.kernel.journal import instant
from tilth.kernel.signature import SALT_SIZE, Meaning, Signature, check_name, commit_name, manifest
from tilth_site.accounts.models import PersonalRecord, PrintedName
from tilth_site.journal.append import Happened
from tilth_site.signatures.models import SignatureGiven
from tilth_site.signatures.tables import SIGNATURES, Given

__all__ = ["Ink", "given_for", "name_to_print", "printed", "sign"]


@dataclass(frozen=True, slots=True)
class Ink:
    """Who signs: the person, the role in which, the name to print, and what the signature means.

    To hold one is to have proved who one is again, just now; a page makes it after re-authentication.
    """

    person: str
    role: str
    name: str
    meaning: Meaning


def name_to_print(person: str) -> str:
    """The name on record, in the reader's language, which the signer does not choose on signing."""
    record = PersonalRecord.objects.filter(person=person).first()
    return record.name(get_language() or "en") if record else person


def sign(ink: Ink, signed: Iterable[str], subject: str, at: datetime, *, salt: bytes | None = None) -> Happened:
    """The event of a signature over the hashes ``signed``, in the matter of ``subject``; keeps the printed name.

    ``salt`` is that of the commitment to the name, where something that is signed holds it already. To be called
    inside the action that appends the event.
    """
    salt = salt or secrets.token_bytes(SALT_SIZE)
    signature = Signature(
        id=new_id("sig", at), signer=ink.person, role=ink.role, meaning=ink.meaning, at=instant(at),
        signed=tuple(signed), name_commitment=commit_name(ink.name, salt),
    )  # fmt: skip
    PrintedName.objects.create(signature=signature.id, person=ink.person, name=ink.name, salt=salt.hex())
    return Happened(SIGNATURES.name(signature.id), Given(signature, subject), signature.signed)


def given_for(subject: str) -> Iterator[tuple[SignatureGiven, str]]:
    """The signatures in the matter of ``subject``, oldest first, each with its printed name (empty: erased)."""
    rows = list(SignatureGiven.objects.filter(subject=subject).order_by("seq"))
    names = {row.signature: row.name for row in PrintedName.objects.filter(pk__in=[row.id for row in rows])}
    return ((row, names.get(row.id, "")) for row in rows)


def printed(given: Given) -> tuple[str, ...]:
    """The signature as lines of text, with its name where that is kept and is the one that signed."""
    kept = PrintedName.objects.filter(pk=given.signature.id).first()
    name = None
    if kept and check_name(kept.name, bytes.fromhex(kept.salt), given.signature.name_commitment):
        name = kept.name
    return manifest(given.signature, name)
