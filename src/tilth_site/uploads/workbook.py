"""Excel workbooks (XLSX): a zip archive of XML, walked whole before any reader opens it.

The bounds are those of the archive (entries, unpacked size, ratio), of each XML document in it (:mod:`.markup`)
and of the sheets (cells, and the rectangle that readers walk). Macros, embedded files and links to other files are
refused; a cell's hyperlink is not, because nobody follows it.

Source: ECMA-376 part 2 (Open Packaging Conventions) and APPNOTE.TXT 6.3.10 (the zip format).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import (
    MAX_DIRECTORY,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED,
    RATIO_FREE,
    in_words,
)
from tilth_site.uploads.grid import Grid
from tilth_site.uploads.markup import Markup

__all__ = ["check_workbook"]

_END = struct.Struct("<4s4H2LH")
_END_MARK, _ZIP64_MARK, _ZIP64_SIZE = b"PK\x05\x06", b"PK\x06\x07", 20
_LONGEST_COMMENT = 0xFFFF
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_CONTENT_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")
_ACTIVE = re.compile(r"vbaproject|macrosheets/|activex|/embeddings/|externallinks/|ctrlprops/", re.IGNORECASE)
_STRAY = re.compile(r"[\\:\x00-\x1f]|(^|/)\.\.?(/|$)|^/")
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_MEND = "Copy its cells into a new workbook, save that as XLSX, and upload it; or save the sheet as CSV."


def check_workbook(file: BinaryIO, name: str) -> Refused | None:
    """A refusal where ``file`` is no workbook, or one that is broken, active or beyond a bound.

    O(unpacked size), in the memory of the archive's directory and one chunk.
    """
    refused = _check_directory(file, name)
    if refused:
        return refused
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _check_entries(archive, name) or _check_documents(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        RuntimeError,
        OSError,
    ) as error:
        return _broken(name, str(error))


def _check_directory(file: BinaryIO, name: str) -> Refused | None:
    """The size that the archive's end states for its directory, which :mod:`zipfile` would hold in memory."""
    size = file.seek(0, 2)
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return _broken(name, "the end of the archive is missing")
    _, _, _, _, entries, directory, _, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail) or tail[max(0, at - _ZIP64_SIZE) : at].startswith(_ZIP64_MARK):
        return _broken(name, "the end of the archive is not where it should be")
    if entries > MAX_ENTRIES:
        return _beyond(name, "upload.entries", "{file} holds more than {most} files.", MAX_ENTRIES)
    if directory > MAX_DIRECTORY:
        return _beyond(
            name,
            "upload.directory",
            "{file}: the archive's directory has more than {most}.",
            in_words(MAX_DIRECTORY),
        )
    return None


def _check_entries(archive: zipfile.ZipFile, name: str) -> Refused | None:
    """What the archive says of itself: names, number, sizes. Bytes beyond a stated size are never unpacked."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    packed, unpacked = sum(one.compress_size for one in entries), sum(one.file_size for one in entries)
    file_size = archive.fp.seek(0, 2) if archive.fp else 0
    if len(entries) > MAX_ENTRIES:
        return _beyond(name, "upload.entries", "{file} holds more than {most} files.", MAX_ENTRIES)
    if unpacked > MAX_UNPACKED:
        return _beyond(
            name, "upload.unpacked", "{file} has more than {most} when unpacked.", in_words(MAX_UNPACKED)
        )
    if unpacked > RATIO_FREE and unpacked > MAX_RATIO * packed:
        return _beyond(name, "upload.ratio", "{file} grows more than {most}-fold when unpacked.", MAX_RATIO)
    stray = next((one for one in names if _STRAY.search(one)), None)
    if stray is not None or len({one.lower() for one in names}) < len(names) or packed > file_size:
        return _broken(name, "its entries overlap, repeat each other or lead out of the archive")
    return next((_active(name, one) for one in names if _ACTIVE.search(one)), None)


def _check_documents(archive: zipfile.ZipFile, name: str) -> Refused | None:
    types = _Types(name)
    refused = _check_one(archive, _CONTENT_TYPES, name, types) if _CONTENT_TYPES in archive.namelist() else None
    if refused:
        return refused
    if types.active:
        return _active(name, types.active)
    if types.workbook not in archive.namelist():
        return refuse(
            "upload.archive",
            "{file} is a zip archive, and not an Excel workbook.",
            "Unpack it, and upload the files inside.",
            name,
            file=name,
        )
    for entry in archive.namelist():
        refused = _check_one(archive, entry, name, Grid(name, entry))
        if refused:
            return refused
    return None


def _check_one(archive: zipfile.ZipFile, entry: str, name: str, seen: _Types | Grid) -> Refused | None:
    """One entry: everything is walked as XML, because a workbook may call any of its entries a sheet. A picture is
    no XML, and is no sheet for that reason.
    """
    with archive.open(entry) as stream:
        if stream.read(8).startswith(_ARCHIVES):
            return _active(name, entry)
    walk = Markup(name, entry, seen.element)
    with archive.open(entry) as stream:
        walk.walk(stream)
        while stream.read(1 << 16):
            # To the end in any case, where the entry's checksum is compared.
            continue
    if walk.broken and entry.lower().endswith(_XML):
        return _broken(name, f"{entry}, line {walk.broken}, is no XML")
    return walk.refused


class _Types:
    """What ``[Content_Types].xml`` says: the entry that is the ``workbook``, and one that is ``active``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.workbook, self.active = "", ""

    def element(self, tag: str, attributes: Mapping[str, str]) -> Refused | None:
        stated = attributes.get("ContentType", "")
        part = attributes.get("PartName", "")
        if stated == _MAIN and tag == "Override":
            self.workbook = part.removeprefix("/")
        if "macroEnabled" in stated or "vbaProject" in stated:
            self.active = part or stated
        return None


def _active(name: str, entry: str) -> Refused:
    return refuse(
        "upload.active",
        "{file} holds macros, embedded files or links to other files ({entry}).",
        _MEND,
        name,
        file=name,
        entry=entry,
    )


def _broken(name: str, fault: str) -> Refused:
    return refuse(
        "upload.workbook", "{file} cannot be read as a workbook: {fault}.", _MEND, name, file=name, fault=fault
    )


def _beyond(name: str, code: str, sentence: str, most: int | str) -> Refused:
    return refuse(code, sentence, _MEND, name, file=name, most=most)
