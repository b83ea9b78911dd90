"""Which stretches of a length two texts share, by number: in a time that does not grow with how often they do.

Every distinct stretch of the asked text has a number, and each place of both texts is told the number of the
stretch that begins there. A run of ten million A is one number ten million times over, where a list of matches
would pair each place with each. Stretches longer than a word are numbered by the pair of numbers of two shorter
ones that cover them, so nothing is left to a hash.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tilth.approval.screening.coding import Codes
from tilth.approval.screening.words import Places, Words, WordTable, first_entry, may_hold, scramble, width

__all__ = ["ACIDS", "BASES", "NONE", "Alphabet", "Census", "Ids", "census", "longer"]

Ids = NDArray[np.int32]
"""The number of the stretch at each place, ``NONE`` where there is none."""

NONE = -1


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Letters below ``certain`` are told apart, in ``bits`` each; the others equal nothing."""

    bits: int
    certain: int


BASES, ACIDS = Alphabet(2, 4), Alphabet(5, 31)


@dataclass(frozen=True, slots=True)
class Census:
    """The stretches of ``size`` letters: ``asked`` and ``held`` are their numbers in both texts, of ``count``."""

    size: int
    asked: Ids
    held: Ids
    count: int


def census(asked: Codes, held: Codes, size: int, alphabet: Alphabet) -> Census:
    """The stretches of ``size`` letters that ``asked`` holds, and where ``held`` does. O(asked log asked + held)
    for each doubling of a word.
    """
    word = min(size, 62 // alphabet.bits)
    found = _numbered(word, *(_packed(one, word, alphabet.bits, alphabet.certain) for one in (asked, held)))
    while found.size < size:
        found = longer(found, min(size, 2 * found.size))
    return found


def longer(one: Census, size: int) -> Census:
    """The stretches of ``size`` letters, at most twice those of ``one``."""
    return _numbered(size, *(_paired(ids, size - one.size, one.count) for ids in (one.asked, one.held)))


_Spelt = tuple[Words, NDArray[np.bool_]]
"""A word at each place, and whether there is one."""


def _numbered(size: int, asked: _Spelt, held: _Spelt) -> Census:
    known, numbers = np.unique(asked[0][asked[1]], return_inverse=True)
    ids = np.full(len(asked[0]), NONE, np.int32)
    ids[asked[1]] = numbers
    table = WordTable.of(_scrambled(known), np.arange(len(known), dtype=np.uint32))
    return Census(size, ids, _looked_up(held[0], held[1], *table.arrays), len(known))


@njit(cache=True, nogil=True)
def _packed(codes: Codes, size: int, bits: int, certain: int) -> tuple[Words, NDArray[np.bool_]]:
    words = np.zeros(len(codes), np.uint64)
    there = np.zeros(len(codes), np.bool_)
    mask = (np.uint64(1) << np.uint64(bits * size)) - np.uint64(1)
    word, run = np.uint64(0), 0
    for end in range(len(codes)):
        letter = codes[end]
        run = run + 1 if letter < certain else 0
        word = ((word << np.uint64(bits)) | np.uint64(letter)) & mask
        if run >= size:
            words[end - size + 1] = word
            there[end - size + 1] = True
    return words, there


@njit(cache=True, nogil=True)
def _paired(ids: Ids, shift: int, count: int) -> tuple[Words, NDArray[np.bool_]]:
    words = np.zeros(len(ids), np.uint64)
    there = np.zeros(len(ids), np.bool_)
    for at in range(len(ids) - shift):
        if ids[at] >= 0 and ids[at + shift] >= 0:
            words[at] = np.uint64(np.int64(ids[at]) * count + np.int64(ids[at + shift]))
            there[at] = True
    return words, there


@njit(cache=True, nogil=True)
def _scrambled(words: Words) -> Words:
    made = np.empty(len(words), np.uint64)
    for at in range(len(words)):
        made[at] = scramble(words[at])
    return made


@njit(cache=True, nogil=True)
def _looked_up(
    words: Words, there: NDArray[np.bool_], known: Words, numbers: Places, heads: Places, sieve: Words
) -> Ids:
    ids = np.full(len(words), -1, np.int32)
    shift = np.uint64(64 - width(len(sieve)))
    for at in range(len(words)):
        if there[at]:
            word = scramble(words[at])
            if may_hold(sieve, shift, word):
                entry = first_entry(known, heads, word)
                if entry >= 0:
                    ids[at] = np.int32(numbers[entry])
    return ids
