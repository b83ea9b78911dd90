"""Words of a text in a table: where does this run of letters stand? An exact answer in a few nanoseconds.

A word is a number (two bits a base, five an amino acid). It is scrambled by a bijection, so that the top bits
spread evenly and pick one of about as many buckets as there are words; no word is lost or taken for another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["Found", "Places", "WordTable", "Words", "first_entry", "grown", "scramble"]

Words = NDArray[np.uint64]
Places = NDArray[np.uint32]

Found = NDArray[np.int64]
"""Matches, one a row: start and end in the query text, start in the database's text, and 0 for the same strand or
1 for the other.
"""


@dataclass(frozen=True, slots=True)
class WordTable:
    """``words`` ascending, ``places[i]`` where ``words[i]`` stands, and ``heads[b]`` the first entry of bucket
    b. The ``sieve`` is a Bloom filter in blocks of 64 bits, 16 to 32 bits an entry: it turns away 99 of 100
    words that the table does not hold, without a look at the table.
    """

    words: Words
    places: Places
    heads: Places
    sieve: Words

    @property
    def arrays(self) -> tuple[Words, Places, Places, Words]:
        """What compiled code takes."""
        return self.words, self.places, self.heads, self.sieve

    @classmethod
    def of(cls, words: Words, places: Places) -> WordTable:
        """The table of scrambled ``words`` at ``places``. O(n log n)."""
        order = np.argsort(words, kind="stable")
        words = words[order]
        bits = max(4, len(words).bit_length())
        counts = np.bincount((words >> np.uint64(64 - bits)).astype(np.int64), minlength=1 << bits)
        heads = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).astype(np.uint32)
        table = cls(words, places[order], heads, _sieve(words, np.empty(1 << (bits - 2), np.uint64)))
        for array in table.arrays:
            array.setflags(
                write=False
            )  # as they are when they come from a file: compiled code tells the two apart
        return table


@njit(cache=True, nogil=True, inline="always")
def scramble(word: np.uint64) -> np.uint64:
    """A bijection of the 64-bit numbers whose top bits depend on every bit."""
    word = (word ^ (word >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    return word ^ (word >> np.uint64(32))


@njit(cache=True, nogil=True, inline="always")
def _marks(word: np.uint64) -> np.uint64:
    """Three bits of 64, picked by bits of the scrambled ``word`` that pick neither its bucket nor its place."""
    one = np.uint64(1)
    marks = one << (word & np.uint64(63))
    marks |= one << ((word >> np.uint64(6)) & np.uint64(63))
    return marks | (one << ((word >> np.uint64(12)) & np.uint64(63)))


@njit(cache=True, nogil=True)
def _sieve(words: Words, sieve: Words) -> Words:
    """``sieve`` with the marks of ``words`` set and no other."""
    sieve[:] = 0
    shift = np.uint64(64 - width(len(sieve)))
    for word in words:
        sieve[word >> shift] |= _marks(word)
    return sieve


@njit(cache=True, nogil=True)
def width(size: int) -> int:
    """The bits that number ``size`` things, ``size`` being a power of two."""
    bits = 0
    while size > 1:
        size >>= 1
        bits += 1
    return bits


@njit(cache=True, nogil=True, inline="always")
def may_hold(sieve: Words, shift: np.uint64, word: np.uint64) -> bool:
    """False where the scrambled ``word`` is surely none of the table's. ``shift`` leaves the sieve's top bits."""
    marks = _marks(word)
    return bool(sieve[word >> shift] & marks == marks)


@njit(cache=True, nogil=True)
def first_entry(words: Words, heads: Places, word: np.uint64) -> int:
    """The first entry of the scrambled ``word``, or -1. O(log of the entries of its bucket)."""
    bucket = word >> np.uint64(64 - width(len(heads) - 1))
    low, high = np.int64(heads[bucket]), np.int64(heads[bucket + np.uint64(1)])
    end = high
    while low < high:
        middle = (low + high) >> 1
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    if low < end and words[low] == word:
        return int(low)
    return -1


@njit(cache=True, nogil=True)
def grown(found: Found) -> Found:
    """``found`` with as much room again."""
    larger = np.empty((2 * found.shape[0], found.shape[1]), np.int64)
    larger[: found.shape[0]] = found
    return larger
