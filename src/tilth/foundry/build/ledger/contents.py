"""What is in a well: a volume, and how much of it is of which lot, in whole picolitres.

A draw takes the same fraction of every portion. Fractions of a picolitre cannot be taken, so each portion gives
the whole picolitres below its share and the few left over come from the portions with the largest remainders
(Hamilton's method). What is drawn then is exactly what was asked for, no portion gives more than it has, and
volumes are conserved to the picolitre; so is the mass of what is dissolved, which is the volume of a lot times its
concentration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tilth.foundry.build.volume import UL

__all__ = ["Content", "Lot", "Portion", "share"]


@dataclass(frozen=True, slots=True)
class Lot:
    """What the ledger must know of a lot: which ``liquid`` it is, up to and on which day it may be used, how often
    it was frozen and thawed and how often it may be. ``concentration`` is in ng/uL. None: not known, no limit.
    ``withdrawn`` is why it may not be used at all any more, else empty.
    """

    id: str
    liquid: str
    expires: date | None = None
    concentration: Decimal | None = None
    thaws: int = 0
    most_thaws: int | None = None
    withdrawn: str = ""


class Portion(NamedTuple):
    """``volume`` pL of ``liquid``, of the lot ``lot`` (empty: of no known lot)."""

    liquid: str
    lot: str
    volume: int


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a well: ``volume`` pL, the sum of its ``portions``."""

    volume: int = 0
    portions: tuple[Portion, ...] = ()

    def of(self, lot: str) -> int:
        """The pL of the lot ``lot`` in it."""
        return sum(portion.volume for portion in self.portions if portion.lot == lot)

    def masses(self, lots: Mapping[str, Lot]) -> Mapping[str, Decimal]:
        """The ng of each lot in it whose concentration is known."""
        return {
            id: self.of(id) * lot.concentration / UL
            for id, lot in lots.items()
            if lot.concentration is not None and self.of(id)
        }


def share(parts: Mapping[int, int], held: int, volume: int) -> dict[int, int]:
    """What a draw of ``volume`` takes of each of ``parts``, whose sum is ``held``; the answer's sum is ``volume``.

    Needs ``0 <= volume <= held``. Among equal remainders the lower key gives. O(n log n) in the number of parts.
    """
    if len(parts) == 2:
        return _share_of_two(parts, held, volume)
    taken = {key: amount * volume // held for key, amount in parts.items()}
    left = volume - sum(taken.values())
    if left:
        remainders = sorted((-(amount * volume % held), key) for key, amount in parts.items())
        for _, key in remainders[:left]:
            taken[key] += 1
    return taken


def _share_of_two(parts: Mapping[int, int], held: int, volume: int) -> dict[int, int]:
    """The same of two parts, the commonest case, of which one answers for both."""
    (first, amount), (second, _) = parts.items()
    whole, remainder = divmod(amount * volume, held)
    if 2 * remainder > held or (2 * remainder == held and first < second):
        whole += 1
    return {first: whole, second: volume - whole}
