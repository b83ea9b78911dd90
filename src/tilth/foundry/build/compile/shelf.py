"""The parts at hand: which of a part's stocks a reaction draws on, and what volume of it.

The wells of one part at one concentration are one *source*. A part with several concentrations has several; a
reaction gets the first whose wells still hold enough, counting what reactions before it were promised.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from tilth.foundry.build.compile.amounts import fmol_to_ng, volume_of
from tilth.foundry.build.compile.recipe import Recipe
from tilth.foundry.build.compile.request import Dispenser, Stock
from tilth.foundry.build.labware import labware_kind
from tilth.kernel.refusal import Reason

__all__ = ["Draw", "Shelf", "Source"]


class Draw(NamedTuple):
    """``volume`` pL of the source called ``liquid``."""

    liquid: str
    volume: int


class Source:
    """The wells of one part at one concentration (ng/uL; None where it is not known), each with what it holds."""

    def __init__(self, key: str, first: Stock) -> None:
        self.key = key
        self.part, self.concentration, self.length = first.liquid, first.concentration, first.length
        self.stocks: list[Stock] = []
        self.left = 0

    @property
    def wells(self) -> str:
        """The wells, for people."""
        return ", ".join(str(stock.place) for stock in self.stocks)

    def add(self, stock: Stock) -> None:
        """Put a well among them."""
        self.stocks.append(stock)
        self.left += max(0, stock.volume - labware_kind(stock.kind).dead)


class Shelf:
    """The stocks by part. ``overage`` is how much more than a reaction's share mixes may draw for it."""

    def __init__(self, stocks: Iterable[Stock], overage: float) -> None:
        self.sources: dict[str, list[Source]] = {}
        self.by_key: dict[str, Source] = {}
        self._overage = overage
        self._volumes: dict[tuple[str, str, float | None, float | None], int | Reason] = {}
        for stock in stocks:
            self.add(stock)

    def add(self, stock: Stock) -> None:
        """Put a well on the shelf."""
        held = self.sources.setdefault(stock.liquid, [])
        alike = (source for source in held if source.concentration == stock.concentration)
        source = next(alike, None)
        if source is None:
            known = "" if stock.concentration is None else f" at {stock.concentration:g} ng/uL"
            source = Source(stock.liquid + known if held else stock.liquid, stock)
            held.append(source)
            self.by_key[source.key] = source
        source.add(stock)

    def __contains__(self, part: str) -> bool:
        return part in self.sources

    def draw(self, part: str, recipe: Recipe, fmol: float | None, dispenser: Dispenser) -> Draw | Reason:
        """What a reaction takes of ``part``: ``fmol`` of it, or the recipe's ng, or its fixed volume. O(sources of
        the part).

        A reason where there is no such part, or no length to work an amount out with.
        """
        if part not in self.sources:
            return self._missing(part)
        refused: Reason | None = None
        possible: list[tuple[Source, int]] = []
        for source in self.sources[part]:
            volume = self._volume(source, recipe, fmol, dispenser)
            if isinstance(volume, Reason):
                refused = refused or volume
                continue
            possible.append((source, volume))
            if volume * (1 + self._overage) <= source.left:
                break
        if not possible:
            assert refused is not None
            return refused
        # Where none holds enough the last is drawn on, and the shortage is told once everything is added up.
        source, volume = possible[-1]
        source.left -= round(volume * (1 + self._overage))
        return Draw(source.key, volume)

    def _volume(self, source: Source, recipe: Recipe, fmol: float | None, dispenser: Dispenser) -> int | Reason:
        key = (source.key, recipe.id, fmol, recipe.part_ng)
        found = self._volumes.get(key)
        if found is None:
            found = self._volumes[key] = _volume(source, recipe, fmol, dispenser)
        return found

    def _missing(self, part: str) -> Reason:
        near = difflib.get_close_matches(part, list(self.sources), n=3, cutoff=0.7)
        mend = f"Did you mean {', '.join(near)}?" if near else "Add a well that holds it to the stocks."
        return Reason(
            "build.missing_part",
            "There is no stock of {part}.",
            mend.replace("{", "{{").replace("}", "}}"),
            where=part,
            data={"part": part},
        )


def _volume(source: Source, recipe: Recipe, fmol: float | None, dispenser: Dispenser) -> int | Reason:
    if source.concentration is None or (fmol is None and recipe.part_ng is None):
        return recipe.part_volume
    if fmol is not None and source.length is None:
        return Reason(
            "build.no_length",
            "{part} is asked for in fmol, and its stock in {well} has no length.",
            "Add its length in bp to the stocks.",
            where=source.part,
            data={"part": source.part, "well": str(source.stocks[0].place)},
        )
    nanograms = fmol_to_ng(fmol, source.length or 0) if fmol is not None else recipe.part_ng or 0.0
    return volume_of(nanograms, source.concentration, dispenser.step)
