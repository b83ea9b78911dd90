"""Exact matches on both strands, by canonical words: none of ``least`` bases or more is missed.

Of every run of certain bases, words of k bases are kept at each ``step``-th place, as the smaller of the word
and its reverse complement. A match of k + step - 1 = ``least`` bases holds one of them whole, wherever it
begins, so each word of the query is looked up and each find is stretched as far as the letters agree. If that
reaches ``step`` bases to the left, the match holds an earlier word too and was found by it; so each match comes
once.

Where query and database repeat one thing, the matches are as many as the bases, or a word is looked at in vain in
very many places. Then the search is broken off, and :mod:`tilth.approval.screening.repeats` goes on.

``least`` is half the window. A window that is cut in two pieces leaves one of at least that length, from which
:mod:`tilth.approval.screening.split` goes on. k is odd, so that no word is its own reverse complement.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tilth.approval.screening.coding import Codes
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
from tilth.kernel.errors import LimitError

__all__ = ["MOST_LETTERS", "MOST_MATCHES", "exact_matches", "exact_table"]

MOST_MATCHES, MOST_LETTERS = 1 << 16, 1 << 24
"""Matches, and letters compared beside 16 for each of the query, after which a search is broken off."""


def exact_table(codes: Codes, sampling: Sampling) -> WordTable:
    """The table of the words of ``codes``; a place is twice the position, plus 1 where the word is turned.

    Raises LimitError for 2^31 bases or more. O(codes).
    """
    if len(codes) >= 1 << 31:
        raise LimitError(
            "screening.database.large",
            "The database is larger than 2^31 bases, the most that an index holds.",
            mend="Part it into several databases.",
            data={"bases": len(codes)},
        )
    return WordTable.of(*_words(codes, sampling.k, sampling.step))


def exact_matches(query: Codes, codes: Codes, table: WordTable, sampling: Sampling) -> Found | None:
    """Every maximal match of ``least`` bases or more between the texts ``query`` and ``codes``; None where they
    repeat one thing beyond measure. O(query) where little matches.
    """
    most = MOST_LETTERS + 16 * len(query)
    found, count = _matches(query, codes, *table.arrays, sampling.k, sampling.step, MOST_MATCHES, most)
    return found[:count] if count >= 0 else None


@njit(cache=True, nogil=True)
def _words(codes: Codes, k: int, step: int) -> tuple[Words, Places]:
    words = np.empty(len(codes) // min(k, step) + 1, np.uint64)
    places = np.empty(len(words), np.uint32)
    mask = (np.uint64(1) << np.uint64(2 * k)) - np.uint64(1)
    top = np.uint64(2 * (k - 1))
    forward = backward = np.uint64(0)
    run = count = 0
    for end in range(len(codes)):
        base = codes[end]
        if base > 3:
            run = 0
            continue
        run += 1
        forward = ((forward << np.uint64(2)) | np.uint64(base)) & mask
        backward = (backward >> np.uint64(2)) | (np.uint64(3 - base) << top)
        if run >= k and (run - k) % step == 0:
            turned = backward < forward
            words[count] = scramble(backward if turned else forward)
            places[count] = 2 * (end - k + 1) + turned
            count += 1
    return words[:count].copy(), places[:count].copy()


@njit(cache=True, nogil=True)
def _matches(
    query: Codes,
    codes: Codes,
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
    mask = (np.uint64(1) << np.uint64(2 * k)) - np.uint64(1)
    top = np.uint64(2 * (k - 1))
    forward = backward = np.uint64(0)
    run = 0
    for last in range(len(query)):
        base = query[last]
        if base > 3:
            run = 0
            continue
        run += 1
        forward = ((forward << np.uint64(2)) | np.uint64(base)) & mask
        backward = (backward >> np.uint64(2)) | (np.uint64(3 - base) << top)
        if run < k:
            continue
        turned = backward < forward
        word = scramble(backward if turned else forward)
        if not may_hold(sieve, shift, word):
            continue
        entry = first_entry(words, heads, word)
        if entry < 0:
            continue
        start = last - k + 1
        while entry < len(words) and words[entry] == word:
            place = int(np.int64(places[entry] >> np.uint32(1)))
            other = (places[entry] & np.uint32(1)) != turned
            entry += 1
            left, right = _stretched(query, codes, start, place, k, step, other)
            letters -= left + right + 1
            if letters < 0:
                return found, -1
            if left >= step or left + k + right < k + step - 1:
                continue
            if count == len(found):
                if count >= most:
                    return found, -1
                found = grown(found)
            found[count, 0] = start - left
            found[count, 1] = start + k + right
            found[count, 2] = place - right if other else place - left
            found[count, 3] = other
            count += 1
    return found, count


@njit(cache=True, nogil=True)
def _stretched(
    query: Codes, codes: Codes, start: int, place: int, k: int, step: int, other: bool
) -> tuple[int, int]:
    """How far the match goes on to the left of the word (up to ``step``) and to its right, along the query."""
    left = right = 0
    if other:
        while left < step and _pair(query, start - 1 - left, codes, place + k + left):
            left += 1
        if left < step:
            while _pair(query, start + k + right, codes, place - 1 - right):
                right += 1
        return left, right
    while left < step and _same(query, start - 1 - left, codes, place - 1 - left):
        left += 1
    if left < step:
        while _same(query, start + k + right, codes, place + k + right):
            right += 1
    return left, right


@njit(cache=True, nogil=True, inline="always")
def _same(query: Codes, at: int, codes: Codes, place: int) -> bool:
    if at < 0 or place < 0 or at >= len(query) or place >= len(codes):
        return False
    return bool(query[at] < 4 and query[at] == codes[place])


@njit(cache=True, nogil=True, inline="always")
def _pair(query: Codes, at: int, codes: Codes, place: int) -> bool:
    if at < 0 or place < 0 or at >= len(query) or place >= len(codes):
        return False
    return bool(query[at] + codes[place] == 3)
