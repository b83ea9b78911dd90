"""The same answers where query and database repeat one thing over and over: by stretch, not by pair of places.

A run of A in an order and one in the database match at every shift, and a tandem repeat at every unit: as many
matches as bases, all of which say the same. So where a list of matches grows beyond measure, each distinct stretch
is numbered (:mod:`tilth.approval.screening.census`), and it is asked which record holds which number. No window is
lost: a query is covered by a record where each of its windows stands in it, as the list would have said.

Pieces become **bands**: bases of a record of which every stretch of half a window is somewhere in the fragment.
The query's part of a band is every base of the fragment that takes part in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tilth.approval.screening.census import ACIDS, BASES, Census, Ids, census, longer
from tilth.approval.screening.coding import AMBIGUOUS, Codes, Text, other_strand
from tilth.approval.screening.frames import NO_ACID, Acids, translated
from tilth.approval.screening.intervals import Numbers
from tilth.approval.screening.model import Strand
from tilth.approval.screening.split import Piece
from tilth.approval.screening.words import Found
from tilth.kernel.errors import LimitError

__all__ = ["MOST_BANDS", "Repeats", "frame_windows", "like_any"]

MOST_BANDS = 1 << 22
"""Bands of one order, and bases of its own in them, after which it is given up."""

_Bands = Iterator[tuple[int, int, int]]
"""Fragment, first and last place of the stretches that it holds one after the other."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far pieces that are whole reach: the first place beyond all that begin at a place or before it."""

    places: Numbers
    stops: Numbers

    @classmethod
    def of(cls, whole: Sequence[Piece]) -> _Reach:
        """That of ``whole``, which are by place."""
        stops = np.array([piece.stop for piece in whole], np.int64)
        return cls(np.array([piece.place for piece in whole], np.int64), np.maximum.accumulate(stops))

    def beyond(self, places: Numbers) -> Numbers:
        """The end of the shortest stretch from each of ``places`` that no whole piece covers."""
        before = np.searchsorted(self.places, places, side="right")
        return 1 + np.where(before > 0, np.append(self.stops, 0)[before - 1], places)


@dataclass(slots=True)
class Repeats:
    """The stretches that ``fragments`` share with ``text``: of half a window (``some``) and of a ``whole`` one."""

    fragments: Text
    text: Text
    some: Census
    whole: Census
    _parts: dict[tuple[int, bytes], list[tuple[int, int, bool]]] = field(default_factory=dict)

    @classmethod
    def of(cls, fragments: Text, text: Text, least: int, window: int) -> Repeats:
        """O(fragments log fragments + text)."""
        some = census(_both(fragments.codes), text.codes, least, BASES)
        return cls(fragments, text, some, longer(some, window))

    def windows(self) -> Found:
        """Every stretch of the fragments that is covered by windows of one record on one strand, one a row; the
        place is any in the record.
        """
        rows = []
        for record, first, last in _covered(self.whole, self.text.owners):
            start, end, turned = self._on_first_strand(first, last + self.whole.size)
            place = np.full(len(start), self.text.starts[record])
            rows.append(np.stack((start, end, place, turned.astype(np.int64)), axis=1))
        return np.concatenate(rows) if rows else np.empty((0, 4), np.int64)

    def pieces(self, new: int) -> list[Piece]:
        """Whole windows and the bands of shorter stretches, by place; those of the first ``new`` fragments, where
        they are not within a whole one, with the bases that take part. Raises LimitError beyond ``MOST_BANDS``.
        """
        made = []
        for fragment, first, last in self._bands(self.whole):
            stop, record = last + self.whole.size, self.text.owner(first)
            made.append(Piece(fragment, 0, stop - first, record, first, stop, "+", whole=True))
        made.sort(key=lambda piece: piece.place)
        reach = _Reach.of(made)
        for fragment, first, last in self._bands(self.some):
            stop, record = last + self.some.size, self.text.owner(first)
            parts = [(0, 0, False)]
            explained = fragment < new and self._explained(fragment, first, last, reach)
            if fragment < new and not explained:
                parts = self._taking_part(fragment, self.some.held[first : last + 1])
            for start, end, turned in parts:
                strand: Strand = "-" if turned else "+"
                made.append(Piece(fragment, start, end, record, first, stop, strand, explained=explained))
            _bounded(len(made))
        return sorted(made, key=lambda piece: piece.place)

    def _bands(self, found: Census) -> _Bands:
        """The bands of each fragment."""
        places = np.flatnonzero(found.held >= 0)
        sets, kinds = self._sets(found, found.held[places])
        edges = np.flatnonzero((np.diff(places) != 1) | (np.diff(kinds) != 0)) + 1
        begun: dict[int, tuple[int, int]] = {}
        steps = 0
        for at, after in zip(np.append(0, edges).tolist(), np.append(edges, len(places)).tolist(), strict=True):
            if at == after:
                return
            first, last = int(places[at]), int(places[after - 1])
            holding = sets[int(kinds[at])]
            _bounded(steps := steps + len(holding))
            for fragment in holding:
                since, until = begun.get(fragment, (first, first - 1))
                if until != first - 1:
                    yield fragment, since, until
                    since = first
                begun[fragment] = since, last
        for fragment, (since, until) in begun.items():
            yield fragment, since, until

    def _sets(self, found: Census, held: Ids) -> tuple[list[tuple[int, ...]], Numbers]:
        """The sets of fragments that hold the same stretches, and the number of the set at each of ``held``."""
        present = np.zeros(found.count + 1, np.bool_)
        present[held] = True
        asked = np.flatnonzero(present[found.asked] & (found.asked >= 0))
        ids = found.asked[asked].astype(np.int64)
        owners = self._owners(asked, found.size)
        pairs = np.unique(ids * (1 << 31) + owners)
        ids, owners = pairs >> 31, pairs & ((1 << 31) - 1)
        numbers: dict[tuple[int, ...], int] = {}
        kinds = np.zeros(found.count + 1, np.int64)
        edges = np.flatnonzero(np.diff(ids)) + 1
        for at, after in zip(np.append(0, edges).tolist(), np.append(edges, len(ids)).tolist(), strict=True):
            if at < after:
                kinds[ids[at]] = numbers.setdefault(tuple(owners[at:after].tolist()), len(numbers))
        return list(numbers), kinds[held]

    def _explained(self, fragment: int, first: int, last: int, reach: _Reach) -> bool:
        """Whether each stretch that ``fragment`` shares with a band is within a whole piece. If one is not, then
        neither is the shortest that begins where it does and goes beyond all whole pieces. O(band + distinct
        stretches x bases of the fragment); what repeats has few that are distinct. Raises LimitError beyond
        ``MOST_BANDS``.
        """
        places = np.arange(first, last + 1)
        needed = np.maximum(reach.beyond(places) - places, self.some.size)
        if (needed == self.some.size).any():
            return False
        inside = places + needed <= last + self.some.size
        codes = self.text.codes
        sought = {
            codes[place : place + size].tobytes()
            for place, size in zip(places[inside].tolist(), needed[inside].tolist(), strict=True)
        }
        begin, after = self.fragments.starts[fragment : fragment + 2].tolist()
        own = self.fragments.codes[begin:after]
        _bounded(len(sought) * len(own) >> 12)
        held = (own.tobytes(), other_strand(own).tobytes())
        return not any(stretch in strand for stretch in sought for strand in held)

    def _taking_part(self, fragment: int, held: Ids) -> list[tuple[int, int, bool]]:
        """Where ``fragment`` holds any of the stretches: start, end and whether it reads as the other strand."""
        wanted = np.unique(held)
        key = fragment, wanted.tobytes()
        if key not in self._parts:
            present = np.zeros(self.some.count + 1, np.bool_)
            present[wanted] = True
            begin, after = self.fragments.starts[fragment : fragment + 2].tolist()
            size, middle = self.some.size, len(self.fragments.codes)
            parts: list[tuple[int, int, bool]] = []
            for offset, stop in ((begin, after), (2 * middle + 1 - (after - 1), 2 * middle + 1 - begin)):
                first, last = _runs(present[self.some.asked[offset:stop]])
                start, end, turned = self._on_first_strand(first + offset, last + offset + size)
                parts += zip((start - begin).tolist(), (end - begin).tolist(), turned.tolist(), strict=True)
            self._parts[key] = sorted(parts)
            _bounded(len(self._parts) * len(self.fragments.codes) >> 12)
        return self._parts[key]

    def _owners(self, asked: Numbers, size: int) -> Numbers:
        """The fragment of each place of the text of both strands."""
        middle = len(self.fragments.codes)
        return self.fragments.owners(np.where(asked > middle, 2 * middle + 1 - asked - size, asked))

    def _on_first_strand(self, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
        """Positions of the text of both strands on the first, and whether they are of the other."""
        middle = len(self.fragments.codes)
        turned = start > middle
        return (
            np.where(turned, 2 * middle + 1 - end, start),
            np.where(turned, 2 * middle + 1 - start, end),
            turned,
        )


def like_any(fragments: Text, text: Codes, least: int) -> set[int]:
    """The fragments that share a stretch of ``least`` bases with ``text``, on either strand."""
    found = census(_both(fragments.codes), text, least, BASES)
    present = np.zeros(found.count + 1, np.bool_)
    present[found.held[found.held >= 0]] = True
    asked = np.flatnonzero(present[found.asked] & (found.asked >= 0))
    middle = len(fragments.codes)
    return set(fragments.owners(np.where(asked > middle, 2 * middle + 1 - asked - least, asked)).tolist())


def frame_windows(query: Codes, acids: Acids, text: Text, least: int) -> Found:
    """Every stretch of ``query`` that is covered by runs of ``least`` amino acids of one record on one strand, as
    :meth:`Repeats.windows`. ``acids`` are those of both strands of ``text``.
    """
    asked, at = _in_frames(translated(query))
    held, places = _in_frames(acids)
    found = census(asked, held, least, ACIDS)
    middle, length = len(text.codes), len(query)

    def record_and_strand(which: Numbers) -> Numbers:
        place = places[which]
        other = place > middle
        return 2 * text.owners(np.where(other, 2 * middle - 2 - place, place)) + other

    rows = []
    for group, first, last in _covered(found, record_and_strand):
        start, end = at[first], at[last] + 3 * least
        turned = start > length
        starts = np.where(turned, 2 * length + 1 - end, start)
        ends = np.where(turned, 2 * length + 1 - start, end)
        place = np.full(len(start), text.starts[group // 2])
        rows.append(np.stack((starts, ends, place, (turned != bool(group % 2)).astype(np.int64)), axis=1))
    return np.concatenate(rows) if rows else np.empty((0, 4), np.int64)


def _covered(found: Census, group_of: Callable[[Numbers], Numbers]) -> Iterator[tuple[int, Numbers, Numbers]]:
    """For each group of places of the held text, the runs of asked stretches that it holds: where the first and
    the last of them begin. O(held log held + groups x asked).
    """
    places = np.flatnonzero(found.held >= 0)
    keys = np.unique(group_of(places) * found.count + found.held[places])
    groups, ids = keys // max(1, found.count), keys % max(1, found.count)
    edges = np.flatnonzero(np.diff(groups)) + 1
    _bounded(len(edges) * len(found.asked) >> 12)
    for at, after in zip(np.append(0, edges).tolist(), np.append(edges, len(groups)).tolist(), strict=True):
        if at < after:
            present = np.zeros(found.count + 1, np.bool_)  # the last is for places without a stretch
            present[ids[at:after]] = True
            yield int(groups[at]), *_runs(present[found.asked])


def _in_frames(acids: Acids) -> tuple[Acids, Numbers]:
    """The amino acids frame by frame, parted by one that equals nothing, and the base at which each begins."""
    parts, places = [], []
    for frame in range(3):
        parts += [acids[frame::3], np.full(1, NO_ACID, np.uint8)]
        places.append(np.arange(frame, len(acids) + 3, 3)[: len(parts[-2]) + 1])
    return np.concatenate(parts), np.concatenate(places)


def _both(codes: Codes) -> Codes:
    """``codes``, a letter that equals nothing, and the other strand."""
    return np.concatenate((codes, np.full(1, AMBIGUOUS, np.uint8), other_strand(codes)))


def _runs(chosen: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """The first and the last place of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], chosen, [False]))))
    return edges[::2], edges[1::2] - 1


def _bounded(count: int) -> None:
    if count > MOST_BANDS:
        raise LimitError(
            "screening.matches",
            "The order matches the database in more places than are followed up.",
            mend="Order less repetitive sequence at a time, or have the order looked at by hand.",
            data={"most": MOST_BANDS},
        )
