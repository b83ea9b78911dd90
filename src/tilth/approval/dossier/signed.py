"""What a signed statement says, for a reader: the payload of an envelope, whoever signed it.

Whether the signature holds is for :func:`tilth.approval.decisions.open_statement` to say.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from tilth.kernel.errors import InputError

__all__ = ["Signed", "read_signed"]


class _Signature(msgspec.Struct, frozen=True):
    keyid: str = ""


class _Envelope(msgspec.Struct, frozen=True):
    payload: str
    signatures: tuple[_Signature, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """What an envelope says it holds: the statement as a table, and the ids of the keys that it names."""

    said: Mapping[str, object]
    keys: tuple[str, ...]


def read_signed(envelope: bytes) -> Signed:
    """The statement in a DSSE ``envelope``. Raises InputError (``dossier.envelope``) where there is none."""
    try:
        read = msgspec.json.decode(envelope, type=_Envelope)
        said = dict(json.loads(base64.b64decode(read.payload, validate=True)))
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            "dossier.envelope",
            "This is no envelope of a signed statement.",
            mend="Get the envelope again from where it was signed.",
        ) from error
    return Signed(said, tuple(signature.keyid for signature in read.signatures))
