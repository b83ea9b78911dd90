"""Worklists of a Tecan Freedom EVO (``.gwl``): one record a line, its fields between semicolons.

::

    A;RackLabel;RackID;RackType;Position;TubeID;Volume;LiquidClass;TipType;TipMask;ForcedRackType    aspirate
    D;...the same fields...                                                                          dispense
    W;    wash the tip or throw it away        B;    do everything up to here        C;text    a remark

Positions count from 1 down each column first; volumes are uL. A rack is told by its label, which is the piece's
id. Its type is written where the room names EVOware's word for it, since a type that does not match stops the
robot; its barcode never is. A transfer is an aspiration and a dispense; ``W;`` stands where the next one takes a
fresh tip, ``B;`` where the next step starts. What the format has no field for stands in remarks that the reader
understands: the step, the liquid, and in how many draws a volume over the tip's is moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tilth.foundry.build.dialects.tables import wrong
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.robots.deck import portions
from tilth.foundry.build.robots.setup import Tecan
from tilth.foundry.build.transfer import Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import microlitres, parse_volume
from tilth.foundry.build.wells import Geometry
from tilth.kernel.errors import OptionError

__all__ = ["read_worklist", "write_worklist"]

_FIELDS = 11


def write_worklist(plan: TransferPlan, robot: Tecan) -> str:
    """The worklist of ``plan``. Volumes over ``robot.most`` become as many draws as they need, each a whole number
    of picolitres. What the robot cannot do is said by :func:`~tilth.foundry.build.robots.checks.check_tecan`.
    """
    return "".join(f"{record}\n" for record in _records(plan, robot))


def _records(plan: TransferPlan, robot: Tecan) -> Iterator[str]:
    kinds = {piece.id: piece for piece in plan.labware}
    before: Transfer | None = None
    for one in plan.transfers:
        if before is not None and one.tip is Tip.NEW:
            yield "W;"
        if before is None or one.step != before.step:
            if before is not None:
                yield "B;"
            yield f"C;step {_remark(one.step)}"
        if before is None or (one.step, one.liquid) != (before.step, before.liquid):
            yield f"C;liquid {_remark(one.liquid)}"
        draws = portions(one.volume, robot.most)
        if draws > 1:
            yield f"C;draws {draws}"
        for volume in _shares(one.volume, draws):
            yield _record("A", one.source, kinds, volume, robot)
            yield _record("D", one.target, kinds, volume, robot)
        before = one
    if before is not None:
        yield "W;"


def _shares(volume: int, draws: int) -> list[int]:
    """``volume`` in ``draws`` whole parts that differ by a picolitre at most."""
    return [volume * (draw + 1) // draws - volume * draw // draws for draw in range(draws)]


def _record(letter: str, place: Place, kinds: Mapping[str, Labware], volume: int, robot: Tecan) -> str:
    piece = kinds[place.labware]
    position = piece.geometry.index(place.well) + 1
    amount = f"{microlitres(volume).normalize():f}"
    return f"{letter};{piece.id};;{robot.racks.get(piece.kind, '')};{position};;{amount};{robot.liquid_class};;;"


def _remark(text: str) -> str:
    """``text`` with what would end the field or the line written as ``%3B``."""
    return "".join(f"%{ord(letter):02X}" if letter in "%;" or letter < " " else letter for letter in text)


def _unremark(text: str) -> str:
    return re.sub("%([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)


class _Reader:
    """Reads records one after the other: what the remarks said, and the transfers so far."""

    def __init__(self, file: str, geometries: Mapping[str, Geometry]) -> None:
        self.file = file
        self.geometries = geometries
        self.transfers: list[Transfer] = []
        self.step = self.liquid = ""
        self.tip = Tip.NEW
        self.draws = 1
        self.shares: list[tuple[Place, Place, int]] = []
        self.aspirated: tuple[Place, int] | None = None

    def read(self, line: int, record: str) -> None:
        letter, _, rest = record.partition(";")
        if letter == "C":
            self._read_remark(line, rest)
        elif letter == "A":
            if self.aspirated is not None:
                raise wrong(self.file, line, "Two aspirations follow each other.", "Dispense in between.")
            self.aspirated = self._place(line, record)
        elif letter == "D":
            self._dispense(line, record)
        elif letter in {"W", "W1", "W2", "W3", "W4"}:
            self.tip = Tip.NEW
        elif letter != "B":
            raise wrong(self.file, line, f"The record {letter!r} is not read.", "Use A, D, W, B and C records.")

    def _read_remark(self, line: int, text: str) -> None:
        word, _, rest = text.partition(" ")
        if word == "step":
            self.step = _unremark(rest)
        elif word == "liquid":
            self.liquid = _unremark(rest)
        elif word == "draws":
            if not rest.isdecimal() or rest == "0":
                raise wrong(self.file, line, f"{rest!r} is no number of draws.", "Write a whole number.")
            self.draws = int(rest)

    def _dispense(self, line: int, record: str) -> None:
        target, volume = self._place(line, record)
        if self.aspirated is None or self.aspirated[1] != volume:
            raise wrong(self.file, line, "What is dispensed was not aspirated just before.", "Mend the pair.")
        source = self.aspirated[0]
        self.aspirated = None
        self.shares.append((source, target, volume))
        if len(self.shares) < self.draws:
            return
        if len({(a, b) for a, b, _ in self.shares}) > 1:
            raise wrong(self.file, line, "The draws of one transfer go to different wells.", "Mend the draws.")
        total = sum(share for _, _, share in self.shares)
        self.transfers.append(Transfer(source, target, total, self.liquid, self.step, self.tip))
        self.shares, self.draws, self.tip = [], 1, Tip.SAME

    def _place(self, line: int, record: str) -> tuple[Place, int]:
        fields = record.split(";")
        if len(fields) != _FIELDS:
            raise wrong(
                self.file, line, f"The record has {len(fields)} fields, not {_FIELDS}.", "Mend the record."
            )
        label, barcode, position, volume = fields[1], fields[2], fields[4], fields[6]
        geometry = self.geometries.get(barcode or label)
        if geometry is None:
            raise wrong(self.file, line, f"There is no piece {barcode or label!r}.", "Name a piece of the plan.")
        if not position.isdecimal() or not 0 < int(position) <= geometry.count:
            raise wrong(
                self.file, line, f"There is no position {position!r}.", f"Count from 1 to {geometry.count}."
            )
        try:
            amount = parse_volume(volume, unit="uL")
        except OptionError as error:
            raise wrong(self.file, line, error.message, error.mend) from error
        return Place(barcode or label, geometry.name(int(position) - 1)), amount

    def end(self) -> tuple[Transfer, ...]:
        if self.aspirated is not None or self.shares:
            raise wrong(self.file, None, "The file ends within a transfer.", "Write the worklist again.")
        return tuple(self.transfers)


def read_worklist(text: str, file: str, labware: Sequence[Labware]) -> tuple[Transfer, ...]:
    """The transfers of a worklist over the pieces of ``labware``. Raises FileError with the line of what is not
    understood.
    """
    reader = _Reader(file, {piece.id: piece.geometry for piece in labware})
    for line, record in _lines(text.split("\n")):
        reader.read(line, record)
    return reader.end()


def _lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for line, record in enumerate(lines, start=1):
        if record.strip():
            yield line, record.removesuffix("\r")
