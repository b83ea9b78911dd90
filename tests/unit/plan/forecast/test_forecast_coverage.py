"""Whether things happen as often as the forecasts of counts say, over many simulated series."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tilth.kernel.refusal import Refused
from tilth.plan.forecast import Period, forecast_flow
from tilth.plan.forecast.scoring import inside

Case = tuple[list[Period], int, int]


def stretch(generator: np.random.Generator, rate: float, sigma: float, length: int) -> list[int]:
    """The yearly counts of a stretch under one shock."""
    shocked = rate * np.exp(sigma * generator.normal() - sigma**2 / 2)
    return [int(count) for count in generator.poisson(shocked, length)]


def from_the_model(generator: np.random.Generator, rate: float, sigma: float, years: int, ahead: int) -> Case:
    """Every stretch has the rate of all before it, known as well as they tell it, times a shock."""
    first = years - (years - 2) // ahead * ahead
    counts = [int(count) for count in generator.poisson(rate, first)]
    while len(counts) < years + ahead:
        behind = generator.gamma(0.5 + sum(counts)) / len(counts)
        counts += stretch(generator, behind, sigma, ahead)
    return [Period(1.0, count) for count in counts[:years]], ahead, sum(counts[years:])


def around_a_base(generator: np.random.Generator, rate: float, sigma: float, years: int, ahead: int) -> Case:
    """Every stretch, the first one too, has a shock of its own around one rate; the forecast supposes less."""
    counts: list[int] = []
    while len(counts) < years + ahead:
        counts = stretch(generator, rate, sigma, min(ahead, years + ahead - len(counts))) + counts
    return [Period(1.0, count) for count in counts[:years]], ahead, sum(counts[years:])


def trials(
    series: Callable[[np.random.Generator, float, float, int, int], Case], number: int
) -> tuple[float, np.ndarray]:
    """The share of outcomes inside the 90 % interval, and the PIT of each."""
    generator = np.random.default_rng(20230926)
    held, pits = 0, np.empty(number)
    for trial in range(number):
        rate = 2.0 * 30.0 ** generator.random()
        sigma = abs(generator.normal())
        years, ahead = int(generator.integers(3, 9)), int(generator.integers(1, 4))
        periods, ahead, outcome = series(generator, rate, sigma, years, ahead)
        forecast = forecast_flow(periods, float(ahead))
        assert not isinstance(forecast, Refused)
        held += inside(forecast, outcome, 0.9)
        pits[trial] = forecast.pit(outcome)
    return held / number, pits


@pytest.mark.slow
def test_ninety_per_cent_intervals_hold_ninety_per_cent_of_ten_thousand_series_from_the_model() -> None:
    coverage, pits = trials(from_the_model, 10_000)
    assert 0.88 <= coverage <= 0.93
    tenths = np.histogram(pits, bins=10, range=(0.0, 1.0))[0] / len(pits)
    assert np.abs(tenths - 0.1).max() < 0.02, "the PIT is even"


@pytest.mark.slow
def test_the_intervals_hold_little_less_where_even_the_oldest_years_had_a_shock() -> None:
    # Outside the model: the first stretch, by which all is judged, is itself no fair sample of the rate.
    coverage, _ = trials(around_a_base, 10_000)
    assert 0.86 <= coverage <= 0.93


@pytest.mark.slow
def test_a_long_series_learns_its_own_shocks() -> None:
    generator = np.random.default_rng(7)
    widths = []
    for sigma in (0.0, 0.3, 0.8):
        held, wide = 0, []
        for _ in range(400):
            periods, _, outcome = around_a_base(generator, 40.0, sigma, 42, 3)
            forecast = forecast_flow(periods, 3.0)
            assert not isinstance(forecast, Refused)
            held += inside(forecast, outcome, 0.9)
            low, high = forecast.interval(0.9)
            wide.append(high - low)
        assert 0.86 <= held / 400 <= 0.97
        widths.append(float(np.median(wide)))
    fresh = forecast_flow([Period(1.0, 40)] * 3, 3.0)
    assert not isinstance(fresh, Refused)
    low, high = fresh.interval(0.9)
    assert widths[0] < 0.3 * (high - low)
    assert 1.5 * widths[0] < widths[1] < 0.7 * widths[2]
