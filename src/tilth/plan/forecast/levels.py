"""Where a reported level will stand: a random walk with drift, and a drift that is not known exactly.

In a time g the level changes by g times the drift and by a normal error with the variance g s^2 (Brownian motion
with drift, so that uneven gaps between readings do no harm). From the n changes d_i in the gaps g_i, T = sum g_i
years together, come the drift D = sum d_i / T and s^2 = sum (d_i - D g_i)^2/g_i / (n - 1); h years on,

    x_n + h D  +  s sqrt(h + h^2/T) t,   t of Student's law with n - 1 degrees of freedom.

The h is the walk itself and the h^2/T the error of the drift. With yearly readings T = n, which is the drift
method of Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed., section 5.2), with s
estimated. Levels that are all above zero are forecast in their logarithm, where growth is what is steady.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy import special

from tilth.kernel.refusal import Refused
from tilth.plan.forecast.distribution import Distribution, Number, central, checked_level, point
from tilth.plan.forecast.series import Reading, check_ahead, check_readings, too_few

__all__ = ["StudentT", "drift", "forecast_level"]

_FEWEST = 4


@dataclass(frozen=True, slots=True)
class StudentT:
    """Student's law around ``location`` with ``scale`` > 0 and ``df`` > 1 degrees of freedom.

    With ``log`` it is the law of the logarithm of X. Then X has no finite mean, and X itself no finite score:
    :meth:`crps` scores the logarithm (as advised by Bosse et al. 2023, doi:10.1371/journal.pcbi.1011393).
    """

    location: float
    scale: float
    df: float
    log: bool = False

    @property
    def mean(self) -> float:
        """The expected value; ``math.inf`` with ``log``."""
        return math.inf if self.log else self.location

    @property
    def median(self) -> float:
        """The quantile at one half."""
        return math.exp(self.location) if self.log else self.location

    def cdf(self, x: Number) -> float:
        """P(X <= x)."""
        return float(special.stdtr(self.df, self._standard(x)))

    def at_most(self, bound: Number) -> float:
        """P(X <= bound)."""
        return self.cdf(bound)

    def at_least(self, bound: Number) -> float:
        """P(X >= bound)."""
        return float(special.stdtr(self.df, -self._standard(bound)))

    def quantile(self, level: float) -> float:
        """The x with P(X <= x) = ``level``; ``math.inf`` where the logarithm is beyond what a float holds."""
        x = self.location + self.scale * float(special.stdtrit(self.df, checked_level(level)))
        if not self.log:
            return x
        return math.exp(x) if x < 709.0 else math.inf

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The quantiles at ``levels``, which ascend."""
        return [self.quantile(level) for level in levels]

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval that holds ``level``."""
        return central(self, level)

    def crps(self, outcome: Number) -> float:
        """In closed form (Jordan, Krueger and Lerch 2019, doi:10.18637/jss.v090.i12). With ``log``, of the
        logarithm.

        scale (z(2 F(z) - 1) + 2 f(z)(df + z^2)/(df - 1) - 2 sqrt(df)/(df - 1) B(1/2, df - 1/2)/B(1/2, df/2)^2).
        """
        z, df = self._standard(outcome), self.df
        if math.isinf(z):
            return math.inf
        log_norm = float(special.betaln(0.5, df / 2.0)) + math.log(df) / 2.0
        density = math.exp(-log_norm - (df + 1.0) / 2.0 * math.log1p(z * z / df))
        logs = float(special.betaln(0.5, df - 0.5)) - 2.0 * float(special.betaln(0.5, df / 2.0))
        spread = 2.0 * math.sqrt(df) / (df - 1.0) * math.exp(logs)
        near = z * (2.0 * float(special.stdtr(df, z)) - 1.0) + 2.0 * density * (df + z * z) / (df - 1.0)
        return self.scale * (near - spread)

    def pit(self, outcome: Number) -> float:
        """P(X <= y)."""
        return self.cdf(outcome)

    def _standard(self, x: Number) -> float:
        value = float(x)
        if self.log:
            value = math.log(value) if value > 0.0 else -math.inf
        return (value - self.location) / self.scale


def forecast_level(readings: Sequence[Reading], ahead: float) -> Distribution | Refused:
    """The level ``ahead`` years after the last of ``readings``, the earliest first, all of one unbroken series.

    Refused (``forecast.too_few``) with fewer than four readings, which are three changes. Certain with nothing
    ahead, or where every change was exactly the drift. OptionError for readings out of order.
    """
    check_readings(readings)
    log = bool(readings) and all(reading.value > 0.0 for reading in readings)
    if not log:
        return drift(readings, ahead)
    walk = drift([Reading(reading.at, math.log(reading.value)) for reading in readings], ahead)
    if isinstance(walk, Refused):
        return walk
    if isinstance(walk, StudentT):
        return StudentT(walk.location, walk.scale, walk.df, log=True)
    return point(math.exp(walk.median))


def drift(readings: Sequence[Reading], ahead: float) -> Distribution | Refused:
    """As :func:`forecast_level`, and never in the logarithm."""
    check_readings(readings)
    check_ahead(ahead)
    if len(readings) < _FEWEST:
        return too_few("readings in one unbroken series", len(readings), _FEWEST)
    last = readings[-1]
    if ahead == 0.0:
        return point(last.value)
    steps = [(later.at - earlier.at, later.value - earlier.value) for earlier, later in pairwise(readings)]
    lasted = last.at - readings[0].at
    slope = (last.value - readings[0].value) / lasted
    squares = math.fsum((change - slope * gap) ** 2 / gap for gap, change in steps)
    df = len(steps) - 1
    scale = math.sqrt(squares / df * (ahead + ahead**2 / lasted))
    location = last.value + slope * ahead
    # Below this the scatter is that of rounding, and none of the series.
    if scale <= 1e-12 * max(abs(location), abs(last.value)):
        return point(location)
    return StudentT(location, scale, float(df))
