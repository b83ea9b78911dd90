"""Reported levels: drift on the logarithm or plainly, and its uncertainty."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast import Distribution, Reading, forecast_level
from tilth.plan.forecast.levels import StudentT


def forecast(values: list[float], ahead: float, times: list[float] | None = None) -> Distribution:
    at = times or [float(i) for i in range(len(values))]
    answer = forecast_level([Reading(t, value) for t, value in zip(at, values, strict=True)], ahead)
    assert not isinstance(answer, Refused)
    return answer


def test_the_scale_is_that_of_the_drift_method() -> None:
    values = [-1.0, 2.0, 1.0, 5.0, 6.0]
    distribution = forecast(values, 2.0)
    changes = np.diff(values)
    assert distribution == StudentT(
        pytest.approx(6.0 + 2 * changes.mean()),
        pytest.approx(changes.std(ddof=1) * math.sqrt(2 + 2**2 / 4)),
        3.0,
    )


def test_levels_above_zero_are_forecast_in_their_logarithm() -> None:
    values = [250.0, 270.0, 300.0, 310.0, 330.0]
    distribution = forecast(values, 3.0)
    assert distribution.median == pytest.approx(330 * (330 / 250) ** 0.75)
    assert distribution.at_least(0.0) == 1.0
    assert distribution.mean == math.inf
    assert 0.0 < distribution.at_least(410) < 1.0


def test_uneven_gaps_weigh_by_their_length() -> None:
    even = forecast([-1.0, 0.0, 3.0, 2.0, 6.0], 1.0)
    merged = forecast([-1.0, 3.0, 2.0, 6.0], 1.0, [0.0, 2.0, 3.0, 4.0])
    assert isinstance(even, StudentT)
    assert isinstance(merged, StudentT)
    assert merged.location == even.location
    assert merged.scale == pytest.approx(math.sqrt((0.5**2 / 2 + 2.75**2 + 2.25**2) / 2 * (1 + 1 / 4)))


def test_an_exact_drift_and_nothing_ahead_are_certain() -> None:
    assert forecast([0.0, 1.0, 2.0, 3.0], 2.0).interval(0.9) == (5.0, 5.0)
    assert forecast([1.0, 2.0, 4.0, 8.0], 1.0).median == pytest.approx(16.0)
    assert forecast([3.0, 1.0, 4.0, 1.5], 0.0).interval(0.5) == (1.5, 1.5)


def test_three_readings_are_too_few() -> None:
    answer = forecast_level([Reading(2020.0, 1.0), Reading(2021.0, 2.0), Reading(2022.0, 4.0)], 1.0)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "forecast.too_few"
    assert answer.reasons[0].data["need"] == 4


def test_readings_out_of_order_are_a_mistake() -> None:
    with pytest.raises(OptionError):
        forecast_level([Reading(1.0, 1.0), Reading(1.0, 2.0)], 1.0)


@pytest.mark.slow
def test_ninety_per_cent_intervals_hold_ninety_per_cent_of_simulated_walks() -> None:
    generator = np.random.default_rng(11)
    held = 0
    for _ in range(4000):
        changes = generator.normal(0.05, 0.1, 9)
        walk = np.exp(np.concatenate([[5.0], 5.0 + np.cumsum(changes)]))
        low, high = forecast(walk[:7].tolist(), 3.0).interval(0.9)
        held += low <= walk[-1] <= high
    assert 0.885 <= held / 4000 <= 0.915
