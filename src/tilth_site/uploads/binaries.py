"""Files with a directory of their own: sequencing traces (ABIF), pictures (PNG), documents (PDF).

What such a file says about itself is checked against its size before any reader believes it.

Source: Applied Biosystems Genetic Analysis Data File Format (ABIF), September 2009; PNG (W3C, third edition),
section 5; ISO 32000-1, section 7.5.5.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import KIB, MAX_PIXELS, MAX_TAGS

__all__ = ["check_pdf", "check_png", "check_trace"]

_HEADER = struct.Struct(">4sH4sI2H4I")
_ENTRY = struct.Struct(">4sI2H4I")
_INLINE = 4
_CHUNK_HEAD = struct.Struct(">I4s")
_CHECKSUM = 4
_SIGNATURE = 8


def check_trace(file: BinaryIO, name: str) -> Refused | None:
    """A refusal where the trace's directory, or data that it names, lies outside the file, or where its entries
    together claim more bytes than there are.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return _broken(name, "its header is cut short")
    _, _, tag, _, _, width, count, _, start, _ = _HEADER.unpack(head)
    if tag != b"tdir" or width != _ENTRY.size or not 0 < count <= MAX_TAGS:
        return _broken(name, f"its header is no directory of 1 to {MAX_TAGS} entries")
    if start + count * _ENTRY.size > size:
        return _broken(name, "its directory lies outside the file")
    file.seek(start)
    claimed = 0
    for _, _, _, element, elements, held, at, _ in _ENTRY.iter_unpack(file.read(count * _ENTRY.size)):
        if held != element * elements or (held > _INLINE and at + held > size):
            return _broken(name, "an entry of its directory points outside the file or has the wrong size")
        claimed += held
    return _broken(name, "its entries claim more bytes than the file has") if claimed > size else None


def check_png(file: BinaryIO, name: str) -> Refused | None:
    """A refusal where the picture's chunks do not fill the file, or it has too many pixels."""
    size = file.seek(0, 2)
    at, kind = _SIGNATURE, b""
    while kind != b"IEND":
        file.seek(at)
        head = file.read(_CHUNK_HEAD.size)
        if len(head) < _CHUNK_HEAD.size:
            return _broken(name, "it is cut short")
        first = not kind
        length, kind = _CHUNK_HEAD.unpack(head)
        if first:
            refused = _check_pixels(file.read(8), kind, name)
            if refused:
                return refused
        at += _CHUNK_HEAD.size + length + _CHECKSUM
    return _broken(name, "its last chunk does not end with the file") if at != size else None


def _check_pixels(shape: bytes, kind: bytes, name: str) -> Refused | None:
    if kind != b"IHDR" or len(shape) < 8:
        return _broken(name, "it does not start with its size")
    width, height = struct.unpack(">2I", shape)
    if width * height > MAX_PIXELS:
        return refuse(
            "upload.pixels",
            "{file} has more than {most} pixels.",
            "Save it smaller.",
            name,
            file=name,
            most=MAX_PIXELS,
        )
    return None


def check_pdf(file: BinaryIO, name: str) -> Refused | None:
    """A refusal where the document does not end as a PDF does: it was cut short."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 2 * KIB))
    return None if b"%%EOF" in file.read() else _broken(name, "its end is missing")


def _broken(name: str, fault: str) -> Refused:
    return refuse(
        "upload.broken",
        "{file} is damaged: {fault}.",
        "Export it again from the program or instrument that made it.",
        name,
        file=name,
        fault=fault,
    )
