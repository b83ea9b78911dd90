"""A price list as a file: TOML, with prices as decimal texts, because the number 0.1 is not what its author wrote.

``examples/prices/PRICES.toml`` shows every entry. Whatever is wrong with a file is one FileError that names the
entry and its line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from importlib import resources
from itertools import pairwise
from typing import Annotated

import msgspec

from tilth.foundry.request.pricing import CustomerClass, Item, PriceList, Step
from tilth.kernel.files import read_text
from tilth.kernel.money import MINOR_UNITS, Rounding
from tilth.kernel.toml_file import TomlFile

__all__ = ["default_price_list", "parse_price_list", "read_price_list"]

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]*$")]
_Decimal = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")]


class _Step(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    least: Annotated[int, msgspec.Meta(ge=1)] = msgspec.field(name="from")
    price: _Decimal


class _Item(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    key: _Key
    what: _Text
    price: _Decimal | None = None
    steps: tuple[_Step, ...] = ()
    minimum: _Decimal = "0"


class _Class(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    key: _Key
    what: _Text
    factor: _Decimal


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Text
    version: _Text
    currency: _Text
    valid_from: date
    classes: Annotated[tuple[_Class, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="class")
    items: Annotated[tuple[_Item, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="item")
    rounding: Rounding = Rounding.HALF_UP


_PRICES = TomlFile(
    "prices",
    "The price list",
    "See examples/prices/PRICES.toml for what may stand there.",
    {
        "currency": "Use the ISO 4217 code of a currency in circulation, such as CNY.",
        "factor": 'Write a decimal in quotes, such as "0.85".',
        "from": "Write a whole number from 1.",
        "key": "Use lower-case letters, digits, - and _, a letter first, and each key once.",
        "minimum": 'Write a decimal in quotes, such as "300.00".',
        "price": 'Write a decimal in quotes, such as "12.50".',
        "rounding": "Use half_even, half_up or down.",
        "valid_from": "Write a date such as 2026-01-01.",
    },
)


def read_price_list(path: str | os.PathLike[str]) -> PriceList:
    """The list in the file ``path``. Raises FileError where it cannot be read."""
    text = read_text(path, code="prices")
    return parse_price_list(text, file=str(path))


def default_price_list() -> PriceList:
    """An example list made for Tilth, in CNY: plausible figures, no provider's prices."""
    file = resources.files("tilth.foundry.request").joinpath("default_prices.toml")
    return parse_price_list(file.read_text("utf-8"), file="default_prices.toml")


def parse_price_list(text: str, *, file: str) -> PriceList:
    """The list that ``text`` spells. Raises FileError, with the line, at the first thing that is wrong."""
    raw = _PRICES.read(text, _File, file=file)
    for path, explanation in _contradictions(raw):
        raise _PRICES.fault(text, path, explanation, file=file)
    return PriceList(
        raw.name,
        raw.version,
        raw.currency,
        raw.valid_from,
        raw.rounding,
        tuple(CustomerClass(one.key, one.what, Fraction(one.factor)) for one in raw.classes),
        tuple(Item(one.key, one.what, _steps(one), Fraction(one.minimum)) for one in raw.items),
    )


def _steps(item: _Item) -> tuple[Step, ...]:
    if item.price is not None:
        return (Step(1, Fraction(item.price)),)
    return tuple(Step(step.least, Fraction(step.price)) for step in item.steps)


def _contradictions(raw: _File) -> Iterator[tuple[str, str]]:
    """What the types cannot say: each as the path of the entry and what is wrong with it."""
    if raw.currency not in MINOR_UNITS:
        yield "currency", f"{raw.currency!r} is no currency that Tilth knows"
    for name, keys in (("class", [one.key for one in raw.classes]), ("item", [one.key for one in raw.items])):
        for at, key in enumerate(keys):
            if key in keys[:at]:
                yield f"{name}[{at}].key", f"the key {key!r} was used before"
    for at, item in enumerate(raw.items):
        if (item.price is None) == (not item.steps):
            yield f"item[{at}].price", "an item has either a price or steps"
        if item.steps and item.steps[0].least != 1:
            yield f"item[{at}].steps[0].from", "the first step is not from 1"
        for step, (low, high) in enumerate(pairwise(item.steps), 1):
            if low.least >= high.least:
                yield f"item[{at}].steps[{step}].from", "the steps do not ascend"
