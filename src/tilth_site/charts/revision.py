"""A count by quarter under two definitions: as it was made then, and as today's definition makes it of the same
evidence. Both are steps on one scale, the later one dashed, so that they are told apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from tilth_site.charts.axes import Scale, draw_values, path, ticks
from tilth_site.charts.figure import Figure, canvas, draw, plain, serialise

__all__ = ["revision"]

_WIDTH, _HEIGHT = 480.0, 200.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 472.0, 12.0, 166.0
_NAMED = 6
"""So many quarters can be named below each other's steps."""

Row = tuple[str, float | None, float | None]


def revision(key: str, title: str, description: str, rows: Sequence[Row], columns: tuple[str, str, str]) -> Figure:
    """``rows`` as (quarter, as made then, as made today), in order; None where there was no number.

    ``columns`` heads the table: the words for the quarter and for both series.
    """
    known = [value for row in rows for value in row[1:] if value is not None]
    named = ticks(min(0.0, *known, 0.0), max(known, default=1.0))
    up = Scale(named[0], named[-1], _BOTTOM, _TOP)
    along = Scale(0.0, float(max(len(rows), 1)), _LEFT, _RIGHT)
    root = canvas(key, title, description, _WIDTH, _HEIGHT)
    draw_values(root, up, named, _LEFT, _RIGHT)
    _name(root, along, rows)
    for kind, side in (("line", 1), ("line-after", 2)):
        for run in _runs(rows, side):
            places = [(along.at(at), up.at(value)) for at, value in run]
            draw(root, "polyline", kind, points=path(places, steps=True))
    cells = tuple((quarter, _cell(then), _cell(today)) for quarter, then, today in rows)
    return Figure("revision", title, serialise(root), columns, cells)


def _runs(rows: Sequence[Row], side: int) -> list[list[tuple[float, float]]]:
    """Stretches without a gap, each value lasting one quarter."""
    runs: list[list[tuple[float, float]]] = [[]]
    for number, row in enumerate(rows):
        value = row[side]
        if isinstance(value, int | float):
            runs[-1] = [*runs[-1][:-1], (number, value), (number + 1, value)]
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _name(root: Element, along: Scale, rows: Sequence[Row]) -> None:
    every = -(-len(rows) // _NAMED) or 1
    for number, (quarter, _, _) in enumerate(rows):
        if number % every == 0:
            draw(root, "text", "tick", quarter, x=along.at(number + 0.5), y=_BOTTOM + 22, text_anchor="middle")


def _cell(value: float | None) -> str:
    return "–" if value is None else plain(value)
