"""Handing a kept file out so that no browser ever runs it.

It is always a download, never a page; its type is never guessed; and should a browser show it all the same, its
own security policy forbids it everything. Who may have it is the caller's business.
"""

from __future__ import annotations

from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse

from tilth.kernel.evidence import EvidenceStore
from tilth_site.uploads.intake import store
from tilth_site.uploads.kinds import KINDS
from tilth_site.uploads.names import ascii_name, safe_name

__all__ = ["respond", "respond_stream"]

_BLOCK = 1 << 16
_INERT = frozenset(kind.media_type for kind in KINDS.values() if "xml" not in kind.name) | {"application/zip"}
_UNKNOWN = "application/octet-stream"


def respond(sha256: str, name: str, media_type: str, *, kept_in: EvidenceStore | None = None) -> FileResponse:
    """The bytes ``sha256`` as a streamed download called ``name``.

    A ``media_type`` that a browser could run (HTML, SVG, any XML, a script), or that no upload has, is sent as
    ``application/octet-stream``. The bytes are checked against their hash first, which costs one read. The entity
    tag is the hash, so a caller that has answered who may see it can answer ``If-None-Match`` without the bytes.

    Raises MissingError where there is nothing of this hash, IntegrityError where its bytes are altered.
    """
    response = respond_stream((kept_in or store()).open(sha256), name, media_type)
    response.headers["ETag"] = f'"{sha256}"'
    return response


def respond_stream(stream: BinaryIO, name: str, media_type: str) -> FileResponse:
    """What ``stream`` holds, from where it stands, handed out as :func:`respond` does, but without an entity tag.
    It is closed with the answer.
    """
    response = FileResponse(stream, content_type=_content_type(media_type))
    response.block_size = _BLOCK
    response.headers["Content-Disposition"] = _disposition(safe_name(name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Asked again each time, because a permission may be withdrawn.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _content_type(media_type: str) -> str:
    bare = media_type.partition(";")[0].strip()
    if bare not in _INERT:
        return _UNKNOWN
    return f"{bare}; charset=utf-8" if bare.startswith("text/") else bare


def _disposition(name: str) -> str:
    """RFC 6266: a name in ASCII, and the real one, percent-encoded (RFC 8187), where they differ."""
    plain = ascii_name(name)
    header = f'attachment; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
