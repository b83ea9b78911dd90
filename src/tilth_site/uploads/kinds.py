"""What a file is: told by its first bytes, never by its name.

A kind of text is told by how its first lines are written, everything else by its magic number. What Tilth does not
keep (archives, old Office documents, text in another encoding than UTF-8, markup that a browser would run) is
refused with the way out of it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import HEAD, MAX_LINE, MAX_RECORD, MAX_UPLOAD, MIB
from tilth_site.uploads.encoding import not_text, not_utf8, wide_text

__all__ = ["KINDS", "PARTS", "PLANS", "Kind", "sniff"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. ``label`` is what people call it; ``suffixes`` are its usual endings, the canonical one
    first; ``pasted`` names text that came without a name; ``most`` bounds the file and ``line`` one line of it,
    in bytes (0: it has no lines).
    """

    name: str
    label: str
    media_type: str
    suffixes: tuple[str, ...]
    pasted: str = ""
    most: int = MAX_UPLOAD
    line: int = 0

    @property
    def suffix(self) -> str:
        """The canonical ending, with its dot."""
        return self.suffixes[0]


_SEQUENCE = (".txt", ".seq")
_RDF = 8 * MIB

TOML = Kind("toml", "TOML", "application/toml", (".toml",), "DESIGN.toml", MIB, MAX_LINE)
CSV = Kind("csv", "CSV", "text/csv", (".csv",), "constructs.csv", MAX_UPLOAD, MAX_LINE)
TSV = Kind("tsv", "TSV", "text/tab-separated-values", (".tsv", ".tab"), "constructs.tsv", MAX_UPLOAD, MAX_LINE)
XLSX = Kind(
    "xlsx",
    "an Excel workbook (XLSX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (".xlsx",),
    most=50 * MIB,
)
FASTA = Kind(
    "fasta",
    "FASTA",
    "text/x-fasta",
    (".fasta", ".fa", ".fas", ".fna", ".ffn", ".nt", *_SEQUENCE),
    "parts.fasta",
    64 * MIB,
    MAX_RECORD,
)
GENBANK = Kind(
    "genbank",
    "GenBank",
    "text/x-genbank",
    (".gb", ".gbk", ".gbff", ".genbank", ".ape", *_SEQUENCE),
    "parts.gb",
    64 * MIB,
    MAX_LINE,
)
SBOL_TURTLE = Kind("sbol_turtle", "SBOL 3 (Turtle)", "text/turtle", (".ttl", ".nt"), "parts.ttl", _RDF, _RDF)
SBOL_XML = Kind("sbol_xml", "SBOL 3 (RDF/XML)", "application/rdf+xml", (".xml", ".rdf"), "parts.xml", _RDF, _RDF)
SBOL_JSON = Kind(
    "sbol_json", "SBOL 3 (JSON-LD)", "application/ld+json", (".jsonld", ".json"), "parts.jsonld", _RDF, _RDF
)
TRACE = Kind("trace", "a Sanger trace (ABIF)", "application/x-abif", (".ab1", ".abi"), most=20 * MIB)
PDF = Kind("pdf", "PDF", "application/pdf", (".pdf",))
PNG = Kind("png", "PNG", "image/png", (".png",), most=50 * MIB)
TEXT = Kind("text", "plain text", "text/plain", (".txt", ".md", ".log"), "note.txt", MAX_UPLOAD, MAX_LINE)

KINDS = {
    kind.name: kind
    for kind in (
        TOML, CSV, TSV, XLSX, FASTA, GENBANK, SBOL_TURTLE, SBOL_XML, SBOL_JSON, TRACE, PDF, PNG, TEXT,
    )
}  # fmt: skip
"""Every kind by its name."""

PLANS = frozenset((TOML, CSV, TSV, XLSX))
"""What a design's plan may be written in."""

PARTS = frozenset((FASTA, GENBANK, SBOL_TURTLE, SBOL_XML, SBOL_JSON))
"""What a design's parts may be written in."""

_MAGIC = ((b"PK\x03\x04", XLSX), (b"ABIF", TRACE), (b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG))

_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
)

_SBOL3 = "http://sbols.org/v3#"
_FASTA = re.compile(r"(?:[^\S\n]*\n|;[^\n]*\n)*+>")
_GENBANK = re.compile(r"^LOCUS(?=\s|$)", re.MULTILINE)
_MARKUP = re.compile(r"\s*<(?:[!?]|\w)")
_XML = re.compile(r"\s*<(?:\?xml|!|[\w-]+:RDF|RDF)")
_TOML_KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_TOML_PATH = rf"{_TOML_KEY}(?:[^\S\n]*+\.[^\S\n]*+{_TOML_KEY})*+[^\S\n]*+"
_TOML_LINE = re.compile(rf"\s*+(?:{_TOML_PATH}=|\[\[?[^\S\n]*+{_TOML_PATH}\]\]?\s*+(?:#|$))")
_LOOKED_AT = 50


def sniff(head: bytes, name: str) -> Kind | Refused:
    """The kind of the file called ``name`` whose first bytes are ``head``: the first :data:`HEAD`, or all where
    there are fewer. A zip archive is taken for a workbook, which :func:`~.inspection.inspect` then makes sure of.
    """
    if not head.strip():
        return refuse(
            "upload.empty", "{file} is empty.", "Save it again with its content, then upload it.", name, file=name
        )
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    refused = _packed(head, name)
    if refused:
        return refused
    text = _text(head, name)
    return text if isinstance(text, Refused) else _kind_of_text(text, name)


def _packed(head: bytes, name: str) -> Refused | None:
    for magic, packing in _PACKED:
        if head.startswith(magic):
            return refuse(
                "upload.packed",
                "{file} is packed with {packing}.",
                "Unpack it, and upload the file inside.",
                name,
                file=name,
                packing=packing,
            )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return refuse(
            "upload.old_office",
            "{file} is an Office document of the format before 2007, or a protected one.",
            "Save it as XLSX or CSV without a password.",
            name,
            file=name,
        )
    if head.startswith(b"\t\x00\x00\x00\x0eSnapGene"):
        return refuse(
            "upload.snapgene", "{file} is a SnapGene file.", "In SnapGene, export it as GenBank.", name, file=name
        )
    return None


def _text(head: bytes, name: str) -> str | Refused:
    refused = wide_text(head, name) or not_text(head, name, 1)
    if refused:
        return refused
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return (
            decoder.decode(head, final=len(head) < HEAD)
            .removeprefix("\ufeff")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )
    except UnicodeDecodeError as error:
        return not_utf8(head, error.start, name)


def _kind_of_text(text: str, name: str) -> Kind | Refused:
    if _FASTA.match(text):
        return FASTA
    if _SBOL3 in text or (text.lstrip()[:1] in "{[" and '"@context"' in text):
        return _sbol(text)
    if _MARKUP.match(text):
        return refuse(
            "upload.markup",
            "{file} is HTML, SVG or XML of a kind that is not read here.",
            "Save what it holds as text, CSV, PDF or PNG.",
            name,
            file=name,
        )
    if _GENBANK.search(text):
        return GENBANK
    lines = [line for line in text.split("\n") if line.strip()][:_LOOKED_AT]
    said = [line for line in lines if not line.lstrip().startswith("#")]
    if said and _TOML_LINE.match(said[0]):
        return TOML
    return TEXT if text.lstrip()[:1] in "{[" else _table(lines)


def _sbol(text: str) -> Kind:
    if text.lstrip()[:1] in "{[":
        return SBOL_JSON
    return SBOL_XML if _XML.match(text) else SBOL_TURTLE


def _table(lines: list[str]) -> Kind:
    """A table where most of the ``lines`` have cells, by the sign that parts them; else plain text."""
    tabs, commas = (sum(sign in line for line in lines) for sign in "\t,")
    if 2 * max(tabs, commas) < len(lines) or not lines:
        return TEXT
    return TSV if tabs >= commas else CSV
