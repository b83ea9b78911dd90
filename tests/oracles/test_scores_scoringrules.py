"""The score of frozen quantiles is the one that scoringrules gives."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
import scoringrules

from tilth.plan.scores import crps_of_quantiles

LEVELS = [Decimal(percent) / 100 for percent in range(1, 100)]


@pytest.mark.parametrize("outcome", [-3.0, 0.0, 4.0, 11.0, 80.0])
def test_the_score_from_quantiles_equals_that_of_scoringrules(outcome: float) -> None:
    drawn = np.sort(np.random.default_rng(7).gamma(2.0, 5.0, len(LEVELS)).round(3))
    quantiles = [(level, Decimal(str(value))) for level, value in zip(LEVELS, drawn, strict=True)]
    theirs = scoringrules.crps_quantile(outcome, drawn, np.array([float(level) for level in LEVELS]))
    assert crps_of_quantiles(quantiles, Decimal(str(outcome))) == pytest.approx(float(theirs), rel=1e-9)
