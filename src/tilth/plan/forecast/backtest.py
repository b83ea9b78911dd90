"""What the forecasts would have been worth: made again at every earlier time, from what was known then.

At each origin the series up to it is all that the forecast sees; the next ``horizon`` periods are the outcome.
Beside it stands climatology, from the same past. Windows of more than one period overlap, so that their scores
are not independent: twenty trials of three years are worth about seven, and the summary says that they overlap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast.distribution import Discrete, Distribution, Number
from tilth.plan.forecast.flows import forecast_flow
from tilth.plan.forecast.levels import drift
from tilth.plan.forecast.scoring import Score, climatology, empirical, score
from tilth.plan.forecast.series import Period, Reading, check_periods, check_readings, too_few

__all__ = ["Backtest", "Trial", "backtest_flow", "backtest_level"]

_FEWEST_TRIALS = 2
_BINS = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast of the past: made when ``origin`` periods (or readings) were known, with the ``median`` and
    the ends ``low`` and ``high`` of its 90 % interval; what came, and the scores of both forecasts.
    """

    origin: int
    outcome: float
    median: float
    low: float
    high: float
    score: Score
    climatology: Score


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every trial of a series, and what they come to together. ``bounds`` are those that Brier scores are for."""

    horizon: int
    bounds: tuple[Number, ...]
    trials: tuple[Trial, ...]

    @property
    def n(self) -> int:
        """How many forecasts were tried."""
        return len(self.trials)

    @property
    def overlapping(self) -> bool:
        """Whether neighbouring trials share periods, and so are not independent."""
        return self.horizon > 1

    @property
    def crps(self) -> float:
        """The mean score."""
        return _mean(trial.score.crps for trial in self.trials)

    @property
    def climatology_crps(self) -> float:
        """The mean score of climatology."""
        return _mean(trial.climatology.crps for trial in self.trials)

    @property
    def skill(self) -> float | None:
        """1 - the ratio of the two: 0 is no better than climatology, 1 is perfect. None where climatology is."""
        return 1.0 - self.crps / self.climatology_crps if self.climatology_crps > 0.0 else None

    @property
    def brier(self) -> tuple[float, ...]:
        """The mean Brier score at each bound."""
        return tuple(_mean(trial.score.brier[i] for trial in self.trials) for i in range(len(self.bounds)))

    @property
    def climatology_brier(self) -> tuple[float, ...]:
        """Climatology's mean Brier score at each bound."""
        return tuple(_mean(trial.climatology.brier[i] for trial in self.trials) for i in range(len(self.bounds)))

    @property
    def coverage_50(self) -> float:
        """The share of outcomes within the central 50 % interval."""
        return _mean(float(trial.score.inside_50) for trial in self.trials)

    @property
    def coverage_90(self) -> float:
        """The share of outcomes within the central 90 % interval."""
        return _mean(float(trial.score.inside_90) for trial in self.trials)

    @property
    def pit_histogram(self) -> tuple[int, ...]:
        """How many trials had their PIT in each tenth; even where forecasts are calibrated."""
        places = [min(_BINS - 1, int(trial.score.pit * _BINS)) for trial in self.trials]
        return tuple(places.count(place) for place in range(_BINS))


def backtest_flow(
    periods: Sequence[Period],
    horizon: int,
    bounds: Sequence[Number] = (),
    *,
    at_most: bool = False,
    sigma: float | None = None,
) -> Backtest | Refused:
    """Forecast the total of the next ``horizon`` periods after each origin with two periods or more before it.

    ``bounds`` are on that total. Climatology has the earlier totals of as many periods, and single periods where
    there are fewer than two of those, each scaled to the exposure ahead. Refused (``forecast.too_few``) with
    fewer than two trials. OptionError for a wrong series or a horizon below 1. About 50 milliseconds a trial.
    """
    check_periods(periods)
    _check_horizon(horizon)
    trials = []
    for origin in range(1, len(periods) - horizon + 1):
        coming = periods[origin : origin + horizon]
        ahead = sum(period.exposure for period in coming)
        outcome = sum(period.count for period in coming)
        forecast = forecast_flow(periods[:origin], ahead, sigma=sigma)
        if not isinstance(forecast, Refused):
            usual = climatology(_totals(periods[:origin], horizon, ahead))
            trials.append(_trial(origin, forecast, usual, outcome, tuple(bounds), at_most))
    return _summary(horizon, tuple(bounds), trials)


def backtest_level(
    readings: Sequence[Reading], horizon: int, bounds: Sequence[Number] = (), *, at_most: bool = False
) -> Backtest | Refused:
    """Forecast the level ``horizon`` readings on from each origin with four readings or more before it.

    A series that is all above zero is scored in its logarithm throughout. Climatology has the last level and the
    earlier changes over as many readings (single changes, times the horizon, where there are fewer than two).
    Refused and raised as :func:`backtest_flow`.
    """
    check_readings(readings)
    _check_horizon(horizon)
    log = bool(readings) and all(reading.value > 0.0 for reading in readings)
    into: Callable[[float], float] = _log if log else float
    back: Callable[[float], float] = _exp if log else float
    series = [Reading(reading.at, into(reading.value)) for reading in readings]
    limits = tuple(into(float(bound)) for bound in bounds)
    trials = []
    for origin in range(1, len(series) - horizon + 1):
        coming = series[origin + horizon - 1]
        forecast = drift(series[:origin], coming.at - series[origin - 1].at)
        if not isinstance(forecast, Refused):
            usual = _changes([reading.value for reading in series[:origin]], horizon)
            trial = _trial(origin, forecast, usual, coming.value, limits, at_most, back)
            trials.append(replace(trial, outcome=readings[origin + horizon - 1].value))
    return _summary(horizon, tuple(bounds), trials)


def _trial(
    origin: int,
    forecast: Distribution,
    usual: Distribution,
    outcome: float,
    bounds: tuple[Number, ...],
    at_most: bool,
    back: Callable[[float], float] = float,
) -> Trial:
    """``back`` takes the figures of the forecast from its own scale to that of the series."""
    low, high = forecast.interval(0.9)
    return Trial(
        origin,
        outcome,
        back(forecast.median),
        back(low),
        back(high),
        score(forecast, outcome, bounds, at_most=at_most),
        score(usual, outcome, bounds, at_most=at_most),
    )


def _totals(periods: Sequence[Period], horizon: int, ahead: float) -> list[int]:
    """The earlier totals over ``horizon`` periods, overlapping, as they would be in ``ahead`` years."""
    long = [periods[start : start + horizon] for start in range(len(periods) - horizon + 1)]
    windows = long if len(long) > 1 else [periods[start : start + 1] for start in range(len(periods))]
    sums = [(sum(each.exposure for each in window), sum(each.count for each in window)) for window in windows]
    return [round(count * ahead / lasted) for lasted, count in sums if lasted > 0.0]


def _changes(values: Sequence[float], horizon: int) -> Discrete:
    """The last value and every earlier change over ``horizon`` readings."""
    long = [later - earlier for earlier, later in zip(values, values[horizon:], strict=False)]
    changes = long if len(long) > 1 else [horizon * (later - earlier) for earlier, later in pairwise(values)]
    return empirical(values[-1] + np.asarray(changes, dtype=np.float64), np.ones(len(changes)))


def _summary(horizon: int, bounds: tuple[Number, ...], trials: Sequence[Trial]) -> Backtest | Refused:
    if len(trials) < _FEWEST_TRIALS:
        return too_few("earlier times from which a forecast can be tried", len(trials), _FEWEST_TRIALS)
    return Backtest(horizon, bounds, tuple(trials))


def _check_horizon(horizon: int) -> None:
    if horizon < 1:
        raise OptionError(
            "forecast.horizon",
            f"A back-test cannot look {horizon} periods ahead.",
            mend="Give a horizon of one period or more.",
            data={"horizon": horizon},
        )


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf


def _exp(value: float) -> float:
    return math.exp(value) if value < 709.0 else math.inf


def _mean(values: Iterable[float]) -> float:
    """The mean of what is there, of which there is something."""
    listed = list(values)
    return math.fsum(listed) / len(listed)
