"""The manifest of a database: what the file is, until when it may be used, and how strictly it is screened with.

::

    name = "our-database"
    version = "2026-11"
    sha256 = "…"                      # of the FASTA file
    expires = 2027-05-31              # the last day on which it may be used

    [policy]
    window = 50                       # nt; no longer than the policy of the day
    layers = ["exact", "frames", "blastn"]     # those without which nothing is screened
    history = 180                     # days over which a customer's orders are looked at together

    [reference]                       # optional: sequences of which an order is expected to be like one
    file = "reference.fasta"          # beside the manifest
    sha256 = "…"

Tilth ships no sequence of concern: the file is the user's, and so is its manifest.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Annotated

import msgspec

from tilth.approval.screening.model import Layer
from tilth.kernel.files import read_text
from tilth.kernel.toml_file import TomlFile

__all__ = ["LONGEST", "SHORTEST", "Manifest", "Reference", "Rules", "read_manifest"]

SHORTEST, LONGEST = 30, 1000
"""Windows in nt that an index can be built for. Shorter matches turn up by chance in a large database."""

# An unknown entry is refused: a rule that is misspelt would be a rule that is not kept.
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the database is used: ``window`` in nt, the ``layers`` without which nothing is screened, and the days
    of ``history`` over which the orders of a customer are looked at together.
    """

    window: Annotated[int, msgspec.Meta(ge=SHORTEST, le=LONGEST)]
    layers: tuple[Layer, ...] = ()
    history: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 180


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A FASTA beside the manifest with sequences that orders are usually like."""

    file: _Name
    sha256: _Sha256


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a database says of itself. It may be used until ``expires``, that day included."""

    name: _Name
    version: _Name
    sha256: _Sha256
    expires: date
    policy: Rules
    reference: Reference | None = None


_HASH = "Write the 64 hex digits of the file's SHA-256 in lower case, as sha256sum prints them."
_FILE = TomlFile(
    "screening.manifest",
    "The manifest",
    "See examples/screen/M.toml, and docs/reference/approval-screening.md for what may stand there.",
    {
        "expires": "Write a date without quotes, such as 2027-05-31.",
        "history": "Write a whole number of days from 1 to 3650.",
        "layers": f"Use {', '.join(Layer)}.",
        "name": "Write words in quotes.",
        "policy": f"Write [policy] with window, a whole number from {SHORTEST} to {LONGEST}.",
        "sha256": _HASH,
        "version": 'Write it in quotes, such as "2026-11".',
        "window": f"Write a whole number of nt from {SHORTEST} to {LONGEST}.",
    },
)


def read_manifest(path: str | os.PathLike[str]) -> Manifest:
    """The manifest in the TOML file ``path``. Raises FileError with line and entry where it is
    none.
    """
    file = os.fspath(path)
    return _FILE.read(read_text(file, code="screening.manifest"), Manifest, file=file)
