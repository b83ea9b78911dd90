"""The negative binomial law: how many events come while the rate itself is uncertain.

N is negative binomial with ``shape`` r > 0 and ``chance`` p in (0, 1] when N is Poisson with a rate that is
Gamma(r) with the scale (1 - p)/p. Its mean is r(1 - p)/p. The parameters are those of ``scipy.stats.nbinom``.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

__all__ = ["cdf", "crps", "pmf", "quantile"]


def pmf(n: int, shape: float, chance: float) -> float:
    """P(N = n) = Gamma(n + r) / (n! Gamma(r)) p^r (1 - p)^n; 0 below 0."""
    if n < 0:
        return 0.0
    # A binomial coefficient through beta: logarithms of three great factorials would cancel to noise.
    ways = 0.0 if n == 0 else -math.log(n) - float(special.betaln(n, shape))
    return math.exp(ways + shape * math.log(chance) + float(special.xlog1py(n, -chance)))


def cdf(n: float, shape: float, chance: float) -> float:
    """P(N <= n) = I_p(r, n + 1), the regularised incomplete beta function (DLMF 8.17.24), smooth in between."""
    return float(special.betainc(shape, n + 1.0, chance)) if n >= 0 else 0.0


def quantile(level: float, shape: float, chance: float) -> int:
    """The least n with P(N <= n) >= ``level``, 0 < level < 1."""
    low, high = -1, 1
    while cdf(high, shape, chance) < level:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if cdf(middle, shape, chance) >= level else (middle, high)
    return high


def crps(outcome: int, shape: float, chance: float) -> float:
    """The continuous ranked probability score, in closed form (Wei and Held 2014, doi:10.1007/s11749-014-0380-8).

    y(2 F_r(y) - 1) - r(1 - p)/p^2 (p (2 F_{r+1}(y - 1) - 1) + 2F1(r + 1, 1/2; 2; -4(1 - p)/p^2)).
    """
    odds = (1.0 - chance) / chance**2
    ahead = chance * (2.0 * cdf(outcome - 1, shape + 1.0, chance) - 1.0)
    spread = _hypergeometric(shape + 1.0, 4.0 * odds)
    return outcome * (2.0 * cdf(outcome, shape, chance) - 1.0) - shape * odds * (ahead + spread)


def _hypergeometric(a: float, z: float) -> float:
    """2F1(a, 1/2; 2; -z) for a > 0, z >= 0, to about 1e-13 of it, however great a is.

    Euler's integral (DLMF 15.6.1) with the variable sin^2 of an angle whose tangent is exp(s),
    4/pi int cos^2 (1 + z sin^2)^-a sin cos ds, by the trapezoidal rule, which converges exponentially on the
    whole line.
    """
    lowest = -36.0 - math.log1p(a * z) / 2.0
    s, step = np.linspace(lowest, 16.0, math.ceil((16.0 - lowest) / 0.12), retstep=True)
    sine = special.expit(2.0 * s)
    cosine = special.expit(-2.0 * s)
    heights = cosine**1.5 * np.sqrt(sine) * np.exp(-a * np.log1p(z * sine))
    return float(heights.sum() * step) * 4.0 / math.pi
