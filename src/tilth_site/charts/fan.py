"""A fan chart: how a figure went, and in which bands the days ahead may bring it.

After the Bank of England's fan charts (E. Britton, P. Fisher and J. Whitley, *Quarterly Bulletin*, February 1998).
The forecast is for one day, the deadline, so the bands are drawn straight from the last value known to what is
expected then; the drawing's table says so by having no rows between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element

from tilth_site.charts.axes import Scale, days, draw_days, draw_values, path, ticks
from tilth_site.charts.figure import Figure, canvas, draw, plain, serialise

__all__ = ["Ahead", "fan"]

_WIDTH, _HEIGHT = 480.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 472.0, 12.0, 206.0

Bounds = Sequence[tuple[str, float]]
Points = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is expected for ``on``: the median, and the central intervals that hold it with 50 % and 90 %."""

    on: date
    median: float
    half: tuple[float, float]
    ninety: tuple[float, float]


def fan(
    key: str,
    title: str,
    description: str,
    *,
    history: Points,
    ahead: Ahead | None,
    bounds: Bounds,
    steps: bool,
    words: Mapping[str, str],
    breaks: Sequence[date] = (),
) -> Figure:
    """``history`` as (day, value) in order, at least one; ``bounds`` as (words, value), drawn as lines across.

    With ``steps`` a value holds until the next one (a count); without, points are joined (a measured level), but
    not across a day of ``breaks``, from which on the series is made in another way.
    ``words`` holds the reader's words for ``day``, ``value``, ``half`` and ``ninety``.
    """
    values, first, last = _range(history, ahead, bounds)
    named = ticks(min(0.0, *values), max(values))
    up = Scale(named[0], named[-1], _BOTTOM, _TOP)
    along = Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), _LEFT, _RIGHT)
    root = canvas(key, title, description, _WIDTH, _HEIGHT)
    draw_values(root, up, named, _LEFT, _RIGHT)
    draw_days(root, along, days(first, last), _BOTTOM)
    if ahead is not None:
        _bands(root, along, up, history[-1], ahead)
    _bounds(root, up, bounds)
    for day in breaks:
        x = along.at(day.toordinal())
        draw(root, "line", "deadline", x1=x, x2=x, y1=_TOP, y2=_BOTTOM)
    for run in _runs(history, breaks):
        places = [(along.at(day.toordinal()), up.at(value)) for day, value in run]
        draw(root, "polyline", "line", points=path(places, steps=steps))
        draw(root, "circle", "dot", cx=places[-1][0], cy=places[-1][1], r=3.5)
    return _figure(title, root, history, ahead, words)


def _range(history: Points, ahead: Ahead | None, bounds: Bounds) -> tuple[list[float], date, date]:
    """Every value that must have room, and the first and last day."""
    values = [*(value for _, value in history), *(bound for _, bound in bounds)]
    if ahead is None:
        return values, history[0][0], history[-1][0]
    return [*values, *ahead.ninety], history[0][0], max(ahead.on, history[-1][0])


def _bounds(root: Element, up: Scale, bounds: Bounds) -> None:
    """A line for each bound; of two, the words of the lower stand below it, so that they never meet."""
    lowest = min((bound for _, bound in bounds), default=0.0)
    for name, bound in bounds:
        y = up.at(bound)
        draw(root, "line", "bound", x1=_LEFT, x2=_RIGHT, y1=y, y2=y)
        below = len(bounds) > 1 and bound == lowest
        draw(root, "text", "tick", name, x=_LEFT + 4, y=y + 16 if below else y - 5)


def _runs(history: Points, breaks: Sequence[date]) -> list[list[tuple[date, float]]]:
    """Stretches of ``history`` with no break inside."""
    runs = [[history[0]]]
    for before, point in pairwise(history):
        if any(before[0] < day <= point[0] for day in breaks):
            runs.append([])
        runs[-1].append(point)
    return runs


def _bands(root: Element, along: Scale, up: Scale, now: tuple[date, float], ahead: Ahead) -> None:
    x, end, y = along.at(now[0].toordinal()), along.at(ahead.on.toordinal()), up.at(now[1])
    for kind, (low, high) in (("ninety", ahead.ninety), ("half", ahead.half)):
        draw(root, "polygon", kind, points=path([(x, y), (end, up.at(high)), (end, up.at(low))]))
    draw(root, "polyline", "median", points=path([(x, y), (end, up.at(ahead.median))]))
    draw(root, "line", "deadline", x1=end, x2=end, y1=_TOP, y2=_BOTTOM)


def _figure(title: str, root: Element, history: Points, ahead: Ahead | None, words: Mapping[str, str]) -> Figure:
    columns = (words["day"], words["value"], words["half"], words["ninety"])
    rows: list[tuple[str, ...]] = [(day.isoformat(), plain(value), "–", "–") for day, value in history]
    if ahead is not None:
        spans = (f"{plain(low)} – {plain(high)}" for low, high in (ahead.half, ahead.ninety))
        rows.append((ahead.on.isoformat(), plain(ahead.median), *spans))
    return Figure("fan", title, serialise(root), columns, tuple(rows))
