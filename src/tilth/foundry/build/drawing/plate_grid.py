"""How a plate looks: its wells where they are, row letters, column numbers, what is marked, and a legend.

Colours are Paul Tol's "bright" scheme (SRON technical note SRON/EPS/TN/09-002, issue 3.2), which stays apart for
every common kind of colour blindness. They tint a well and draw its rim; text always stands in the ink of the
page, light or dark after the reader's setting, and nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tilth.foundry.build.labware import LabwareForm
from tilth.foundry.build.wells import Geometry, row_letters
from tilth.kernel.lettering import FONT, escape, fitted, folded, width_of

__all__ = ["HUES", "PANEL_WIDTH", "STYLE", "Mark", "Panel", "draw_panel", "panel_height"]

HUES = ("#4477aa", "#228833", "#aa3377", "#ee6677", "#ccbb44", "#66ccee", "#bbbbbb")
"""The colours of the categories numbered from 0; a category beyond the last shares its colour."""

PANEL_WIDTH = 470.0
_LEFT, _TOP, _GRID = 26.0, 58.0, 408.0
_LEGEND = 20.0

STYLE = (
    f".tp text{{font-family:{FONT};fill:#1d2329}}"
    ".tp .bg{fill:#fff}"
    ".tp .plate{fill:none;stroke:#aab2bb;stroke-width:1.2}"
    ".tp .none{fill:none;stroke:#d3d9df;stroke-width:1}"
    ".tp .title{font-size:13px;font-weight:600}"
    ".tp .quiet{fill:#5b646e;font-size:10px}"
    ".tp .axis{fill:#5b646e;font-size:9.5px;text-anchor:middle}"
    ".tp .name{font-size:7px;text-anchor:middle}"
    + "".join(
        f".tp .h{number}{{fill:{hue};fill-opacity:.28;stroke:{hue};stroke-width:1.4}}"
        for number, hue in enumerate(HUES)
    )
    + "@media (prefers-color-scheme:dark){"
    ".tp text{fill:#e8eaed}.tp .bg{fill:#16191d}.tp .plate{stroke:#59626c}.tp .none{stroke:#343b42}"
    ".tp .quiet,.tp .axis{fill:#9aa4ae}}"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is shown of a well: the number of its ``category``, a ``label`` to write into it where there is room, a
    ``hint`` that says all, and ``level``, from 0 to 1, of how strongly it is tinted (None: as its category is).
    """

    category: int
    label: str
    hint: str
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of labware to be drawn: the ``marks`` by well, and the names of the categories in ``legend``."""

    title: str
    subtitle: str
    form: LabwareForm
    geometry: Geometry
    marks: Mapping[str, Mark]
    legend: Sequence[str] = field(default=())


def panel_height(panel: Panel) -> float:
    """How high a panel is drawn, in pixels."""
    return _TOP + _pitch(panel)[1] * panel.geometry.rows + 10 + (_LEGEND if panel.legend else 0)


def draw_panel(panel: Panel, x: float, y: float) -> list[str]:
    """The elements of ``panel`` with its top left corner at ``x``, ``y``. O(wells)."""
    wide, high = _pitch(panel)
    width, height = wide * panel.geometry.columns, high * panel.geometry.rows
    return [
        f'<g transform="translate({_n(x)} {_n(y)})">',
        f'<text class="title" x="6" y="16">{escape(fitted(panel.title, 13, PANEL_WIDTH - 20))}</text>',
        f'<text class="quiet" x="6" y="31">{escape(fitted(panel.subtitle, 10, PANEL_WIDTH - 20))}</text>',
        f'<rect class="plate" x="{_LEFT - 4:g}" y="{_TOP - 4:g}" width="{_n(width + 8)}" height="{_n(height + 8)}"'
        ' rx="6"/>',
        *_axes(panel, wide, high),
        *_wells(panel, wide, high),
        *_legend(panel.legend, _TOP + height + 22),
        "</g>",
    ]


def _pitch(panel: Panel) -> tuple[float, float]:
    """The distance between columns and between rows: a plate always has the same width."""
    wide = _GRID / max(panel.geometry.columns, 6)
    if panel.geometry.columns == 1:
        wide = _GRID
    return wide, 100.0 if panel.form is LabwareForm.RESERVOIR else min(wide, _GRID / 6)


def _axes(panel: Panel, wide: float, high: float) -> Iterable[str]:
    """Row letters and column numbers, every second one of 24 columns and every fourth of 48."""
    geometry = panel.geometry
    every = max(1, geometry.columns // 12)
    for column in range(0, geometry.columns, every):
        x = _LEFT + (column + 0.5) * wide
        yield f'<text class="axis" x="{_n(x)}" y="{_TOP - 9:g}">{column + 1}</text>'
    for row in range(0, geometry.rows, every):
        y = _TOP + (row + 0.5) * high + 3.4
        yield f'<text class="axis" x="{_LEFT / 2:g}" y="{_n(y)}">{row_letters(row)}</text>'


def _wells(panel: Panel, wide: float, high: float) -> Iterable[str]:
    rows, round_well = panel.geometry.rows, _is_round(panel)
    empty = []
    for index, name in enumerate(panel.geometry.names):
        x, y = _LEFT + (index // rows + 0.5) * wide, _TOP + (index % rows + 0.5) * high
        mark = panel.marks.get(name)
        outline = _outline(panel, x, y, wide, high)
        if mark is None:
            empty.append(outline)
            continue
        tint = "" if mark.level is None else f' style="fill-opacity:{0.08 + 0.5 * mark.level:.2f}"'
        hue = min(mark.category, len(HUES) - 1)
        yield f'<g><title>{escape(mark.hint)}</title><path class="h{hue}"{tint} d="{outline}"/>'
        # The first and last line of three stand where a round well is narrower.
        yield from _label(mark.label, x, y, wide * (0.7 if round_well else 0.84), high * 0.84)
        yield "</g>"
    if empty:
        yield f'<path class="none" d="{"".join(empty)}"/>'


def _is_round(panel: Panel) -> bool:
    """Wells are round up to 96, square above and in reservoirs, as they are made."""
    return panel.form is not LabwareForm.RESERVOIR and panel.geometry.count <= 96


def _outline(panel: Panel, x: float, y: float, wide: float, high: float) -> str:
    """A well around ``x``, ``y``, as a path."""
    if not _is_round(panel):
        half, tall = 0.42 * wide, 0.42 * high
        return f"M{_n(x - half)} {_n(y - tall)}h{_n(2 * half)}v{_n(2 * tall)}h{_n(-2 * half)}z"
    radius = 0.44 * min(wide, high)
    return (
        f"M{_n(x - radius)} {_n(y)}a{_n(radius)} {_n(radius)} 0 1 0 {_n(2 * radius)} 0"
        f"a{_n(radius)} {_n(radius)} 0 1 0 {_n(-2 * radius)} 0z"
    )


def _label(text: str, x: float, y: float, wide: float, high: float) -> Iterable[str]:
    """``text`` in the middle of a well, in up to three lines; nothing where a well is too small to be read."""
    if wide < 22 or not text:
        return
    lines = folded(text, 7, wide, min(3, int(high // 8)))
    top = y + 2.4 - 3.9 * (len(lines) - 1)
    for number, line in enumerate(lines):
        yield f'<text class="name" x="{_n(x)}" y="{_n(top + 7.8 * number)}">{escape(line)}</text>'


def _legend(names: Sequence[str], y: float) -> Iterable[str]:
    """A square and a word for each category, as many as a row holds, then how many more there are."""
    x = _LEFT
    for number, name in enumerate(names):
        shown = fitted(name, 10, 150)
        if x + 14 + width_of(shown, 10) > PANEL_WIDTH - 50 and number < len(names) - 1:
            yield f'<text class="quiet" x="{_n(x)}" y="{_n(y)}">and {len(names) - number} more</text>'
            return
        hue = min(number, len(HUES) - 1)
        yield f'<rect class="h{hue}" x="{_n(x)}" y="{_n(y - 8)}" width="9" height="9" rx="2"/>'
        yield f'<text class="quiet" x="{_n(x + 14)}" y="{_n(y)}">{escape(shown)}</text>'
        x += 14 + width_of(shown, 10) + 16


def _n(value: float) -> str:
    """A length in pixels, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
