"""The book of a bench: every well's volume and composition, changed by one entry after another.

It is the only part of the ledger that changes in place, and it does so in one way: an entry is either carried out
whole or refused, and then nothing has changed. Wells and portions are numbered as they are first seen, because a
plan of a million transfers spends its time in look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.ledger import reasons
from tilth.foundry.build.ledger.contents import Content, Portion, share
from tilth.foundry.build.ledger.facts import NOTHING_KNOWN, Facts
from tilth.foundry.build.transfer import Place
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Reason

__all__ = ["UNACCOUNTED", "Book"]

UNACCOUNTED = "unaccounted"
"""What a survey found in a mix, or in a well that was thought empty, beyond what the book knew of."""


class Book:
    """An empty bench with these pieces of ``labware``.

    ``facts`` is what is known of lots and samples; with the day ``on``, those that have expired are refused.
    Raises OptionError where two pieces have the same id and MissingError where one is of an unknown kind.
    """

    def __init__(self, labware: Iterable[Labware], facts: Facts = NOTHING_KNOWN, on: date | None = None) -> None:
        self._labware = {piece.id: labware_kind(piece.kind) for piece in _distinct(labware)}
        self._facts = facts
        self._on = on
        self._numbers: dict[Place, int] = {}
        self._places: list[Place] = []
        self._held: list[int] = []
        self._parts: list[dict[int, int]] = []
        self._dead: list[int] = []
        self._capacity: list[int] = []
        self._barred: dict[int, str] = {}
        self._portions: list[tuple[str, str]] = []
        self._portion_numbers: dict[tuple[str, str], int] = {}
        self._waste: dict[int, int] = {}

    def fill(self, place: Place, liquid: str, volume: int, lot: str = "") -> Reason | None:
        """Put ``volume`` pL of ``liquid`` into a well, or say why it cannot be."""
        well = self._number(place)
        if isinstance(well, Reason):
            return well
        if volume <= 0:
            return reasons.no_volume(str(place), liquid, volume)
        held = self._held[well]
        if held + volume > self._capacity[well]:
            return reasons.over_fill(str(place), liquid, volume, held, self._capacity[well])
        number = self._portion_numbers.setdefault((liquid, lot), len(self._portions))
        if number == len(self._portions):
            self._portions.append((liquid, lot))
        self._held[well] = held + volume
        self._parts[well][number] = self._parts[well].get(number, 0) + volume
        if self._unusable(self._places[well], lot, volume) is not None:
            self._barred.setdefault(well, lot)
        return None

    def move(self, source: Place, target: Place, volume: int, liquid: str = "") -> Reason | None:
        """Move ``volume`` pL from one well to another, or say why it cannot be. O(portions of the source)."""
        giver: int | Reason | None = self._numbers.get(source)
        if giver is None:
            giver = self._number(source)
        taker: int | Reason | None = self._numbers.get(target)
        if taker is None:
            taker = self._number(target)
        if isinstance(giver, Reason):
            return giver
        if isinstance(taker, Reason):
            return taker
        held = self._held
        had, left = held[giver], held[giver] - volume
        if (
            volume <= 0
            or left < self._dead[giver]
            or held[taker] + volume > self._capacity[taker]
            or giver == taker
            or giver in self._barred
        ):
            return self._objection(giver, taker, volume, liquid)
        held[giver] = left
        held[taker] += volume
        _pour(self._parts[giver], self._parts[taker], had, volume)
        return None

    def discard(self, place: Place, volume: int) -> Reason | None:
        """Throw ``volume`` pL away, dead volume and unusable lots included, or say why it cannot be."""
        well = self._number(place)
        if isinstance(well, Reason):
            return well
        if volume <= 0:
            return reasons.no_volume(str(place), self._liquid(well), volume)
        had = self._held[well]
        if volume > had:
            return reasons.overdraw(str(place), self._liquid(well), volume, had)
        self._held[well] = had - volume
        _pour(self._parts[well], self._waste, had, volume)
        return None

    def survey(self, place: Place, volume: int) -> Reason | None:
        """Enter that a well was measured to hold ``volume`` pL, or say why it cannot.

        What is there is believed, not what the book said: what is missing was lost and is counted as waste, each
        portion by its share; what is more than was known is of no known lot, and of the well's liquid where it
        holds only one, else :data:`UNACCOUNTED`.
        """
        well = self._number(place)
        if isinstance(well, Reason):
            return well
        held = self._held[well]
        if volume < 0:
            return reasons.no_volume(str(place), self._liquid(well), volume)
        if volume < held:
            return self.discard(place, held - volume)
        liquids = {self._portions[number][0] for number in self._parts[well]}
        more = liquids.pop() if len(liquids) == 1 else UNACCOUNTED
        return self.fill(place, more, volume - held) if volume > held else None

    def volume(self, place: Place) -> int:
        """The pL in a well; 0 where nothing ever came to it."""
        well = self._numbers.get(place)
        return 0 if well is None else self._held[well]

    def content(self, place: Place) -> Content:
        """What is in a well; nothing where nothing ever came to it."""
        well = self._numbers.get(place)
        return Content() if well is None else self._content(self._parts[well])

    @property
    def waste(self) -> Content:
        """What was thrown away."""
        return self._content(self._waste)

    def wells(self) -> Iterator[tuple[Place, Content]]:
        """Every well that an entry has named, in the order of first mention, with what is in it."""
        for place, parts in zip(self._places, self._parts, strict=True):
            yield place, self._content(parts)

    def volumes(self) -> Mapping[Place, int]:
        """The pL in every well that an entry has named."""
        return dict(zip(self._places, self._held, strict=True))

    def total(self, lot: str) -> int:
        """The pL of the lot ``lot`` in all wells and the waste. O(wells)."""
        wanted = {number for number, (_, of) in enumerate(self._portions) if of == lot}
        return sum(parts.get(number, 0) for parts in (*self._parts, self._waste) for number in wanted)

    def _content(self, parts: Mapping[int, int]) -> Content:
        portions = tuple(Portion(*self._portions[number], volume) for number, volume in sorted(parts.items()))
        return Content(sum(parts.values()), portions)

    def _number(self, place: Place) -> int | Reason:
        """The number of a well, a new one where it is first named; a reason where there is no such well."""
        found = self._numbers.get(place)
        if found is not None:
            return found
        kind = self._labware.get(place.labware)
        if kind is None:
            return reasons.unknown_labware(place.labware, place.well, tuple(self._labware))
        try:
            well = kind.geometry.canonical(place.well)
        except OptionError:
            return reasons.unknown_well(place.labware, place.well, kind.geometry.names[-1])
        number = len(self._places)
        if well != place.well:
            number = self._numbers.setdefault(Place(place.labware, well), number)
        self._numbers[place] = number
        if number == len(self._places):
            self._places.append(Place(place.labware, well))
            self._held.append(0)
            self._parts.append({})
            self._dead.append(kind.dead)
            self._capacity.append(kind.capacity)
        return number

    def _objection(self, giver: int, taker: int, volume: int, liquid: str) -> Reason:
        """Why a transfer that cannot be is refused: what is wrong at the source comes first."""
        source, target = str(self._places[giver]), str(self._places[taker])
        liquid = liquid or self._liquid(giver)
        held, dead = self._held[giver], self._dead[giver]
        if volume <= 0:
            return reasons.no_volume(source, liquid, volume)
        if giver == taker:
            return reasons.same_well(source, liquid, volume)
        if giver in self._barred:
            barred = self._unusable(self._places[giver], self._barred[giver], volume)
            if barred is not None:
                return barred
        if volume > held:
            return reasons.overdraw(source, liquid, volume, held, dead)
        if volume > held - dead:
            return reasons.dead_volume(source, liquid, volume, held, dead)
        return reasons.over_fill(target, liquid, volume, self._held[taker], self._capacity[taker])

    def _unusable(self, place: Place, lot: str, asked: int) -> Reason | None:
        """Why ``asked`` pL of what the well was filled with may not be drawn: for its lot, or for the sample that
        lies there; None where they may.
        """
        well, of, here = str(place), self._facts.lots.get(lot), self._facts.aliquots.get(place)
        reason = reasons.unusable_lot(well, of, self._on, asked) if of is not None else None
        if reason is None and here is not None:
            reason = reasons.unusable_sample(well, here, self._on, asked)
        return reason

    def _liquid(self, well: int) -> str:
        """A name for what is in a well: that of its largest portion."""
        parts = self._parts[well]
        return self._portions[max(parts, key=lambda number: parts[number])][0] if parts else "liquid"


def _pour(source: dict[int, int], target: dict[int, int], had: int, volume: int) -> None:
    """Move ``volume`` of the ``had`` pL in ``source``, each portion by its share."""
    if volume == had:
        for number, amount in source.items():
            target[number] = target.get(number, 0) + amount
        source.clear()
    elif len(source) == 1:
        (only,) = source
        target[only] = target.get(only, 0) + volume
        source[only] -= volume
    else:
        for number, amount in share(source, had, volume).items():
            if amount:
                target[number] = target.get(number, 0) + amount
                left = source[number] - amount
                if left:
                    source[number] = left
                else:
                    del source[number]


def _distinct(labware: Iterable[Labware]) -> list[Labware]:
    pieces = list(labware)
    ids = [piece.id for piece in pieces]
    twice = (
        next((id for number, id in enumerate(ids) if id in ids[:number]), None)
        if len(set(ids)) < len(ids)
        else None
    )
    if twice is not None:
        raise OptionError(
            "ledger.labware_twice",
            f"Two pieces of labware have the id {twice}.",
            mend="Give each piece an id (barcode) of its own.",
            data={"labware": twice},
        )
    return pieces
