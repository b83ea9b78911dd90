"""What share of a whole will be a part: of the country's drugs, those developed here.

A share is a ratio of two counts in one scope, so it is forecast from the counts: each new unit of the whole is one
of the part with an unknown probability, which has the Jeffreys prior Beta(1/2, 1/2). If the whole grows by a known
number, the new units of the part are beta-binomial (Bernardo and Smith 1994, section 5.2); if nobody knows by
how many, the probability itself is forecast, to which the share of a great whole comes close.

Assumed: units fall to the part one by one, with one probability now and then. Shares that drift need more than
this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tilth.kernel.refusal import Refused
from tilth.plan.forecast.distribution import Distribution, Number, central, checked_level, cut
from tilth.plan.forecast.series import Share, check_ahead, check_shares, too_few

__all__ = ["Beta", "forecast_share"]

_NONE = Share(0, 0)


@dataclass(frozen=True, slots=True)
class Beta:
    """The beta distribution with the shapes ``a`` and ``b``, both above 0."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The expected share."""
        return self.a / (self.a + self.b)

    @property
    def median(self) -> float:
        """The quantile at one half."""
        return self.quantile(0.5)

    def cdf(self, x: Number) -> float:
        """P(X <= x)."""
        return float(special.betainc(self.a, self.b, min(1.0, max(0.0, float(x)))))

    def at_most(self, bound: Number) -> float:
        """P(X <= bound)."""
        return self.cdf(bound)

    def at_least(self, bound: Number) -> float:
        """P(X >= bound)."""
        return float(special.betaincc(self.a, self.b, min(1.0, max(0.0, float(bound)))))

    def quantile(self, level: float) -> float:
        """The share x with P(X <= x) = ``level``."""
        return float(special.betaincinv(self.a, self.b, checked_level(level)))

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The quantiles at ``levels``, which ascend."""
        return [self.quantile(level) for level in levels]

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval that holds ``level``."""
        return central(self, level)

    def crps(self, outcome: Number) -> float:
        """In closed form (Jordan, Krueger and Lerch 2019, appendix A, doi:10.18637/jss.v090.i12).

        y(2 F(y) - 1) + a/(a + b) (1 - 2 F_{a+1,b}(y) - 2 B(2a, 2b)/(a B(a, b)^2)), for an outcome within 0 and 1.
        """
        y = float(outcome)
        within = min(1.0, max(0.0, y))
        ahead = 1.0 - 2.0 * float(special.betainc(self.a + 1.0, self.b, within))
        logs = special.betaln(2.0 * self.a, 2.0 * self.b) - 2.0 * special.betaln(self.a, self.b)
        spread = 2.0 * float(np.exp(logs)) / self.a
        return abs(y - within) + within * (2.0 * self.cdf(within) - 1.0) + self.mean * (ahead - spread)

    def pit(self, outcome: Number) -> float:
        """P(X <= y)."""
        return self.cdf(outcome)


def forecast_share(shares: Sequence[Share], ahead: int | None, *, so_far: Share = _NONE) -> Distribution | Refused:
    """The share at a deadline, as a number from 0 to 1.

    ``shares`` are all that was counted of part and whole, in periods that do not overlap. The share is that of
    ``so_far`` and of ``ahead`` more units of the whole together; with ``ahead`` None it is that of a whole to come
    that has no known size, and ``so_far`` is not looked at. Refused (``forecast.too_few``) where no unit was
    counted, or where there is no whole to have a share of. OptionError where a part exceeds its whole.
    O(``ahead``).
    """
    check_shares((*shares, so_far))
    part = sum(share.part for share in shares)
    whole = sum(share.whole for share in shares)
    if whole == 0:
        return too_few("units of the whole", 0, 1)
    a, b = 0.5 + part, 0.5 + whole - part
    if ahead is None:
        return Beta(a, b)
    check_ahead(ahead)
    if so_far.whole + ahead == 0:
        return too_few("units of the whole by the deadline", 0, 1)
    n = np.arange(ahead + 1.0)
    ways = -np.log1p(ahead) - special.betaln(n + 1.0, ahead - n + 1.0)
    masses = np.exp(ways + special.betaln(n + a, ahead - n + b) - special.betaln(a, b))
    return cut((so_far.part + n) / (so_far.whole + ahead), masses)
