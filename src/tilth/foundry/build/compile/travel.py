"""How far the head travels: the way from source to target, summed over the transfers.

Between two transfers it goes by the tips and the bin, wherever it comes from, so the way from source to target is
what a layout can change. Pieces stand side by side on a nominal deck, three in a row, in the order of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tilth.foundry.build.labware import Labware
from tilth.foundry.build.transfer import TransferPlan

__all__ = ["positions", "travel"]

_SLOT_X, _SLOT_Y, _ROW = 132.5, 90.5, 3
"""Slots of a deck, mm from one to the next, and how many stand in a row."""
_GRID_X, _GRID_Y = 108.0, 72.0
"""What the wells of a plate stretch over (ANSI/SLAS 4: 12 x 9 mm and 8 x 9 mm)."""

Floats = NDArray[np.float64]


def positions(piece: Labware, slot: int) -> Floats:
    """The x and y (mm) of each well of ``piece`` in the slot numbered ``slot`` from 0: an array (wells, 2)."""
    geometry = piece.geometry
    column, row = np.divmod(np.arange(geometry.count), geometry.rows)
    x = slot % _ROW * _SLOT_X + (column + 0.5) * _GRID_X / geometry.columns
    y = slot // _ROW * _SLOT_Y + (row + 0.5) * _GRID_Y / geometry.rows
    return np.stack((x, y), axis=1)


def travel(plan: TransferPlan, pieces: Iterable[str] | None = None) -> float:
    """The mm from source to target over all transfers of ``plan``, or over those into ``pieces``. O(transfers)."""
    where: Mapping[str, Floats] = {piece.id: positions(piece, slot) for slot, piece in enumerate(plan.labware)}
    wells = {piece.id: piece.geometry for piece in plan.labware}
    wanted = None if pieces is None else set(pieces)
    ends: Sequence[tuple[Floats, Floats]] = [
        (
            where[one.source.labware][wells[one.source.labware].index(one.source.well)],
            where[one.target.labware][wells[one.target.labware].index(one.target.well)],
        )
        for one in plan.transfers
        if wanted is None or one.target.labware in wanted
    ]
    if not ends:
        return 0.0
    both = np.array(ends)
    return float(np.hypot(*(both[:, 0] - both[:, 1]).T).sum())
