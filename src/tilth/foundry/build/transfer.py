"""The neutral transfer list: labware, what is in it at the start, and transfers in order.

It knows no robot. Workflows compile to it; the ledger says whether it can be done; each dialect writes it for one
robot and reads it back as the same list; what a robot reports corrects it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Filling", "Place", "Tip", "Transfer", "TransferPlan"]

from tilth.foundry.build.labware import Labware


class Place(NamedTuple):
    """A well of a piece of labware: the piece's id and the well's name."""

    labware: str
    well: str

    def __str__(self) -> str:
        return f"{self.labware}:{self.well}"


class Tip(StrEnum):
    """Which tip a transfer takes: a fresh one, or the one the transfer before it used."""

    NEW = "new"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Filling:
    """What is in a well before the first transfer: ``volume`` pL of ``liquid``, of the lot ``lot`` where it is
    known.
    """

    place: Place
    liquid: str
    volume: int
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """``volume`` pL from one well to another. ``liquid`` is the name of what is meant to be in the source,
    ``step`` the id of the unit operation that the transfer is a part of.
    """

    source: Place
    target: Place
    volume: int
    liquid: str = ""
    step: str = ""
    tip: Tip = Tip.NEW


@dataclass(frozen=True, slots=True)
class TransferPlan:
    """All that is to be moved: the pieces of ``labware``, their ``fillings``, and the ``transfers`` in order."""

    labware: tuple[Labware, ...]
    fillings: tuple[Filling, ...]
    transfers: tuple[Transfer, ...]
    title: str = ""
