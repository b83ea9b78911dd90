"""A small bullet bar for a cell of the summary: what is certain, what is not, and the bounds."""

from __future__ import annotations

from reportlab.graphics.shapes import Drawing, Line, Rect  # type: ignore[import-untyped]
from reportlab.lib.colors import Color  # type: ignore[import-untyped]

from tilth.plan.figures import Figure
from tilth.plan.model import Target
from tilth.plan.pdf.document import ACCENT, INK, LINE

__all__ = ["bar"]

_WIDTH, _HEIGHT = 52.0, 10.0
_FAINT = Color(ACCENT.red, ACCENT.green, ACCENT.blue, alpha=0.4)


def bar(figure: Figure, target: Target) -> Drawing:
    """The bar of ``figure``, full up to the low end of its interval and faint up to the high end, with a mark at
    each bound. Its scale runs from zero, or the smallest value where that is negative, to the largest.
    """
    drawing = Drawing(_WIDTH, _HEIGHT)
    low, high = float(figure.low or 0), float(figure.high or 0)
    bounds = [float(bound) for bound in target.bounds]
    least, most = min(0.0, low, *bounds), max(high, *bounds, 1e-9)
    scale = _WIDTH / ((most - least) * 1.1)
    drawing.add(Rect(0, 2, _WIDTH, 6, fillColor=LINE, strokeColor=None))
    for start, end, color in ((0.0, low, ACCENT), (low, high, _FAINT)):
        left, right = sorted((start, end))
        drawing.add(Rect((left - least) * scale, 3, (right - left) * scale, 4, fillColor=color, strokeColor=None))
    for bound in bounds:
        x = (bound - least) * scale
        drawing.add(Line(x, 0, x, _HEIGHT, strokeColor=INK, strokeWidth=1.2))
    return drawing
