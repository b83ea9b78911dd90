"""Matches of amino acids in six frames: a window that was written anew with synonymous codons is found.

A window of w nt holds w // 3 whole codons in whichever frame it is read (16 for 50 nt). Both strands of the
database and of the query are read in three frames each, and every run of w // 3 equal amino acids is a match. A
stop is a letter like the others; a codon with an uncertain base equals nothing.

By chance two runs of 16 amino acids of random sequence agree about once in 10^19 (the 64 codons fall on 21
letters unevenly: two agree once in 16). A query of 1 kb has 2,000 such runs and a database of 10 Mb has 20
million, so 10^4 orders of 1 kb make a false match with a chance of 10^-5. Conserved proteins agree for a better
reason than chance, and that is for a person to judge. The code is the standard one (NCBI table 1).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tilth.approval.screening.coding import AMBIGUOUS, Codes, other_strand
from tilth.approval.screening.exact import MOST_LETTERS, MOST_MATCHES
from tilth.approval.screening.sampling import Sampling
from tilth.approval.screening.words import (
    Found,
    Places,
    Words,
    WordTable,
    first_entry,
    grown,
    may_hold,
    scramble,
    width,
)

__all__ = ["AMINO_ACIDS", "NO_ACID", "STOP", "Acids", "frame_matches", "frame_table", "spelt", "translated"]

AMINO_ACIDS = "KNKNTTTTRSRSIIMIQHQHPPPPRRRRLLLLEDEDAAAAGGGGVVVV*Y*YSSSS*CWCLFLF"
"""What the codons AAA, AAC, AAG, AAT, ACA … TTT stand for."""

Acids = NDArray[np.uint8]
"""The amino acid of the codon that begins at each base: a number below 27, or 31 where it is not certain."""

NO_ACID, STOP = 31, 0
_SPELT = "*ACDEFGHIKLMNPQRSTVWY"


def _codons() -> Acids:
    """The amino acid of each codon of codes 0 to 4, at 25 a + 5 b + c."""
    table = np.full((5, 5, 5), NO_ACID, np.uint8)
    table[:4, :4, :4] = np.array([_SPELT.index(one) for one in AMINO_ACIDS]).reshape(4, 4, 4)
    return table.ravel()


_CODONS = _codons()


def translated(codes: Codes) -> Acids:
    """The amino acids of ``codes``, of a 4, and of the other strand: base j is at 2 n - j there. O(n)."""
    strands = np.concatenate((codes, np.full(1, AMBIGUOUS, np.uint8), other_strand(codes)))
    return _translated(strands, _CODONS)


def spelt(acids: Acids) -> str:
    """``acids``, which are certain, in letters."""
    return "".join(_SPELT[acid] for acid in acids.tolist())


def frame_table(acids: Acids, sampling: Sampling) -> WordTable:
    """The table of the words of ``acids``, which are of both strands; a place is that of a word's first codon."""
    return WordTable.of(*_words(acids, sampling.k, sampling.step))


def frame_matches(query: Codes, acids: Acids, table: WordTable, sampling: Sampling) -> Found | None:
    """Every maximal run of ``least`` equal amino acids or more between the text ``query`` and the one of which
    ``acids`` are; the last column says whether the strands differ. Positions are of bases on the first strands.
    None as :func:`~tilth.approval.screening.exact.exact_matches`.
    """
    most = MOST_LETTERS + 16 * len(query)
    asked = translated(query)
    found, count = _matches(asked, acids, *table.arrays, sampling.k, sampling.step, MOST_MATCHES, most)
    return _on_first_strand(found[:count], len(query), len(acids) // 2) if count >= 0 else None


def _on_first_strand(found: Found, query: int, text: int) -> Found:
    """``found`` (start, end and start in the texts of both strands) with positions on the first strands."""
    start, end, place, _ = found.T
    turned, other = start > query, place > text
    starts = np.where(turned, 2 * query + 1 - end, start)
    ends = np.where(turned, 2 * query + 1 - start, end)
    places = np.where(other, 2 * text + 1 - (place + end - start), place)
    return np.stack((starts, ends, places, (turned != other).astype(np.int64)), axis=1)


@njit(cache=True, nogil=True)
def _translated(codes: Codes, codons: Acids) -> Acids:
    acids = np.full(len(codes), NO_ACID, np.uint8)
    for at in range(len(codes) - 2):
        acids[at] = codons[25 * np.int64(codes[at]) + 5 * np.int64(codes[at + 1]) + np.int64(codes[at + 2])]
    return acids


@njit(cache=True, nogil=True)
def _words(acids: Acids, k: int, step: int) -> tuple[Words, Places]:
    words = np.empty(len(acids) // min(k, step) + 3, np.uint64)
    places = np.empty(len(words), np.uint32)
    mask = (np.uint64(1) << np.uint64(5 * k)) - np.uint64(1)
    count = 0
    for frame in range(3):
        word, run = np.uint64(0), 0
        for at in range(frame, len(acids), 3):
            acid = acids[at]
            if acid == NO_ACID:
                run = 0
                continue
            run += 1
            word = ((word << np.uint64(5)) | np.uint64(acid)) & mask
            if run >= k and (run - k) % step == 0:
                words[count] = scramble(word)
                places[count] = at - 3 * (k - 1)
                count += 1
    return words[:count].copy(), places[:count].copy()


@njit(cache=True, nogil=True)
def _matches(
    query: Acids,
    acids: Acids,
    words: Words,
    places: Places,
    heads: Places,
    sieve: Words,
    k: int,
    step: int,
    most: int,
    letters: int,
) -> tuple[Found, int]:
    """The matches and how many they are; -1 beyond ``most`` of them, or ``letters`` compared."""
    found = np.empty((64, 4), np.int64)
    count = 0
    shift = np.uint64(64 - width(len(sieve)))
    mask = (np.uint64(1) << np.uint64(5 * k)) - np.uint64(1)
    for frame in range(3):
        word, run = np.uint64(0), 0
        for at in range(frame, len(query), 3):
            acid = query[at]
            if acid == NO_ACID:
                run = 0
                continue
            run += 1
            word = ((word << np.uint64(5)) | np.uint64(acid)) & mask
            sought = scramble(word)
            if run < k or not may_hold(sieve, shift, sought):
                continue
            entry = first_entry(words, heads, sought)
            start = at - 3 * (k - 1)
            while 0 <= entry < len(words) and words[entry] == sought:
                place = int(np.int64(places[entry]))
                entry += 1
                left, right = _stretched(query, acids, start, place, k, step)
                letters -= left + right + 1
                if letters < 0:
                    return found, -1
                if left >= step or left + right + 1 < step:
                    continue
                if count == len(found):
                    if count >= most:
                        return found, -1
                    found = grown(found)
                found[count, 0] = start - 3 * left
                found[count, 1] = start + 3 * (k + right)
                found[count, 2] = place - 3 * left
                count += 1
    return found, count


@njit(cache=True, nogil=True)
def _stretched(query: Acids, acids: Acids, start: int, place: int, k: int, step: int) -> tuple[int, int]:
    """How many amino acids the match goes on to the left of the word (up to ``step``) and to its right."""
    left = right = 0
    while left < step and _same(query, start - 3 * (left + 1), acids, place - 3 * (left + 1)):
        left += 1
    while left < step and _same(query, start + 3 * (k + right), acids, place + 3 * (k + right)):
        right += 1
    return left, right


@njit(cache=True, nogil=True, inline="always")
def _same(query: Acids, at: int, acids: Acids, place: int) -> bool:
    if at < 0 or place < 0 or at >= len(query) or place >= len(acids):
        return False
    return bool(query[at] != NO_ACID and query[at] == acids[place])
