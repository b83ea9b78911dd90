"""The laws and their scores against scoringrules and scipy."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from scipy import stats

from tilth.plan.forecast import Discrete, negative_binomial
from tilth.plan.forecast.counts import Counts
from tilth.plan.forecast.levels import StudentT
from tilth.plan.forecast.ratios import Beta

SHAPES = (0.5, 1.0, 3.5, 28.5, 120.5)
CHANCES = (0.02, 0.25, 0.5, 0.9, 0.999)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("chance", CHANCES)
def test_the_negative_binomial_law_is_that_of_scipy(shape: float, chance: float) -> None:
    law = stats.nbinom(shape, chance)
    for n in (0, 1, 2, 7, 30, 200, 5000):
        assert negative_binomial.cdf(n, shape, chance) == pytest.approx(law.cdf(n), abs=1e-9)
        assert negative_binomial.pmf(n, shape, chance) == pytest.approx(law.pmf(n), abs=1e-9)
    for level in (0.05, 0.5, 0.95):
        assert negative_binomial.quantile(level, shape, chance) == law.ppf(level)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("chance", CHANCES)
def test_its_score_is_that_of_scoringrules(shape: float, chance: float) -> None:
    for outcome in (0, 1, 5, 40, 700):
        expected = float(scoringrules.crps_negbinom(outcome, shape, prob=chance))
        if np.isfinite(expected):
            assert negative_binomial.crps(outcome, shape, chance) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        else:
            assert shape > 100, "scoringrules itself overflows for great shapes only"


@pytest.mark.parametrize(("shape", "chance"), [(300.5, 0.3), (1e5, 0.9), (2.5, 0.001)])
def test_its_score_is_the_sum_where_the_usual_formula_overflows(shape: float, chance: float) -> None:
    law = stats.nbinom(shape, chance)
    n = np.arange(law.ppf(1 - 1e-13) + 1)
    for outcome in (0, int(law.mean()), int(1.5 * law.mean())):
        expected = float(((law.cdf(n) - (n >= outcome)) ** 2).sum()) + max(0.0, outcome - n[-1] - 1)
        assert negative_binomial.crps(outcome, shape, chance) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("chance", CHANCES)
def test_the_score_of_a_law_that_is_never_written_out_is_the_same(shape: float, chance: float) -> None:
    law = stats.nbinom(shape, chance)
    counts = Counts(lambda n: np.asarray(law.cdf(n)), law.mean())
    smooth = Counts(
        lambda n: np.array([negative_binomial.cdf(each, shape, chance) for each in n]),
        shape * (1 - chance) / chance,
    )
    assert [counts.quantile(q) for q in (0.05, 0.5, 0.95)] == [law.ppf(q) for q in (0.05, 0.5, 0.95)]
    for outcome in (0, 1, 5, 40, 700):
        expected = negative_binomial.crps(outcome, shape, chance)
        assert smooth.crps(outcome) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("df", [2.0, 3.0, 7.0, 30.0])
def test_the_score_of_students_law_is_that_of_scoringrules(df: float) -> None:
    law = StudentT(3.0, 1.7, df)
    for outcome in (-20.0, 2.0, 3.0, 9.5):
        expected = float(scoringrules.crps_t(outcome, df, 3.0, 1.7))
        assert law.crps(outcome) == pytest.approx(expected, rel=1e-9)
        assert law.cdf(outcome) == pytest.approx(float(stats.t(df, 3.0, 1.7).cdf(outcome)))
    logarithmic = StudentT(3.0, 1.7, df, log=True)
    assert logarithmic.crps(np.exp(2.0)) == pytest.approx(law.crps(2.0))


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (15.5, 85.5), (2.0, 1.0)])
def test_the_score_of_a_share_is_that_of_scoringrules(a: float, b: float) -> None:
    for outcome in (0.0, 0.1, 0.5, 0.99):
        assert Beta(a, b).crps(outcome) == pytest.approx(float(scoringrules.crps_beta(outcome, a, b)), rel=1e-8)


def test_the_score_of_a_written_law_is_that_of_an_ensemble_with_its_masses() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    law = Discrete(values, np.array([0.1, 0.4, 0.3, 0.2]))
    ensemble = np.repeat(values, [1, 4, 3, 2])
    for outcome in (0.0, 2.0, 3.0, 12.0):
        assert law.crps(outcome) == pytest.approx(float(scoringrules.crps_ensemble(outcome, ensemble)))
