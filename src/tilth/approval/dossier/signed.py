"""What a signed statement says, for a reader: the payload of an envelope, whoever signed it.

Whether the signature holds is for :func:`tilth.approval.decisions.open_statement` to say.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import msgspec

from tilth.approval.decisions import Statement, read_statement
from tilth.kernel.errors import InputError

__all__ = ["Signed", "read_signed"]


class _Signature(msgspec.Struct, frozen=True):
    keyid: str = ""


class _Envelope(msgspec.Struct, frozen=True):
    payload: str
    signatures: tuple[_Signature, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """What an envelope says it holds: the statement, and the ids of the keys that it names."""

    statement: Statement
    keys: tuple[str, ...]


def read_signed(envelope: bytes) -> Signed:
    """The statement in a DSSE ``envelope``. Raises InputError where there is none (``dossier.envelope``), or it
    says what no statement can.
    """
    try:
        read = msgspec.json.decode(envelope, type=_Envelope)
        payload = base64.b64decode(read.payload, validate=True)
    except (ValueError, RecursionError) as error:
        raise InputError(
            "dossier.envelope",
            "This is no envelope of a signed statement.",
            mend="Get the envelope again from where it was signed.",
        ) from error
    return Signed(read_statement(payload), tuple(signature.keyid for signature in read.signatures))
