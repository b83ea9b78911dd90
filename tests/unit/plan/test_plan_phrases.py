"""Figures and rules in words: numbers as people write them, and no certainty that is not there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plan_examples import startups
from tilth.plan.figures import Attainment, Figure
from tilth.plan.model import (
    Condition,
    Counted,
    Definition,
    Direction,
    Indicator,
    Kind,
    Measure,
    Operator,
    Rule,
    Target,
    Words,
)
from tilth.plan.phrases import amount, counted, number, percent, rule_lines, wanted

DAY = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("value", "said"), [("12000", "12,000"), ("0.150", "0.15"), ("-3", "-3"), ("100", "100"), ("1E+2", "100")]
)
def test_a_number_has_its_thousands_apart_and_no_empty_decimals(value, said) -> None:
    assert number(Decimal(value)) == said


def test_a_ratio_is_said_in_percent() -> None:
    assert amount(Decimal("0.107692"), Kind.RATIO) == "10.77 %"
    assert amount(Decimal("0.15"), Kind.LEVEL) == "0.15"


@pytest.mark.parametrize(
    ("probability", "said"),
    [("0", "0 %"), ("0.0001", "less than 1 %"), ("0.8211", "82 %"), ("0.9999", "more than 99 %"), ("1", "100 %")],
)
def test_only_what_is_certain_is_said_to_be(probability, said) -> None:
    assert percent(Decimal(probability)) == said


def figure(low, certain, high, kind=Kind.COUNT) -> Figure:
    numbers = [None if each is None else Decimal(each) for each in (low, certain, high)]
    return Figure("x", kind, DAY, 1, *numbers, rows=0, digest="", attainment=Attainment.OPEN)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((37, 37, 37), "37"), ((36, 37, 41), "37 (36 to 41)"), ((410, None, 420), "410 to 420"),
     ((None, None, None), "–"), ((0, 0, 0), "0")],
)  # fmt: skip
def test_a_figure_is_said_with_its_interval(numbers, said) -> None:
    assert counted(figure(*numbers)) == said


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(Decimal(50), DAY), "at least 50"),
        (Target(Decimal(3), DAY, Decimal(5)), "3 to 5"),
        (Target(Decimal(5), DAY, direction=Direction.AT_MOST), "at most 5"),
        (Target(Decimal(3), DAY, Decimal(5), Direction.AT_MOST), "5 to 3, the less the better"),
    ],
)
def test_bounds_are_said_as_a_plan_says_them(target, said) -> None:
    assert wanted(target, Kind.COUNT) == said


def test_every_demand_of_a_rule_is_a_sentence() -> None:
    where = tuple(
        Condition("staff", operator, () if operator is Operator.PRESENT else ("1",)) for operator in Operator
    )
    rule = Rule(("firm.seen",), ("firm.gone",), ("pudong",), where, date(2023, 9, 26))
    for measure, counts, lines in (
        (Measure.STOCK, Counted.ENTITIES, 9),
        (Measure.FLOW, Counted.ENTITIES, 9),
        (Measure.FLOW, Counted.EVENTS, 9),
    ):
        indicator = Indicator("x", Words("X"), Kind.COUNT, Words("x"), "office", measure, counts)
        said = rule_lines(indicator, Definition(1, Words("It"), DAY, rule))
        assert len(said) == lines
        assert not any("{" in line for line in said)


def test_a_definition_in_words_alone_says_that_there_is_no_rule() -> None:
    (said,) = rule_lines(startups(), Definition(1, Words("It"), DAY))
    assert "no rule" in said
