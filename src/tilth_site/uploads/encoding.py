"""Bytes that are not UTF-8 text, and what their owner should save them as.

Text is kept in UTF-8 alone, because in any other encoding the same bytes mean different letters to different
readers. What Excel and editors in China write by default (GB18030, with GBK and GB2312 inside it) is told apart,
for the way out of it is another.
"""

from __future__ import annotations

import re

from tilth.kernel.refusal import Refused, refuse

__all__ = ["not_text", "not_utf8", "wide_text"]

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def wide_text(head: bytes, name: str) -> Refused | None:
    """A refusal where ``head`` starts a UTF-16 or UTF-32 text: by its mark, or by the zeros beside its letters."""
    if head.startswith(_BOMS) or (len(head) > 3 and (head[0] == 0) != (head[1] == 0) and 0 in head[2:4]):
        return refuse(
            "upload.utf16",
            "{file} is text in UTF-16 or UTF-32, not in UTF-8.",
            "Save it as UTF-8; in Excel choose 'CSV UTF-8', not 'Unicode text'.",
            name,
            file=name,
        )
    return None


def not_text(data: bytes, name: str, line: int) -> Refused | None:
    """A refusal where ``data``, which starts on ``line`` (1-based), holds a control character that no text has."""
    found = _CONTROL.search(data)
    if not found:
        return None
    return refuse(
        "upload.control",
        "{file}, line {line}: this is not text, it holds the control character {character}.",
        "Export it as text, or upload it in one of the formats that are read here.",
        name,
        file=name,
        line=line + len(_LINE_END.findall(data, 0, found.start())),
        character=f"0x{found.group()[0]:02x}",
    )


def not_utf8(data: bytes, at: int, name: str, line: int = 1) -> Refused:
    """The refusal of ``data``, which starts on ``line`` and stops being UTF-8 at index ``at``."""
    place = line + len(_LINE_END.findall(data, 0, at))
    if _looks_chinese(data, at):
        return refuse(
            "upload.gb18030",
            "{file}, line {line}: this looks like Chinese text in GB18030 (GBK), not in UTF-8.",
            "Save it as UTF-8: in Excel or WPS choose 'CSV UTF-8', in Notepad the encoding UTF-8.",
            name,
            file=name,
            line=place,
        )
    return refuse(
        "upload.encoding",
        "{file}, line {line}: the text is not UTF-8.",
        "Save it as UTF-8 in your editor or spreadsheet program.",
        name,
        file=name,
        line=place,
    )


def _looks_chinese(data: bytes, at: int) -> bool:
    """True where what stands on the line from index ``at`` on is words in GB18030. A lone letter proves nothing:
    the Latin-1 bytes of "\u00b5L" are one Chinese character too.
    """
    words = data[at : at + 4096].splitlines()[:1]
    # The last character may be cut in two by the window's end.
    return bool(words) and bool(_CHINESE.search(words[0].decode("gb18030", errors="replace")))
