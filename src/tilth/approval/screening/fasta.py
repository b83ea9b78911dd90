"""FASTA as the gate takes it: named sequences of IUPAC codes, and nothing else.

A file with a letter that stands for no base is refused: what cannot be read cannot be screened. Spaces, tabs and
every kind of line end are passed over.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tilth.approval.screening.coding import FOREIGN, Codes, code
from tilth.approval.screening.model import Query
from tilth.kernel.errors import FileError

_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How files of gzip, zip, bzip2, xz and zstd begin."""

_CIRCULAR = re.compile(r"(?<!non-)(?<!not )\bcircular\b", re.IGNORECASE)
_PROTEIN = frozenset("EFILPQefilpq")
"""Letters of amino acids that are no IUPAC code of bases."""

__all__ = ["Fasta", "Record", "read_fasta", "read_order"]


@dataclass(frozen=True, slots=True)
class Record:
    """A named sequence: ``name`` is the first word of its title line. It is ``circular`` where the rest of the
    line says so.
    """

    name: str
    sequence: str
    codes: Codes
    circular: bool = False


@dataclass(frozen=True, slots=True)
class Fasta:
    """The records of the file that was called ``file``, and the sha256 of its bytes."""

    records: tuple[Record, ...]
    sha256: str
    file: str


def read_order(path: str | os.PathLike[str]) -> tuple[Query, ...]:
    """The sequences of an order. Raises FileError as :func:`read_fasta`, and where two have one name: a result
    names a sequence.
    """
    file = os.fspath(path)
    seen: set[str] = set()
    queries = []
    for record in read_fasta(path).records:
        if record.name in seen:
            raise FileError(
                "screening.fasta.twice",
                "Two sequences of the order have this name.",
                file=file,
                record=record.name,
                mend="Give each a name of its own.",
            )
        seen.add(record.name)
        bases = record.sequence.upper().replace("U", "T")
        queries.append(Query(name=record.name, sequence=bases, circular=record.circular))
    return tuple(queries)


def read_fasta(path: str | os.PathLike[str]) -> Fasta:
    """The records of the FASTA file ``path``, each checked to hold IUPAC codes alone. O(size).

    Raises FileError where the file cannot be read, is no FASTA, holds no record, or where a record has no name,
    no sequence or a letter that is no IUPAC code.
    """
    file = os.fspath(path)
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError as error:
        fault = "There is no such file." if isinstance(error, FileNotFoundError) else f"{error.strerror}."
        raise FileError(
            "screening.fasta.unreadable", fault, file=file, mend="Name a file that can be read."
        ) from error
    records = tuple(_records(data, file))
    if not records:
        raise FileError(
            "screening.fasta.empty", "It holds no sequence.", file=file, mend="Name a FASTA file with sequences."
        )
    return Fasta(records, hashlib.sha256(data).hexdigest(), file)


def _records(data: bytes, file: str) -> Iterator[Record]:
    from Bio.SeqIO.FastaIO import SimpleFastaParser

    text = data.decode("utf-8-sig", "replace")
    first = text.lstrip()[:1]
    if first and first != ">":
        packed = data.startswith(_PACKED)
        raise FileError(
            "screening.fasta.format",
            "It is packed." if packed else "It does not begin with >, so it is no FASTA.",
            file=file,
            line=None if packed else 1,
            mend="Unpack it, and name what was in it." if packed else "Save the sequences as FASTA.",
        )
    parser = SimpleFastaParser(io.StringIO(text, newline=None))  # type: ignore[no-untyped-call]
    for number, (title, sequence) in enumerate(parser, 1):
        yield _record(title, sequence.replace("\t", ""), number, file)


def _record(title: str, sequence: str, number: int, file: str) -> Record:
    name, *more = title.split(None, 1) or [""]
    fault = mend = ""
    codes = code(sequence)
    if not name:
        fault, mend = "The sequence has no name.", "Write a name after the >."
    elif not sequence:
        fault, mend = "The sequence is empty.", "Give it bases, or take it out."
    elif (codes == FOREIGN).any():
        at = int(np.argmax(codes == FOREIGN))
        fault = f"Base {at + 1} is {sequence[at]!r}, which stands for no base."
        mend = "Write DNA or RNA in IUPAC codes."
        if sequence[at] in _PROTEIN:
            mend = "This looks like protein: order the DNA that codes for it."
    if fault:
        raise FileError("screening.fasta.record", fault, file=file, record=name or str(number), mend=mend)
    return Record(name, sequence, codes, any(_CIRCULAR.search(one) for one in more))
