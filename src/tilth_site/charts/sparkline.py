"""A sparkline: how a value went, in the height of a line of text.

After E. Tufte, *Beautiful Evidence* (2006). The scale is the values' own range, so it shows shape and not size;
the table holds the figures.
"""

from __future__ import annotations

from collections.abc import Sequence

from tilth_site.charts.figure import Figure, canvas, draw, length, plain, serialise

__all__ = ["sparkline"]

_WIDTH, _HEIGHT, _MARGIN = 128.0, 28.0, 4.0


def sparkline(
    key: str, title: str, description: str, points: Sequence[tuple[str, float]], columns: tuple[str, str]
) -> Figure:
    """A line through ``(label, value)`` in the order given, evenly spaced, with a dot on the last.

    ``columns`` heads the table. One point is a dot; none is an empty drawing.
    """
    root = canvas(key, title, description, _WIDTH, _HEIGHT)
    values = [value for _, value in points]
    if values:
        low, span = min(values), (max(values) - min(values)) or 1.0
        flat = max(values) == low
        step = (_WIDTH - 2 * _MARGIN) / max(len(values) - 1, 1)
        rise = _HEIGHT - 2 * _MARGIN
        places = [
            (_MARGIN + at * step, _HEIGHT / 2 if flat else _HEIGHT - _MARGIN - rise * (value - low) / span)
            for at, value in enumerate(values)
        ]
        if len(places) > 1:
            draw(root, "polyline", "line", points=" ".join(f"{length(x)},{length(y)}" for x, y in places))
        x, y = places[-1]
        draw(root, "circle", "dot", cx=x, cy=y, r=3)
    return Figure(
        "sparkline", title, serialise(root), columns, tuple((label, plain(value)) for label, value in points)
    )
