"""Barcodes as paths: Code 128 and QR, in units of one module (the narrowest bar or one square)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportlab.graphics.barcode.code128 import Code128  # type: ignore[import-untyped]
from reportlab.graphics.barcode.qr import QrCodeWidget  # type: ignore[import-untyped]

from tilth.kernel.errors import OptionError

__all__ = ["Barcode", "Symbol", "barcode"]

_LINE_QUIET, _SQUARE_QUIET = 10, 4


class Symbol(StrEnum):
    """The kind of barcode: bars for every scanner, or a square for tubes and long ids."""

    CODE128 = "code128"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class Barcode:
    """A symbol ``width`` modules wide, quiet zones included. ``path`` is SVG path data in modules; a line code is
    1 high and is stretched, a square one is as high as wide.
    """

    symbol: Symbol
    width: int
    path: str


def barcode(text: str, symbol: Symbol = Symbol.CODE128) -> Barcode:
    """``text`` as a barcode (ISO/IEC 15417, or ISO/IEC 18004 with error correction M).

    Raises OptionError where it is empty, or holds what the symbol cannot: Code 128 takes printable ASCII, up to 80
    characters; a QR code up to 500 characters of any kind.
    """
    most, ascii_only = (80, True) if symbol is Symbol.CODE128 else (500, False)
    plain = text.isprintable() and (text.isascii() or not ascii_only)
    if not text or len(text) > most or not plain:
        raise OptionError(
            "labels.text",
            f"{text[:100]!r} cannot be written as a barcode of the kind {symbol}.",
            mend=f"Use 1 to {most} printable {'ASCII ' if ascii_only else ''}characters.",
            data={"text": text[:100], "symbol": symbol.value},
        )
    return _code128(text) if symbol is Symbol.CODE128 else _qr(text)


def _code128(text: str) -> Barcode:
    coded = Code128(text)
    coded.validate()
    coded.encode()
    coded.decompose()
    x, bars = _LINE_QUIET, []
    # A letter is a stripe: its place in the alphabet is its width, a capital is a bar and a small one a gap.
    for stripe in str(coded.decomposed):
        wide = ord(stripe.upper()) - ord("A") + 1
        if stripe.isupper():
            bars.append(f"M{x} 0h{wide}v1h-{wide}z")
        x += wide
    return Barcode(Symbol.CODE128, x + _LINE_QUIET, "".join(bars))


def _qr(text: str) -> Barcode:
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    count = int(code.getModuleCount())
    squares = [
        f"M{column + _SQUARE_QUIET} {row + _SQUARE_QUIET}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)
    ]
    return Barcode(Symbol.QR, count + 2 * _SQUARE_QUIET, "".join(squares))
