"""Text in a picture: made safe for XML, and measured, because an SVG neither wraps nor cuts it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape as escape_markup

__all__ = ["FONT", "escape", "fitted", "folded", "width_of"]

FONT = (
    "'Helvetica Neue',Helvetica,Arial,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',"
    "'WenQuanYi Micro Hei',sans-serif"
)
"""Faces that are there already on every common system, Chinese included."""

_WIDTHS = {
    **dict.fromkeys("ijl|!.,:;'`I", 0.33),
    **dict.fromkeys("tfr()[]{} -/\\", 0.42),
    **dict.fromkeys("mwMW@%&…", 0.98),
}
_BREAKS = " _-.,/:+"


def escape(text: str) -> str:
    """``text`` as XML character data or attribute value; what XML cannot hold becomes U+FFFD."""
    held = "".join(letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in text)
    return escape_markup(held, {'"': "&quot;"})


@lru_cache(maxsize=4096)
def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return _WIDTHS.get(letter, 0.7 if letter.isupper() else 0.63)


def width_of(text: str, size: float) -> float:
    """The width of ``text`` at ``size`` pixels, on the wide side of the common sans-serif faces."""
    return size * sum(map(_em, text))


def fitted(text: str, size: float, room: float) -> str:
    """``text``, cut with an ellipsis where it is wider than ``room`` pixels."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def folded(text: str, size: float, room: float, lines: int) -> list[str]:
    """``text`` over at most ``lines`` lines of ``room`` pixels, broken behind a blank or a sign where there is one
    in the second half of a line; the last line is cut where that is not enough.
    """
    found: list[str] = []
    rest = text.strip()
    while len(found) < lines - 1 and width_of(rest, size) > room:
        most = max((at for at in range(1, len(rest)) if width_of(rest[:at], size) <= room), default=1)
        at = next((at for at in range(most, most // 2, -1) if rest[at - 1] in _BREAKS), most)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, fitted(rest, size, room)]
