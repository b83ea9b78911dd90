"""From drafts to transfers: which well each draw comes from, what is filled where, and what is missing.

A liquid on the shelf is drawn from its wells in order, a well as long as a draw fits above its dead volume; a draw
that fits into no single well is taken from several. Any other liquid is a reagent that the plan itself lays out:
tubes, troughs or a reservoir by how much is needed, filled with that, 5 % more and the dead volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tilth.foundry.build.compile.bench import REAGENTS, WASTE, Bench
from tilth.foundry.build.compile.shelf import Shelf, Source
from tilth.foundry.build.compile.vessels import vessel
from tilth.foundry.build.labware import LabwareKind, labware_kind
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer
from tilth.foundry.build.volume import UL, format_volume
from tilth.kernel.refusal import Reason

__all__ = ["Sourced", "source"]

_MARGIN = 0.05

_ACOUSTIC_MOST = 10 * UL
"""What an Echo moves in one transfer; more is moved in several."""


class Sourced(NamedTuple):
    """``transfers`` in order, what the plan lays out itself (``fillings``), and a reason for each shortage."""

    transfers: list[Transfer]
    fillings: list[Filling]
    short: list[Reason]


@dataclass(slots=True)
class _Well:
    place: Place
    left: int
    drawn: int = 0

    def take(self, volume: int) -> tuple[Place, int]:
        self.left -= volume
        self.drawn += volume
        return self.place, volume


def source(bench: Bench, shelf: Shelf, acoustic: frozenset[str]) -> Sourced:
    """Give every draft of ``bench`` its wells; ``acoustic`` are the steps of an acoustic dispenser, which draws
    reagents from plates of its own. Pieces for reagents and waste are put onto the bench. O(drafts).
    """
    draws: dict[tuple[str, bool], list[int]] = {}
    for at, draft in enumerate(bench.drafts):
        if isinstance(draft.source, str):
            own = draft.step in acoustic and draft.source not in shelf.by_key
            draws.setdefault((draft.source, own), []).append(at)
    taken: dict[int, list[tuple[Place, int]]] = {}
    fillings: list[Filling] = []
    short: list[Reason] = []
    opened: dict[str, Iterator[Place]] = {}
    for (liquid, own), numbers in draws.items():
        volumes = [bench.drafts[at].volume for at in numbers]
        found = shelf.by_key.get(liquid)
        if found is None:
            kind = vessel(sum(volumes), acoustic=own)
            places = opened.setdefault(kind, bench.wells(REAGENTS, kind, REAGENTS.capitalize()))
            pieces = _from_reagents(liquid, volumes, labware_kind(kind), places, fillings)
        else:
            pieces = _from_stocks(found, volumes, short)
        taken.update(zip(numbers, pieces, strict=True))
    return Sourced(
        list(_transfers(bench, taken, acoustic, {key: one.part for key, one in shelf.by_key.items()})),
        fillings,
        short,
    )


def _from_stocks(found: Source, volumes: Sequence[int], short: list[Reason]) -> list[list[tuple[Place, int]]]:
    wells = [_Well(stock.place, max(0, stock.volume - labware_kind(stock.kind).dead)) for stock in found.stocks]
    available, needed = sum(well.left for well in wells), sum(volumes)
    if needed <= available:
        return [_take(wells, volume) for volume in volumes]
    short.append(_short(found, needed, available))
    return [[(found.stocks[0].place, volume)] for volume in volumes]


def _take(wells: Sequence[_Well], volume: int) -> list[tuple[Place, int]]:
    """``volume`` from the first well that holds it, or from several."""
    for well in wells:
        if well.left >= volume:
            return [well.take(volume)]
    pieces = []
    for well in wells:
        if volume and well.left:
            pieces.append(well.take(min(volume, well.left)))
            volume -= pieces[-1][1]
    return pieces


def _from_reagents(
    liquid: str, volumes: Sequence[int], kind: LabwareKind, places: Iterator[Place], fillings: list[Filling]
) -> list[list[tuple[Place, int]]]:
    room = int((kind.capacity - kind.dead) / (1 + _MARGIN))
    wells = [_Well(next(places), room)]
    pieces: list[list[tuple[Place, int]]] = []
    for volume in volumes:
        parts = []
        while volume > wells[-1].left:
            # A draw that no well could hold is taken from several; any other goes on to the next well whole.
            if volume > room:
                parts.append(wells[-1].take(wells[-1].left))
                volume -= parts[-1][1]
            wells.append(_Well(next(places), room))
        pieces.append([*parts, wells[-1].take(volume)])
    for well in wells:
        filled = UL * -(-int(well.drawn * (1 + _MARGIN) + kind.dead) // UL)
        fillings.append(Filling(well.place, liquid, min(kind.capacity, filled)))
    return pieces


def _transfers(
    bench: Bench,
    taken: Mapping[int, list[tuple[Place, int]]],
    acoustic: frozenset[str],
    names: Mapping[str, str],
) -> Iterator[Transfer]:
    """The drafts with their wells; ``names`` are what people call the liquids on the shelf."""
    waste = _Waste(bench)
    last: Place | None = None
    for at, draft in enumerate(bench.drafts):
        pieces = taken.get(at)
        if pieces is None:
            assert isinstance(draft.source, Place)
            pieces = [(draft.source, draft.volume)]
        if draft.step in acoustic:
            pieces = [(place, part) for place, volume in pieces for part in _shots(volume)]
        for place, volume in pieces:
            target = draft.target if isinstance(draft.target, Place) else waste.place_for(volume)
            tip = Tip.SAME if draft.same and place == last else Tip.NEW
            yield Transfer(place, target, volume, names.get(draft.liquid, draft.liquid), draft.step, tip)
            last = place


def _shots(volume: int) -> Iterator[int]:
    """``volume`` in parts that an acoustic dispenser moves in one transfer each."""
    while volume > _ACOUSTIC_MOST:
        yield _ACOUSTIC_MOST
        volume -= _ACOUSTIC_MOST
    yield volume


class _Waste:
    """Waste troughs, a new one where the last has no room."""

    def __init__(self, bench: Bench) -> None:
        self._places = bench.wells(WASTE, "reservoir_1", "Waste")
        self._capacity = labware_kind("reservoir_1").capacity
        self._left = 0
        self._place: Place | None = None

    def place_for(self, volume: int) -> Place:
        """Where ``volume`` pL go."""
        if self._place is None or volume > self._left:
            self._place, self._left = next(self._places), self._capacity
        self._left -= volume
        return self._place


def _short(found: Source, needed: int, available: int) -> Reason:
    return Reason(
        "build.short_stock",
        "{needed} of {part} are needed, and {available} can be drawn from {wells}.",
        "Add {missing} of it, or another well of it to the stocks.",
        where=found.part,
        data={
            "part": found.part,
            "wells": found.wells,
            "needed": format_volume(needed),
            "available": format_volume(available),
            "missing": format_volume(needed - available),
        },
    )
