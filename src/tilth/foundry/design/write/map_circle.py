"""A circular molecule as a ring: parts outermost, features inside it, names around it, the molecule's own name in
the middle.

Position 1 is at the top, coordinates run clockwise. Lengths are in pixels of a picture 720 wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

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
from tilth.kernel.lettering import escape, fitted, folded, width_of

__all__ = ["draw_circle"]

_X, _Y = 360.0, 360.0
_OUTER = 200.0
_PART_DEPTH = 14.0
_LANE, _LANES_DEPTH = 16.0, 80.0
_ELBOW, _CONTOUR = _OUTER + 38, _OUTER + 46
_TOP, _BOTTOM = 18.0, 702.0
_ROW = 13.6
_TYPE = 10.5
_LEAST = 2.4


@dataclass(frozen=True, slots=True)
class _Label:
    """A name beside the ring: ``angle`` in radians clockwise from the top, ``radius`` where its line starts."""

    text: str
    hint: str
    angle: float
    radius: float
    rank: tuple[int, int]
    bold: bool


def draw_circle(shown: Content, title: str, subtitle: str, prefix: str) -> Drawing:
    """The ring with everything on and around it; ``prefix`` starts the ids of the paths that curved names
    follow.
    """
    outer = _OUTER - (_PART_DEPTH + 5 if shown.parts else 0)
    turn = 2 * pi / shown.size
    rows = lanes(
        [(arc.low * turn * outer, arc.high * turn * outer) for arc in shown.features],
        circumference=2 * pi * outer,
        gap=0,
        least=_LEAST,
    )
    depth = min(_LANE, _LANES_DEPTH / max(max(rows, default=0) + 1, 1))
    drawn: list[str] = []
    labels: list[_Label] = []
    for number, (arc, row) in enumerate(zip(shown.features, rows, strict=True)):
        top = outer - row * depth
        shapes = _feature(arc, turn, top - depth + min(2, depth / 4), top)
        curved = _along(arc, turn, top - depth / 2 - 1, depth - 2, f"{prefix}f{number}", f"on-{arc.category.name}")
        drawn += [f"<g><title>{escape(arc.hint)}</title>", *shapes, *curved, "</g>"]
        if not curved:
            labels.append(_label(arc, turn, top, number))
    for number, arc in enumerate(shown.parts):
        curved = _along(arc, turn, _OUTER - _PART_DEPTH / 2, _PART_DEPTH, f"{prefix}p{number}", "on bold")
        shape = _band(_OUTER - _PART_DEPTH, _OUTER, arc.low * turn, arc.high * turn, 0, _LEAST)
        drawn += [f"<g><title>{escape(arc.hint)}</title>", f'<path class="p{number % 2} edge" d="{shape}"/>']
        drawn += [*curved, "</g>"]
        if not curved:
            labels.append(_label(arc, turn, _OUTER, -1))
    axis = outer - (max(rows, default=-1) + 1) * depth - 3
    names, heights, unnamed = _names(labels)
    scale = [*_guide(outer - depth / 2 + 1), *_scale(shown.size, axis)] if rows else list(_scale(shown.size, axis))
    middle = list(_middle(title, subtitle, axis - 34))
    reach = _OUTER + (44 if shown.junctions else 12)
    return Drawing(
        min([_Y - reach, *[y - _ROW for y in heights]]),
        max([_Y + reach, *[y + _ROW for y in heights]]),
        [*names, *scale, *drawn, *_junctions(shown, turn), *middle],
        unnamed,
    )


def _point(radius: float, angle: float) -> str:
    return f"{_X + radius * sin(angle):.1f} {_Y - radius * cos(angle):.1f}"


def _feature(arc: Arc, turn: float, inner: float, outer: float) -> Iterator[str]:
    """The stretches of a feature, joined by a thin line, the last in its direction with an arrow's head."""
    name = arc.category.name
    if len(arc.stretches) > 1:
        middle = (inner + outer) / 2
        yield f'<path class="link l-{name}" d="{_line(middle, arc.low * turn, arc.high * turn)}"/>'
    headed = {1: len(arc.stretches) - 1, -1: 0}.get(arc.strand)
    style = f"{name} edge" if outer - inner > 4 else name
    for index, (low, high) in enumerate(arc.stretches):
        strand = arc.strand if index == headed else 0
        shape = _band(inner, outer, low * turn, high * turn, strand, _LEAST)
        yield f'<path class="{style}" d="{shape}"/>'


def _band(inner: float, outer: float, start: float, end: float, strand: int, least: float) -> str:
    """A piece of ring from ``start`` to ``end`` (radians), pointed at its end (+1), its start (-1) or neither."""
    middle = (inner + outer) / 2
    end = min(end, start + 2 * pi - 0.002)
    if (end - start) * middle < least:
        centre, half = (start + end) / 2, least / middle / 2
        start, end = centre - half, centre + half
    head = min((outer - inner) * 0.75 / middle, end - start) * strand
    first, last = (start - head, end) if strand < 0 else (start, end - head)
    large = 1 if last - first > pi else 0
    tip_after = f" L{_point(middle, end)}" if strand > 0 else ""
    tip_before = f" L{_point(middle, start)}" if strand < 0 else ""
    return (
        f"M{_point(outer, first)} A{outer:.1f} {outer:.1f} 0 {large} 1 {_point(outer, last)}{tip_after}"
        f" L{_point(inner, last)} A{inner:.1f} {inner:.1f} 0 {large} 0 {_point(inner, first)}{tip_before} Z"
    )


def _line(radius: float, start: float, end: float, *, backwards: bool = False) -> str:
    """An arc without breadth, clockwise or ``backwards``."""
    end = min(end, start + 2 * pi - 0.002)
    large, sweep = int(end - start > pi), int(not backwards)
    first, last = (end, start) if backwards else (start, end)
    return f"M{_point(radius, first)} A{radius:.1f} {radius:.1f} 0 {large} {sweep} {_point(radius, last)}"


def _along(arc: Arc, turn: float, radius: float, depth: float, name: str, style: str) -> list[str]:
    """The name of ``arc`` written along it, none where it does not fit. On the lower half of the ring it runs the
    other way, so that it is never upside down.
    """
    size = min(_TYPE, depth - 3.5)
    low, high = max(arc.stretches, key=lambda stretch: stretch[1] - stretch[0])
    if size < 8 or width_of(arc.label, size) + 18 > (high - low) * turn * radius:
        return []
    centre = (low + high) / 2 * turn
    under = cos(centre) < 0
    half = (width_of(arc.label, size) / 2 + 6) / radius
    baseline = radius + size * (0.36 if under else -0.36)
    path = _line(baseline, centre - half, centre + half, backwards=under)
    return [
        f'<path id="{name}" fill="none" d="{path}"/>',
        f'<text class="{style}" font-size="{size:.1f}" text-anchor="middle">'
        f'<textPath href="#{name}" startOffset="50%">{escape(arc.label)}</textPath></text>',
    ]


def _label(arc: Arc, turn: float, radius: float, number: int) -> _Label:
    return _Label(
        arc.label, arc.hint, arc.middle * turn % (2 * pi), radius, (0, number), is_part_feature(arc.feature)
    )


def _names(labels: list[_Label]) -> tuple[list[str], list[float], int]:
    """Names left and right of the ring with lines to what they name, their heights in the picture, and how many
    found no room.
    """
    room = int((_BOTTOM - _TOP) / _ROW) + 1
    drawn: list[str] = []
    heights: list[float] = []
    unnamed = 0
    for side in (1, -1):
        here = sorted(
            (label for label in labels if (sin(label.angle) >= 0) == (side > 0)), key=lambda item: -cos(item.angle)
        )
        kept = [here[at] for at in most_important([label.rank for label in here], room)]
        unnamed += len(here) - len(kept)
        placed = spread([_Y - _CONTOUR * cos(label.angle) for label in kept], _ROW, _TOP, _BOTTOM)
        for label, y in zip(kept, placed, strict=True):
            drawn += _name(label, y, side)
        heights += placed
    return drawn, heights, unnamed


def _name(label: _Label, y: float, side: int) -> list[str]:
    elbow = abs(_ELBOW * sin(label.angle))
    contour = sqrt(max(0.0, _CONTOUR**2 - (y - _Y) ** 2))
    across = max(contour, elbow + 8, 12)
    text = fitted(label.text, _TYPE, _X - across - 8)
    anchor, bold = "start" if side > 0 else "end", " bold" if label.bold else ""
    return [
        f"<g><title>{escape(label.hint)}</title>"
        f'<path class="lead" d="M{_point(label.radius, label.angle)} L{_point(_ELBOW, label.angle)}'
        f' L{_X + side * (across - 3):.1f} {y:.1f}"/>'
        f'<text class="ink{bold}" text-anchor="{anchor}" x="{_X + side * across:.1f}" y="{y + 3.6:.1f}">'
        f"{escape(text)}</text></g>"
    ]


def _junctions(shown: Content, turn: float) -> Iterator[str]:
    """A tick across the parts at each junction, and what joins there written outwards from it."""
    arcs = sorted(shown.junctions, key=lambda arc: arc.low)
    gap = 10.5 / (_OUTER + 12)
    room = len(arcs) * gap < 2 * pi
    places = [arc.low * turn for arc in arcs]
    for arc, angle, at in zip(arcs, places, spread(places, gap, -0.2, 2 * pi), strict=True):
        flipped = sin(at) < 0
        degrees = at * 180 / pi + (90 if flipped else -90)
        x, y = _point(_OUTER + 10, at).split()
        code = (
            f'<text class="code halo" transform="translate({x} {y}) rotate({degrees:.1f})" dy="3.1"'
            f' text-anchor="{"end" if flipped else "start"}">{escape(code_of(arc))}</text>'
        )
        yield (
            f"<g><title>{escape(arc.hint)}</title>"
            f'<path class="join" d="M{_point(_OUTER - _PART_DEPTH, angle)} L{_point(_OUTER + 3, angle)}'
            f' L{_point(_OUTER + 8, at if room else angle)}"/>{code if room else ""}</g>'
        )


def _guide(radius: float) -> Iterator[str]:
    """A faint circle under the outermost lane, so that a lone feature does not float."""
    yield f'<circle class="guide" cx="{_X:.1f}" cy="{_Y:.1f}" r="{radius:.1f}"/>'


def _scale(size: int, radius: float) -> Iterator[str]:
    """The molecule itself, with ticks and coordinates inside it."""
    yield f'<circle class="axis" cx="{_X:.1f}" cy="{_Y:.1f}" r="{radius:.1f}"/>'
    step = tick_step(size)
    for base in range(step, size + 1, step):
        angle = 2 * pi * (base - 0.5) / size
        yield f'<path class="tick" d="M{_point(radius, angle)} L{_point(radius - 5, angle)}"/>'
        text = f"{base:,}"
        inset = 9 + abs(sin(angle)) * width_of(text, 9.5) / 2 + abs(cos(angle)) * 5
        x, y = _point(radius - inset, angle).split()
        yield f'<text class="quiet" text-anchor="middle" x="{x}" y="{float(y) + 3.2:.1f}">{text}</text>'


def _middle(title: str, subtitle: str, radius: float) -> Iterator[str]:
    """The name of the molecule as large as it fits on a few lines, and its length below."""
    room = max(60.0, 2 * radius * 0.88)
    size = next((size for size in (17, 15, 13, 11) if not folded(title, size, room, 3)[-1].endswith("…")), 10)
    lines = folded(title, size, room, 3 if size > 10 else 5)
    row = size * 1.2
    top = _Y - len(lines) * row / 2 + size * 0.55
    for number, line in enumerate(lines):
        yield (
            f'<text class="name" font-size="{size}" text-anchor="middle" x="{_X:.1f}"'
            f' y="{top + number * row:.1f}">{escape(line)}</text>'
        )
    below = top + len(lines) * row
    yield f'<text class="quiet" text-anchor="middle" x="{_X:.1f}" y="{below:.1f}">{escape(subtitle)}</text>'
