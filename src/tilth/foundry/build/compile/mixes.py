"""Master mixes: sets of components that many reactions share, found from the reactions.

A set S that n reactions share costs n x |S| transfers component by component, and |S| + n by a mix. The gain,
n (|S| - 1) - |S| less what it costs to handle one tube more, is what is made large: greedily, the best set first,
which then counts as one component, so that a mix can be a part of the next. The candidates are the closed sets of
pairs: all that is shared by every reaction that shares those two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tilth.foundry.build.compile.reaction import Component, Reaction
from tilth.foundry.build.compile.request import MixRules

__all__ = ["MAX_MIXES", "Mix", "find_mixes"]

MAX_MIXES = 24
"""Mixes that are made at most: a rack of tubes."""


@dataclass(frozen=True, slots=True)
class Mix:
    """``components`` by the share of one reaction; a component may be an earlier mix. ``uses`` counts the
    reactions that hold it, directly or by another mix.
    """

    key: str
    components: tuple[Component, ...]
    uses: int

    @property
    def share(self) -> int:
        """The pL that one reaction gets."""
        return sum(component.volume for component in self.components)


def find_mixes(
    reactions: Sequence[Reaction], rules: MixRules, diluent: str, least: int, stem: str
) -> tuple[tuple[Mix, ...], tuple[Reaction, ...]]:
    """The mixes, each after those it is made of, and the reactions with mixes as components.

    Diluent that all reactions of a mix need goes into it, where that spares transfers; what one of them needs
    beyond and is less than ``least`` pL is left to :func:`~.setting_up.set_up`. Mixes are called after ``stem``.
    O(mixes x (reactions x components + components^2)) and once O(reactions x components^2).
    """
    items = list(dict.fromkeys(one for reaction in reactions for one in reaction.components if one.pooled))
    if len(items) < 2:
        return (), tuple(reactions)
    found = _Search(reactions, items).run(rules.handling)
    fills = np.array([reaction.fill for reaction in reactions], dtype=np.int64)
    components = list(items)
    mixes: list[Mix] = []
    for at, (members, rows) in enumerate(zip(found.sets, found.rows, strict=True), 1):
        fill = _common_fill(fills, rows, least)
        fills[rows] -= fill
        diluted = (Component(diluent, fill),) if fill else ()
        mixes.append(Mix(f"{stem} mix {at}", (*(components[one] for one in members), *diluted), len(rows)))
        components.append(Component(mixes[-1].key, mixes[-1].share))
    held = _held(found.matrix)
    return tuple(mixes), tuple(
        replace(
            reaction,
            components=(
                *(components[one] for one in held[row]),
                *(one for one in reaction.components if not one.pooled),
            ),
            fill=int(fills[row]),
        )
        for row, reaction in enumerate(reactions)
    )


def _common_fill(fills: NDArray[np.int64], rows: NDArray[np.intp], least: int) -> int:
    """What all of the reactions ``rows`` need of diluent, if bringing it by their mix spares transfers; else 0."""
    fill = int(fills[rows].min())
    spared = np.count_nonzero(fills[rows] >= least) - np.count_nonzero(fills[rows] - fill >= least)
    return fill if spared > 1 else 0


class _Search:
    """``matrix[r, i]``: reaction r holds item i. ``sets`` are the items of each mix found, ``rows`` the reactions
    that hold it.
    """

    def __init__(self, reactions: Sequence[Reaction], items: Sequence[Component]) -> None:
        index = {component: at for at, component in enumerate(items)}
        self.matrix = np.zeros((len(reactions), len(items) + MAX_MIXES), dtype=np.float32)
        for row, reaction in enumerate(reactions):
            for component in reaction.components:
                if component.pooled:
                    self.matrix[row, index[component]] = 1
        self.free = len(items)
        self.sets: list[tuple[int, ...]] = []
        self.rows: list[NDArray[np.intp]] = []

    def run(self, handling: int) -> _Search:
        """Find mixes until none gains more than it costs."""
        together = _together(self.matrix)
        while len(self.sets) < MAX_MIXES:
            best = self._best(together, handling)
            if best is None:
                break
            members, rows = best
            before = self.matrix[rows]
            self.matrix[np.ix_(rows, members)] = 0
            self.matrix[rows, self.free] = 1
            after = self.matrix[rows]
            together += _together(after) - _together(before)
            self.free += 1
            self.sets.append(tuple(int(one) for one in members))
            self.rows.append(rows)
        return self

    def _best(
        self, together: NDArray[np.float32], handling: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
        """The items and reactions of the set with the greatest gain; None where none is above zero."""
        best, most = None, 0
        longest = int(self.matrix.sum(axis=1).max())
        for first, second, shared in _pairs(together):
            if shared * (longest - 1) - longest - handling <= most:
                break
            rows = np.flatnonzero(self.matrix[:, first] * self.matrix[:, second])
            members = np.flatnonzero(self.matrix[rows].min(axis=0))
            gain = shared * (len(members) - 1) - len(members) - handling
            if gain > most:
                best, most = (members, rows), gain
        return best


def _together(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """How many rows hold both of each pair of items. Rows hold few items, so it is counted sparsely."""
    sparse = csr_array(matrix)
    return np.asarray((sparse.T @ sparse).todense(), dtype=np.float32)


def _pairs(together: NDArray[np.float32]) -> Iterator[tuple[int, int, int]]:
    """Pairs of items with the number of reactions that hold both, the most first."""
    upper = np.triu(together, 1)
    first, second = np.nonzero(upper > 1)
    shared = upper[first, second]
    for at in np.argsort(-shared, kind="stable"):
        yield int(first[at]), int(second[at]), int(shared[at])


def _held(matrix: NDArray[np.float32]) -> list[list[int]]:
    """The items of each row; mixes, which have the highest numbers, first."""
    held: list[list[int]] = [[] for _ in range(len(matrix))]
    for row, item in zip(*(axis.tolist() for axis in np.nonzero(matrix)), strict=True):
        held[row].append(item)
    return [sorted(items, reverse=True) for items in held]
