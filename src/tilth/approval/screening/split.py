"""Windows that are cut in pieces over several sequences or orders of one customer, and join in the database.

All sequences of the customer, new and earlier, are compared with the database at once. Each exact match of half a
window or more is a **piece**: a stretch of a record. Two things are found:

- **Runs.** Pieces that overlap or touch in a record cover it together. A run as long as a window is a match,
  however many sequences it comes from and however they are turned.
- **Remainders.** A run that is r bases short of a window lacks, on its left or its right, those r bases of the
  record; they are sought anywhere in the customer's other sequences, on both strands.

So every window of w bases that is cut once is found, wherever it is cut: the longer piece has at least w/2
bases, so it is found exactly, and what its run lacks on the side of the cut lies within the shorter piece. (The
run may be longer than the piece; then less is lacking.) A window in three pieces or more is found where they
make up a run, or a run and one remainder; what short sequences make up end to end is sought by
:mod:`tilth.approval.screening.assembled`.

A run that is a match already is gone on with in the same way, by so many bases that they are no chance: a window
may begin in what was ordered before and end in what is ordered now.

A short remainder is found in any sequence: r bases turn up by chance 2 N / 4^r times in N bases. Where that is
more than ``remainders.BY_CHANCE``, at either end of all runs together, the find is no proof that somebody cut a
window; it is one that all but r bases of a window match, and a person looks at it. Random sequence has next to
no run that long: 10^7 bases against a database of 10^7 have a piece of 25 bases once in five, and one of 41
once in 10^10.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from tilth.approval.screening.coding import Text
from tilth.approval.screening.intervals import outermost
from tilth.approval.screening.model import Strand
from tilth.approval.screening.remainders import Gap, Remainders
from tilth.approval.screening.words import Found

__all__ = ["Piece", "Split", "pieces", "splits"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Bases ``start`` to ``end`` of fragment ``fragment`` are those of ``record`` from ``place`` to ``stop`` of
    the text; where they repeat they may be fewer, or more. ``whole`` says that every window of them is in the
    fragment, ``explained`` that all that the fragment has of them lies within pieces that are whole.
    """

    fragment: int
    start: int
    end: int
    record: int
    place: int
    stop: int
    strand: Strand
    whole: bool = False
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A piece of a window whose other pieces are in the fragments ``partners``; ``telling`` where that is no
    chance.
    """

    piece: Piece
    partners: tuple[int, ...]
    telling: bool


def pieces(found: Found, fragments: Text, database: Text, window: int) -> list[Piece]:
    """The matches ``found`` as pieces, by place; of a fragment only those that are in no other in the database."""
    found = found[outermost(fragments.owners(found[:, 0]), found[:, 2], found[:, 2] + found[:, 1] - found[:, 0])]
    found = found[np.argsort(found[:, 2], kind="stable")]
    numbers, records = fragments.owners(found[:, 0]), database.owners(found[:, 2])
    begins = fragments.starts[numbers]
    made = []
    for (start, end, place, other), number, record, begin in zip(
        found.tolist(), numbers.tolist(), records.tolist(), begins.tolist(), strict=True
    ):
        strand: Strand = "-" if other else "+"
        size = end - start
        whole = size >= window
        made.append(Piece(number, start - begin, end - begin, record, place, place + size, strand, whole))
    return made


def splits(made: list[Piece], fragments: Text, database: Text, window: int, new: int) -> list[Split]:
    """The windows that pieces (by place) make up together; of them what is in the first ``new`` fragments,
    which are the order. O(pieces log bases), and O(bases log bases) for each number of bases that runs lack.
    """
    runs = list(_runs(made))
    remainders = Remainders(fragments, database, len(runs))
    lacking = [window - (run.stop - run.place) for run in runs]
    if len(fragments.starts) > 2:  # a single fragment has no other that could hold what it lacks
        remainders.look_up(
            gap
            for run, bases in zip(runs, lacking, strict=True)
            for gap in run.gaps(bases if bases > 0 else remainders.telling, database)
        )
    found: list[Split] = []
    for run, bases in zip(runs, lacking, strict=True):
        if bases > 0:
            found += _completed(run, bases, database, remainders, new)
        else:
            found += (*_joined(run, new), *_continued(run, database, remainders, new))
    return found


@dataclass(frozen=True, slots=True)
class _Run:
    """Pieces that cover ``place`` to ``stop`` of the database's text together."""

    pieces: list[Piece]
    place: int
    stop: int
    fragments: frozenset[int]
    """The fragments that they are in."""

    @classmethod
    def of(cls, pieces: list[Piece], stop: int) -> _Run:
        """The run of ``pieces``, which are by place."""
        return cls(pieces, pieces[0].place, stop, frozenset(piece.fragment for piece in pieces))

    @property
    def record(self) -> int:
        """The record of the database."""
        return self.pieces[0].record

    def gaps(self, bases: int, database: Text) -> Iterator[Gap]:
        """The ``bases`` on its left and on its right, if the record has them."""
        if self.place - bases >= database.starts[self.record]:
            yield self.place - bases, bases
        if self.stop + bases < database.starts[self.record + 1]:
            yield self.stop, bases

    def partners(self, piece: Piece) -> tuple[int, ...]:
        """The fragments beside that of ``piece``."""
        return tuple(sorted(self.fragments - {piece.fragment}))


def _runs(made: list[Piece]) -> Iterator[_Run]:
    """Pieces that overlap or touch in a record, by place."""
    run: list[Piece] = []
    stop = 0
    for piece in made:
        # Between two records stands a letter that is no base, so that pieces of two records never touch.
        if run and piece.place > stop:
            yield _Run.of(run, stop)
            run = []
        stop = max(stop, piece.stop) if run else piece.stop
        run.append(piece)
    if run:
        yield _Run.of(run, stop)


def _within_whole(whole: Sequence[Piece]) -> Callable[[int, int], bool]:
    """Whether one of ``whole``, which are by place, covers the text between two places."""
    places = [piece.place for piece in whole]
    reach = list(accumulate((piece.stop for piece in whole), max))

    def within(place: int, stop: int) -> bool:
        before = bisect_right(places, place)
        return before > 0 and stop <= reach[before - 1]

    return within


def _joined(run: _Run, new: int) -> Iterator[Split]:
    """The pieces of a run as long as a window that are shorter, and not within one that is a match by itself."""
    within = _within_whole([piece for piece in run.pieces if piece.whole])
    for piece in run.pieces:
        if piece.fragment < new and not piece.explained and not within(piece.place, piece.stop):
            yield Split(piece, run.partners(piece), telling=True)


def _completed(run: _Run, lacking: int, database: Text, remainders: Remainders, new: int) -> Iterator[Split]:
    """A run that is ``lacking`` bases short of a window, with the sequences that hold these bases. Where that is
    chance, it is told once, and of the run itself if that is in the order.
    """
    telling = lacking >= remainders.telling
    mine = [piece for piece in run.pieces if piece.fragment < new]
    for held in _beside(run, lacking, database, remainders):
        holders = [piece for piece in held if piece.fragment < new]
        if not telling:
            held, holders = (held[:1], []) if mine else (held, holders[:1])
        for piece in mine:
            yield Split(piece, tuple(one.fragment for one in held if one.fragment != piece.fragment), telling)
        for piece in holders:
            yield Split(piece, run.partners(piece), telling)


def _continued(run: _Run, database: Text, remainders: Remainders, new: int) -> Iterator[Split]:
    """What of the order goes on where a run that is a match already ends."""
    for held in _beside(run, remainders.telling, database, remainders):
        for piece in held:
            if piece.fragment < new:
                yield Split(piece, run.partners(piece), telling=True)


def _beside(run: _Run, bases: int, database: Text, remainders: Remainders) -> Iterator[list[Piece]]:
    """The sequences that hold the ``bases`` on the left of a run in the database, then those on its right. A run
    within one sequence looks for others.
    """
    for place, size in run.gaps(bases, database):
        held = [
            Piece(fragment, start, start + size, run.record, place, place + size, "-" if turned else "+")
            for fragment, start, turned in remainders.holders((place, size))
            if run.fragments != {fragment}
        ]
        if held:
            yield held
