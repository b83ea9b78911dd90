from __future__ import annotations

import doctest
import importlib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tilth.kernel.errors import OptionError
from tilth.kernel.money import MINOR_UNITS, Money, Rounding, round_to_minor, total

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "kernel-time-and-money.md"


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "CNY", 1250),
        ("-0.05", "CNY", -5),
        ("+3", "USD", 300),
        ("12.500", "CNY", 1250),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("0", "EUR", 0),
    ],
)
def test_a_decimal_text_becomes_minor_units(text: str, currency: str, minor: int) -> None:
    assert Money.of(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "1,234.50", "12.", ".5", "1e3", "NaN", "¥5", " 5", "٥", "5\n"])
def test_a_text_that_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(OptionError) as raised:
        Money.of(text, "CNY")
    assert raised.value.code == "money.text"


@pytest.mark.parametrize(("text", "currency"), [("0.005", "CNY"), ("1.5", "JPY"), ("1.2345", "KWD")])
def test_an_amount_finer_than_the_smallest_unit_is_refused(text: str, currency: str) -> None:
    with pytest.raises(OptionError, match="finer than the smallest unit"):
        Money.of(text, currency)


@pytest.mark.parametrize("currency", ["RMB", "cny", "", "XAU"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(OptionError) as raised:
        Money(1, currency)
    assert raised.value.code == "money.unknown-currency"


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1), "1"])
def test_minor_units_are_a_whole_number(minor: object) -> None:
    with pytest.raises(OptionError) as raised:
        Money(minor, "CNY")  # type: ignore[arg-type]
    assert raised.value.code == "money.minor"


@pytest.mark.parametrize(
    ("money", "spelt"),
    [
        (Money(123450, "CNY"), "CNY 1,234.50"),
        (Money(-5, "CNY"), "CNY -0.05"),
        (Money(1234567, "JPY"), "JPY 1,234,567"),
        (Money(1, "KWD"), "KWD 0.001"),
        (Money(0, "USD"), "USD 0.00"),
    ],
)
def test_money_is_spelt_with_its_currency_and_thousands(money: Money, spelt: str) -> None:
    assert str(money) == spelt


def test_money_adds_subtracts_negates_and_multiplies() -> None:
    ten, one = Money.of("10.10", "CNY"), Money.of("1.01", "CNY")
    assert ten + one == Money(1111, "CNY")
    assert one - ten == Money(-909, "CNY")
    assert -one == Money(-101, "CNY")
    assert one * 10 == 10 * one == ten
    assert ten.as_fraction() == Fraction(101, 10)


def test_two_currencies_do_not_add_up() -> None:
    for act in (Money.__add__, Money.__sub__):
        with pytest.raises(OptionError) as raised:
            act(Money(1, "CNY"), Money(1, "USD"))
        assert raised.value.data == {"currency": "CNY", "other": "USD"}


@pytest.mark.parametrize("count", [1.5, True, Fraction(1, 2), Decimal(2)])
def test_money_is_multiplied_by_whole_numbers_only(count: object) -> None:
    with pytest.raises(OptionError) as raised:
        Money(1, "CNY") * count  # type: ignore[operator]
    assert raised.value.code == "money.count"


def test_money_and_a_number_do_not_add_up() -> None:
    with pytest.raises(OptionError, match="not money"):
        Money(1, "CNY") + 1  # type: ignore[operator]


@pytest.mark.parametrize(
    ("amount", "half_even", "half_up", "down"),
    [
        ("0.004", 0, 0, 0),
        ("0.005", 0, 1, 0),
        ("0.0051", 1, 1, 0),
        ("0.015", 2, 2, 1),
        ("0.025", 2, 3, 2),
        ("-0.005", 0, -1, 0),
        ("-0.025", -2, -3, -2),
        ("-0.029", -3, -3, -2),
    ],
)
def test_each_policy_rounds_ties_and_the_rest_as_it_says(
    amount: str, half_even: int, half_up: int, down: int
) -> None:
    for policy, minor in zip(Rounding, (half_even, half_up, down), strict=True):
        assert round_to_minor(Fraction(amount), "CNY", policy) == Money(minor, "CNY")
        assert round_to_minor(Decimal(amount), "CNY", policy) == Money(minor, "CNY")


def test_rounding_knows_the_currency() -> None:
    assert round_to_minor(Fraction(5, 2), "JPY", Rounding.HALF_EVEN) == Money(2, "JPY")
    assert round_to_minor(Fraction(1, 3), "KWD", Rounding.DOWN) == Money(333, "KWD")
    assert round_to_minor(7, "CNY", Rounding.DOWN) == Money(700, "CNY")


@pytest.mark.parametrize("amount", [0.1, Decimal("NaN"), Decimal("Infinity"), "1"])
def test_what_is_no_exact_amount_is_not_rounded(amount: object) -> None:
    with pytest.raises(OptionError) as raised:
        round_to_minor(amount, "CNY", Rounding.HALF_UP)  # type: ignore[arg-type]
    assert raised.value.code == "money.amount"


def test_an_allocation_gives_what_is_left_to_the_largest_remainders() -> None:
    shares = Money(100, "CNY").allocate([Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)])
    assert [share.minor for share in shares] == [17, 33, 50]


def test_equal_remainders_go_to_the_earlier() -> None:
    assert [share.minor for share in Money(101, "CNY").allocate([1, 1, 1])] == [34, 34, 33]


def test_a_debt_is_divided_as_its_opposite() -> None:
    gain, debt = Money(101, "CNY").allocate([1, 1, 1]), Money(-101, "CNY").allocate([1, 1, 1])
    assert debt == tuple(-share for share in gain)


def test_a_weight_of_nought_gets_nothing() -> None:
    assert [share.minor for share in Money(5, "CNY").allocate([0, Decimal("0.5"), 0])] == [0, 5, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_weights_that_divide_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(OptionError) as raised:
        Money(1, "CNY").allocate(weights)
    assert raised.value.code == "money.weights"


def test_a_total_is_of_one_currency() -> None:
    assert total([Money(1, "CNY"), Money(2, "CNY")], "CNY") == Money(3, "CNY")
    assert total([], "HKD") == Money(0, "HKD")
    with pytest.raises(OptionError, match="different currencies"):
        total([Money(1, "CNY"), Money(2, "USD")], "CNY")


def test_minor_units_are_those_of_iso_4217() -> None:
    """Every currency whose minor unit is not 2 in the standard's list one, and the ones that Tilth will meet."""
    expected = dict.fromkeys(
        ["CNY", "USD", "EUR", "GBP", "HKD", "MOP", "TWD", "SGD", "CHF", "AUD", "CAD", "INR"], 2
    )
    expected |= dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"], 0)
    expected |= dict.fromkeys(["VND", "VUV", "XAF", "XOF", "XPF"], 0)
    expected |= dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
    assert {code: MINOR_UNITS.get(code) for code in expected} == expected
    assert all(digits == 2 for code, digits in MINOR_UNITS.items() if code not in expected)
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in MINOR_UNITS)


def test_every_example_on_the_reference_page_gives_what_the_page_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 20
    assert result.failed == 0


@pytest.mark.parametrize("module", ["money", "calendars", "ids"])
def test_the_reference_page_speaks_of_every_public_name_of(module: str) -> None:
    page = PAGE.read_text("utf-8")
    names = importlib.import_module(f"tilth.kernel.{module}").__all__
    assert f"`tilth.kernel.{module}`" in page
    assert [name for name in names if name not in page] == []
