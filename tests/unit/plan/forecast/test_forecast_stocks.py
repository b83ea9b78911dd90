"""Units to be: those that stay and those that come."""

from __future__ import annotations

import numpy as np
import pytest

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast import Distribution, Period, forecast_stock

ENTRIES = [Period(1.0, 8), Period(1.0, 12), Period(1.0, 17)]


def forecast(units: int, exits: int, unit_years: float, ahead: float, sigma: float | None = 0.0) -> Distribution:
    answer = forecast_stock(units, ENTRIES, exits, unit_years, ahead, sigma=sigma)
    assert not isinstance(answer, Refused)
    return answer


def simulated(units: int, exits: int, unit_years: float, ahead: float, sigma: float) -> np.ndarray:
    """The stock drawn unit by unit."""
    generator = np.random.default_rng(3)
    draws = 40_000
    leaving = generator.gamma(0.5 + exits, 1.0 / unit_years, draws)
    shock = np.exp(sigma * generator.normal(size=draws) - sigma**2 / 2)
    rates = generator.gamma(37.5, 1.0 / 3.0, draws) * shock
    came = generator.poisson(rates * ahead)
    remained = np.array(
        [
            int((generator.random(n) * ahead < generator.exponential(1.0 / m, n)).sum())
            for n, m in zip(came.tolist(), leaving.tolist(), strict=True)
        ]
    )
    return generator.binomial(units, np.exp(-leaving * ahead)) + remained


@pytest.mark.parametrize("sigma", [0.0, 0.8])
@pytest.mark.parametrize(("exits", "unit_years"), [(0, 60.0), (6, 40.0)])
def test_it_is_what_units_do_that_come_and_leave_one_by_one(exits: int, unit_years: float, sigma: float) -> None:
    distribution = forecast(37, exits, unit_years, 2.25, sigma)
    drawn = simulated(37, exits, unit_years, 2.25, sigma)
    for bound in (30, 40, 50, 60, 75):
        assert distribution.at_least(bound) == pytest.approx((drawn >= bound).mean(), abs=0.01)
    assert distribution.mean == pytest.approx(drawn.mean(), rel=0.01)


def test_with_nothing_ahead_the_stock_is_what_it_is() -> None:
    assert forecast(37, 2, 60.0, 0.0).interval(0.9) == (37.0, 37.0)


def test_more_exits_seen_lower_the_stock() -> None:
    means = [forecast(37, exits, 60.0, 2.0).mean for exits in (0, 2, 10)]
    assert means == sorted(means, reverse=True)


def test_a_great_stock_and_many_exits_work() -> None:
    distribution = forecast(5000, 900, 20_000.0, 1.0)
    assert distribution.at_least(4700) + distribution.at_most(4699) == pytest.approx(1.0)
    assert distribution.mean == pytest.approx(5000 * np.exp(-0.045) + 12.5, rel=0.002)


def test_no_unit_watched_is_too_little() -> None:
    answer = forecast_stock(0, ENTRIES, 0, 0.0, 1.0)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "forecast.too_few"


def test_exits_of_nobody_are_a_mistake() -> None:
    with pytest.raises(OptionError):
        forecast_stock(3, ENTRIES, 1, 0.0, 1.0)
