"""Intervals by the million: joined, or thinned to those that no other holds. Repeats match in very many places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Numbers", "joined", "outermost"]

Numbers = NDArray[np.int64]

_FAR = np.int64(1) << np.int64(33)
"""Farther than any position, so that the intervals of one group never reach into the next."""


def joined(group: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The intervals of each group, those that overlap or touch made one; by group and start. O(n log n)."""
    order = np.lexsort((start, group))
    group, start, end = group[order], start[order], end[order]
    reach = np.maximum.accumulate(group * _FAR + end)
    first = np.ones(len(group), np.bool_)
    first[1:] = (group * _FAR + start)[1:] > reach[:-1]
    last = np.append(np.flatnonzero(first)[1:] - 1, len(group) - 1)[: first.sum()]
    return group[first], start[first], reach[last] - group[last] * _FAR


def outermost(group: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """Which intervals stand in no other of their group (of equal ones, the first); by group and start."""
    order = np.lexsort((-end, start, group))
    reach = (group * _FAR + end)[order]
    kept = np.ones(len(order), np.bool_)
    kept[1:] = reach[1:] > np.maximum.accumulate(reach)[:-1]
    return order[kept]
