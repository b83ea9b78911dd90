"""A bullet bar: one value, with what is uncertain about it, against the bounds it must reach.

After S. Few, *Bullet Graph Design Specification* (2006): a bar for the value, a mark for each bound, on a common
scale. The span between a lower and an upper bound is a band. Where the value is only known to lie in an interval,
the bar is full up to the interval's low end and faint from there to its high end, with a tick at the value itself.
Words stand beside the drawing, not in it, so that it can shrink to a phone's width.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from tilth_site.charts.axes import Scale
from tilth_site.charts.figure import Figure, canvas, draw, plain, serialise

__all__ = ["bullet"]

_WIDTH, _HEIGHT = 200.0, 20.0


def bullet(
    key: str,
    title: str,
    description: str,
    *,
    value: float | None,
    lower: float | None,
    upper: float | None,
    words: Mapping[str, str],
    interval: tuple[float, float] | None = None,
) -> Figure:
    """``value`` (None: not measured), which lies within ``interval``, against ``lower`` and ``upper`` (None: there
    is no such bound).

    ``words`` holds the reader's words for ``value``, ``lower``, ``upper`` and ``unknown``, and for ``low`` and
    ``high`` where there is an interval. The scale runs from zero, or from the smallest of them where that is
    negative, to a quarter above the largest.
    """
    given = [each for each in (value, lower, upper, *(interval or ())) if each is not None]
    across = Scale(min(0.0, *given, 0.0) * 1.25, max(*given, 1e-9, 1e-9) * 1.25, 0.0, _WIDTH)
    root = canvas(key, title, description, _WIDTH, _HEIGHT)
    draw(root, "rect", "track", x=0, y=4, width=_WIDTH, height=12, rx=2)
    if lower is not None and upper is not None:
        _span(root, "band", across, lower, upper, y=4, height=12)
    if value is not None:
        low, high = interval or (value, value)
        _span(root, "value", across, 0.0, low, y=7, height=6)
        if high > low:
            _span(root, "doubt", across, low, high, y=7, height=6)
            draw(root, "line", "tick-mark", x1=across.at(value), x2=across.at(value), y1=5, y2=15)
    for bound in (lower, upper):
        if bound is not None:
            draw(root, "line", "bound", x1=across.at(bound), x2=across.at(bound), y1=1, y2=19)
    figures = {"value": value}
    if interval is not None:
        figures |= {"low": interval[0], "high": interval[1]}
    figures |= {name: bound for name, bound in (("lower", lower), ("upper", upper)) if bound is not None}
    shown = {name: words["unknown"] if figure is None else plain(figure) for name, figure in figures.items()}
    return Figure("bullet", title, serialise(root), tuple(words[name] for name in shown), (tuple(shown.values()),))


def _span(root: Element, kind: str, across: Scale, start: float, end: float, y: float, height: float) -> None:
    """A bar from ``start`` to ``end``, whichever lies first."""
    x, far = sorted((across.at(start), across.at(end)))
    draw(root, "rect", kind, x=x, y=y, width=far - x, height=height)
