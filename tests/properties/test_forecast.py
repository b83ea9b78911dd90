"""What holds of every forecast."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilth.kernel.refusal import Refused
from tilth.plan.forecast import Distribution, Period, Reading, Share, forecast_flow, forecast_level, forecast_share
from tilth.plan.forecast.distribution import cut
from tilth.plan.forecast.shock import PRIOR, log_masses

periods = st.lists(st.builds(Period, st.floats(0.1, 5.0), st.integers(0, 2000)), min_size=2, max_size=8)
ahead = st.floats(0.05, 6.0)
shares = st.integers(0, 300).flatmap(lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole)))


def known(answer: Distribution | Refused) -> Distribution:
    assert not isinstance(answer, Refused)
    return answer


@st.composite
def forecasts(draw: st.DrawFn) -> Distribution:
    """A forecast of one of the kinds."""
    if draw(st.booleans()):
        return known(forecast_flow(draw(periods), draw(ahead), so_far=draw(st.integers(0, 50))))
    if draw(st.booleans()):
        return known(forecast_share([Share(1, 3), draw(shares)], draw(st.none() | st.integers(1, 50))))
    values = draw(st.lists(st.floats(-100.0, 100.0), min_size=4, max_size=9))
    return known(forecast_level([Reading(float(i), value) for i, value in enumerate(values)], draw(ahead)))


@settings(max_examples=60, deadline=None)
@given(forecasts(), st.lists(st.floats(-50.0, 3000.0), min_size=2, max_size=5))
def test_a_higher_bound_is_never_likelier_reached(distribution: Distribution, bounds: list[float]) -> None:
    chances = [distribution.at_least(bound) for bound in sorted(bounds)]
    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(chances))


@settings(max_examples=60, deadline=None)
@given(forecasts(), st.floats(0.01, 0.99))
def test_a_quantile_is_the_least_value_that_reaches_its_level(distribution: Distribution, level: float) -> None:
    value = distribution.quantile(level)
    assert distribution.at_most(value) >= level - 1e-6
    assert 1.0 - distribution.at_least(value) <= level + 1e-6


@settings(max_examples=40, deadline=None)
@given(periods, ahead, st.integers(0, 1000), st.integers(0, 3000))
def test_what_is_there_so_far_shifts_the_forecast(
    series: list[Period], years: float, so_far: int, bound: int
) -> None:
    alone = known(forecast_flow(series, years))
    after = known(forecast_flow(series, years, so_far=so_far))
    assert after.at_least(bound + so_far) == alone.at_least(bound)
    assert after.mean == pytest.approx(alone.mean + so_far)


@settings(max_examples=40, deadline=None)
@given(periods, ahead, st.floats(0.1, 5.0), st.integers(1, 3000), st.floats(0.0, 2.0))
def test_time_without_events_lowers_the_forecast(
    series: list[Period], years: float, empty: float, bound: int, sigma: float
) -> None:
    before = known(forecast_flow(series, years, sigma=sigma))
    after = known(forecast_flow([*series, Period(empty, 0)], years, sigma=sigma))
    assert after.mean < before.mean
    assert after.at_least(bound) <= before.at_least(bound) + 1e-7


@settings(max_examples=40, deadline=None)
@given(periods, ahead, st.integers(0, 3000))
def test_a_score_is_least_where_the_forecast_lies(series: list[Period], years: float, outcome: int) -> None:
    distribution = known(forecast_flow(series, years))
    score = distribution.crps(outcome)
    assert score >= -1e-9
    assert distribution.crps(int(distribution.median)) <= score + 1e-4 * (1.0 + score)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 500), st.floats(0.5, 500.0), st.floats(0.05, 10.0))
def test_the_masses_under_a_shock_are_the_steps_of_its_distribution(n: int, shape: float, scale: float) -> None:
    from tilth.plan.forecast.shock import at_most, fixed

    masses = np.exp(log_masses(PRIOR.sigmas, n, shape, scale))
    for sigma, mass in zip(PRIOR.sigmas.tolist(), masses.tolist(), strict=True):
        steps = at_most(fixed(sigma), np.array([max(0.0, n - 1.0), float(n)]), shape, scale)
        assert mass == pytest.approx(steps[1] - (steps[0] if n else 0.0), abs=3e-7)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=50).filter(lambda masses: sum(masses) > 0.1))
def test_the_masses_of_a_written_law_sum_to_one(masses: list[float]) -> None:
    weights = np.asarray(masses) / sum(masses)
    law = cut(np.arange(len(masses), dtype=np.float64), weights)
    assert law.masses.sum() == pytest.approx(1.0)
    assert law.mean == pytest.approx(float(np.arange(len(masses)) @ weights), abs=1e-8)


@given(
    st.lists(st.integers(0, 30), min_size=2, max_size=6),
    st.integers(0, 40),
    st.lists(st.floats(0.001, 0.999), min_size=1, max_size=12).map(sorted),
)
@settings(deadline=None, max_examples=40)
def test_quantiles_asked_for_together_are_those_asked_for_one_by_one(
    counts: list[int], so_far: int, levels: list[float]
):
    made = forecast_flow([Period(1.0, count) for count in counts], 1.5, so_far=so_far)
    assert not isinstance(made, Refused)
    assert made.quantiles(levels) == [made.quantile(level) for level in levels]
