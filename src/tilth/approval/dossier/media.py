"""The media type of a file by its name: the same on every machine, whatever tables the system has."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["media_type"]

_OWN: Mapping[str, str] = MappingProxyType(
    {
        ".ab1": "application/octet-stream",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".fa": "text/x-fasta",
        ".fasta": "text/x-fasta",
        ".fastq": "text/x-fastq",
        ".gb": "text/x-genbank",
        ".gbk": "text/x-genbank",
        ".jsonl": "application/jsonl",
        ".md": "text/markdown",
        ".toml": "application/toml",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".yaml": "application/yaml",
        ".yml": "application/yaml",
    }
)
_TYPES = mimetypes.MimeTypes()
"""Those that Python itself knows; unlike the module's functions it reads no file of the system."""


def media_type(path: str) -> str:
    """The type that the last part of the name says; ``application/octet-stream`` where it says none."""
    name = path.lower()
    ending = name[name.rfind(".") :] if "." in name else ""
    if ending in _OWN:
        return _OWN[ending]
    found, packed = _TYPES.guess_type(name, strict=True)
    if packed:
        return "application/gzip" if packed == "gzip" else "application/octet-stream"
    return found or "application/octet-stream"
