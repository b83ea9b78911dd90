"""A forecast of a count whose law is asked for by value, and never written out.

A rate that may double or die gives a tail of millions of values, all of them improbable. So the law stays a
function, P(N <= n), and quantiles are searched for in it. It must also make sense between whole numbers and be
smooth there (as the incomplete beta function does it): the score then sums over millions of values with a few
hundred calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tilth.plan.forecast.distribution import Floats, Number, central, checked_level

__all__ = ["Counts"]

# Where the score's sum is split, so that the distribution function has no sharp bend within a stretch.
_LEVELS = (1e-8, 0.005, 0.05, 0.25, 0.5, 0.75, 0.95, 0.995, 1 - 1e-5, 1 - 1e-8)
_SECTIONS = 4
_TABLE = 200
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """``so_far``, and N on top of it: ``law`` gives P(N <= n) for an array of real n >= 0, and ``ahead`` is E N.

    A chance is one call of ``law`` with one value, a quantile about five with three values each, a score ten
    quantiles and one call with some hundred values.
    """

    law: Callable[[Floats], Floats]
    ahead: float
    so_far: int = 0

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.so_far + self.ahead

    @property
    def median(self) -> float:
        """The quantile at one half."""
        return self.quantile(0.5)

    def cdf(self, x: Number) -> float:
        """P(X <= x)."""
        more = math.floor(x) - self.so_far
        return 0.0 if more < 0 else float(self.law(np.array([float(more)]))[0])

    def at_most(self, bound: Number) -> float:
        """P(X <= bound)."""
        return self.cdf(bound)

    def at_least(self, bound: Number) -> float:
        """P(X >= bound)."""
        return 1.0 - self.cdf(math.ceil(bound) - 1)

    def quantile(self, level: float) -> float:
        """The least whole x with P(X <= x) >= ``level``."""
        return float(self.so_far + self._least(checked_level(level), -1))

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The quantiles at ``levels``, which ascend: from one table of the law, and all between its points in
        step.
        """
        wanted = np.array([checked_level(level) for level in levels])
        first, last = self._least(levels[0], -1), self._least(levels[-1], -1)
        tried = np.unique(np.rint(np.geomspace(first + 1, last + 1, _TABLE) - 1.0))
        found = np.searchsorted(self.law(tried), wanted)
        high = tried[np.minimum(found, len(tried) - 1)]
        low = np.where(found > 0, tried[np.maximum(found - 1, 0)], first - 1.0)
        while (open_ := high - low > 1.0).any():
            middle = np.rint((low[open_] + high[open_]) / 2.0)
            distinct, places = np.unique(middle, return_inverse=True)
            reached = self.law(distinct)[places] >= wanted[open_]
            high[open_] = np.where(reached, middle, high[open_])
            low[open_] = np.where(reached, low[open_], middle)
        return [float(self.so_far + value) for value in high]

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval that holds at least ``level``."""
        return central(self, level)

    def pit(self, outcome: Number) -> float:
        """(P(X < y) + P(X <= y))/2."""
        return (self.cdf(outcome) + 1.0 - self.at_least(outcome)) / 2.0

    def crps(self, outcome: Number) -> float:
        """The sum over whole x of (P(X <= x) - [outcome <= x])^2, for a whole ``outcome``; to about 1e-6 of it.

        Short stretches are summed one by one. Long ones by the Euler-Maclaurin formula at midpoints, with its
        first correction, the integral by Gauss-Legendre in the logarithm of n.
        """
        seen = round(outcome) - self.so_far
        # Below so_far the law is 0: there every term is 1 from the outcome on.
        outside, seen = float(max(0, -seen)), max(0, seen)
        edges = self._edges(seen)
        rules = [_rule(low, high) for low, high in pairwise(edges)]
        n = np.concatenate([points for points, _ in rules])
        weights = np.concatenate([weights for _, weights in rules])
        above = np.repeat([low >= seen for low in edges[:-1]], [len(points) for points, _ in rules])
        chances = np.where(n < 0.0, 0.0, self.law(np.maximum(n, 0.0)))
        return outside + float(weights @ np.where(above, 1.0 - chances, chances) ** 2)

    def _least(self, level: float, low: int) -> int:
        """The least n > ``low`` with P(N <= n) >= ``level``. ``low`` is below it, or -1."""
        # Markov: P(N > n) <= E N / (n + 1).
        high = max(low + 1, math.ceil(self.ahead / (1.0 - level)))
        while high - low > 1:
            # Even in the logarithm: the answer may be far below the bound.
            steps = np.geomspace(low + 2, high + 1, _SECTIONS + 1)[1:-1] - 1.0
            tried = np.unique(np.clip(np.rint(steps), low + 1, high - 1))
            reached = int(np.searchsorted(self.law(tried) >= level, True))
            if reached < len(tried):
                high = int(tried[reached])
            if reached > 0:
                low = int(tried[reached - 1])
        return high

    def _edges(self, seen: int) -> list[int]:
        """Where the score's sum is split, ``seen`` among them, from 0 on."""
        edges = {0, seen, seen + 1}
        low = -1
        for level in _LEVELS:
            edge = self._least(level, low)
            edges.add(edge)
            low = edge - 1
        return sorted(edges)


def _rule(low: int, high: int) -> tuple[Floats, Floats]:
    """Points and weights that sum a smooth function over the whole numbers low <= n < high."""
    if high - low <= len(_NODES) + 4:
        return np.arange(low, high, dtype=np.float64), np.ones(high - low)
    # With t = log(n + 1) the ends low - 1/2 and high - 1/2 are above 0, and dn = exp(t) dt.
    start, end = math.log(low + 0.5), math.log(high + 0.5)
    half = (end - start) / 2.0
    stretched = np.exp(start + half * (1.0 + _NODES))
    ends = np.array([high, high - 1, low, low - 1], dtype=np.float64)
    return (
        np.concatenate([stretched - 1.0, ends]),
        np.concatenate([half * stretched * _WEIGHTS, np.array([-1.0, 1.0, 1.0, -1.0]) / 24.0]),
    )
