"""Scores, climatology, the back-test, and what would close the gap."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth.plan.forecast import (
    Backtest,
    Discrete,
    Period,
    Reading,
    acceptance,
    backtest_flow,
    backtest_level,
    chances_if,
    climatology,
    effects,
    forecast_flow,
    score,
)

DIE = Discrete(np.arange(1.0, 7.0), np.full(6, 1 / 6))
YEARS = [Period(1.0, count) for count in (5, 8, 3, 9, 12, 4, 6, 10, 7, 7, 14)]


def backtest_of(periods: list[Period], horizon: int, bounds: tuple[int, ...] = ()) -> Backtest:
    answer = backtest_flow(periods, horizon, bounds)
    assert isinstance(answer, Backtest)
    return answer


def test_a_dice_throw_is_scored_by_hand() -> None:
    scored = score(DIE, 5, (Decimal(3), Decimal(6)))
    assert scored.crps == pytest.approx(((1 + 4 + 9 + 16) + 1) / 36)
    assert scored.brier == (pytest.approx((4 / 6 - 1) ** 2), pytest.approx((1 / 6) ** 2))
    assert scored.pit == pytest.approx((4 / 6 + 5 / 6) / 2)
    assert (scored.inside_50, scored.inside_90) == (True, True)


def test_a_bound_to_be_reached_from_above_is_scored_so() -> None:
    assert score(DIE, 2, (2,), at_most=True).brier == (pytest.approx((1 - 2 / 6) ** 2),)


def test_inside_is_what_the_interval_holds() -> None:
    forecast = forecast_flow(YEARS, 2.0)
    assert not isinstance(forecast, Refused)
    half, most = forecast.interval(0.5), forecast.interval(0.9)
    for outcome in range(80):
        scored = score(forecast, outcome)
        assert scored.inside_50 == (half[0] <= outcome <= half[1])
        assert scored.inside_90 == (most[0] <= outcome <= most[1])


def test_climatology_gives_each_past_total_a_count_and_all_the_rest_half_of_one() -> None:
    usual = climatology([2, 4, 4])
    assert usual.masses.sum() == pytest.approx(1.0)
    assert usual.at_least(4) - usual.at_least(5) == pytest.approx((2 + 0.05) / 3.5)
    assert usual.at_least(9) == pytest.approx(0.05 / 3.5)
    assert usual.at_least(10) == 0.0
    with pytest.raises(OptionError):
        climatology([])


def test_every_origin_sees_only_what_was_known() -> None:
    backtest = backtest_of(YEARS, 3, (20,))
    assert [trial.origin for trial in backtest.trials] == list(range(2, 9))
    changed = backtest_of([*YEARS[:5], Period(1.0, 500), *YEARS[6:]], 3, (20,))
    for before, after in zip(backtest.trials, changed.trials, strict=True):
        if before.origin <= 5:
            assert (before.low, before.median, before.high) == (after.low, after.median, after.high)
    assert backtest.trials[0].outcome == 3 + 9 + 12


def test_the_summary_is_the_mean_of_the_trials() -> None:
    backtest = backtest_of(YEARS, 1, (8, 12))
    assert backtest.n == 9
    assert not backtest.overlapping
    assert backtest_of(YEARS, 2).overlapping
    assert backtest.crps == pytest.approx(np.mean([trial.score.crps for trial in backtest.trials]))
    assert backtest.skill == pytest.approx(1 - backtest.crps / backtest.climatology_crps)
    assert len(backtest.brier) == len(backtest.climatology_brier) == 2
    assert sum(backtest.pit_histogram) == 9
    assert 0.0 <= backtest.coverage_50 <= backtest.coverage_90 <= 1.0


def test_earlier_totals_are_scaled_to_the_time_ahead() -> None:
    halves = backtest_of([Period(1.0, 10), Period(1.0, 10), Period(0.5, 5), Period(0.5, 5)], 1)
    assert all(trial.climatology.crps < 1.0 for trial in halves.trials)


def test_levels_are_tried_with_four_readings_behind_them() -> None:
    values = (150.0, 165.0, 180.0, 190.0, 220.0, 240.0, 270.0, 300.0, 330.0)
    answer = backtest_level([Reading(2015.0 + i, value) for i, value in enumerate(values)], 1, (200,))
    assert isinstance(answer, Backtest)
    assert [trial.origin for trial in answer.trials] == [4, 5, 6, 7, 8]
    assert [trial.outcome for trial in answer.trials] == list(values[4:])
    assert all(trial.low < trial.median < trial.high for trial in answer.trials)


def test_levels_around_zero_are_tried_plainly() -> None:
    values = (0.0, -2.0, 3.0, 1.0, 2.0, -4.0, 0.0, 1.0)
    answer = backtest_level([Reading(float(i), value) for i, value in enumerate(values)], 2, (-5, 0))
    assert isinstance(answer, Backtest)
    assert answer.n == 3


def test_too_short_a_series_cannot_be_tried() -> None:
    for answer in (backtest_flow(YEARS[:4], 3), backtest_level([Reading(1.0, 2.0)], 1)):
        assert isinstance(answer, Refused)
        assert answer.reasons[0].code == "forecast.too_few"
    with pytest.raises(OptionError):
        backtest_flow(YEARS, 0)


def test_a_unit_more_raises_the_chance_by_so_much() -> None:
    before, after = DIE.at_least(4), DIE.at_least(3)
    assert chances_if(DIE, 1, (4,)) == (after,)
    (effect,) = effects(DIE, 1, 0.75, (Decimal(4),))
    assert effect.expected == pytest.approx(0.75 * (after - before))
    assert chances_if(DIE, 1, (4,), at_most=True) == (DIE.at_most(3),)


def test_acceptance_is_judged_by_earlier_decisions() -> None:
    assert acceptance(0, 0) == 0.5
    assert acceptance(9, 0) == pytest.approx(0.95)
    with pytest.raises(OptionError):
        acceptance(-1, 0)
