"""What a request costs: quantities times a price list, for a class of customer.

A price list states full prices, and for each class of customer a factor on them. An item's price may fall with the
quantity ordered. The price of the step that the quantity reaches then holds for the whole quantity (an all-units
discount), so ordering up to the next step can cost less than staying just under it. Every figure is an exact
fraction until a line's amount is rounded, once, by the list's named policy, which the line keeps.

How a list is written: :mod:`tilth.foundry.request.price_file`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tilth.kernel.errors import OptionError
from tilth.kernel.money import Money, Rounding, round_to_minor, total
from tilth.kernel.refusal import Reason, Refused

__all__ = ["Build", "CustomerClass", "Item", "Line", "PriceList", "Step", "price", "quantities_of", "total_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement of work: ``quantity`` of the item ``key``, at ``amount`` for all of it.

    ``amount`` is what is owed, rounded once by ``rounding`` from the exact price. ``unit_price`` is for the eye:
    where the exact price of one is finer than the currency's smallest unit, quantity times unit price is not the
    amount.
    """

    key: str
    what: str
    quantity: int
    unit_price: Money
    amount: Money
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class CustomerClass:
    """A class of customer, who pays ``factor`` times the list's prices."""

    key: str
    what: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """The ``price`` of one, in major units, for orders of at least ``least``."""

    least: int
    price: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is sold, by number. ``steps`` ascend and the first is from 1. An order of any number costs at
    least ``minimum``, in major units, before the class's factor.
    """

    key: str
    what: str
    steps: tuple[Step, ...]
    minimum: Fraction = Fraction(0)

    def exact_unit_price(self, quantity: int) -> Fraction:
        """The price of one, in major units, in an order of ``quantity``, at least 1."""
        return next(step.price for step in reversed(self.steps) if step.least <= quantity)


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices in one ``currency`` from the day ``valid_from`` on, until a later version. Every line's amount is
    rounded by ``rounding``.
    """

    name: str
    version: str
    currency: str
    valid_from: date
    rounding: Rounding
    classes: tuple[CustomerClass, ...]
    items: tuple[Item, ...]

    @property
    def edition(self) -> str:
        """Name and version, as a statement of work cites them."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Build:
    """``constructs`` to build, with ``colonies`` to pick and sequence of each."""

    constructs: int
    colonies: int


def quantities_of(builds: Iterable[Build], bases_to_synthesise: int) -> dict[str, int]:
    """What a biofoundry does for these builds, as a number for each item of the default price list.

    One set-up and one shipment for a request; a reaction, a transformation and a year of storage for a construct;
    picking and sequencing for a colony; synthesis for a base of the parts that are not in stock. Raises
    OptionError where a number is negative.
    """
    constructs = colonies = 0
    for build in builds:
        if build.constructs < 0 or build.colonies < 0:
            raise _negative("constructs and colonies", min(build.constructs, build.colonies))
        constructs += build.constructs
        colonies += build.constructs * build.colonies
    if bases_to_synthesise < 0:
        raise _negative("bases to synthesise", bases_to_synthesise)
    return {
        "setup": 1,
        "synthesis": bases_to_synthesise,
        "assembly": constructs,
        "transformation": constructs,
        "picking": colonies,
        "sequencing": colonies,
        "storage": constructs,
        "shipping": 1,
    }


def price(quantities: Mapping[str, int], price_list: PriceList, customer_class: str) -> tuple[Line, ...] | Refused:
    """A line for every quantity above nought, in the order of the list; :func:`total_of` adds them up.

    A line's amount is ``factor x max(quantity x price of its step, minimum)``, rounded once. Refused, with every
    reason, where the list does not have the class or an item. Raises OptionError where a quantity is negative.
    """
    for key, quantity in quantities.items():
        if quantity < 0:
            raise _negative(f"quantity of {key}", quantity)
    items = {item.key: item for item in price_list.items}
    chosen = next((found for found in price_list.classes if found.key == customer_class), None)
    reasons = [_unknown_item(key, price_list) for key in quantities if quantities[key] and key not in items]
    if chosen is None:
        reasons.insert(0, _unknown_class(customer_class, price_list))
    if chosen is None or reasons:
        return Refused(tuple(reasons))
    ordered = ((item, quantities.get(item.key, 0)) for item in price_list.items)
    return tuple(_line(item, quantity, chosen, price_list) for item, quantity in ordered if quantity)


def total_of(lines: Iterable[Line], price_list: PriceList) -> Money:
    """The sum of the lines' amounts. Raises OptionError where one is not in the list's currency."""
    return total((line.amount for line in lines), price_list.currency)


def _line(item: Item, quantity: int, customer: CustomerClass, prices: PriceList) -> Line:
    unit = item.exact_unit_price(quantity)
    listed = quantity * unit
    what = item.what if listed >= item.minimum else f"{item.what} (minimum charge)"
    return Line(
        item.key,
        what,
        quantity,
        round_to_minor(customer.factor * unit, prices.currency, prices.rounding),
        round_to_minor(customer.factor * max(listed, item.minimum), prices.currency, prices.rounding),
        prices.rounding,
    )


def _unknown_class(key: str, prices: PriceList) -> Reason:
    return Reason(
        "price.unknown-class",
        "The price list {list} has no customer class {name}.",
        "Choose one of {known}.",
        "customer_class",
        {"list": prices.edition, "name": key, "known": ", ".join(found.key for found in prices.classes)},
    )


def _unknown_item(key: str, prices: PriceList) -> Reason:
    return Reason(
        "price.unknown-item",
        "The price list {list} has no item {name}.",
        "Add {name} to the price list, or quote that work by hand.",
        key,
        {"list": prices.edition, "name": key},
    )


def _negative(what: str, number: int) -> OptionError:
    return OptionError(
        "price.quantity",
        f"The number of {what} is {number}.",
        mend="Give a number from 0.",
        data={"number": number},
    )
