"""Scales of a chart with axes: where a value or a day lies in the drawing, and which round values are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10
from xml.etree.ElementTree import Element

from tilth_site.charts.figure import draw, length, plain

__all__ = ["Scale", "days", "draw_days", "draw_values", "path", "ticks"]

_STEPS = (1.0, 2.0, 5.0, 10.0)
_YEARS = 9
"""So many years can be named beside each other; of more, every second is, or every fourth."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: the value ``low`` lies at ``start`` user units, ``high`` at ``end``; ``low`` < ``high``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where ``value`` lies."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


def ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """At most ``most`` + 1 round values, evenly spaced, from at or below ``low`` to at or above ``high``.

    Steps are 1, 2 or 5 times a power of ten (P. Heckbert, "Nice numbers for graph labels", *Graphics Gems*, 1990).
    """
    # A span that floats can hardly tell from none is drawn as if it were one that they can.
    span = (high - low) or abs(high) or 1.0
    span = max(span, 1e-9 * max(abs(low), abs(high)), 1e-9)
    power = 10.0 ** floor(log10(span / most))
    step = next(
        size * power
        for size in (*_STEPS, 20.0)
        if ceil(high / (size * power)) - floor(low / (size * power)) <= most
    )
    first, last = floor(low / step), ceil(high / step)
    return tuple(number * step for number in range(first, max(last, first + 1) + 1))


def days(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Days to name between ``first`` and ``last``: each new year where two or more begin, else each quarter."""
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    inside = [day for day in years if first <= day <= last]
    if len(inside) >= 2:
        step = 1 << max(0, ceil(len(inside) / _YEARS) - 1)
        return tuple((day, str(day.year)) for day in inside[::step])
    quarters = [date(year.year, month, 1) for year in years for month in (1, 4, 7, 10)]
    return tuple((day, f"{day:%Y-%m}") for day in quarters if first <= day <= last)


def draw_values(root: Element, scale: Scale, named: Iterable[float], left: float, right: float) -> None:
    """A faint line across the drawing at each value of ``named``, with the value beside it."""
    for value in named:
        y = scale.at(value)
        draw(root, "line", "grid", x1=left, x2=right, y1=y, y2=y)
        draw(root, "text", "tick", plain(value), x=left - 6, y=y + 4, text_anchor="end")


def draw_days(root: Element, scale: Scale, named: Iterable[tuple[date, str]], bottom: float) -> None:
    """A mark and its words below the drawing for each (day, words) of ``named``."""
    for day, words in named:
        x = scale.at(day.toordinal())
        draw(root, "line", "axis", x1=x, x2=x, y1=bottom, y2=bottom + 4)
        draw(root, "text", "tick", words, x=x, y=bottom + 22, text_anchor="middle")


def path(points: Iterable[tuple[float, float]], *, steps: bool = False) -> str:
    """The ``points`` attribute of a line through (x, y); with ``steps`` a value holds until the next begins."""
    return " ".join(f"{length(x)},{length(y)}" for x, y in (_steps(points) if steps else points))


def _steps(points: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    given = list(points)
    yield from given[:1]
    for (_, before), (x, after) in pairwise(given):
        yield from ((x, before), (x, after))
