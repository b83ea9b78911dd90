"""The bench while a plan is written: pieces of labware, and drafts of transfers.

A draft draws on a well or on a liquid; which well a liquid comes from is decided when everything that is drawn on
is known (:mod:`.sourcing`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.transfer import Place

__all__ = ["REAGENTS", "WASTE", "Bench", "Draft"]

REAGENTS = "reagents"
"""What pieces for reagents are called."""
WASTE = "waste"
"""The name of the target that stands for whichever waste trough has room."""


class Draft(NamedTuple):
    """``volume`` pL from a well, or of a liquid, to a well or to :data:`WASTE`. ``liquid`` is what a person calls
    it. ``same``: the tip of the draft before serves, if that drew on the same well.
    """

    source: Place | str
    target: Place | str
    volume: int
    step: str
    liquid: str
    same: bool = False


class Bench:
    """Pieces in the order they were put down, drafts and unit operations in the order they were written.

    ``taken`` are the ids of pieces that are there already, and ``prefix`` is what the ids of new ones begin with.
    """

    def __init__(self, taken: Collection[str] = (), prefix: str = "") -> None:
        self.pieces: list[Labware] = []
        self.drafts: list[Draft] = []
        self.operations: list[UnitOperation] = []
        self._taken = set(taken)
        self._prefix = prefix

    def put(self, stem: str, kind: str, title: str) -> Labware:
        """A new piece called ``stem-1`` after the prefix, or the next number that is free."""
        number = 1
        while f"{self._prefix}{stem}-{number}" in self._taken:
            number += 1
        piece = Labware(f"{self._prefix}{stem}-{number}", kind, f"{title} {number}")
        self._taken.add(piece.id)
        self.pieces.append(piece)
        return piece

    def wells(self, stem: str, kind: str, title: str) -> Iterator[Place]:
        """Wells without end: those of a new piece, down each column first, then those of the next."""
        names = labware_kind(kind).geometry.names
        while True:
            piece = self.put(stem, kind, title)
            for name in names:
                yield Place(piece.id, name)
