"""Whether a file stays within the bounds of its kind, by one walk through all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads import kinds
from tilth_site.uploads.binaries import check_pdf, check_png, check_trace
from tilth_site.uploads.kinds import Kind
from tilth_site.uploads.lines import Lines
from tilth_site.uploads.markup import Markup
from tilth_site.uploads.nesting import check_json, check_toml, check_turtle
from tilth_site.uploads.sequences import check_fasta, check_genbank
from tilth_site.uploads.tables import check_csv, check_tsv
from tilth_site.uploads.workbook import check_workbook

__all__ = ["inspect"]


def inspect(file: BinaryIO, kind: Kind, name: str) -> Refused | None:
    """A refusal where the seekable ``file`` of this ``kind`` is broken or beyond a bound; None where it may be
    kept. Its position afterwards is undefined. O(size); of text, memory holds a line, of TOML and SBOL the whole
    (both kinds are small).
    """
    if kind.line:
        return _inspect_text(file, kind, name)
    return _BINARY[kind](file, name)


def _inspect_text(file: BinaryIO, kind: Kind, name: str) -> Refused | None:
    lines = Lines(file, name, kind.line)
    if kind in _WHOLE:
        text = "\n".join(lines)
        return lines.refused or _WHOLE[kind](text, name)
    if kind in _BY_LINE:
        return _BY_LINE[kind](lines)
    for _ in lines:
        continue
    if lines.refused or kind != kinds.SBOL_XML:
        return lines.refused
    return _inspect_xml(file, name)


def _inspect_xml(file: BinaryIO, name: str) -> Refused | None:
    walk = Markup(name)
    file.seek(0)
    walk.walk(file)
    if walk.broken:
        return refuse(
            "upload.xml",
            "{file}, line {line}: this is not well-formed XML.",
            "Export it again, or check it with an SBOL validator.",
            name,
            file=name,
            line=walk.broken,
        )
    return walk.refused


_BY_LINE: dict[Kind, Callable[[Lines], Refused | None]] = {
    kinds.CSV: check_csv,
    kinds.TSV: check_tsv,
    kinds.FASTA: check_fasta,
    kinds.GENBANK: check_genbank,
}
_WHOLE: dict[Kind, Callable[[str, str], Refused | None]] = {
    kinds.TOML: check_toml,
    kinds.SBOL_JSON: check_json,
    kinds.SBOL_TURTLE: check_turtle,
}
_BINARY: dict[Kind, Callable[[BinaryIO, str], Refused | None]] = {
    kinds.XLSX: check_workbook,
    kinds.TRACE: check_trace,
    kinds.PDF: check_pdf,
    kinds.PNG: check_png,
}
