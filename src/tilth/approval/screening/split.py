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
make up a run, or a run and one remainder.

A run that is a match already is gone on with in the same way, by so many bases that they are no chance: a window
may begin in what was ordered before and end in what is ordered now.

A short remainder is found in any sequence: r bases turn up by chance 2 N / 4^r times in N bases. Where that is
more than ``BY_CHANCE``, at either end of all runs together, the find is no proof that somebody cut a window; it
is one that all but r bases of a window match, and a person looks at it. Random sequence has next to no run that
long: 10^7 bases against a database of 10^7 have a piece of 25 bases once in five, and one of 41 once in 10^10.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tilth.approval.screening.coding import Codes, Text, other_strand
from tilth.approval.screening.model import Strand
from tilth.approval.screening.words import Found

__all__ = ["BY_CHANCE", "Piece", "Split", "pieces", "splits"]

BY_CHANCE = 0.01
"""A remainder that is expected more often than this is in any sequence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bases ``start`` to ``end`` of fragment ``fragment`` are those of ``record`` from ``place`` of the text
    on.
    """

    fragment: int
    start: int
    end: int
    record: int
    place: int
    strand: Strand

    @property
    def stop(self) -> int:
        """Where it ends in the text of the database."""
        return self.place + self.end - self.start


@dataclass(frozen=True, slots=True)
class Split:
    """A piece of a window whose other pieces are in the fragments ``partners``; ``telling`` where that is no
    chance.
    """

    piece: Piece
    partners: tuple[int, ...]
    telling: bool


def pieces(found: Found, fragments: Text, database: Text) -> list[Piece]:
    """The matches ``found`` as pieces of fragments and records."""
    numbers, records = fragments.owners(found[:, 0]), database.owners(found[:, 2])
    begins = fragments.starts[numbers]
    made = []
    for (start, end, place, other), number, record, begin in zip(
        found.tolist(), numbers.tolist(), records.tolist(), begins.tolist(), strict=True
    ):
        strand: Strand = "-" if other else "+"
        made.append(Piece(number, start - begin, end - begin, record, place, strand))
    return made


def splits(made: list[Piece], fragments: Text, database: Text, window: int, new: int) -> list[Split]:
    """The windows that pieces make up together; of them what is in the first ``new`` fragments, which are the
    order. O(pieces log pieces), and O(bases) for each run.
    """
    runs = list(_runs(made))
    search = _Search(fragments, fragments.codes.tobytes(), len(runs))
    found: list[Split] = []
    for run in runs:
        lacking = window - (run.stop - run.place)
        if lacking > 0:
            found += _completed(run, lacking, database, search, new)
        else:
            found += (*_joined(run, window, new), *_continued(run, database, search, new))
    return found


@dataclass(frozen=True, slots=True)
class _Run:
    """Pieces that cover ``place`` to ``stop`` of the database's text together."""

    pieces: list[Piece]
    place: int
    stop: int

    @property
    def fragments(self) -> set[int]:
        """The fragments that they are in."""
        return {piece.fragment for piece in self.pieces}

    def partners(self, piece: Piece) -> tuple[int, ...]:
        """The fragments beside that of ``piece``."""
        return tuple(sorted(self.fragments - {piece.fragment}))


def _runs(made: list[Piece]) -> Iterator[_Run]:
    """Pieces that overlap or touch in a record, by place."""
    run: list[Piece] = []
    stop = 0
    for piece in sorted(made, key=lambda piece: piece.place):
        # Between two records stands a letter that is no base, so that pieces of two records never touch.
        if run and piece.place > stop:
            yield _Run(run, run[0].place, stop)
            run = []
        stop = max(stop, piece.stop) if run else piece.stop
        run.append(piece)
    if run:
        yield _Run(run, run[0].place, stop)


def _joined(run: _Run, window: int, new: int) -> Iterator[Split]:
    """The pieces of a run as long as a window that are shorter, and not within one that is a match by itself."""
    whole = [piece for piece in run.pieces if piece.end - piece.start >= window]
    for piece in run.pieces:
        within = any(one.place <= piece.place and piece.stop <= one.stop for one in whole)
        if piece.fragment < new and not within:
            yield Split(piece, run.partners(piece), telling=True)


@dataclass(frozen=True, slots=True)
class _Search:
    """The fragments of a customer, to be searched for short pieces."""

    fragments: Text
    data: bytes
    runs: int

    @property
    def telling(self) -> int:
        """The fewest bases that are not found by chance, at either end of any run, in sequences so long."""
        return math.ceil(math.log(4 * len(self.data) * self.runs / BY_CHANCE, 4))

    def holders(self, wanted: Codes, record: int, place: int) -> list[Piece]:
        """Where ``wanted``, which stands at ``place`` of the database, is: once a fragment, at an end of it if at
        one.
        """
        best: dict[int, tuple[bool, Piece]] = {}
        strands: tuple[tuple[Codes, Strand], ...] = ((wanted, "+"), (other_strand(wanted), "-"))
        for codes, strand in strands:
            for at in self._places(codes.tobytes()):
                fragment = self.fragments.owner(at)
                first, last = int(self.fragments.starts[fragment]), int(self.fragments.starts[fragment + 1]) - 1
                ends = at == first or at + len(codes) == last
                if fragment not in best or (ends and not best[fragment][0]):
                    start = at - first
                    best[fragment] = (ends, Piece(fragment, start, start + len(codes), record, place, strand))
        ordered = sorted(best.values(), key=lambda one: (not one[0], one[1].fragment))
        return [piece for _, piece in ordered]

    def _places(self, wanted: bytes) -> Iterator[int]:
        at = self.data.find(wanted)
        while at >= 0:
            yield at
            at = self.data.find(wanted, at + 1)


def _completed(run: _Run, lacking: int, database: Text, search: _Search, new: int) -> Iterator[Split]:
    """A run that is ``lacking`` bases short of a window, with the sequences that hold these bases. Where that is
    chance, it is told once, and of the run itself if that is in the order.
    """
    telling = lacking >= search.telling
    mine = [piece for piece in run.pieces if piece.fragment < new]
    for held in _beside(run, lacking, database, search):
        for piece in mine:
            yield Split(piece, tuple(one.fragment for one in held if one.fragment != piece.fragment), telling)
        holders = [piece for piece in held if piece.fragment < new]
        for piece in holders if telling else holders[: 0 if mine else 1]:
            yield Split(piece, run.partners(piece), telling)


def _continued(run: _Run, database: Text, search: _Search, new: int) -> Iterator[Split]:
    """What of the order goes on where a run that is a match already ends."""
    for held in _beside(run, search.telling, database, search):
        for piece in held:
            if piece.fragment < new:
                yield Split(piece, run.partners(piece), telling=True)


def _beside(run: _Run, bases: int, database: Text, search: _Search) -> Iterator[list[Piece]]:
    """The sequences that hold the ``bases`` on the left of a run in the database, then those on its right. A run
    within one sequence looks for others.
    """
    record = run.pieces[0].record
    for place in (run.place - bases, run.stop):
        if place < database.starts[record]:
            continue
        wanted = database.codes[place : place + bases]
        if len(wanted) < bases or (wanted > 3).any():
            continue
        held = search.holders(wanted, record, place)
        held = [piece for piece in held if run.fragments != {piece.fragment}]
        if held:
            yield held
