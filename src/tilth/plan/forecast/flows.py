"""How many events are still to come: Gamma-Poisson with a common shock.

The rate behind has the Jeffreys prior for Poisson counts, Gamma(1/2, 0), so after the counts k_i in the
exposures e_i it is Gamma(1/2 + sum k, sum e), and without a shock the count ahead is negative binomial (Bernardo
and Smith 1994, section 5.2). That alone is far too sure of itself. What ruins such forecasts is not the scatter
of single events but that the rate ahead is another one: a listing window closes and halves it, or worse, for
years at once. The scatter within a short series cannot show this; 7, 7 and 14 listings look as steady as chance.
So the rate ahead is the rate behind times a log-normal shock of mean one (:mod:`.shock`), shared by all the time
ahead.

How great such shocks are is learned as one would have learned it at the time: the series is cut, from its end
backwards, into stretches as long as the time ahead, and each stretch is held against what the periods before it
had foretold (prequentially: Dawid 1984, doi:10.2307/2981683). A long steady series comes to know a small sigma;
three periods, none of which has three years behind it, leave the prior as it is.

Assumed: every period says as much about the rate as any other of its length (no trend, no season), and stretches
of one length share one sigma.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast.counts import Counts
from tilth.plan.forecast.distribution import Distribution, Floats, point
from tilth.plan.forecast.series import Period, check_ahead, check_periods, too_few
from tilth.plan.forecast.shock import PRIOR, Shock, at_most, fixed, log_masses, updated

__all__ = ["Rate", "forecast_flow", "learn_rate"]

_FEWEST = 2
_ALMOST = 1.0 - 1e-9


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate, Gamma(``shape``) over ``exposure`` years, and the ``shock`` that stands before the time ahead."""

    shape: float
    exposure: float
    shock: Shock

    def at_most(self, n: Floats, ahead: float) -> Floats:
        """P(N <= n) for the events of the next ``ahead`` > 0 years; each n >= 0, and need not be whole."""
        return at_most(self.shock, n, self.shape, ahead / self.exposure)

    def mean(self, ahead: float) -> float:
        """The expected events of the next ``ahead`` years; the shock does not change it."""
        return self.shape * ahead / self.exposure


def forecast_flow(
    periods: Sequence[Period], ahead: float, *, so_far: int = 0, sigma: float | None = None
) -> Distribution | Refused:
    """The total by a deadline: ``so_far``, and what comes in the ``ahead`` years until then.

    ``periods`` are all that is known of the rate, the earliest first, those in which ``so_far`` was counted among
    them. ``sigma`` fixes the spread of the shock in place of learning it; 0 is a plain Gamma-Poisson forecast.
    With nothing ahead the answer is certain. Refused (``forecast.too_few``) with fewer than two periods of some
    length. OptionError for a wrong series. Takes about a millisecond, and each chance asked of it a tenth of
    one.
    """
    check_ahead(ahead)
    rate = learn_rate(periods, ahead, sigma=sigma)
    if isinstance(rate, Refused):
        return rate
    if ahead == 0.0:
        return point(so_far)
    return Counts(partial(rate.at_most, ahead=ahead), rate.mean(ahead), so_far)


def learn_rate(periods: Sequence[Period], ahead: float, *, sigma: float | None = None) -> Rate | Refused:
    """The rate of events, and what shock to expect in the next ``ahead`` years. As :func:`forecast_flow`."""
    check_periods(periods)
    if sigma is not None and not 0.0 <= sigma <= 10.0:
        raise OptionError(
            "forecast.sigma",
            f"The spread of a shock cannot be {sigma}.",
            mend="Give a number from 0 (no shock) to 10, or leave it out and it is learned.",
            data={"sigma": sigma},
        )
    known = [period for period in periods if period.exposure > 0.0]
    if len(known) < _FEWEST:
        return too_few("periods", len(known), _FEWEST)
    shape, exposure = _posterior(known)
    shock = _learned(known, ahead) if sigma is None else fixed(sigma)
    return Rate(shape, exposure, shock)


def _posterior(periods: Sequence[Period]) -> tuple[float, float]:
    """The rate's Gamma distribution after ``periods``: its shape, and its exposure in years."""
    return 0.5 + sum(period.count for period in periods), sum(period.exposure for period in periods)


def _learned(periods: Sequence[Period], ahead: float) -> Shock:
    """What is known of sigma after every earlier stretch as long as ``ahead``, each given what went before it."""
    log_likelihoods = np.zeros_like(PRIOR.sigmas)
    if ahead == 0.0:
        return PRIOR
    for start, end in _stretches(periods, ahead):
        shape, exposure = _posterior(periods[:start])
        came = sum(period.count for period in periods[start:end])
        lasted = sum(period.exposure for period in periods[start:end])
        log_likelihoods += log_masses(PRIOR.sigmas, came, shape, lasted / exposure)
    return updated(PRIOR, log_likelihoods)


def _stretches(periods: Sequence[Period], ahead: float) -> Iterator[tuple[int, int]]:
    """The stretches [start, end), from the end backwards, each the fewest periods that last ``ahead`` years, as
    long as enough periods stand before them to forecast from.
    """
    end = start = len(periods)
    lasted = 0.0
    while start > _FEWEST:
        start -= 1
        lasted += periods[start].exposure
        if lasted >= ahead * _ALMOST:
            yield start, end
            end, lasted = start, 0.0
