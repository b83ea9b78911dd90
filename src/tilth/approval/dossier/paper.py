"""The printed dossier as a PDF: A4, numbered pages, the hash of the dossier at the foot of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer  # type: ignore[import-untyped]
from reportlab.platypus import Table as Grid

from tilth.approval.dossier.telling import Block, Facts, Heading, Lines, Table

__all__ = ["paper"]

_INK, _SOFT, _LINE = HexColor("#1a2019"), HexColor("#4c5549"), HexColor("#dce0d6")
_ACCENT, _TINT = HexColor("#1d6240"), HexColor("#e2efe6")
_MARGIN = 18 * mm
_WIDTH: float = A4[0] - 2 * _MARGIN
_CHINESE = "STSong-Light"
"""A font that every reader of PDF brings for Chinese; it is named in the file and not held in it."""

_SIZES = {1: 17.0, 2: 12.0, 3: 10.0}
_LATIN = bytes(range(0x20, 0x7F)) + bytes(range(0xA0, 0x100)) + b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99"
_OTHER = re.compile(f"[^\n{re.escape(_LATIN.decode('cp1252'))}]+")
"""Stretches that the standard fonts of PDF do not have."""


def paper(title: str, footer: str, created: date, blocks: Iterable[Block]) -> bytes:
    """``blocks`` as a PDF with ``footer`` at the foot of each page. The same arguments make the same bytes.

    It is made twice, because the first time tells how many pages it has.
    """
    if _CHINESE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    told, made, pages = tuple(blocks), b"", 0
    for _ in range(2):
        made, pages = _pass(title, _foot(footer, pages), created, told)
    return made


def _pass(
    title: str, foot: Callable[[Canvas, object], None], created: date, blocks: tuple[Block, ...]
) -> tuple[bytes, int]:
    into = BytesIO()
    document = SimpleDocTemplate(
        into, pagesize=A4, invariant=1, lang="en", title=title, author="Tilth", creator="Tilth",
        subject=f"Dossier of {created.isoformat()}", leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN,
        bottomMargin=_MARGIN + 4 * mm,
    )  # fmt: skip
    story = [flowable for block in blocks for flowable in _block(block)]
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return into.getvalue(), document.page


def _foot(footer: str, pages: int) -> Callable[[Canvas, object], None]:
    def draw(canvas: Canvas, _: object) -> None:
        canvas.saveState()
        canvas.setStrokeColor(_LINE)
        canvas.line(_MARGIN, _MARGIN, A4[0] - _MARGIN, _MARGIN)
        canvas.setFillColor(_SOFT)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(_MARGIN, _MARGIN - 10, footer)
        canvas.drawRightString(A4[0] - _MARGIN, _MARGIN - 10, f"{canvas.getPageNumber()} / {pages}")
        canvas.restoreState()

    return draw


def _block(block: Block) -> list[Flowable]:
    match block:
        case Heading():
            return [_heading(block)]
        case Facts(rows=rows):
            cells = [
                [_text(name, color=_SOFT), [_text(line, fixed=fixed) for line in value.split("\n")]]
                for name, value, fixed in rows
                if value
            ]
            return [_grid(cells, (0.28, 0.72), heads=0)]
        case Table(heads=heads, shares=shares, rows=lines):
            cells = [[_text(head, 8, color=_SOFT) for head in heads]]
            cells += [
                [_text(cell, anchor=anchor if at == 1 else "") for at, cell in enumerate(line)]
                for line, anchor in lines
            ]
            return [_grid(cells, shares, heads=1)]
        case Lines(words=words, soft=soft):
            return [_text(one, color=_SOFT if soft else _INK) for one in words] + [Spacer(1, 4)]


def _heading(heading: Heading) -> Paragraph:
    size = _SIZES[heading.level]
    words = f"{heading.words}  {heading.chinese}" if heading.chinese else heading.words
    paragraph = _text(words, size, strong=True, name=heading.anchor)
    paragraph.style.keepWithNext = 1
    paragraph.style.spaceBefore, paragraph.style.spaceAfter = size * 1.1, size * 0.4
    return paragraph


def _text(
    words: str, size: float = 9, *, strong: bool = False, fixed: bool = False, color: Color = _INK,
    anchor: str = "", name: str = "",
) -> Paragraph:  # fmt: skip
    """``words``, which are plain text, as a paragraph; it leads to ``anchor``, and is what ``name`` leads to."""
    font = "Courier" if fixed else "Helvetica-Bold" if strong else "Helvetica"
    size = size * 0.86 if fixed else size
    style = ParagraphStyle(
        "text", fontName=font, fontSize=size, leading=size * 1.4, textColor=color, splitLongWords=1,
        wordWrap="CJK" if fixed else None,
    )  # fmt: skip
    marked = _OTHER.sub(lambda found: f'<font name="{_CHINESE}">{found[0]}</font>', escape(words))
    if anchor:
        marked = f'<a href="#{anchor}" color="#1d6240">{marked}</a>'
    return Paragraph(f'<a name="{name}"/>{marked}' if name else marked, style)


def _grid(cells: list[list[object]], shares: tuple[float, ...], *, heads: int) -> Grid:
    grid = Grid(cells, colWidths=[_WIDTH * share for share in shares], repeatRows=heads, hAlign="LEFT")
    grid.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            *([("BACKGROUND", (0, 0), (-1, heads - 1), _TINT)] if heads else []),
        ]
    )
    return grid
