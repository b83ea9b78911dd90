"""Shares of a whole, forecast from the counts behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from scipy import stats

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast import Distribution, Share, forecast_share


def forecast(shares: list[Share], ahead: int | None, so_far: Share = Share(0, 0)) -> Distribution:  # noqa: B008
    answer = forecast_share(shares, ahead, so_far=so_far)
    assert not isinstance(answer, Refused)
    return answer


def test_the_units_to_come_are_beta_binomial() -> None:
    distribution = forecast([Share(10, 60), Share(5, 40)], 30)
    law = stats.betabinom(30, 15.5, 85.5)
    for n in range(31):
        assert distribution.at_most(n / 30) == pytest.approx(law.cdf(n), abs=1e-9)
    assert distribution.mean == pytest.approx(law.mean() / 30)


def test_a_whole_of_unknown_size_has_the_share_of_its_rate() -> None:
    unknown = forecast([Share(15, 100)], None)
    great = forecast([Share(15, 100)], 200_000)
    assert unknown.interval(0.9) == pytest.approx(great.interval(0.9), abs=1e-4)
    assert unknown.at_least(0.15) == pytest.approx(float(stats.beta(15.5, 85.5).sf(0.15)))


def test_a_bound_that_is_met_exactly_is_reached() -> None:
    exact = forecast([Share(15, 100)], 0, Share(15, 100))
    assert exact.at_least(Decimal("0.15")) == 1.0
    assert exact.at_least(Decimal("0.150001")) == 0.0


def test_what_is_counted_so_far_is_in_the_share() -> None:
    distribution = forecast([Share(15, 100)], 10, Share(15, 100))
    assert distribution.at_least(Decimal(15) / 110) == pytest.approx(1.0)
    assert distribution.at_most(Decimal(25) / 110) == pytest.approx(1.0)


@pytest.mark.parametrize(("shares", "ahead"), [([], 5), ([Share(0, 0)], None), ([Share(1, 2)], 0)])
def test_no_whole_is_too_little(shares: list[Share], ahead: int | None) -> None:
    answer = forecast_share(shares, ahead)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "forecast.too_few"


def test_a_part_greater_than_its_whole_is_a_mistake() -> None:
    with pytest.raises(OptionError):
        forecast_share([Share(3, 2)], 1)
