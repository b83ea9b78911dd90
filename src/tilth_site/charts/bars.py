"""A bar chart of a few named amounts, drawn as rows so that long names in any script have room."""

from __future__ import annotations

from collections.abc import Sequence

from tilth_site.charts.figure import Figure, canvas, draw, length, plain, serialise

__all__ = ["bars"]

_WIDTH, _ROW = 360.0, 28.0
_NAMES, _FIGURES = 110.0, 50.0


def bars(
    key: str,
    title: str,
    description: str,
    amounts: Sequence[tuple[str, float]],
    columns: tuple[str, str],
) -> Figure:
    """One row for each ``(name, amount)``, in the order given; amounts are at least zero.

    ``columns`` heads the table: the word for the names, and the word (with its unit) for the amounts.
    """
    room = _WIDTH - _NAMES - _FIGURES
    largest = max((amount for _, amount in amounts), default=0.0) or 1.0
    root = canvas(key, title, description, _WIDTH, max(len(amounts), 1) * _ROW)
    for row, (name, amount) in enumerate(amounts):
        middle = row * _ROW + _ROW / 2
        wide = room * amount / largest
        draw(root, "text", "text", name, x=_NAMES - 8, y=middle + 4, text_anchor="end")
        draw(root, "rect", "bar", x=_NAMES, y=middle - 7, width=wide, height=14, rx=2)
        draw(root, "text", "text-soft", plain(amount), x=_NAMES + wide + 6, y=middle + 4)
    height = length(max(len(amounts), 1) * _ROW)
    draw(root, "line", "axis", x1=_NAMES, x2=_NAMES, y1="0", y2=height)
    return Figure(
        "bars", title, serialise(root), columns, tuple((name, plain(amount)) for name, amount in amounts)
    )
