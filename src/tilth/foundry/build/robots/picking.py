"""Which well a liquid is drawn from, once it is known what is in each.

A plan names a source well for every transfer; when a survey says that the well holds less than was thought,
another well of the same liquid may still do. A transfer keeps its well where that holds enough, else it takes the
first of the liquid's wells that does, else it is shared out over several, each giving whole drops. A well that
holds several liquids is a mix, and no other well does for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.transfer import Place, Transfer, TransferPlan

__all__ = ["Need", "Picked", "as_surveyed", "pick_sources"]


@dataclass(frozen=True, slots=True)
class Need:
    """That ``place`` must be filled with ``missing`` pL more of ``liquid``, its dead volume included, before what
    was to come from it can be drawn.
    """

    liquid: str
    missing: int
    place: Place


@dataclass(frozen=True, slots=True)
class Picked:
    """The plan with its wells chosen and their volumes corrected, and what no well can give."""

    plan: TransferPlan
    needs: tuple[Need, ...]


def pick_sources(plan: TransferPlan, known: Mapping[Place, int], drop: int = 1) -> Picked:
    """Choose source wells for ``plan`` where ``known`` (pL by well) says what is in them; a well that it does not
    name holds what the plan's filling says. Shares are multiples of ``drop`` pL.

    What is drawn from a well that the plan itself fills up stays as it is. Transfers that lack liquid keep their
    well and are needs. O(transfers x wells of a liquid).
    """
    surveyed = as_surveyed(plan, known)
    stock = _Stock(plan, surveyed)
    chosen: list[Transfer] = []
    needs: dict[Place, Need] = {}
    for one in plan.transfers:
        shares = stock.draw(one, drop)
        chosen.extend(shares or (one,))
        if not shares:
            liquid = stock.liquids[one.source] or one.liquid
            before = needs.get(one.source, Need(liquid, 0, one.source))
            needs[one.source] = replace(before, missing=before.missing + one.volume)
    told = tuple(replace(need, missing=need.missing - stock.available[place]) for place, need in needs.items())
    return Picked(replace(surveyed, transfers=tuple(chosen)), told)


def as_surveyed(plan: TransferPlan, known: Mapping[Place, int]) -> TransferPlan:
    """``plan`` with what is ``known`` to be in its wells (pL) in place of what its fillings say; what is known of
    a mix is shared out over its liquids as they were.
    """
    held: dict[Place, int] = {}
    for filling in plan.fillings:
        held[filling.place] = held.get(filling.place, 0) + filling.volume
    fillings = (
        replace(filling, volume=known[filling.place] * filling.volume // held[filling.place])
        if filling.place in known and held[filling.place]
        else filling
        for filling in plan.fillings
    )
    return replace(plan, fillings=tuple(filling for filling in fillings if filling.volume > 0))


class _Stock:
    """What can still be drawn from each filled well (below 0: what its dead volume lacks), by liquid."""

    def __init__(self, plan: TransferPlan, surveyed: TransferPlan) -> None:
        dead = {piece.id: labware_kind(piece.kind).dead for piece in plan.labware}
        made = {one.target for one in plan.transfers}
        names: dict[Place, set[str]] = {}
        for filling in plan.fillings:
            if filling.place not in made:
                names.setdefault(filling.place, set()).add(filling.liquid)
        self.liquids = {place: min(liquids) if len(liquids) == 1 else "" for place, liquids in names.items()}
        self.available = {place: -dead.get(place.labware, 0) for place in names}
        for filling in surveyed.fillings:
            if filling.place in self.available:
                self.available[filling.place] += filling.volume
        self.wells: dict[str, list[Place]] = {}
        for place, liquid in self.liquids.items():
            self.wells.setdefault(liquid, []).append(place)

    def draw(self, one: Transfer, drop: int) -> tuple[Transfer, ...]:
        """The transfers that ``one`` becomes; none where the liquid is not there."""
        if one.source not in self.available:
            return (one,)
        liquid = self.liquids[one.source]
        wells = [one.source, *(place for place in self.wells[liquid] if liquid and place != one.source)]
        for place in wells:
            if self.available[place] >= one.volume:
                self.available[place] -= one.volume
                return (replace(one, source=place),)
        return self._shared(one, wells, drop)

    def _shared(self, one: Transfer, wells: list[Place], drop: int) -> tuple[Transfer, ...]:
        """``one`` in shares of whole drops over ``wells``; none where they do not hold it all together."""
        shares: list[Transfer] = []
        due = one.volume
        for place in wells:
            share = min(due, max(0, self.available[place]) // drop * drop)
            if share > 0:
                shares.append(replace(one, source=place, volume=share))
                due -= share
        if due > 0:
            return ()
        for part in shares:
            self.available[part.source] -= part.volume
        return tuple(shares)
