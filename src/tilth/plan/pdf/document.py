"""The pages: fonts, styles, margins, footer, and the two passes that make "page 2 of 5" possible."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate  # type: ignore[import-untyped]

from tilth.plan.exchange.report_json import report_bytes
from tilth.plan.figures import Report
from tilth.plan.model import Plan
from tilth.plan.pdf.words import label
from tilth.plan.phrases import Translate

__all__ = ["ACCENT", "INK", "LINE", "SOFT", "TINT", "WIDTH", "Style", "build"]

INK, SOFT, LINE = HexColor("#1a2019"), HexColor("#4c5549"), HexColor("#dce0d6")
ACCENT, TINT = HexColor("#1d6240"), HexColor("#e2efe6")
_MARGIN = 18 * mm
WIDTH: float = A4[0] - 2 * _MARGIN
"""Points from margin to margin."""

_CHINESE = "STSong-Light"
"""A font that every reader of PDF brings for Chinese; it is named in the file and not held in it."""

_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")


@dataclass(frozen=True, slots=True)
class Style:
    """The type of a document: ``chinese`` lines may break between any two characters."""

    chinese: bool

    def text(self, words: str, size: float = 9, *, strong: bool = False, color: Color = INK) -> Paragraph:
        """``words``, which are plain text, as a paragraph of ``size`` points."""
        style = ParagraphStyle(
            "text",
            fontName="Helvetica-Bold" if strong else "Helvetica",
            fontSize=size,
            leading=size * 1.38,
            textColor=color,
            wordWrap="CJK" if self.chinese else None,
        )
        return Paragraph(_marked(words), style)

    def heading(self, words: str, size: float) -> Paragraph:
        """``words`` as a heading, which stays with what follows it."""
        paragraph = self.text(words, size, strong=True)
        paragraph.style.keepWithNext = 1
        paragraph.style.spaceBefore, paragraph.style.spaceAfter = size * 0.9, size * 0.35
        return paragraph


def _marked(words: str) -> str:
    """``words`` as markup, with the font that has Chinese for stretches in it."""
    return _HAN.sub(lambda found: f'<font name="{_CHINESE}">{found[0]}</font>', escape(words))


def style_for(language: str) -> Style:
    """The type for readers of ``language``."""
    if _CHINESE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    return Style(language.startswith("zh"))


def build(
    story: Callable[[Style], list[Flowable]], plan: Plan, report: Report, words: Translate, language: str
) -> bytes:
    """The document that holds ``story``. It is made twice, because the first time tells how many pages it has."""
    digest = hashlib.sha256(report_bytes(report)).hexdigest()
    style = style_for(language)
    made, pages = b"", 0
    for _ in range(2):
        made, pages = _pass(story(style), plan, report, language, _footer(style, digest, words, pages))
    return made


def _pass(
    story: list[Flowable], plan: Plan, report: Report, language: str, footer: Callable[[Canvas, object], None]
) -> tuple[bytes, int]:
    into = BytesIO()
    name = plan.name.in_language(language)
    document = SimpleDocTemplate(
        into, pagesize=A4, invariant=1, lang=language, title=f"{name}, {report.as_of.isoformat()}", author="Tilth",
        subject=plan.code, creator="Tilth", leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN,
        bottomMargin=_MARGIN + 4 * mm,
    )  # fmt: skip
    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return into.getvalue(), document.page


def _footer(style: Style, digest: str, words: Translate, pages: int) -> Callable[[Canvas, object], None]:
    def draw(canvas: Canvas, _: object) -> None:
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.line(_MARGIN, _MARGIN, A4[0] - _MARGIN, _MARGIN)
        canvas.setFillColor(SOFT)
        canvas.setFont(_CHINESE if style.chinese else "Helvetica", 7)
        canvas.drawString(_MARGIN, _MARGIN - 10, label("footer", words, digest=digest))
        page = label("page", words, page=str(canvas.getPageNumber()), pages=str(pages))
        canvas.drawRightString(A4[0] - _MARGIN, _MARGIN - 10, page)
        canvas.restoreState()

    return draw
