"""Lengths of time drawn by table: sixteen random bits are looked up in the quantiles of a law.

A law is the chance of each whole length. Its 65,536 quantiles give every length a number of places proportional
to its chance, by largest remainder, so no chance is off by more than 1/65,536. One look-up a draw is what makes
a million trials cheap, and the same bits stand for the same luck in every scenario (common random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEVER", "PLACES", "Law", "Table", "at_most", "left_after", "mixed", "table"]

Law = Mapping[int, float]
"""The chance of every length, which add up to one."""

Table = NDArray[np.int16]
"""Quantiles of a law, ascending; shape (PLACES,)."""

PLACES = 1 << 16
NEVER = 32_767
"""The length that says: it does not happen."""


def table(law: Law) -> Table:
    """The quantiles of ``law``, not to be written to. Equal laws share one table: scenarios differ in few."""
    return _table(tuple(sorted(law.items())))


@lru_cache(maxsize=128)
def _table(law: tuple[tuple[int, float], ...]) -> Table:
    lengths = np.array([length for length, _ in law], np.int16)
    chances = np.array([chance for _, chance in law])
    exact = chances / chances.sum() * PLACES
    places = np.floor(exact).astype(np.int64)
    short = PLACES - int(places.sum())
    places[np.argsort(places - exact, kind="stable")[:short]] += 1
    found = np.repeat(lengths, places)
    found.setflags(write=False)
    return found


def left_after(law: Law, used: int) -> dict[int, float]:
    """What is left of a length of which ``used`` has passed and the end has not come: the law given that it is
    longer. Where the law knows nothing so long, one more unit.
    """
    longer = {length - used: chance for length, chance in law.items() if length > used}
    whole = sum(longer.values())
    return {length: chance / whole for length, chance in longer.items()} if whole > 0 else {1: 1.0}


def at_most(law: Law, longest: int) -> dict[int, float]:
    """The law of the length cut at ``longest``."""
    found: dict[int, float] = {}
    for length, chance in law.items():
        cut = min(length, longest)
        found[cut] = found.get(cut, 0.0) + chance
    return found


def mixed(law: Law, chance: float) -> dict[int, float]:
    """With ``chance`` the length, else :data:`NEVER`."""
    return {**{length: one * chance for length, one in law.items()}, NEVER: 1 - chance}
