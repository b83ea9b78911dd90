"""How many units there will be: those of today that stay, and those that come and stay.

Each unit leaves at the same rate, Gamma(1/2 + exits, unit-years) after the exits seen in the unit-years watched
(Jeffreys prior). A unit of today is there after h years with the probability exp(-m h) given that rate m, so the
survivors are binomial. Entries are a flow (:mod:`.flows`), shock and all; an entry at a time spread evenly over
the h years is still there at the end with the probability q = (1 - exp(-m h))/(m h), so of a Poisson stream with
the mean L a Poisson stream with the mean L q remains (thinning: Kingman 1993, Poisson Processes, section 5.1).
The two are independent given m, and m is integrated out by Gauss-Laguerre quadrature.

Assumed: units leave one by one. A common wave of exits is not in it; no shock is laid on them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast.counts import Counts
from tilth.plan.forecast.distribution import Discrete, Distribution, Floats, cut, point
from tilth.plan.forecast.flows import Rate, learn_rate
from tilth.plan.forecast.series import Period, check_ahead, too_few

__all__ = ["forecast_stock"]

_NODES = 6


@dataclass(frozen=True, slots=True, eq=False)
class _Branch:
    """What is to come if the exit rate has one of its values: its ``weight``, the law of the survivors (the fewest
    that are likely, and the masses from there on), and for how many years entries come in effect.
    """

    weight: float
    fewest: int
    survivors: Floats
    ahead: float


@dataclass(frozen=True, slots=True)
class _Stock:
    """The law of survivors and entries together."""

    branches: tuple[_Branch, ...]
    entries: Rate

    def __call__(self, n: Floats) -> Floats:
        """P(N <= n), the sum over the survivors of P(entries <= n - survivors)."""
        parts = [branch.weight * self._given(branch, n) for branch in self.branches]
        return np.asarray(np.minimum(1.0, np.sum(parts, axis=0)))

    def _given(self, branch: _Branch, n: Floats) -> Floats:
        entries = n[:, None] - branch.fewest - np.arange(len(branch.survivors))
        # Whole numbers of entries turn up again and again, for one n and another.
        distinct, places = np.unique(entries[entries >= 0.0], return_inverse=True)
        chances = np.zeros(entries.shape)
        chances[entries >= 0.0] = self.entries.at_most(distinct, branch.ahead)[places]
        return np.asarray(chances @ branch.survivors)


def forecast_stock(
    units: int,
    entries: Sequence[Period],
    exits: int,
    unit_years: float,
    ahead: float,
    *,
    sigma: float | None = None,
) -> Distribution | Refused:
    """How many units there are ``ahead`` years from now, when there are ``units`` today.

    ``entries`` are the earlier periods of units that came; ``exits`` of them left in the ``unit_years`` in which
    they were watched (ten units for two years are twenty). ``sigma`` as in :func:`.forecast_flow`. Refused
    (``forecast.too_few``) with fewer than two periods of entries, or where no unit was watched at all.
    OptionError for negative numbers. A chance costs a fifth of a millisecond for each number of survivors that
    is likely, some ten standard deviations.
    """
    check_ahead(ahead)
    if units < 0 or exits < 0 or not 0.0 <= unit_years < math.inf or (exits > 0 and unit_years == 0.0):
        raise OptionError(
            "forecast.stock",
            f"There cannot be {units} units, and {exits} exits in {unit_years} unit-years.",
            mend="Give numbers that are not negative, and exits only where units were watched.",
            data={"units": units, "exits": exits, "unit_years": unit_years},
        )
    rate = learn_rate(entries, ahead, sigma=sigma)
    if isinstance(rate, Refused):
        return rate
    if unit_years == 0.0:
        return too_few("years in which units were watched", 0, 1)
    if ahead == 0.0:
        return point(units)
    branches = _branches(units, exits, unit_years, ahead)
    mean = math.fsum(
        branch.weight * (branch.fewest + float(np.arange(len(branch.survivors)) @ branch.survivors))
        + branch.weight * rate.mean(branch.ahead)
        for branch in branches
    )
    return Counts(_Stock(branches, rate), mean)


def _branches(units: int, exits: int, unit_years: float, ahead: float) -> tuple[_Branch, ...]:
    branches = []
    for node, weight in _laguerre(0.5 + exits):
        gone = node / unit_years * ahead
        law = _binomial(units, math.exp(-gone))
        stay = -math.expm1(-gone) / gone
        branches.append(_Branch(weight, int(law.values[0]), law.masses, ahead * stay))
    return tuple(branches)


def _binomial(size: int, chance: float) -> Discrete:
    n = np.arange(size + 1.0)
    ways = -np.log1p(size) - special.betaln(n + 1.0, size - n + 1.0)
    return cut(n, np.exp(ways + special.xlogy(n, chance) + special.xlog1py(size - n, -chance)))


def _laguerre(shape: float) -> list[tuple[float, float]]:
    """Nodes and weights, summing to 1, of the Gauss quadrature for Gamma(``shape``, 1).

    From the eigenvalues of the Jacobi matrix (Golub and Welsch 1969, doi:10.1090/S0025-5718-69-99647-1), which
    hold for any shape; the usual weights overflow from a shape of about 170.
    """
    i = np.arange(_NODES, dtype=np.float64)
    off = np.sqrt(i[1:] * (i[1:] + shape - 1.0))
    nodes, vectors = np.linalg.eigh(np.diag(2.0 * i + shape) + np.diag(off, 1) + np.diag(off, -1))
    return list(zip(nodes.tolist(), (vectors[0] ** 2).tolist(), strict=True))
