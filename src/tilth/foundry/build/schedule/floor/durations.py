"""How long an operation takes beside its plan: a factor, from three points or from what was measured.

A planned hour of pipetting may take 50 minutes or 100. The factor is actual by planned time, so one distribution
serves every operation on a kind of instrument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tilth.kernel.errors import OptionError

__all__ = ["Durations", "Empirical", "Pert", "Spread"]


@dataclass(frozen=True, slots=True)
class Pert:
    """The beta-PERT distribution between ``least`` and ``most`` with the mode ``usual``.

    The factor is ``least + (most - least) X`` with ``X ~ Beta(a, b)``, ``a = 1 + 4 (usual - least) / (most -
    least)`` and ``b = 1 + 4 (most - usual) / (most - least)``, so that the mean is ``(least + 4 usual + most) /
    6``. Where all three are equal it is that number. Raises OptionError unless ``0 < least <= usual <= most``.

    Source: Malcolm D.G., Roseboom J.H., Clark C.E., Fazar W. (1959) Application of a technique for research and
    development program evaluation. Operations Research 7(5), 646-669.
    """

    least: float
    usual: float
    most: float

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.usual <= self.most < float("inf"):
            raise OptionError(
                "floor.pert",
                f"{self.least}, {self.usual}, {self.most} are no least, usual and most factor.",
                mend="Give three numbers above 0 in ascending order.",
            )

    @property
    def mean(self) -> float:
        """``(least + 4 usual + most) / 6``."""
        return (self.least + 4 * self.usual + self.most) / 6

    def draw(self, source: np.random.Generator, count: int) -> NDArray[np.float64]:
        """``count`` factors."""
        width = self.most - self.least
        if width == 0:
            return np.full(count, self.usual)
        above, below = (self.usual - self.least) / width, (self.most - self.usual) / width
        return self.least + width * source.beta(1 + 4 * above, 1 + 4 * below, count)


@dataclass(frozen=True, slots=True)
class Empirical:
    """Factors that were measured, each as likely as any other. Raises OptionError unless all are above 0."""

    factors: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.factors or not all(0 < one < float("inf") for one in self.factors):
            raise OptionError(
                "floor.empirical",
                "The factors measured are missing or not above 0.",
                mend="Give at least one number above 0: actual by planned time.",
            )

    @property
    def mean(self) -> float:
        """The mean of the factors."""
        return sum(self.factors) / len(self.factors)

    def draw(self, source: np.random.Generator, count: int) -> NDArray[np.float64]:
        """``count`` factors."""
        return source.choice(np.asarray(self.factors, np.float64), count)


Spread = Pert | Empirical
_ALWAYS = Pert(1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Durations:
    """The distribution for each kind of instrument, and ``otherwise`` for the rest."""

    by_kind: Mapping[str, Spread] = field(default_factory=lambda: MappingProxyType({}))
    otherwise: Spread = _ALWAYS

    def of(self, kind: str) -> Spread:
        """The distribution of operations on an instrument of ``kind``."""
        return self.by_kind.get(kind, self.otherwise)
