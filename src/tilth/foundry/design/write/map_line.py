"""A linear molecule as a line: its parts on it, forward features above, reverse ones below, names slanting away.

Lengths are in pixels of a picture 720 wide; the line runs at height 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from tilth.foundry.design.annotation import is_part_feature
from tilth.foundry.design.write.map_layout import (
    Arc,
    Content,
    Drawing,
    code_of,
    lanes,
    most_important,
    spread,
    tick_step,
)
from tilth.kernel.lettering import escape, fitted, width_of

__all__ = ["draw_line"]

_WIDE, _LEFT, _RIGHT = 720.0, 36.0, 684.0
_PART_DEPTH = 16.0
_LANE, _LANES_DEPTH = 17.0, 170.0
_TYPE, _COLUMN = 10.5, 14.0
_CODE_COLUMN = 10.5
_LEAST = 2.4
_SLANT = 60
_NAME = 170.0


@dataclass(frozen=True, slots=True)
class _Label:
    """A name away from the line: ``x`` and ``y`` where its line starts, ``side`` -1 above and +1 below."""

    text: str
    hint: str
    x: float
    y: float
    rank: tuple[int, int]
    bold: bool


def draw_line(shown: Content, title: str, subtitle: str, prefix: str) -> Drawing:  # noqa: ARG001
    """The line with everything above and below it. ``prefix`` is for pictures that need ids; this one has none."""
    scale = (_RIGHT - _LEFT) / shown.size
    half = _PART_DEPTH / 2 if shown.parts else 1.0
    drawn, unplaced = _parts(shown, scale)
    drawn += _junctions(shown, scale, half)
    drawn += _axis(shown.size, scale, half)
    names: list[str] = []
    ends: list[float] = []
    unnamed = 0
    for side, start in ((-1, half + (36 if shown.junctions else 8)), (1, half + 26)):
        arcs = [arc for arc in shown.features if (arc.strand < 0) == (side > 0)]
        shapes, labels, depth = _features(arcs, scale, side, start)
        written, reach, missing = _names([*labels, *(unplaced if side < 0 else [])], side, start + depth)
        drawn, names, unnamed = [*drawn, *shapes], [*names, *written], unnamed + missing
        ends.append(reach)
    head = _head(title, subtitle, -ends[0] - 30)
    return Drawing(-ends[0] - 50, ends[1], [*head, *names, *drawn], unnamed)


def _features(arcs: Sequence[Arc], scale: float, side: int, start: float) -> tuple[list[str], list[_Label], float]:
    """The features of one side from ``start`` outwards, the names that do not fit into them, and the depth."""
    rows = lanes([(a.low * scale, a.high * scale) for a in arcs], circumference=None, gap=0, least=_LEAST)
    count = max(rows, default=-1) + 1
    lane = min(_LANE, _LANES_DEPTH / max(count, 1))
    thick = lane - min(2, lane / 4)
    drawn: list[str] = []
    labels: list[_Label] = []
    for number, (arc, row) in enumerate(zip(arcs, rows, strict=True)):
        near = side * (start + row * lane)
        middle = near + side * thick / 2
        drawn += [f"<g><title>{escape(arc.hint)}</title>", *_feature(arc, scale, middle, thick / 2)]
        inside = _inside(arc, scale, middle, lane, f"on-{arc.category.name}")
        drawn += [*inside, "</g>"]
        if not inside:
            x = _LEFT + arc.middle * scale
            labels.append(_Label(arc.label, arc.hint, x, near + side * thick, (0, number), False))
    return drawn, labels, count * lane


def _feature(arc: Arc, scale: float, y: float, half: float) -> Iterator[str]:
    """The stretches of a feature, joined by a thin line, the last in its direction with an arrow's head."""
    name = arc.category.name
    if len(arc.stretches) > 1:
        low, high = _LEFT + arc.low * scale, _LEFT + arc.high * scale
        yield f'<path class="link l-{name}" d="M{low:.1f} {y:.1f} H{high:.1f}"/>'
    headed = {1: len(arc.stretches) - 1, -1: 0}.get(arc.strand)
    style = f"{name} edge" if half > 2 else name
    for index, (start, end) in enumerate(arc.stretches):
        low, high = _LEFT + start * scale, _LEFT + end * scale
        if high - low < _LEAST:
            low, high = (low + high - _LEAST) / 2, (low + high + _LEAST) / 2
        head = min(half * 1.5, high - low) if index == headed else 0.0
        tip, tail = (low, high) if arc.strand < 0 else (high, low)
        neck = tip + head if arc.strand < 0 else tip - head
        yield (
            f'<path class="{style}" d="M{tail:.1f} {y - half:.1f} H{neck:.1f} L{tip:.1f} {y:.1f}'
            f' L{neck:.1f} {y + half:.1f} H{tail:.1f} Z"/>'
            if head
            else f'<path class="{style}" d="M{low:.1f} {y - half:.1f} H{high:.1f} V{y + half:.1f} H{low:.1f} Z"/>'
        )


def _inside(arc: Arc, scale: float, y: float, depth: float, style: str) -> list[str]:
    """The name of ``arc`` written on it, none where it does not fit."""
    low, high = max(arc.stretches, key=lambda stretch: stretch[1] - stretch[0])
    size = min(_TYPE, depth - 4.5)
    if size < 8 or width_of(arc.label, size) + 18 > (high - low) * scale:
        return []
    x = _LEFT + (low + high) / 2 * scale
    return [
        f'<text class="{style}" font-size="{size:.1f}" text-anchor="middle" x="{x:.1f}"'
        f' y="{y + size * 0.35:.1f}">{escape(arc.label)}</text>'
    ]


def _parts(shown: Content, scale: float) -> tuple[list[str], list[_Label]]:
    """The band of parts, and the names that do not fit into it."""
    drawn: list[str] = []
    labels: list[_Label] = []
    for number, arc in enumerate(shown.parts):
        x, wide = _LEFT + arc.low * scale, (arc.high - arc.low) * scale
        inside = _inside(arc, scale, 0, _PART_DEPTH, "on bold")
        drawn += [
            f"<g><title>{escape(arc.hint)}</title>",
            f'<rect class="p{number % 2} edge" x="{x:.1f}" y="{-_PART_DEPTH / 2}" width="{max(wide, _LEAST):.1f}"'
            f' height="{_PART_DEPTH}"/>',
            *inside,
            "</g>",
        ]
        if not inside:
            x += wide / 2
            labels.append(
                _Label(arc.label, arc.hint, x, -_PART_DEPTH / 2, (-1, number), is_part_feature(arc.feature))
            )
    return drawn, labels


def _junctions(shown: Content, scale: float, half: float) -> Iterator[str]:
    """A tick across the parts at each junction, and what joins there above it."""
    arcs = sorted(shown.junctions, key=lambda arc: arc.low)
    room = (len(arcs) - 1) * _CODE_COLUMN <= _RIGHT - _LEFT
    places = [_LEFT + arc.low * scale for arc in arcs]
    for arc, x, at in zip(arcs, places, spread(places, _CODE_COLUMN, _LEFT, _RIGHT), strict=True):
        code = (
            f'<text class="code halo" transform="translate({at + 3:.1f} {-half - 9:.1f}) rotate(-90)">'
            f"{escape(code_of(arc))}</text>"
        )
        yield (
            f"<g><title>{escape(arc.hint)}</title>"
            f'<path class="join" d="M{x:.1f} {half} V{-half - 3} L{at if room else x:.1f} {-half - 7}"/>'
            f"{code if room else ''}</g>"
        )


def _axis(size: int, scale: float, half: float) -> Iterator[str]:
    """The line with ticks and coordinates under it."""
    y = half + 3 if half > 1 else 0
    yield f'<path class="axis" d="M{_LEFT} {y} H{_RIGHT}"/>'
    step = tick_step(size)
    for base in range(step, size + 1, step):
        x = _LEFT + (base - 0.5) * scale
        yield f'<path class="tick" d="M{x:.1f} {y} V{y + 5}"/>'
        yield f'<text class="quiet" text-anchor="middle" x="{x:.1f}" y="{y + 15}">{base:,}</text>'


def _names(labels: list[_Label], side: int, start: float) -> tuple[list[str], float, int]:
    """Names on one side with lines to what they name, how far they reach, and how many found no room."""
    right = _RIGHT - 40
    here = sorted(labels, key=lambda label: label.x)
    kept = [here[at] for at in most_important([label.rank for label in here], int((right - _LEFT) / _COLUMN) + 1)]
    drawn: list[str] = []
    reach = start
    for label, x in zip(kept, spread([label.x for label in kept], _COLUMN, _LEFT, right), strict=True):
        y = side * (start + 14)
        room = min(_NAME, (_WIDE - 10 - x) / cos(_SLANT * pi / 180))
        text = fitted(label.text, _TYPE, room)
        reach = max(reach, start + 20 + width_of(text, _TYPE) * sin(_SLANT * pi / 180))
        drawn.append(
            f"<g><title>{escape(label.hint)}</title>"
            f'<path class="lead" d="M{label.x:.1f} {label.y:.1f} V{side * (start + 3):.1f}'
            f' L{x:.1f} {y - side * 2:.1f}"/>'
            f'<text class="ink{" bold" if label.bold else ""}" dy="{3 if side < 0 else 5}"'
            f' transform="translate({x:.1f} {y:.1f}) rotate({side * _SLANT})">{escape(text)}</text></g>'
        )
    return drawn, reach, len(here) - len(kept)


def _head(title: str, subtitle: str, y: float) -> list[str]:
    """The name of the molecule and its length, top left."""
    text = fitted(title, 17, _RIGHT - _LEFT)
    return [
        f'<text class="name" font-size="17" x="{_LEFT}" y="{y:.1f}">{escape(text)}</text>',
        f'<text class="quiet" x="{_LEFT}" y="{y + 15:.1f}">{escape(subtitle)}</text>',
    ]
