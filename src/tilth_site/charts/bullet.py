"""A bullet bar: one value against the bounds it must reach.

After S. Few, *Bullet Graph Design Specification* (2006): a bar for the value, a mark for each bound, on a common
scale. The span between a lower and an upper bound is a band. Words stand beside the drawing, not in it, so that it
can shrink to a phone's width.
"""

from __future__ import annotations

from collections.abc import Mapping

from tilth_site.charts.figure import Figure, canvas, draw, plain, serialise

__all__ = ["bullet"]

_WIDTH, _HEIGHT = 200.0, 20.0


def bullet(
    key: str,
    title: str,
    description: str,
    *,
    value: float | None,
    lower: float,
    upper: float | None,
    words: Mapping[str, str],
) -> Figure:
    """``value`` (None: not measured) against ``lower`` and, where there is one, ``upper``. All are at least zero.

    ``words`` holds the reader's words for ``value``, ``lower``, ``upper`` and ``unknown``. The scale runs from
    zero to a quarter above the largest of the three.
    """
    top = max(value or 0.0, lower, upper or 0.0, 1e-9) * 1.25
    root = canvas(key, title, description, _WIDTH, _HEIGHT)
    draw(root, "rect", "track", x=0, y=4, width=_WIDTH, height=12, rx=2)
    if upper is not None:
        start, end = _WIDTH * lower / top, _WIDTH * upper / top
        draw(root, "rect", "band", x=start, y=4, width=end - start, height=12)
    if value is not None:
        draw(root, "rect", "value", x=0, y=7, width=_WIDTH * value / top, height=6, rx=1)
    for bound in (lower,) if upper is None else (lower, upper):
        at = _WIDTH * bound / top
        draw(root, "line", "bound", x1=at, x2=at, y1=1, y2=19)
    figures = {"value": value, "lower": lower, "upper": upper}
    shown = {name: words["unknown"] if figure is None else plain(figure) for name, figure in figures.items()}
    if upper is None:
        del shown["upper"]
    return Figure("bullet", title, serialise(root), tuple(words[name] for name in shown), (tuple(shown.values()),))
