"""The lines of an uploaded text, one at a time and none longer than it may be.

Every line ending counts (LF, CR LF, and the lone CR of old Macintosh programs), so that a line's number is the one
an editor shows. Memory holds one chunk and one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import CHUNK, in_words
from tilth_site.uploads.encoding import not_text, not_utf8

__all__ = ["Lines"]

_BOM = b"\xef\xbb\xbf"


class Lines:
    """The lines of ``file`` (called ``name``), without their endings and without a byte order mark, once.

    The walk ends at the first line that is no UTF-8 text or has more than ``longest`` bytes; ``refused`` then says
    why. ``number`` is that of the line last given, 1-based.
    """

    def __init__(self, file: BinaryIO, name: str, longest: int) -> None:
        self.name, self.number = name, 0
        self.refused: Refused | None = None
        self._file, self._longest = file, longest

    def __iter__(self) -> Iterator[str]:
        self._file.seek(0)
        rest = self._file.read(CHUNK).removeprefix(_BOM)
        while rest:
            chunk = self._file.read(CHUNK)
            pieces, rest = _pieces(rest, last=not chunk)
            for piece in pieces:
                line = self._line(piece)
                if line is None:
                    return
                yield line
            if len(rest) > self._longest + 2:
                self._too_long(self.number + 1)
                return
            rest += chunk

    def _line(self, piece: bytes) -> str | None:
        self.number += 1
        bare = piece.rstrip(b"\r\n")
        if len(bare) > self._longest:
            self._too_long(self.number)
            return None
        self.refused = not_text(bare, self.name, self.number)
        if self.refused:
            return None
        try:
            return bare.decode()
        except UnicodeDecodeError as error:
            self.refused = not_utf8(bare, error.start, self.name, self.number)
            return None

    def _too_long(self, number: int) -> None:
        self.refused = refuse(
            "upload.line",
            "{file}, line {line} is longer than {most}.",
            "Break the line, or split the file.",
            self.name,
            file=self.name,
            line=number,
            most=in_words(self._longest),
        )


def _pieces(data: bytes, *, last: bool) -> tuple[list[bytes], bytes]:
    """The whole lines of ``data`` and what is left; a CR at the very end may be half of a line ending."""
    pieces = data.splitlines(keepends=True)
    if last:
        return pieces, b""
    left = b"" if data.endswith(b"\n") else pieces.pop()
    return pieces, left
