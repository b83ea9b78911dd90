"""Windows in three pieces or more, of which those in the middle are short sequences of their own.

Oligonucleotides are joined end to end, or by ends that overlap. So where a whole short sequence stands in the
database, and before and behind it ends of other sequences of the customer, or whole short ones too, they make up a
stretch of the record together; one as long as a window is a match. **Tiles** are sought on both strands: whole
sequences, ends that stand before something, and ends that stand behind it. A tile has a quarter of a window or
more, so that those of chance are few; a gap between two that is smaller is closed by a whole sequence of exactly
those bases, and a smaller end may stand outermost.

What is in the middle of a longer sequence, and pieces with ends that are cut off before they are joined, are not
found in this way: short sequences go to review in any case.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tilth.approval.screening.census import BASES, census
from tilth.approval.screening.coding import Codes, Text, join, other_strand
from tilth.approval.screening.split import Piece, Split
from tilth.kernel.errors import LimitError

__all__ = ["MOST_TILES", "assembled"]

MOST_TILES = 1 << 18
"""Tiles of one order after which it is given up."""

MOST_PIECES = 6
"""Pieces of one window that are followed up."""


@dataclass(frozen=True, slots=True)
class _Tile:
    """A stretch of the database's text that is an end of a sequence, or all of it: what may stand before another
    ``leads``, what may stand behind one ``follows``.
    """

    place: int
    stop: int
    leads: bool
    follows: bool
    piece: Piece


def assembled(ends: Sequence[Codes | None], database: Text, window: int, new: int) -> list[Split]:
    """The matches that sequences make up end to end, with at least one whole one between. ``ends`` are the
    customer's sequences, None for one that has no end because it is circular; the first ``new`` are the order.
    O(database) where one is shorter than a window, else nothing. Raises LimitError beyond ``MOST_TILES``.
    """
    if not any(codes is not None and len(codes) < window for codes in ends):
        return []
    search = _Search(ends, database, window)
    found: dict[Split, None] = {}
    for chain in search.chains():
        fragments = {piece.fragment for piece in chain}
        telling = window - max(piece.stop - piece.place for piece in chain) >= search.telling
        for piece in chain:
            if piece.fragment < new:
                found[Split(piece, tuple(sorted(fragments - {piece.fragment})), telling)] = None
    return list(found)


class _Search:
    """The tiles of the customer's sequences in the database, and the chains of them."""

    def __init__(self, ends: Sequence[Codes | None], database: Text, window: int) -> None:
        self._window, self._least, self._database = window, -(-window // 4), database
        self._turns: list[tuple[int, Codes, bool]] = []
        for number, codes in enumerate(ends):
            if codes is not None:
                self._turns += [(number, codes, False), (number, other_strand(codes), True)]
        self._small: dict[bytes, int] = {}
        self._tails: dict[bytes, int] = {}
        self._heads: dict[bytes, int] = {}
        for turn, (_, codes, _) in enumerate(self._turns):
            if len(codes) < self._least and codes.max() < 4:
                self._small.setdefault(codes.tobytes(), turn)
            for size in range(1, min(self._least, len(codes) + 1)):
                if codes[-size:].max() < 4:  # what is not certain equals nothing
                    self._tails.setdefault(codes[-size:].tobytes(), turn)
                if codes[:size].max() < 4:
                    self._heads.setdefault(codes[:size].tobytes(), turn)
        self._tiles = sorted(self._found(), key=lambda tile: tile.place)
        self._places = [tile.place for tile in self._tiles]
        chances = 100 * max(1, len(self._tiles)) * max(1, len(self._turns)) ** 2
        self.telling = math.ceil(math.log(chances, 4))
        """The fewest bases beside the longest piece that do not fit by chance."""

    def chains(self) -> Iterator[list[Piece]]:
        """Pieces of a window, three or more."""
        for tile in self._tiles:
            if not tile.leads or tile.stop - tile.place >= self._window:
                continue
            yield from self._on([tile.piece], tile.stop)
            if tile.follows:
                ahead = self._end(self._tails, tile.place, before=True)
                if ahead is not None:
                    yield from self._on([ahead, tile.piece], tile.stop)

    def _on(self, chain: list[Piece], stop: int, *, after_small: bool = False) -> Iterator[list[Piece]]:
        """Every way on from ``stop``, until a window is full; two small pieces are no neighbours."""
        first, after = bisect_right(self._places, chain[-1].place), bisect_right(self._places, stop)
        ways = [tile for tile in self._tiles[first:after] if tile.follows and tile.stop > stop]
        last = [tile.piece for tile in ways]
        behind = self._end(self._heads, stop, before=False)
        last += [behind] if behind is not None else []
        furthest = max(last, key=lambda piece: piece.stop, default=None)
        if furthest is not None and furthest.stop - chain[0].place >= self._window:
            if len(chain) > 1:
                yield [*chain, furthest]
            return
        if len(chain) + 1 >= MOST_PIECES:
            return
        between = max((tile for tile in ways if tile.leads), key=lambda tile: tile.stop, default=None)
        if between is not None:
            yield from self._on([*chain, between.piece], between.stop)
        for size in () if after_small else range(1, self._least):
            turn = self._small.get(self._database.codes[stop : stop + size].tobytes())
            if turn is not None:
                small = self._piece(turn, 0, size, stop)
                yield from self._on([*chain, small], stop + size, after_small=True)

    def _end(self, ends: dict[bytes, int], place: int, *, before: bool) -> Piece | None:
        """The longest end of a sequence, shorter than a tile, that stands before or behind ``place``."""
        for size in range(self._least - 1, 0, -1):
            begin = place - size if before else place
            if begin < 0:
                continue
            turn = ends.get(self._database.codes[begin : begin + size].tobytes())
            if turn is not None:
                start = len(self._turns[turn][1]) - size if before else 0
                return self._piece(turn, start, start + size, begin)
        return None

    def _piece(self, turn: int, start: int, end: int, place: int) -> Piece:
        """Bases ``start`` to ``end`` of a sequence as it is turned, at ``place`` of the database."""
        number, codes, turned = self._turns[turn]
        stop = place + end - start
        if turned:
            start, end = len(codes) - end, len(codes) - start
        return Piece(number, start, end, self._database.owner(place), place, stop, "-" if turned else "+")

    def _found(self) -> Iterator[_Tile]:
        """The tiles of a quarter of a window or more."""
        long = [turn for turn, (_, codes, _) in enumerate(self._turns) if len(codes) >= self._least]
        words = [
            end
            for turn in long
            for end in (self._turns[turn][1][: self._least], self._turns[turn][1][-self._least :])
        ]
        text = join(words)
        ids = census(text.codes, self._database.codes, self._least, BASES)
        owners: dict[int, list[int]] = {}
        for number, begin in enumerate(text.starts[:-1].tolist()):
            owners.setdefault(int(ids.asked[begin]), []).append(number)
        places = np.flatnonzero(ids.held >= 0)
        count = 0
        for place, found in zip(places.tolist(), ids.held[places].tolist(), strict=True):
            for number in owners[found]:
                count += 1
                if count > MOST_TILES:
                    raise LimitError(
                        "screening.matches",
                        "The order matches the database in more places than are followed up.",
                        mend="Order less repetitive sequence at a time, or have the order looked at by hand.",
                        data={"most": MOST_TILES},
                    )
                tile = self._tile(long[number // 2], place, tail=bool(number % 2))
                if tile is not None:
                    yield tile

    def _tile(self, turn: int, place: int, *, tail: bool) -> _Tile | None:
        """The tile at the head or the tail of a sequence whose first or last bases are at ``place``."""
        codes, text = self._turns[turn][1], self._database.codes
        size = self._least
        if tail:
            after = place + self._least
            while (
                size < min(len(codes), self._window)
                and codes[-size - 1] < 4
                and codes[-size - 1] == text[after - size - 1]
            ):
                size += 1
            if size == len(codes):
                return None  # whole: its head says so
            return _Tile(
                after - size, after, True, False, self._piece(turn, len(codes) - size, len(codes), after - size)
            )
        while size < min(len(codes), self._window) and codes[size] < 4 and codes[size] == text[place + size]:
            size += 1
        return _Tile(place, place + size, size == len(codes), True, self._piece(turn, 0, size, place))
