"""Counts to come: the worked case, the edges, and what is learned of shocks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast import Distribution, Period, forecast_flow
from tilth.plan.forecast.flows import Rate, learn_rate

LISTINGS = [Period(1.0, 7), Period(1.0, 7), Period(1.0, 14)]


def forecast(periods: list[Period], ahead: float, so_far: int = 0, sigma: float | None = None) -> Distribution:
    answer = forecast_flow(periods, ahead, so_far=so_far, sigma=sigma)
    assert not isinstance(answer, Refused)
    return answer


def mean_sigma(periods: list[Period], ahead: float) -> float:
    rate = learn_rate(periods, ahead)
    assert isinstance(rate, Rate)
    return float(rate.shock.sigmas @ rate.shock.weights)


def test_three_listings_years_give_a_wide_interval_that_holds_three_and_does_not_chase_the_boom() -> None:
    distribution = forecast(LISTINGS, 3.0)
    low, high = distribution.interval(0.9)
    assert (low, high) == (1.0, 67.0)
    assert low <= 3 <= high
    assert distribution.median == 22.0
    assert distribution.median < 28 < 3 * 14
    assert distribution.mean == pytest.approx(28.5)
    plain = forecast(LISTINGS, 3.0, sigma=0.0).interval(0.9)
    assert plain[0] > 3, "without a shock the forecast rules out what a closed window brings"


def test_a_range_of_three_to_five_is_more_easily_reached_at_three_and_six_attains_it() -> None:
    distribution = forecast(LISTINGS, 3.0, so_far=1)
    assert 1.0 > distribution.at_least(3) > distribution.at_least(5) > 0.5
    beyond = forecast(LISTINGS, 3.0, so_far=6)
    assert beyond.at_least(3) == beyond.at_least(5) == 1.0


def test_without_a_shock_it_is_the_negative_binomial_of_scipy() -> None:
    distribution = forecast([Period(1.0, 4), Period(0.5, 1)], 2.0, sigma=0.0)
    for n in range(60):
        assert distribution.cdf(n) == pytest.approx(stats.nbinom.cdf(n, 5.5, 1.5 / 3.5), abs=1e-12)


def test_with_a_fixed_shock_it_is_the_integral_over_that_shock() -> None:
    z = np.linspace(-10.0, 10.0, 20_001)
    density = stats.norm.pdf(z) * (z[1] - z[0])
    for counts, ahead, sigma in (((0, 0), 2.0, 1.2), ((7, 7, 14), 3.0, 0.7), ((3000, 2000), 1.0, 0.3)):
        distribution = forecast([Period(1.0, k) for k in counts], ahead, sigma=sigma)
        odds = ahead / len(counts) * np.exp(sigma * z - sigma**2 / 2)
        shape = 0.5 + sum(counts)
        for n in (0, 1, 5, 30, 1500, 4000):
            expected = float(stats.nbinom.cdf(n, shape, 1 / (1 + odds)) @ density)
            assert distribution.cdf(n) == pytest.approx(expected, abs=1e-7)


def test_nothing_ahead_is_certain() -> None:
    distribution = forecast(LISTINGS, 0.0, so_far=4)
    assert distribution.interval(0.9) == (4.0, 4.0)
    assert (distribution.at_least(4), distribution.at_least(5), distribution.crps(4)) == (1.0, 0.0, 0.0)


def test_a_past_without_events_leaves_a_small_chance() -> None:
    distribution = forecast([Period(1.0, 0)] * 3, 3.0)
    assert distribution.median == 0.0
    assert 0.0 < distribution.at_least(3) < 0.1


def test_a_moment_ahead_can_be_scored() -> None:
    distribution = forecast([Period(1.0, 0)] * 2, 1e-10)
    assert distribution.crps(0) == pytest.approx(0.0, abs=1e-12)
    assert distribution.crps(2) == pytest.approx(2.0)


def test_great_counts_are_forecast_as_smoothly_as_small_ones() -> None:
    distribution = forecast([Period(1.0, 10_000_000)] * 2, 1.0, sigma=1.0)
    expected = stats.norm.cdf((np.log(0.8) + 0.5) / 1.0)
    assert distribution.cdf(8_000_000) == pytest.approx(expected, abs=1e-6)
    assert distribution.quantile(0.05) == pytest.approx(1e7 * np.exp(-0.5 - 1.6448536), rel=1e-4)


def test_the_chance_ahead_counts_from_what_is_there_so_far() -> None:
    alone, after = forecast(LISTINGS, 3.0), forecast(LISTINGS, 3.0, so_far=10)
    assert after.at_least(13) == alone.at_least(3)
    assert after.quantile(0.3) == alone.quantile(0.3) + 10
    assert after.at_most(9) == 0.0


@pytest.mark.parametrize("periods", [[], [Period(1.0, 7)], [Period(1.0, 7), Period(0.0, 0)]])
def test_too_few_periods_are_an_answer(periods: list[Period]) -> None:
    answer = forecast_flow(periods, 3.0)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "forecast.too_few"
    assert "too few periods" in str(answer)


@pytest.mark.parametrize(
    ("periods", "ahead", "sigma", "code"),
    [
        ([Period(1.0, -1)], 1.0, None, "forecast.period"),
        ([Period(0.0, 1)], 1.0, None, "forecast.period"),
        ([Period(float("nan"), 1)], 1.0, None, "forecast.period"),
        (LISTINGS, -1.0, None, "forecast.ahead"),
        (LISTINGS, 1.0, -0.5, "forecast.sigma"),
    ],
)
def test_a_wrong_series_is_its_makers_mistake(
    periods: list[Period], ahead: float, sigma: float | None, code: str
) -> None:
    with pytest.raises(OptionError) as raised:
        forecast_flow(periods, ahead, sigma=sigma)
    assert raised.value.code == code


def test_three_years_leave_the_prior_of_a_shock_as_it_is() -> None:
    assert mean_sigma(LISTINGS, 3.0) == pytest.approx(np.sqrt(2 / np.pi), abs=0.01)


def test_a_long_steady_series_learns_a_small_shock_and_one_of_booms_a_great_one() -> None:
    steady = [Period(1.0, 1000 + (-1) ** i * 20) for i in range(40)]
    booms = [Period(1.0, 300 if i // 3 % 2 else 30) for i in range(42)]
    assert mean_sigma(steady, 3.0) < 0.1
    assert mean_sigma(booms, 3.0) > 0.7


def test_the_stretches_learned_from_are_as_long_as_the_time_ahead() -> None:
    # What swings from year to year is even over two years.
    swings = [Period(1.0, 150 if i % 2 else 50) for i in range(20)]
    assert mean_sigma(swings, 2.0) < 0.2 < mean_sigma(swings, 1.0)
