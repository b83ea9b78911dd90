"""File names from strangers: one safe name out of any text, and what of it plain ASCII can say.

A kept name can be written on any file system, shown on any page and sent in any header: no folder, no control
or direction-changing character (a name that is read backwards hides its ending), no name that Windows keeps for
devices. Letters of every script stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tilth_site.uploads.bounds import MAX_NAME

__all__ = ["ascii_name", "safe_name"]

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_BLANKS = re.compile(r"\s+")
_UNFIT = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)", re.IGNORECASE
)
_LONGEST_SUFFIX = 16
_UNTITLED = "file"


def safe_name(text: str, suffixes: Sequence[str] = ()) -> str:
    """``text`` as a name of at most 100 bytes that keeps its letters; ``file`` where nothing is left of it.

    Only what stands behind the last slash or backslash counts. A name that ends in none of ``suffixes`` (in any
    case; none: any will do) gets the first of them. A safe name is its own safe name.
    """
    stem, suffix = _split(_cleaned(text))
    if suffixes and suffix.lower() not in suffixes:
        stem, suffix = stem + suffix, suffixes[0]
    if not stem:
        stem = _UNTITLED
    if _DEVICE.match(stem + suffix):
        stem = f"_{stem}"
    return _cut(stem, MAX_NAME - len(suffix.encode())) + suffix


def ascii_name(name: str) -> str:
    """``name`` with an underscore for each character that a quoted header value should not hold (RFC 6266,
    appendix D).
    """
    folded = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r'[^\x20-\x7e]|["\\%]', "_", bare)


def _cleaned(text: str) -> str:
    last = re.split(r"[/\\]", text)[-1]
    # Tabs and line ends are blanks before they are control characters.
    seen = "".join(sign for sign in _BLANKS.sub(" ", last) if unicodedata.category(sign) not in _UNSEEN)
    plain = _UNFIT.sub("_", unicodedata.normalize("NFC", _BLANKS.sub(" ", seen)))
    return _trimmed(plain)


def _trimmed(name: str) -> str:
    """``name`` without what hides a file, reads as an option, or is dropped by Windows at the end."""
    return name.rstrip(" .").lstrip(" .-~")


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    suffix = f".{ending}"
    if not dot or not stem.strip(" .") or len(suffix.encode()) > _LONGEST_SUFFIX or " " in ending:
        return name, ""
    return stem.rstrip(" ."), suffix


def _cut(stem: str, most: int) -> str:
    cut = stem.encode()[:most].decode(errors="ignore")
    return cut.rstrip(" .") or _UNTITLED
