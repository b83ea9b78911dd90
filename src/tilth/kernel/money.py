"""Money is a whole number of a currency's smallest units, so adding it up never loses a fen.

What is finer than that (a price per base, a share, a factor) is a ``Fraction`` or a ``Decimal`` until it becomes
money in :func:`round_to_minor`, the one place that rounds. The policy of a rounding has a name, which whoever
rounds stores with the result. Amounts of different currencies never meet: exchange is a posting with a rate and a
source, not arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tilth.kernel.errors import OptionError

__all__ = ["MINOR_UNITS", "Money", "Rounding", "round_to_minor", "total"]

_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
        CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
        JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
        NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
        SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
}

MINOR_UNITS: dict[str, int] = {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
"""How many decimal digits a currency's smallest unit has, by its code: the minor units of ISO 4217, for currencies
in circulation.
"""

_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")


class Rounding(StrEnum):
    """How an exact amount becomes a whole number of minor units; the name is what is stored with the result.

    ``half_even`` takes the nearest and on a tie the even one, ``half_up`` the nearest and on a tie the one further
    from zero, ``down`` the one towards zero.
    """

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` smallest units (fen, cents, whole yen) of ``currency``, an ISO 4217 code.

    Raises OptionError where ``minor`` is no whole number or the currency is not in :data:`MINOR_UNITS`.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise OptionError(
                "money.minor",
                f"Money is a whole number of minor units, not {self.minor!r}.",
                mend="Use Money.of for a decimal text, or round_to_minor for an exact amount.",
            )
        _digits(self.currency)

    @classmethod
    def of(cls, text: str, currency: str) -> Money:
        """The amount that a plain decimal text spells in major units: ``Money.of("12.50", "CNY")``.

        Raises OptionError where the text is no such number, or is finer than the currency's smallest unit.
        """
        digits = _digits(currency)
        if not _PLAIN.fullmatch(text):
            raise OptionError(
                "money.text", f"{text!r} is no plain decimal number.", mend="Write digits such as 1234.50."
            )
        scaled = Fraction(text) * 10**digits
        if scaled.denominator != 1:
            raise OptionError(
                "money.text",
                f"{text} is finer than the smallest unit of {currency}.",
                mend=f"Give at most {digits} digits after the point, or round with a named policy.",
            )
        return cls(scaled.numerator, currency)

    def __str__(self) -> str:
        """``CNY 1,234.50``: the same in English and in Chinese."""
        digits = _digits(self.currency)
        whole, rest = divmod(abs(self.minor), 10**digits)
        sign = "-" if self.minor < 0 else ""
        point = f".{rest:0{digits}d}" if digits else ""
        return f"{self.currency} {sign}{whole:,}{point}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise OptionError(
                "money.count",
                f"Money is multiplied by a whole number, not by {count!r}.",
                mend="Multiply as_fraction() and round once with round_to_minor.",
            )
        return Money(self.minor * count, self.currency)

    __rmul__ = __mul__

    def as_fraction(self) -> Fraction:
        """The exact amount in major units (yuan, dollars)."""
        return Fraction(self.minor, 10 ** _digits(self.currency))

    def allocate(self, weights: Sequence[int | Fraction | Decimal]) -> tuple[Money, ...]:
        """The amount divided in proportion to ``weights``, one share for each, adding up to it exactly.

        By largest remainder (Hamilton's method): each share is its quota towards zero, and what is left goes, unit
        by unit, to the largest remainders, the earlier first where two are equal. A negative amount is divided as
        its opposite. Raises OptionError where a weight is negative or all are zero.
        """
        exact = [_exact(weight) for weight in weights]
        whole = sum(exact, Fraction(0))
        if whole <= 0 or min(exact) < 0:
            raise OptionError(
                "money.weights",
                "The weights of an allocation must not be negative, and one must be above zero.",
                mend="Give weights such as 1, 1, 2.",
            )
        quotas = [abs(self.minor) * weight / whole for weight in exact]
        shares = [int(quota) for quota in quotas]
        left = abs(self.minor) - sum(shares)
        order = sorted(range(len(quotas)), key=lambda at: shares[at] - quotas[at])
        for at in order[:left]:
            shares[at] += 1
        sign = -1 if self.minor < 0 else 1
        return tuple(Money(sign * share, self.currency) for share in shares)

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise OptionError("money.kind", f"{other!r} is not money.", mend="Give an amount of money.")
        if other.currency != self.currency:
            raise OptionError(
                "money.currency",
                f"{self} and {other} are of different currencies.",
                mend="Exchange one of them first, with a rate and its source.",
                data={"currency": self.currency, "other": other.currency},
            )
        return other.minor


def round_to_minor(amount: Fraction | Decimal | int, currency: str, policy: Rounding) -> Money:
    """``amount`` in major units as money, rounded by ``policy``.

    Raises OptionError where the currency is unknown or the amount is a float, infinite or not a number.
    """
    scaled = _exact(amount) * 10 ** _digits(currency)
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest
    if policy is Rounding.DOWN or twice < scaled.denominator:
        away = False
    elif twice == scaled.denominator and policy is Rounding.HALF_EVEN:
        away = whole % 2 == 1
    else:
        away = True
    minor = whole + away
    return Money(-minor if scaled < 0 else minor, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts that are all of ``currency``; zero where there are none.

    Raises OptionError at the first of another currency.
    """
    return sum(amounts, Money(0, currency))


def _digits(currency: str) -> int:
    digits = MINOR_UNITS.get(currency)
    if digits is None:
        raise OptionError(
            "money.unknown-currency",
            f"{currency!r} is no currency that Tilth knows.",
            mend="Use the ISO 4217 code of a currency in circulation, such as CNY.",
            data={"currency": currency},
        )
    return digits


def _exact(amount: Fraction | Decimal | int) -> Fraction:
    """The number without loss. A float is refused: it is not the amount that its author wrote."""
    finite = amount.is_finite() if isinstance(amount, Decimal) else isinstance(amount, Fraction | int)
    if not finite:
        raise OptionError(
            "money.amount",
            f"{amount!r} is no exact amount.",
            mend="Give a whole number, a Fraction or a finite Decimal.",
        )
    return Fraction(amount)
