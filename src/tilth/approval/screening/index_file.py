r"""An index as a file: written whole or not at all, opened without being read into memory, refused if it was
changed.

::

    "tilth screening index 1\n"       24 bytes; the number is the version of the format
    length of the header             8 bytes, little-endian
    header                           JSON: manifest, sha256 of the database, counts, labels, places of the arrays
    arrays                           little-endian, each at a multiple of 64 bytes
    sha256 of all that               32 bytes

The sha256 at the end is looked at on every opening: a file that is cut off or of which a bit was changed is
refused. It does not show that a file was made anew by somebody else, so a result names it (``Database.index``).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from tilth.approval.screening.coding import Text
from tilth.approval.screening.frames import translated
from tilth.approval.screening.index import Counts, Reference, ScreeningIndex
from tilth.approval.screening.manifest import Manifest
from tilth.approval.screening.words import WordTable
from tilth.kernel.files import replacing
from tilth.kernel.refusal import Refused, refuse

__all__ = ["open_index", "write_index"]

_MAGIC = b"tilth screening index 1\n"
_FAMILY = b"tilth screening index "
_ALIGNED, _HASH = 64, 32
_Array = NDArray[np.uint8] | NDArray[np.uint32] | NDArray[np.uint64] | NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """``arrays``: by name, the type, where it begins after the header, and how many entries it has."""

    manifest: Manifest
    database: str
    counts: Counts
    labels: tuple[str, ...]
    arrays: dict[str, tuple[str, int, int]]


def write_index(path: str | os.PathLike[str], index: ScreeningIndex) -> ScreeningIndex:
    """Write ``index`` to ``path`` under a temporary name, rename it, and return it with its digest. Raises
    FileError where that cannot be done.
    """
    digest = hashlib.sha256()
    with replacing(path, "wb") as stream:
        for part in _parts(index):
            digest.update(part)
            stream.write(part)
        stream.write(digest.digest())
    return replace(index, digest=digest.hexdigest())


def open_index(path: str | os.PathLike[str]) -> ScreeningIndex | Refused:
    """The index in the file ``path``, mapped into memory; or why nothing can be screened with it. O(size), about
    0.1 s for 10 Mb: the file is hashed.
    """
    name = os.fspath(path)
    try:
        data: NDArray[np.uint8] = np.asarray(np.memmap(name, np.uint8, mode="r"))
    except (OSError, ValueError) as error:
        return _unreadable(name, error)
    start = bytes(data[: len(_MAGIC)])
    if not start.startswith(_FAMILY):
        return refuse(
            "approval.screening.index.format",
            "{file} is no screening index.",
            "Name what tilth screen index wrote.",
            file=name,
        )
    if start != _MAGIC:
        return refuse(
            "approval.screening.index.version",
            "{file} has another format of the index than this version of Tilth.",
            "Build the index again.",
            file=name,
        )
    found = hashlib.sha256(data[:-_HASH].data).hexdigest()
    if len(data) < len(_MAGIC) + 8 + _HASH or found != bytes(data[-_HASH:]).hex():
        return _damaged(name)
    try:
        return _read(data, found)
    except (msgspec.MsgspecError, KeyError, ValueError):  # a file that was made anew, by something else
        return _damaged(name)


def _parts(index: ScreeningIndex) -> Iterator[bytes | memoryview]:
    arrays = dict(_arrays(index))
    places: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, offset, len(array))
        offset += _padded(array.nbytes)
    header = _Header(
        manifest=index.manifest, database=index.database, counts=index.counts, labels=index.labels, arrays=places
    )
    text = json.dumps(msgspec.to_builtins(header), sort_keys=True).encode()
    text += b" " * (_padded(len(_MAGIC) + 8 + len(text)) - len(_MAGIC) - 8 - len(text))
    yield _MAGIC
    yield len(text).to_bytes(8, "little")
    yield text
    for array in arrays.values():
        yield np.ascontiguousarray(array).view(np.uint8).data
        yield bytes(_padded(array.nbytes) - array.nbytes)


def _arrays(index: ScreeningIndex) -> Iterator[tuple[str, _Array]]:
    yield from _text_arrays("text", index.text)
    yield from _table_arrays("exact", index.exact)
    yield from _table_arrays("frames", index.frames)
    if index.reference is not None:
        yield from _text_arrays("reference", index.reference.text)
        yield from _table_arrays("usual", index.reference.table)


def _text_arrays(name: str, text: Text) -> Iterator[tuple[str, _Array]]:
    yield f"{name}.codes", text.codes
    yield f"{name}.starts", text.starts


def _table_arrays(name: str, table: WordTable) -> Iterator[tuple[str, _Array]]:
    yield f"{name}.words", table.words
    yield f"{name}.places", table.places
    yield f"{name}.heads", table.heads
    yield f"{name}.sieve", table.sieve


def _read(data: NDArray[np.uint8], digest: str) -> ScreeningIndex:
    """The index in ``data``. Raises MsgspecError, KeyError or ValueError where it is not laid out as one."""
    first = len(_MAGIC) + 8
    after = first + int.from_bytes(bytes(data[len(_MAGIC) : first]), "little")
    header = msgspec.json.decode(bytes(data[first:after]), type=_Header)
    arrays = {
        name: data[after + offset : after + offset + size * np.dtype(kind).itemsize].view(kind)
        for name, (kind, offset, size) in header.arrays.items()
    }
    text = _text(arrays, "text")
    usual = Reference(_text(arrays, "reference"), _table(arrays, "usual")) if "usual.words" in arrays else None
    return ScreeningIndex(
        manifest=header.manifest,
        database=header.database,
        counts=header.counts,
        labels=header.labels,
        text=text,
        exact=_table(arrays, "exact"),
        acids=translated(text.codes),
        frames=_table(arrays, "frames"),
        reference=usual,
        digest=digest,
    )


def _text(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Text:
    return Text(arrays[f"{name}.codes"].view(np.uint8), arrays[f"{name}.starts"].view(np.int64))


def _table(arrays: Mapping[str, NDArray[np.generic]], name: str) -> WordTable:
    return WordTable(
        arrays[f"{name}.words"].view(np.uint64),
        arrays[f"{name}.places"].view(np.uint32),
        arrays[f"{name}.heads"].view(np.uint32),
        arrays[f"{name}.sieve"].view(np.uint64),
    )


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _damaged(name: str) -> Refused:
    return refuse(
        "approval.screening.index.damaged",
        "{file} is not as it was written: it was cut off or changed.",
        "Build the index again, and find out what changed it.",
        file=name,
    )


def _unreadable(name: str, error: OSError | ValueError) -> Refused:
    """``error`` is a ValueError where the file is empty."""
    if isinstance(error, FileNotFoundError):
        return refuse(
            "approval.screening.index.missing",
            "There is no screening index {file}.",
            "Build one with tilth screen index, and name it.",
            file=name,
        )
    return refuse(
        "approval.screening.index.unreadable",
        "The screening index {file} cannot be read: it is empty, a folder, or closed to you.",
        "Name what tilth screen index wrote.",
        file=name,
    )
