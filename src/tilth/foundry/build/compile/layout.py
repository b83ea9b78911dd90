"""Which well each reaction gets.

Reactions are dealt to plates, every plate with its controls, and fill the first wells of it. On a plate the
compact layout is the one with the least travel: the sum over all transfers of the way from source to target, which
is an assignment problem (each reaction and well has its cost, whatever stands elsewhere) and is solved exactly.
Tips do not depend on wells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tilth.foundry.build.compile.reaction import Reaction
from tilth.foundry.build.compile.request import Layout
from tilth.foundry.build.compile.travel import positions
from tilth.foundry.build.labware import Labware

__all__ = ["deal", "place"]


def deal(
    reactions: Sequence[Reaction], room: int, layout: Layout, draw: np.random.Generator
) -> list[list[Reaction]]:
    """The reactions of each plate, at most ``room`` a plate: those with like parts together for a compact layout,
    drawn for a random one, else in order.
    """
    order = list(reactions)
    if layout is Layout.COMPACT:
        order.sort(key=lambda reaction: reaction.parts)
    elif layout is Layout.RANDOM:
        order = [order[at] for at in draw.permutation(len(order))]
    return [order[at : at + room] for at in range(0, len(order), room)]


def place(
    reactions: Sequence[Reaction],
    plate: Labware,
    slot: int,
    sources: Mapping[str, tuple[float, float]],
    layout: Layout,
    draw: np.random.Generator,
) -> list[tuple[str, Reaction]]:
    """Each of the reactions of one plate with its well, by well. ``sources`` is where (mm) liquids stand; the
    plate stands in the slot numbered ``slot``. O(reactions^3) for a compact layout.
    """
    names = plate.geometry.names
    count = len(reactions)
    if layout is Layout.RANDOM:
        order = draw.permutation(count)
    elif layout is Layout.COMPACT:
        cost = _costs(reactions, positions(plate, slot)[:count], sources)
        # It takes half a second to load, and most processes that know plans compile none.
        from scipy.optimize import linear_sum_assignment

        chosen = linear_sum_assignment(cost)[1]
        order = np.argsort(chosen)
    else:
        order = np.arange(count)
    return [(names[well], reactions[at]) for well, at in enumerate(order.tolist())]


def _costs(
    reactions: Sequence[Reaction], wells: NDArray[np.float64], sources: Mapping[str, tuple[float, float]]
) -> NDArray[np.float64]:
    """The travel of each reaction (rows) in each well (columns)."""
    index = {liquid: at for at, liquid in enumerate(sources)}
    rows, drawn = [], []
    for row, reaction in enumerate(reactions):
        for component in reaction.components:
            if component.liquid in index:
                rows.append(row)
                drawn.append(index[component.liquid])
    costs = np.zeros((len(reactions), len(wells)))
    if drawn:
        places = np.array(list(sources.values()))[drawn]
        away = np.hypot(places[:, :1] - wells[:, 0], places[:, 1:] - wells[:, 1])
        np.add.at(costs, rows, away)
    return costs
