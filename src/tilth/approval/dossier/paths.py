"""Which paths a file of a dossier may have: relative, the same on every system, and leading nowhere else.

A dossier is unpacked by other people on other machines. So a path that is two files on one system and one on
another, or that no file can have on one of them, is refused when the dossier is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["clash", "path_fault"]

_LONGEST = 200
"""Bytes of UTF-8, so that the path fits below a folder on every system."""
_UNSAFE = re.compile(r'[\\:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def path_fault(path: str) -> str:
    """What is wrong with ``path``, as the end of a sentence ("is absolute"); empty where it is fine."""
    if not path:
        return "is empty"
    if path.startswith("/"):
        return "is absolute"
    unsafe = _UNSAFE.search(path)
    if unsafe:
        return f"holds {unsafe[0]!r}, which not every system allows"
    if len(path.encode()) > _LONGEST:
        return f"is longer than {_LONGEST} bytes"
    if unicodedata.normalize("NFC", path) != path:
        return "is not in Unicode's composed form (NFC)"
    return next((fault for part in path.split("/") if (fault := _part_fault(part))), "")


def _part_fault(part: str) -> str:
    if part in ("", ".", ".."):
        return f"has a part {part!r}"
    if part[-1] in ". " or part[0] == " ":
        return "has a part that starts or ends with a blank, or ends with a dot"
    return "has a part that Windows keeps for a device" if _DEVICE.fullmatch(part) else ""


def clash(paths: Iterable[str]) -> tuple[str, str] | None:
    """The first two of ``paths`` that cannot stand side by side on every system: they are the same but for case,
    or one is a folder of the other. None where all can.
    """
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        plain = unicodedata.normalize("NFC", path.casefold())
        above = [plain[:at] for at, letter in enumerate(plain) if letter == "/"]
        other = taken.get(plain) or folders.get(plain) or next((taken[one] for one in above if one in taken), None)
        if other is not None:
            return other, path
        taken[plain] = path
        folders.update(dict.fromkeys(above, path))
    return None
