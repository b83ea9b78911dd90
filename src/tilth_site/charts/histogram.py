"""A histogram of equal bins beside the height that all would have if nothing were out of place.

The site draws the probability integral transform of past forecasts with it: of honest forecasts every bin holds
about as many outcomes (A. P. Dawid, "Statistical theory: the prequential approach", *JRSS A* 147, 1984).
"""

from __future__ import annotations

from collections.abc import Sequence

from tilth_site.charts.axes import Scale, draw_values, ticks
from tilth_site.charts.figure import Figure, canvas, draw, plain, serialise

__all__ = ["histogram"]

_WIDTH, _HEIGHT = 480.0, 180.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 472.0, 10.0, 150.0


def histogram(
    key: str,
    title: str,
    description: str,
    amounts: Sequence[float],
    edges: tuple[float, float],
    columns: tuple[str, str],
) -> Figure:
    """One bar for each of ``amounts`` (at least one, none negative), which split ``edges`` evenly between them.

    ``columns`` heads the table: the words for a bin, and for its amount.
    """
    expected = sum(amounts) / len(amounts)
    named = ticks(0.0, max(*amounts, expected, 4.0), 4)
    up = Scale(named[0], named[-1], _BOTTOM, _TOP)
    along = Scale(0.0, float(len(amounts)), _LEFT, _RIGHT)
    limits = Scale(0.0, float(len(amounts)), *edges)
    root = canvas(key, title, description, _WIDTH, _HEIGHT)
    draw_values(root, up, named, _LEFT, _RIGHT)
    rows = []
    for number, amount in enumerate(amounts):
        x, y = along.at(number) + 1, up.at(amount)
        draw(root, "rect", "bar", x=x, y=y, width=along.at(number + 1) - x - 1, height=_BOTTOM - y)
        rows.append((f"{plain(limits.at(number))} – {plain(limits.at(number + 1))}", plain(amount)))
    level = up.at(expected)
    draw(root, "line", "expected", x1=_LEFT, x2=_RIGHT, y1=level, y2=level)
    for edge, anchor, x in ((edges[0], "start", _LEFT), (edges[1], "end", _RIGHT)):
        draw(root, "text", "tick", plain(edge), x=x, y=_BOTTOM + 22, text_anchor=anchor)
    return Figure("histogram", title, serialise(root), columns, tuple(rows))
