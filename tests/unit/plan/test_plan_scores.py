"""A frozen forecast is scored by what was published, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from plan_examples import END, START, TODAY, row, startups
from tilth.plan.figures import Chance, Outlook
from tilth.plan.ledger import Ledger
from tilth.plan.model import Direction, Target
from tilth.plan.report import figure
from tilth.plan.scores import crps_of_quantiles, score_outlook

LEVELS = [Decimal(percent) / 100 for percent in range(1, 100)]
TARGET = Target(Decimal(3), END, upper=Decimal(5))


def certain(value: int) -> tuple[tuple[Decimal, Decimal], ...]:
    """The quantiles of the certainty that it is ``value``."""
    return tuple((level, Decimal(value)) for level in LEVELS)


OUTLOOK = Outlook(
    model="flow/1", deadline=END, chances=(Chance(Decimal(3), Decimal("0.8")), Chance(Decimal(5), Decimal("0.3"))),
    median=Decimal(4), half=(Decimal(3), Decimal(5)), ninety=(Decimal(2), Decimal(8)),
    quantiles=tuple((level, Decimal(round(float(level) * 10))) for level in LEVELS),
    settings=(), climate=certain(4),
)  # fmt: skip


@pytest.mark.parametrize("outcome", [2, 4, 7])
def test_the_score_of_a_certainty_is_how_far_it_was_off(outcome: int):
    assert crps_of_quantiles(certain(4), Decimal(outcome)) == pytest.approx(abs(outcome - 4))


def test_the_brier_score_of_each_bound_is_the_squared_distance_of_its_chance():
    assert score_outlook(OUTLOOK, TARGET, Decimal(4)).brier == pytest.approx(((0.8 - 1) ** 2, 0.3**2))
    assert score_outlook(OUTLOOK, TARGET, Decimal(6)).brier == pytest.approx(((0.8 - 1) ** 2, (0.3 - 1) ** 2))


def test_a_bound_to_stay_below_is_reached_from_above():
    below = replace(TARGET, upper=None, direction=Direction.AT_MOST)
    one = replace(OUTLOOK, chances=OUTLOOK.chances[:1])
    assert score_outlook(one, below, Decimal(2)).brier == pytest.approx(((0.8 - 1) ** 2,))


@pytest.mark.parametrize(("outcome", "half", "ninety"), [(4, True, True), (2, False, True), (9, False, False)])
def test_it_is_said_which_interval_held_the_outcome(outcome: int, half: bool, ninety: bool):
    scored = score_outlook(OUTLOOK, TARGET, Decimal(outcome))
    assert (scored.inside_half, scored.inside_ninety) == (half, ninety)


def test_climatology_is_scored_beside_it_where_it_was_frozen():
    assert score_outlook(OUTLOOK, TARGET, Decimal(6)).climatology == pytest.approx(2)
    assert score_outlook(replace(OUTLOOK, climate=()), TARGET, Decimal(6)).climatology is None


def test_the_transform_is_the_level_at_which_the_outcome_lies():
    assert score_outlook(OUTLOOK, TARGET, Decimal(-1)).pit == 0
    assert score_outlook(OUTLOOK, TARGET, Decimal(5)).pit == pytest.approx(0.5, abs=0.06)
    assert score_outlook(OUTLOOK, TARGET, Decimal(99)).pit == pytest.approx(0.99)


def test_the_outlook_of_a_figure_is_scored_when_its_day_has_come():
    rows = [row(f"firm {day}", START + timedelta(days=30 * day)) for day in range(20)]
    indicator = startups(target=Target(Decimal(22), END))
    outlook = figure(indicator, Ledger.of(rows), TODAY).outlook
    assert outlook is not None
    assert indicator.target is not None
    near, far = (score_outlook(outlook, indicator.target, Decimal(outcome)) for outcome in (25, 90))
    assert near.inside_ninety
    assert near.crps < far.crps
