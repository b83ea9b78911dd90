"""Sequences as arrays: A, C, G, T are 0 to 3, everything that is no certain base is 4 and equals nothing.

Records stand one after the other in one array, each followed by a 4, so that no match runs over an end. The other
strand of an array is the array read backwards with 3 less each base.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["AMBIGUOUS", "FOREIGN", "Codes", "Text", "code", "decode", "join", "other_strand"]

Codes = NDArray[np.uint8]
"""One number a base, 0 to 4."""

AMBIGUOUS, FOREIGN = 4, 255


def _letters() -> Codes:
    table = np.full(256, FOREIGN, np.uint8)
    for letters, value in (("RYSWKMBDHVN", AMBIGUOUS), ("A", 0), ("C", 1), ("G", 2), ("TU", 3)):
        for letter in letters + letters.lower():
            table[ord(letter)] = value
    return table


_LETTERS = _letters()
_BASES = np.frombuffer(b"ACGTN", np.uint8)


@dataclass(frozen=True, slots=True)
class Text:
    """Records in one array: record ``i`` stands at ``starts[i]``, and ``starts[i + 1] - 1`` is the 4 after it."""

    codes: Codes
    starts: NDArray[np.int64]

    def owner(self, place: int) -> int:
        """The number of the record in which ``place`` lies. O(log records)."""
        return int(np.searchsorted(self.starts, place, side="right")) - 1

    def owners(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the record of each of ``places``."""
        return np.searchsorted(self.starts, places, side="right") - 1


def code(sequence: str) -> Codes:
    """The codes of ``sequence``, either case, U as T; ``FOREIGN`` where a letter is no IUPAC code."""
    return _LETTERS[np.frombuffer(sequence.encode("ascii", "replace"), np.uint8)]


def decode(codes: Codes) -> str:
    """The letters of ``codes``, N where the base is not certain."""
    return _BASES[codes].tobytes().decode("ascii")


def join(records: Iterable[Codes]) -> Text:
    """``records`` in one array."""
    gap = np.full(1, AMBIGUOUS, np.uint8)
    parts: list[Codes] = []
    lengths = [0]
    for record in records:
        parts += [record, gap]
        lengths.append(len(record) + 1)
    codes = np.concatenate(parts) if parts else np.empty(0, np.uint8)
    codes.setflags(write=False)  # as it is when it comes from a file: compiled code tells the two apart
    return Text(codes, np.cumsum(lengths, dtype=np.int64))


def other_strand(codes: Codes) -> Codes:
    """The reverse complement."""
    return np.where(codes > 3, AMBIGUOUS, 3 - codes)[::-1].astype(np.uint8)
