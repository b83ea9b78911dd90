"""Taking a stranger's file in: all of it into the evidence store, or nothing.

The stream goes, chunk by chunk, into a file without a name, which the system takes back whatever happens to the
process. Its kind is told from the first bytes, its size is bounded while it is read, and only what
:func:`~.inspection.inspect` finds nothing against is put into the store, under the hash of what was read.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO

from tilth.kernel.errors import IntegrityError
from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import CHUNK, HEAD, MAX_UPLOAD, in_words
from tilth_site.uploads.inspection import inspect
from tilth_site.uploads.kinds import CSV, KINDS, TEXT, TOML, TSV, Kind, sniff
from tilth_site.uploads.names import safe_name

__all__ = ["Said", "Stored", "handed_in", "store", "take_in", "take_in_text"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in: its safe ``name``, what its bytes are, and how many."""

    name: str
    sha256: str
    size: int
    kind: Kind

    @property
    def media_type(self) -> str:
        """The IANA type of its kind."""
        return self.kind.media_type


@dataclass(frozen=True, slots=True)
class Said:
    """What the evidence record says beside the bytes: where they come from (an id, never a person's name: a record
    cannot be erased), the day or instant they became known, and their licence.
    """

    source: str
    known: date | datetime
    licence: str = "unknown"


def store() -> EvidenceStore:
    """The site's evidence."""
    from django.conf import settings

    return EvidenceStore(settings.EVIDENCE)


def take_in(
    name: str,
    stream: BinaryIO,
    *,
    allowed: Collection[Kind],
    said: Said,
    most: int = MAX_UPLOAD,
    into: EvidenceStore | None = None,
) -> Stored | Refused:
    """Read ``stream`` to its end and keep it as evidence, or say why not.

    ``name`` is what the sender calls it (may be empty); ``allowed`` are the kinds asked for; ``most`` bounds the
    bytes, as the kind's own bound does. A stream that is too large is read no further than that. Memory: some
    chunks, or some times the size of a TOML or SBOL file. The name is not part of the evidence,
    for it may be a person's.

    Raises FileError where the store cannot be written to.
    """
    into = into or store()
    into.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=into.root) as spool:
        received = _receive(safe_name(name) if name else "", stream, spool, allowed, most)
        if isinstance(received, Refused):
            return received
        refused = inspect(spool, received.kind, received.name)
        if refused:
            return refused
        spool.seek(0)
        record = into.put(
            spool,
            media_type=received.media_type,
            kind=f"upload.{received.kind.name}",
            source=said.source,
            known_date=said.known,
            licence=said.licence,
        )
    if record.sha256 != received.sha256:
        raise IntegrityError(
            "upload.altered", "The upload changed while it was kept.", mend="Check the disk, then upload it again."
        )
    return received


def take_in_text(
    text: str,
    *,
    allowed: Collection[Kind],
    said: Said,
    most: int = MAX_UPLOAD,
    into: EvidenceStore | None = None,
) -> Stored | Refused:
    """Keep pasted ``text`` as the file it would be: named by what it is, with the line endings of a file."""
    data = text.replace("\r\n", "\n").encode("utf-8", errors="surrogatepass")
    return take_in("", BytesIO(data), allowed=allowed, said=said, most=most, into=into)


def _receive(
    name: str, stream: BinaryIO, spool: BinaryIO, allowed: Collection[Kind], most: int
) -> Stored | Refused:
    """Copy ``stream`` to ``spool`` while it may still be kept. A short read is no end of the stream."""
    head = b""
    while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
        head += piece
    kind = _allowed(sniff(head, name or _PASTED), allowed, name or _PASTED)
    if isinstance(kind, Refused):
        return kind
    name = safe_name(name or kind.pasted or kind.name, kind.suffixes)
    most = min(most, kind.most)
    digest, size = hashlib.sha256(), 0
    piece = head
    while piece:
        size += len(piece)
        if size > most:
            return _too_large(name, kind, most)
        digest.update(piece)
        spool.write(piece)
        piece = stream.read(CHUNK)
    return Stored(name, digest.hexdigest(), size, kind)


_PASTED = "The pasted text"
_READ_AS_TEXT = frozenset((TOML, CSV, TSV))


def _allowed(kind: Kind | Refused, allowed: Collection[Kind], name: str) -> Kind | Refused:
    """``kind`` where it is ``allowed``. Where plain text is, so is text that looks like a table or settings."""
    if isinstance(kind, Refused) or kind in allowed:
        return kind
    if kind in _READ_AS_TEXT and TEXT in allowed:
        return TEXT
    return refuse(
        "upload.kind",
        "{file} is {kind}, which is not asked for here.",
        "Upload one of these: {kinds}.",
        name,
        file=name,
        kind=kind.label,
        kinds=", ".join(one.label for one in KINDS.values() if one in allowed),
    )


def _too_large(name: str, kind: Kind, most: int) -> Refused:
    return refuse(
        "upload.size",
        "{file} is larger than {most}, which is the most for {kind}.",
        "Split it, or leave out what is not needed here.",
        name,
        file=name,
        kind=kind.label,
        most=in_words(most),
    )


def handed_in(person: str, sha256: str) -> bool:
    """Whether ``person`` handed in the document with this hash; False as well where there is none."""
    kept = store()
    return sha256 in kept and any(record.source == person for record in kept.records(sha256))
