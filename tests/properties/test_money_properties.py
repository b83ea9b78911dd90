from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tilth.kernel.money import MINOR_UNITS, Money, Rounding, round_to_minor, total

CURRENCIES = st.sampled_from(sorted(MINOR_UNITS))
MINORS = st.integers(-(10**18), 10**18)
MONEY = st.builds(Money, MINORS, CURRENCIES)
DECIMAL_ROUNDING = {
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.DOWN: ROUND_DOWN,
}


@given(MONEY)
def test_the_spelling_reads_back(money: Money) -> None:
    currency, text = str(money).split(" ")
    assert Money.of(text.replace(",", ""), currency) == money


@given(MONEY, st.sampled_from(Rounding))
def test_what_is_exact_is_not_moved_by_any_rounding(money: Money, policy: Rounding) -> None:
    assert round_to_minor(money.as_fraction(), money.currency, policy) == money


@given(st.decimals(-(10**9), 10**9, places=5), st.sampled_from(Rounding))
def test_rounding_is_that_of_the_decimal_module(amount: Decimal, policy: Rounding) -> None:
    expected = amount.quantize(Decimal("0.01"), rounding=DECIMAL_ROUNDING[policy])
    assert round_to_minor(amount, "CNY", policy).as_fraction() == Fraction(expected)


@given(st.fractions(), CURRENCIES)
def test_rounding_moves_at_most_half_a_unit_to_the_nearest_and_less_than_one_down(
    amount: Fraction, currency: str
) -> None:
    unit = Fraction(1, 10 ** MINOR_UNITS[currency])
    for policy in (Rounding.HALF_EVEN, Rounding.HALF_UP):
        assert abs(round_to_minor(amount, currency, policy).as_fraction() - amount) <= unit / 2
    down = round_to_minor(amount, currency, Rounding.DOWN).as_fraction()
    assert abs(amount) - unit < abs(down) <= abs(amount)


@given(MONEY, st.lists(st.fractions(0, 1000), min_size=1, max_size=20).filter(any))
def test_an_allocation_adds_up_and_each_share_is_within_a_unit_of_its_quota(
    money: Money, weights: list[Fraction]
) -> None:
    shares = money.allocate(weights)
    assert total(shares, money.currency) == money
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor - money.minor * weight / sum(weights)) < 1


@given(MINORS, MINORS, MINORS)
def test_adding_is_exact_and_in_any_order(a: int, b: int, c: int) -> None:
    x, y, z = (Money(minor, "CNY") for minor in (a, b, c))
    assert (x + y) + z == x + (y + z) == total([z, y, x], "CNY")
    assert x - y == -(y - x)
