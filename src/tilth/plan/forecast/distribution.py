"""What a forecast is: a probability distribution, asked for chances, quantiles and scores in one way.

A forecast of a count knows whole numbers only and a forecast of a level any number; whoever reads it need not
care. Chances are of reaching a bound, the bound itself included: ``at_least(3)`` is P(X >= 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tilth.kernel.errors import OptionError

__all__ = ["CUT", "Discrete", "Distribution", "Floats", "Number", "central", "checked_level", "cut", "point"]

Number = int | float | Decimal
Floats = NDArray[np.float64]

CUT = 1e-12
"""The probability that may be left out at each end where a distribution is written out value by value."""


class Distribution(Protocol):
    """A forecast of one number."""

    @property
    def mean(self) -> float:
        """The expected value; ``math.inf`` where there is none."""

    @property
    def median(self) -> float:
        """The quantile at one half."""

    def cdf(self, x: Number) -> float:
        """P(X <= x)."""

    def at_most(self, bound: Number) -> float:
        """P(X <= bound)."""

    def at_least(self, bound: Number) -> float:
        """P(X >= bound)."""

    def quantile(self, level: float) -> float:
        """The least x with P(X <= x) >= ``level``. OptionError unless 0 < level < 1."""

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The quantiles at ``levels``, which ascend; all together cost little more than the last."""

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval: the quantiles at (1 - level)/2 and (1 + level)/2, both inside."""

    def crps(self, outcome: Number) -> float:
        """The continuous ranked probability score of ``outcome``, 0 at best, in the unit forecast.

        It is the integral over x of (P(X <= x) - [outcome <= x])^2 (Gneiting and Raftery 2007,
        doi:10.1198/016214506000001437).
        """

    def pit(self, outcome: Number) -> float:
        """The probability integral transform; its middle, (P(X < y) + P(X <= y))/2, where X is discrete."""


def checked_level(level: float) -> float:
    """``level``, or OptionError unless it is between 0 and 1, both excluded."""
    if not 0.0 < level < 1.0:
        raise OptionError(
            "forecast.level",
            "A probability level lies between 0 and 1.",
            mend="Ask for a level such as 0.9.",
            data={"level": level},
        )
    return level


def central(distribution: Distribution, level: float) -> tuple[float, float]:
    """The central interval of ``distribution`` that holds at least ``level``."""
    outside = (1.0 - checked_level(level)) / 2.0
    return distribution.quantile(outside), distribution.quantile(1.0 - outside)


@dataclass(frozen=True, slots=True, eq=False)
class Discrete:
    """Finitely many values, each with its probability.

    ``values`` ascend and ``masses`` sum to 1; both have the shape (n,). Where the law itself has a tail without
    end, whoever wrote it out left less than ``CUT`` away at each end (:func:`cut`).
    """

    values: Floats
    masses: Floats

    @property
    def mean(self) -> float:
        """The expected value."""
        return float(self.values @ self.masses)

    @property
    def median(self) -> float:
        """The quantile at one half."""
        return self.quantile(0.5)

    def cdf(self, x: Number) -> float:
        """P(X <= x)."""
        return min(1.0, float(self.masses[: np.searchsorted(self.values, float(x), side="right")].sum()))

    def at_most(self, bound: Number) -> float:
        """P(X <= bound)."""
        return self.cdf(bound)

    def at_least(self, bound: Number) -> float:
        """P(X >= bound)."""
        return min(1.0, float(self.masses[np.searchsorted(self.values, float(bound), side="left") :].sum()))

    def quantile(self, level: float) -> float:
        """The least value x with P(X <= x) >= ``level``."""
        place = int(np.searchsorted(np.cumsum(self.masses), checked_level(level), side="left"))
        return float(self.values[min(place, len(self.values) - 1)])

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The quantiles at ``levels``, which ascend."""
        return [self.quantile(level) for level in levels]

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval that holds at least ``level``."""
        return central(self, level)

    def crps(self, outcome: Number) -> float:
        """E|X - y| - E|X - X'|/2, which is the score for a finite law (Gneiting and Raftery 2007). O(n)."""
        below = np.cumsum(self.masses)[:-1]
        spread = 2.0 * float(np.diff(self.values) @ (below * (1.0 - below)))
        return float(np.abs(self.values - float(outcome)) @ self.masses) - spread / 2.0

    def pit(self, outcome: Number) -> float:
        """(P(X < y) + P(X <= y))/2."""
        return (self.cdf(outcome) + 1.0 - self.at_least(outcome)) / 2.0


def cut(values: Floats, masses: Floats) -> Discrete:
    """The law with these masses, without the ends that hold less than ``CUT`` each, and summing to 1 again."""
    low = int(np.searchsorted(np.cumsum(masses), CUT))
    high = len(masses) - int(np.searchsorted(np.cumsum(masses[::-1]), CUT))
    kept = masses[low:high]
    return Discrete(values[low:high], kept / kept.sum())


def point(value: float) -> Discrete:
    """The certainty that it is ``value``."""
    return Discrete(np.array([value], dtype=np.float64), np.ones(1))
