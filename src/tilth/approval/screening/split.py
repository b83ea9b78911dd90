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

A short remainder is found in any sequence: r bases turn up by chance 2 N / 4^r times in N bases. Where that is
more than ``BY_CHANCE`` the find is no proof that somebody cut a window; it is one that all but r bases of a
window match, and a person looks at it. Random sequence has next to no run that long: 10^7 bases against a
database of 10^7 have a piece of 25 bases once in five, and one of 41 once in 10^10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

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
    made = []
    for start, end, place, other in found.tolist():
        fragment = fragments.owner(start)
        first = int(fragments.starts[fragment])
        strand: Strand = "-" if other else "+"
        made.append(Piece(fragment, start - first, end - first, database.owner(place), place, strand))
    return made


def splits(made: list[Piece], fragments: Text, database: Text, window: int, new: int) -> list[Split]:
    """The windows that pieces make up together; of them what is in the first ``new`` fragments, which are the
    order. O(pieces log pieces), and O(bases) for each run that is short of a window.
    """
    search = _Search(fragments, fragments.codes.tobytes())
    found: list[Split] = []
    for run in _runs(made):
        length = max(piece.stop for piece in run) - run[0].place
        if length >= window:
            found += _joined(run, window, new)
        else:
            found += _completed(run, window - length, database, search, new)
    return found


def _runs(made: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces that overlap or touch in a record, by place."""
    ordered = sorted(made, key=lambda piece: (piece.record, piece.place))
    for _, group in groupby(ordered, key=lambda piece: piece.record):
        run: list[Piece] = []
        stop = 0
        for piece in group:
            if run and piece.place > stop:
                yield run
                run = []
            stop = max(stop, piece.stop) if run else piece.stop
            run.append(piece)
        yield run


def _joined(run: list[Piece], window: int, new: int) -> Iterator[Split]:
    """The pieces of a run as long as a window that are shorter, and not within one that is a match by itself."""
    whole = [piece for piece in run if piece.end - piece.start >= window]
    for piece in run:
        within = any(one.place <= piece.place and piece.stop <= one.stop for one in whole)
        if piece.fragment < new and not within:
            yield Split(piece, _others(run, piece), telling=True)


def _others(run: list[Piece], piece: Piece) -> tuple[int, ...]:
    return tuple(sorted({one.fragment for one in run} - {piece.fragment}))


@dataclass(frozen=True, slots=True)
class _Search:
    """The fragments of a customer, to be searched for short pieces."""

    fragments: Text
    data: bytes

    def by_chance(self, length: int) -> bool:
        """True where ``length`` bases are in any sequences so long."""
        return bool(2 * len(self.data) / 4.0**length > BY_CHANCE)

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


def _completed(run: list[Piece], lacking: int, database: Text, search: _Search, new: int) -> Iterator[Split]:
    """A run that is ``lacking`` bases short of a window, with the sequences that hold these bases."""
    begin, stop, record = run[0].place, max(piece.stop for piece in run), run[0].record
    alone = {piece.fragment for piece in run}
    for place in (begin - lacking, stop):
        if place < database.starts[record]:
            continue
        wanted = database.codes[place : place + lacking]
        if len(wanted) < lacking or (wanted > 3).any():
            continue
        held = [
            piece
            for piece in search.holders(wanted, record, place)
            if len(alone) > 1 or piece.fragment not in alone
        ]
        if held:
            yield from _reported(run, held, new, telling=not search.by_chance(lacking))


def _reported(run: list[Piece], held: list[Piece], new: int, *, telling: bool) -> Iterator[Split]:
    """What of a run and the holders of its remainder is in the order. A remainder that is there by chance is shown
    once, and only where the run itself is of an earlier order.
    """
    holders = tuple(piece.fragment for piece in held)
    mine = [piece for piece in run if piece.fragment < new]
    for piece in mine:
        yield Split(piece, tuple(one for one in holders if one != piece.fragment), telling)
    new_holders = [piece for piece in held if piece.fragment < new]
    for piece in new_holders if telling else new_holders[: 0 if mine else 1]:
        yield Split(piece, _others(run, piece), telling)
