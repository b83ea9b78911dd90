"""A plate with its wells where they are, each with a mark and a shade: what is in it, and how full it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from tilth_site.charts.figure import Figure, canvas, draw, length, serialise

__all__ = ["Well", "plate"]

_SHADES = 5
_PITCH = {12: 30.0, 24: 20.0, 48: 12.0}
_LEFT, _TOP = 26.0, 22.0


@dataclass(frozen=True, slots=True)
class Well:
    """What is shown of a well: its ``kind`` (a class of colour), a ``mark`` of one letter or sign so that colour
    says nothing alone (empty: none), ``level`` from 0 to 1, how strongly it is shaded, and ``hint``, all of it in
    words. ``row`` is what the table says of it, under the columns after the first.
    """

    kind: str
    mark: str
    level: float
    hint: str
    row: tuple[str, ...]


def plate(
    key: str,
    title: str,
    description: str,
    names: Sequence[Sequence[str]],
    wells: Mapping[str, Well],
    columns: tuple[str, ...],
) -> Figure:
    """A drawing of ``names``, the wells' names row by row, with ``wells`` marked; ``columns`` heads the table, the
    first for the name of a well.
    """
    across = max(len(row) for row in names)
    pitch = next((size for most, size in _PITCH.items() if across <= most), 8.0)
    root = canvas(key, title, description, _LEFT + pitch * across + 4, _TOP + pitch * len(names) + 4)
    _axes(root, names, pitch)
    for row, listed in enumerate(names):
        for column, name in enumerate(listed):
            x, y = _LEFT + (column + 0.5) * pitch, _TOP + (row + 0.5) * pitch
            _well(root, wells.get(name), x, y, pitch)
    order = [name for listed in names for name in listed if name in wells]
    return Figure("plate", title, serialise(root), columns, tuple((name, *wells[name].row) for name in order))


def _axes(root: Element, names: Sequence[Sequence[str]], pitch: float) -> None:
    """Column numbers and row letters: every one, or every so manieth where wells are small. Of narrow columns
    every other number has the class ``between``: a style sheet leaves it out where the drawing is small.
    """
    every = max(1, round(20 / pitch))
    for column, name in enumerate(names[0]):
        if column % every == 0:
            x = _LEFT + (column + 0.5) * pitch
            kind = "tick chart-between" if every == 1 and pitch < 30 and column % 2 else "tick"
            draw(root, "text", kind, name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), x=x, y=_TOP - 7,
                 text_anchor="middle")  # fmt: skip
    for row, listed in enumerate(names):
        if row % every == 0:
            y = _TOP + (row + 0.5) * pitch + 4
            draw(root, "text", "tick", listed[0].rstrip("0123456789"), x=_LEFT - 7, y=y, text_anchor="end")


def _well(root: Element, well: Well | None, x: float, y: float, pitch: float) -> None:
    radius = 0.42 * pitch
    if well is None:
        draw(root, "circle", "well", cx=x, cy=y, r=radius)
        return
    shade = min(_SHADES, max(1, round(well.level * _SHADES)))
    group = SubElement(root, "g", {"class": f"chart-well-{well.kind}"})
    SubElement(group, "title").text = well.hint
    SubElement(
        group,
        "circle",
        {"class": f"chart-shade-{shade}", "cx": length(x), "cy": length(y), "r": length(radius)},
    )
    if well.mark and pitch >= 15:
        draw(group, "text", "mark", well.mark, x=x, y=y + 4, text_anchor="middle")
