"""A forecast as one line of text: where it is likely to end, beside where it stands and what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tilth.plan.figures import Outlook

__all__ = ["WIDTH", "strip"]

WIDTH = 60


def strip(outlook: Outlook, certain: Decimal | None, width: int = WIDTH) -> tuple[str, str]:
    """Two lines of up to ``width`` characters: the forecast (``─`` 90 %, ``█`` 50 %, ``┃`` median, ``•`` what is
    certain today), and under it a ``^`` with its number at each bound of the target.
    """
    bounds = [chance.bound for chance in outlook.chances]
    points = [*outlook.ninety, *outlook.half, *bounds, *([] if certain is None else [certain])]
    low, high = min(points), max(points)

    def place(value: Decimal) -> int:
        return round((value - low) / (high - low) * (width - 1)) if high > low else 0

    line = [" "] * width
    for (first, last), sign in ((outlook.ninety, "─"), (outlook.half, "█")):
        for at in range(place(first), place(last) + 1):
            line[at] = sign
    if certain is not None:
        line[place(certain)] = "•"
    line[place(outlook.median)] = "┃"
    return "".join(line).rstrip(), _marks({place(bound): f"{bound:f}" for bound in bounds})


def _marks(bounds: Mapping[int, str]) -> str:
    """A ``^`` at each place; its number stands beside it where the next leaves room."""
    line = ""
    for at, number in sorted(bounds.items()):
        line = line[:at].ljust(at) + f"^ {number}"
    return line
