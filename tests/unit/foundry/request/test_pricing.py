from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from tilth.foundry.request.price_file import default_price_list, parse_price_list, read_price_list
from tilth.foundry.request.pricing import (
    Build,
    CustomerClass,
    Item,
    Line,
    PriceList,
    Step,
    price,
    quantities_of,
    total_of,
)
from tilth.kernel.errors import FileError, OptionError
from tilth.kernel.money import Money, Rounding
from tilth.kernel.refusal import Refused

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "prices" / "PRICES.toml"

LIST = PriceList(
    "Test",
    "1",
    "CNY",
    date(2026, 1, 1),
    Rounding.HALF_UP,
    (CustomerClass("full", "Full", Fraction(1)), CustomerClass("part", "Part", Fraction("0.85"))),
    (
        Item("setup", "Set-up", (Step(1, Fraction(800)),)),
        Item("base", "Base", (Step(1, Fraction("0.45")), Step(1000, Fraction("0.333"))), Fraction(100)),
    ),
)


def priced(quantities: dict[str, int], customer_class: str = "full") -> tuple[Line, ...]:
    lines = price(quantities, LIST, customer_class)
    assert not isinstance(lines, Refused)
    return lines


def test_a_line_is_quantity_times_price_in_the_order_of_the_list() -> None:
    assert priced({"base": 500, "setup": 1}) == (
        Line("setup", "Set-up", 1, Money(80000, "CNY"), Money(80000, "CNY"), Rounding.HALF_UP),
        Line("base", "Base", 500, Money(45, "CNY"), Money(22500, "CNY"), Rounding.HALF_UP),
    )


@pytest.mark.parametrize(("quantity", "amount"), [(999, 44955), (1000, 33300), (1001, 33333), (3000, 99900)])
def test_the_price_of_the_step_reached_holds_for_the_whole_quantity(quantity: int, amount: int) -> None:
    assert priced({"base": quantity})[0].amount == Money(amount, "CNY")


def test_the_class_factor_is_applied_exactly_and_the_amount_rounded_once() -> None:
    (line,) = priced({"base": 777}, "part")  # 777 x 0.3825 = 297.2025, not 777 x 0.38
    assert line.unit_price == Money(38, "CNY")
    assert line.amount == Money(29720, "CNY")


@pytest.mark.parametrize(("policy", "minor"), [(Rounding.HALF_UP, 28447), (Rounding.DOWN, 28446)])
def test_the_lists_policy_rounds_the_amount_and_the_line_keeps_its_name(policy: Rounding, minor: int) -> None:
    lines = price({"base": 1005}, replace(LIST, rounding=policy), "part")  # 1005 x 0.333 x 0.85 = 284.46525
    assert not isinstance(lines, Refused)
    assert (lines[0].amount, lines[0].rounding) == (Money(minor, "CNY"), policy)


def test_an_order_below_the_minimum_costs_the_minimum_and_says_so() -> None:
    (line,) = priced({"base": 10}, "part")
    assert line.amount == Money(8500, "CNY")
    assert line.what == "Base (minimum charge)"
    (line,) = priced({"base": 223})
    assert line.what == "Base"
    assert line.amount == Money(10035, "CNY")


def test_nought_of_an_item_is_no_line() -> None:
    assert [line.key for line in priced({"setup": 1, "base": 0, "unheard-of": 0})] == ["setup"]


def test_the_total_adds_up_the_lines() -> None:
    assert total_of(priced({"setup": 2, "base": 500}), LIST) == Money(182500, "CNY")
    assert total_of((), LIST) == Money(0, "CNY")


def test_an_unknown_class_and_every_unknown_item_are_refused_together() -> None:
    refused = price({"setup": 1, "gold": 2, "myrrh": 1}, LIST, "friends")
    assert isinstance(refused, Refused)
    assert [(reason.code, reason.where) for reason in refused.reasons] == [
        ("price.unknown-class", "customer_class"),
        ("price.unknown-item", "gold"),
        ("price.unknown-item", "myrrh"),
    ]
    assert refused.reasons[0].message == "The price list Test 1 has no customer class friends."
    assert refused.reasons[0].advice == "Choose one of full, part."


def test_a_negative_quantity_is_the_callers_mistake() -> None:
    with pytest.raises(OptionError) as raised:
        price({"setup": -1}, LIST, "full")
    assert raised.value.code == "price.quantity"


def test_the_quantities_of_a_request_follow_from_its_constructs_and_colonies() -> None:
    assert quantities_of([Build(48, 4), Build(2, 8)], 1200) == {
        "setup": 1,
        "synthesis": 1200,
        "assembly": 50,
        "transformation": 50,
        "picking": 208,
        "sequencing": 208,
        "storage": 50,
        "shipping": 1,
    }


@pytest.mark.parametrize(("builds", "bases"), [([Build(-1, 4)], 0), ([Build(1, -4)], 0), ([], -1)])
def test_negative_numbers_of_work_are_refused(builds: list[Build], bases: int) -> None:
    with pytest.raises(OptionError):
        quantities_of(builds, bases)


def test_lines_go_through_json_and_back() -> None:
    lines = priced({"setup": 1, "base": 10})
    assert msgspec.convert(msgspec.to_builtins(lines), tuple[Line, ...]) == lines


def test_the_default_list_prices_everything_a_request_needs_for_every_class() -> None:
    prices = default_price_list()
    assert [one.key for one in prices.classes] == ["internal", "academic", "incubated", "industry"]
    totals = []
    for customer in prices.classes:
        lines = price(quantities_of([Build(48, 4)], 1234), prices, customer.key)
        assert not isinstance(lines, Refused)
        assert len(lines) == 8
        totals.append(total_of(lines, prices).minor)
    assert totals == sorted(totals)
    assert totals[-1] == 1_749_600  # CNY 17,496.00, added up by hand


def test_the_example_is_the_default_list() -> None:
    assert read_price_list(EXAMPLE) == default_price_list()
    shipped = Path(__file__).resolve().parents[4] / "src/tilth/foundry/request/default_prices.toml"
    assert EXAMPLE.read_text("utf-8") == shipped.read_text("utf-8")


GOOD = """name = "Test"
version = "1"
currency = "CNY"
valid_from = 2026-01-01
# price = "a comment"
[[class]]
key = "full"
what = "Full"
factor = "1"

[[item]]
key = "setup"
what = "Set-up"
price = "800"

[[item]]
key = "base"
what = "Base"
steps = [
    { from = 1, price = "0.45" },
    { from = 1000, price = "0.333" },
]
"""


def test_a_list_is_read_exactly() -> None:
    prices = parse_price_list(GOOD, file="p.toml")
    assert prices.edition == "Test 1"
    assert prices.rounding is Rounding.HALF_UP
    assert prices.items[1].steps == (Step(1, Fraction(45, 100)), Step(1000, Fraction(333, 1000)))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"CNY"', '"RMB"', 3, "'RMB' is no currency"),
        ('"CNY"', "7", 3, "currency: expected `str`, got `int`"),
        ("2026-01-01", "2026", 4, "valid_from"),
        ('version = "1"\n', "", None, "missing required field `version`"),
        ('version = "1"', 'version = "1"\nround = "up"', 3, "unknown field `round`"),
        ('version = "1"', 'version = "1"\nrounding = "up"', 3, "rounding: invalid enum value 'up'"),
        ('factor = "1"', "factor = 0.85", 9, "class 1, factor: expected `str`, got `float`"),
        ('factor = "1"', 'factor = "-1"', 9, "not spelt as it must be"),
        ('price = "800"', "", 11, "item 1, price: an item has either a price or steps"),
        ('price = "800"', 'prize = "800"', 14, "unknown field `prize`"),
        ('key = "setup"', 'key = "Set up"', 12, "item 1, key"),
        ('key = "base"', 'key = "setup"', 17, "the key 'setup' was used before"),
        ("from = 1,", "from = 2,", 20, "the first step is not from 1"),
        ("from = 1000,", "from = 1,", 21, "item 2, steps 2, from: the steps do not ascend"),
        ('price = "0.333"', "price = 0.333", 21, "item 2, steps 2, price: expected `str`, got `float`"),
        ("from = 1,", "from = 0,", 20, "expected `int` >= 1"),
        ('what = "Base"', "what = Base", 18, "not TOML"),
    ],
)
def test_what_is_wrong_with_a_list_is_named_with_its_line(old: str, new: str, line: int | None, says: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(FileError) as raised:
        parse_price_list(GOOD.replace(old, new), file="p.toml")
    assert says in raised.value.message
    assert (raised.value.file, raised.value.line) == ("p.toml", line)
    assert raised.value.mend.endswith(".")


def test_a_list_without_items_is_refused() -> None:
    with pytest.raises(FileError, match="missing required field `item`"):
        parse_price_list(GOOD[: GOOD.index("[[item]]")], file="p.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"absent\.toml"):
        read_price_list(tmp_path / "absent.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('name = "Müller"'.encode("latin-1"))
    with pytest.raises(FileError, match="not UTF-8"):
        read_price_list(latin)
