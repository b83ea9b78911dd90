"""A file's kind is told by what it holds, and what is not kept is refused with the way out."""

import io
import zipfile
from pathlib import Path

import pytest

from tilth.kernel.refusal import Refused
from tilth_site.uploads import kinds
from tilth_site.uploads.bounds import HEAD
from tilth_site.uploads.inspection import inspect
from tilth_site.uploads.kinds import KINDS, Kind, sniff

ROOT = Path(__file__).resolve().parents[3]
GENBANK = "LOCUS       p 4 bp DNA circular\nORIGIN\n        1 acgt\n//\n"


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    assert answer.reasons[0].message
    assert answer.reasons[0].advice
    return answer.reasons[0].code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('# a plan\ntitle = "x"\n', kinds.TOML),
        ("[[assembly]]\nname = 'tu'\n", kinds.TOML),
        ("\ufefftitle = 'x'\n", kinds.TOML),
        ('site."a b".c = 1\n', kinds.TOML),
        ("construct,part\nc1,a,b\n", kinds.CSV),
        ("construct\tpart\nc1\ta,b\n", kinds.TSV),
        ('"a = b",c\n', kinds.CSV),
        (">p\nACGT\n", kinds.FASTA),
        (";old style\n>p\nACGT\n", kinds.FASTA),
        (GENBANK, kinds.GENBANK),
        (GENBANK.replace("\n", "\r"), kinds.GENBANK),
        ("@prefix s: <http://sbols.org/v3#> .\n<http://a/b> a s:Component .\n", kinds.SBOL_TURTLE),
        ("<http://a/b> <http://c> <http://sbols.org/v3#Component> .\n", kinds.SBOL_TURTLE),
        ('<?xml version="1.0"?>\n<rdf:RDF xmlns:s="http://sbols.org/v3#"/>', kinds.SBOL_XML),
        ('{"@context": {"s": "http://sbols.org/v3#"}}', kinds.SBOL_JSON),
        ('{"a": 1,\n"b": 2,\n"c": 3}', kinds.TEXT),
        ("A note, and then\nsome more\nwords\n", kinds.TEXT),
        ("一份记录\n", kinds.TEXT),
    ],
)
def test_text_is_told_by_how_it_is_written(text: str, kind: Kind) -> None:
    assert sniff(text.encode(), "anything.bin") == kind


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (b"", "upload.empty"),
        (b" \n\t\n", "upload.empty"),
        (b"\x1f\x8b\x08\x00", "upload.packed"),
        (b"BZh91AY", "upload.packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "upload.old_office"),
        (b"\t\x00\x00\x00\x0eSnapGene", "upload.snapgene"),
        (b"<!DOCTYPE html><script>", "upload.markup"),
        (b"  <svg xmlns='x'/>", "upload.markup"),
        (b"<html>", "upload.markup"),
        ("a,b\n".encode("utf-16"), "upload.utf16"),
        ("a,b\n".encode("utf-16-le"), "upload.utf16"),
        ("a,b\n".encode("utf-32"), "upload.utf16"),
        (b"a,b\nc,\x00\n", "upload.control"),
        ("名称,零件\n一号,启动子\n".encode("gb18030"), "upload.gb18030"),
        ("name,note\na,10 \u00b5L\n".encode("latin-1"), "upload.encoding"),
    ],
)
def test_what_is_not_kept_is_refused_by_its_reason(head: bytes, wanted: str) -> None:
    assert code(sniff(head, "x.csv")) == wanted


def test_an_encoding_fault_names_its_line() -> None:
    answer = sniff(b"a,b\nc,d\ne,\xff\n", "x.csv")
    assert isinstance(answer, Refused)
    assert answer.reasons[0].data["line"] == 3
    assert "x.csv, line 3" in answer.reasons[0].message


def test_a_character_cut_in_two_by_the_heads_end_is_no_fault() -> None:
    head = ("a" * (HEAD - 1) + "中").encode()[:HEAD]
    assert sniff(head, "x.txt") == kinds.TEXT


def test_every_kind_can_be_kept_as_evidence_and_named() -> None:
    for kind in KINDS.values():
        assert kind.most > 0
        assert kind.suffix.startswith(".")
        assert not kind.line or kind.pasted.endswith(kind.suffixes)


def test_a_zip_archive_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("parts.gb", GENBANK)
    assert sniff(stream.getvalue(), "parts.zip") == kinds.XLSX
    assert code(inspect(stream, kinds.XLSX, "parts.zip")) == "upload.archive"


EXPECTED = {
    ".gb": {kinds.GENBANK}, ".gbk": {kinds.GENBANK}, ".ape": {kinds.GENBANK}, ".fa": {kinds.FASTA},
    ".fasta": {kinds.FASTA}, ".csv": {kinds.CSV, kinds.TSV}, ".tsv": {kinds.TSV, kinds.TEXT},
    ".toml": {kinds.TOML}, ".ab1": {kinds.TRACE}, ".xlsx": {kinds.XLSX},
}  # fmt: skip


def answers(folder: Path) -> dict[str, tuple[object, object]]:
    """For each file with a known ending: its kind, and what inspection says against it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in EXPECTED and path.stat().st_size:
            with path.open("rb") as stream:
                kind = sniff(stream.read(HEAD), path.name)
                refused = inspect(stream, kind, path.name) if isinstance(kind, Kind) else None
            found[str(path.relative_to(folder))] = (kind, refused)
    return found


def test_every_example_is_told_and_kept() -> None:
    found = answers(ROOT / "examples")
    assert len(found) >= 12
    for name, (kind, refused) in found.items():
        assert kind in EXPECTED[Path(name).suffix], name
        assert refused is None, name


@pytest.mark.shared
def test_real_files_are_told_and_kept(shared: Path) -> None:
    found = answers(shared / "data")
    assert {kind for kind, _ in found.values()} >= {kinds.GENBANK, kinds.FASTA, kinds.CSV, kinds.TRACE, kinds.XLSX}
    strange = {
        name: answer
        for name, answer in found.items()
        if answer[0] not in EXPECTED[Path(name).suffix] or answer[1] is not None
    }
    print(strange)
    assert set(strange) == set()
