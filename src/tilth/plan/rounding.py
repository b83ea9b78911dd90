"""How numbers of a figure are rounded: half to even, to a grain, however many digits the number has."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

__all__ = ["rounded"]

_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN)
"""Wide enough for every float: a quantum that needs more digits than the context has is an error in decimal."""


def rounded(value: Decimal | float, grain: Decimal) -> Decimal:
    """``value``, which is finite, to the decimals of ``grain`` (``Decimal("0.0001")``)."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(grain, context=_WIDE)
