"""A few bases sought in all sequences of a customer: what a run of pieces lacks to be a window.

The words of the sequences are sorted once for each length that is sought, so that very many gaps are looked up
at once; only of those that are found anywhere it is asked where.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tilth.approval.screening.coding import Codes, Text
from tilth.approval.screening.intervals import Numbers
from tilth.approval.screening.words import Words

__all__ = ["BY_CHANCE", "Gap", "Holder", "Remainders"]

BY_CHANCE = 0.01
"""Bases that are expected more often than this are in any sequences."""

_WORD = 31
"""The bases that fit into one number."""

Gap = tuple[int, int]
"""Where bases stand in the text of the database, and how many they are."""

Holder = tuple[int, int, bool]
"""A fragment, where bases begin in it, and whether it reads as the other strand."""


class Remainders:
    """The fragments of a customer, to be searched for what is lacking at the two ends of each of ``runs`` runs."""

    def __init__(self, fragments: Text, database: Text, runs: int) -> None:
        self._fragments, self._database = fragments, database
        self._sorted: dict[int, tuple[Words, Numbers]] = {}
        self._held: set[Gap] = set()
        self._found: dict[bytes, list[Holder]] = {}
        chances = 4 * len(fragments.codes) * max(1, runs)
        self.telling = math.ceil(math.log(chances / BY_CHANCE, 4))
        """The fewest bases that are not found by chance."""

    def look_up(self, gaps: Iterable[Gap]) -> None:
        """Find out which of ``gaps`` any fragment holds. O(bases log bases) for each length among them."""
        by_size: defaultdict[int, set[int]] = defaultdict(set)
        for place, size in gaps:
            by_size[size].add(place)
        for size, found in by_size.items():
            places = np.array(sorted(found), np.int64)
            forward, backward, certain = self._gap_words(places, size)
            held = certain & (self._count(forward, size) | self._count(backward, size))
            self._held.update((place, size) for place in places[held].tolist())

    def holders(self, gap: Gap) -> list[Holder]:
        """Who holds the bases of ``gap``, which was looked up: once a fragment, at an end of it if at one. Those
        at an end come first. O(finds), once for the same bases.
        """
        if gap not in self._held:
            return []
        bases = self._database.codes[gap[0] : gap[0] + gap[1]].tobytes()
        if bases not in self._found:
            self._found[bases] = self._holders(gap)
        return self._found[bases]

    def _holders(self, gap: Gap) -> list[Holder]:
        size, starts = gap[1], self._fragments.starts
        forward, backward = self._places(gap, turned=False), self._places(gap, turned=True)
        at = np.concatenate((forward, backward))
        turned = np.arange(len(at)) >= len(forward)
        owner = self._fragments.owners(at)
        within = (at != starts[owner]) & (at + size != starts[owner + 1] - 1)
        order = np.lexsort((turned, at, within, owner))
        first = order[np.unique(owner[order], return_index=True)[1]]
        ordered = first[np.argsort(within[first], kind="stable")].tolist()
        return [(int(owner[one]), int(at[one] - starts[owner[one]]), bool(turned[one])) for one in ordered]

    def _gap_words(self, places: Numbers, size: int) -> tuple[Words, Words, NDArray[np.bool_]]:
        """The first word of each gap, that of its other strand, and whether all its bases are certain."""
        codes, word = self._database.codes, min(_WORD, size)
        forward = _words(codes, places, word)
        backward = np.zeros(len(places), np.uint64)
        certain = np.ones(len(places), np.bool_)
        for at in range(size):
            bases = codes[places + size - 1 - at]
            certain &= bases < 4
            if at < word:
                backward = (backward << np.uint64(2)) | (3 - (bases & np.uint8(3)))
        return forward, backward, certain

    def _words_of(self, size: int) -> tuple[Words, Numbers]:
        """The words of the fragments for gaps of ``size``, ascending, and where they stand."""
        word = min(_WORD, size)
        if word not in self._sorted:
            codes = self._fragments.codes
            places = np.arange(max(0, len(codes) - word + 1))
            words = _words(codes, places, word)
            certain = np.ones(len(places), np.bool_)
            for at in range(word):
                certain &= codes[at : at + len(places)] < 4
            words, places = words[certain], places[certain]
            order = np.argsort(words, kind="stable")
            self._sorted[word] = words[order], places[order]
        return self._sorted[word]

    def _count(self, wanted: Words, size: int) -> NDArray[np.bool_]:
        words, _ = self._words_of(size)
        return np.searchsorted(words, wanted, "left") < np.searchsorted(words, wanted, "right")

    def _places(self, gap: Gap, *, turned: bool) -> Numbers:
        """Where the fragments hold the bases of ``gap``: by its first word, and where it is longer, compared."""
        place, size = gap
        codes = self._fragments.codes
        forward, backward, _ = self._gap_words(np.array([place], np.int64), size)
        word = (backward if turned else forward)[0]
        words, places = self._words_of(size)
        found = places[np.searchsorted(words, word, "left") : np.searchsorted(words, word, "right")]
        if size <= _WORD:
            return found
        wanted: Codes = self._database.codes[place : place + size]
        wanted = (3 - wanted)[::-1] if turned else wanted
        same = [bool(np.array_equal(codes[at : at + size], wanted)) for at in found.tolist()]
        return found[np.array(same, np.bool_)]


def _words(codes: Codes, places: Numbers, size: int) -> Words:
    """The word of ``size`` bases at each of ``places``; what it is where a base is not certain does not matter."""
    words = np.zeros(len(places), np.uint64)
    for at in range(size):
        words = (words << np.uint64(2)) | (codes[places + at] & np.uint8(3))
    return words
