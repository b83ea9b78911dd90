"""Labels with barcodes, as SVG in millimetres: one label, or sheets of them for a laser printer.

Labels are black on white whatever the reader's setting, because they are printed. A barcode is never squeezed:
where it would be too fine for a common scanner, the label is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tilth.foundry.build.drawing.barcode import Barcode, Symbol, barcode
from tilth.kernel.errors import MissingError, OptionError
from tilth.kernel.lettering import FONT, escape, fitted, width_of

__all__ = ["SHEETS", "Label", "Sheet", "label_sheets", "label_svg"]

_MODULE_LEAST: Mapping[Symbol, float] = MappingProxyType({Symbol.CODE128: 0.15, Symbol.QR: 0.25})
_MODULE_MOST: Mapping[Symbol, float] = MappingProxyType({Symbol.CODE128: 0.4, Symbol.QR: 0.8})
_PAD = 1.0
_A4 = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: ``id`` as barcode and text, and ``lines`` below it, as many as there is room for."""

    id: str
    lines: tuple[str, ...] = ()
    symbol: Symbol = Symbol.CODE128


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of A4 with ``columns`` x ``rows`` labels of ``width`` x ``height`` mm. ``left`` and ``top`` are the
    margins, ``gap`` is between columns; rows touch.
    """

    id: str
    title: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float

    @property
    def count(self) -> int:
        """How many labels a sheet holds."""
        return self.columns * self.rows


SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        sheet.id: sheet
        for sheet in (
            Sheet("a4-24", "24 on A4, 63.5 x 33.9 mm (L7159): boxes, bottles", 3, 8, 63.5, 33.9, 7.25, 12.9, 2.5),
            Sheet("a4-65", "65 on A4, 38.1 x 21.2 mm (L7651): plates", 5, 13, 38.1, 21.2, 4.75, 10.7, 2.5),
            Sheet("a4-189", "189 on A4, 25.4 x 10 mm (L4731): tubes", 7, 27, 25.4, 10.0, 8.6, 13.5, 2.5),
        )
    }
)
"""The sheets that labels are laid out for, by id."""


def label_svg(label: Label, width: float = 63.5, height: float = 33.9) -> str:
    """One label of ``width`` x ``height`` mm.

    Raises OptionError where the barcode cannot be written (:func:`~.barcode.barcode`), or not so that it can be
    scanned at this size.
    """
    return _page(width, height, f"Label {label.id}", _said(label), _drawn(label, width, height))


def label_sheets(labels: Sequence[Label], sheet: str = "a4-65", skip: int = 0) -> tuple[str, ...]:
    """``labels`` on as many sheets as they need, each an SVG of A4; the first ``skip`` places of the first sheet
    are left free, because they are used up.

    Errors as :func:`label_svg`; MissingError for an unknown sheet, OptionError where it has no ``skip`` places to
    leave free and one more.
    """
    if sheet not in SHEETS:
        raise MissingError(
            "labels.sheet",
            f"There is no sheet of labels {sheet!r}.",
            mend=f"Use one of: {', '.join(SHEETS)}.",
            data={"sheet": sheet},
        )
    paper = SHEETS[sheet]
    if not 0 <= skip < paper.count:
        raise OptionError(
            "labels.skip",
            f"{skip} places cannot be left free on a sheet of {paper.count}.",
            mend=f"Give 0 to {paper.count - 1}.",
            data={"skip": skip},
        )
    places: list[Label | None] = [None] * skip + list(labels)
    pages = [places[start : start + paper.count] for start in range(0, len(places), paper.count)] if labels else []
    return tuple(_sheet(paper, page, number, len(pages)) for number, page in enumerate(pages, 1))


def _sheet(paper: Sheet, page: Sequence[Label | None], number: int, of: int) -> str:
    elements: list[str] = []
    for place, label in enumerate(page):
        if label is not None:
            row, column = divmod(place, paper.columns)
            x, y = paper.left + column * (paper.width + paper.gap), paper.top + row * paper.height
            elements.append(f'<g transform="translate({_n(x)} {_n(y)})">')
            elements.extend(_drawn(label, paper.width, paper.height))
            elements.append("</g>")
    said = f"{sum(label is not None for label in page)} labels: " + "; ".join(
        _said(label) for label in page if label
    )
    return _page(*_A4, f"Labels, sheet {number} of {of}", said, elements)


def _page(width: float, height: float, title: str, said: str, elements: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_n(width)}mm" height="{_n(height)}mm"'
            f' viewBox="0 0 {_n(width)} {_n(height)}" font-family="{escape(FONT)}">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(said)}</desc>",
            f'<rect width="{_n(width)}" height="{_n(height)}" fill="#fff"/>',
            *elements,
            "</svg>",
            "",
        ]
    )


def _drawn(label: Label, width: float, height: float) -> Iterator[str]:
    """Bars go over the text, as wide as the label; a square stands to the left of it."""
    code = barcode(label.id, label.symbol)
    square = label.symbol is Symbol.QR
    module = _module(label, code, min(width, height) if square else width)
    size = code.width * module
    if square:
        yield _bars(code, 0, (height - size) / 2, module, module)
        yield from _text(label, size, _PAD, width - size - _PAD, height - 2 * _PAD, "start")
        return
    bars = max(4.0, 0.45 * height)
    yield _bars(code, (width - size) / 2, _PAD, module, bars)
    yield from _text(label, width / 2, _PAD + bars + 0.3, width - 2 * _PAD, height - bars - 1.6 * _PAD, "middle")


def _module(label: Label, code: Barcode, room: float) -> float:
    """How many mm a module gets: a whole number of dots at 600 dpi, so that all bars are equally sharp."""
    dot = 25.4 / 600
    dots = int(min(room / code.width, _MODULE_MOST[code.symbol]) / dot)
    if dots * dot < _MODULE_LEAST[code.symbol]:
        needed = code.width * _MODULE_LEAST[code.symbol]
        raise OptionError(
            "labels.room",
            f"The barcode of {label.id} needs {needed:.1f} mm to be scanned, and there are {room:.1f}.",
            mend="Use a larger label, a shorter id or a QR code.",
            data={"id": label.id, "needed": round(needed, 1)},
        )
    return dots * dot


def _bars(code: Barcode, x: float, y: float, wide: float, high: float) -> str:
    matrix = f"matrix({wide:.5f} 0 0 {high:.5f} {_n(x)} {_n(y)})"
    return f'<path transform="{matrix}" fill="#000" shape-rendering="crispEdges" d="{code.path}"/>'


def _text(label: Label, x: float, y: float, width: float, height: float, anchor: str) -> Iterator[str]:
    """The id in bold, then the lines, in the middle of the height. The id is never cut; a line that is too wide
    is, and lines for which there is no room are left out.
    """
    size = min(3.4, max(1.7, height / (1.25 * (len(label.lines) + 1))), width / width_of(label.id, 1.0))
    lines = (label.id, *label.lines)[: max(1, int(height / (1.2 * size)))]
    top = y + max(0.0, (height - 1.2 * size * len(lines)) / 2)
    for number, line in enumerate(lines):
        weight = ' font-weight="700"' if number == 0 else ""
        baseline = top + size * (0.95 + 1.2 * number)
        shown = fitted(line, size, width) if number else line
        yield (
            f'<text x="{_n(x)}" y="{_n(baseline)}" font-size="{_n(size)}" text-anchor="{anchor}"{weight}'
            f' fill="#000">{escape(shown)}</text>'
        )


def _said(label: Label) -> str:
    return ", ".join((label.id, *label.lines))


def _n(value: float) -> str:
    """A length in mm, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
