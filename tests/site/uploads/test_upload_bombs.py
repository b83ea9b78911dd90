"""Files that are small and ask for much are refused before any reader opens them."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tilth.kernel.refusal import Refused
from tilth_site.uploads import binaries, bounds, grid, kinds, nesting, sequences, tables, workbook
from tilth_site.uploads.inspection import inspect
from tilth_site.uploads.kinds import Kind


def verdict(data: bytes, kind: Kind) -> str | None:
    """The code of the refusal, None where there is none."""
    refused = inspect(io.BytesIO(data), kind, "x")
    if refused is None:
        return None
    reason = refused.reasons[0]
    assert reason.message.startswith("x")
    assert reason.advice.endswith(".")
    return reason.code


def book() -> bytes:
    """A workbook as openpyxl writes it, with a hyperlink."""
    made = openpyxl.Workbook()
    made.active.append(["c1", "a", "b"])
    made.active["A1"].hyperlink = "https://example.org/"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rebuilt(change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """The workbook with each entry passed through ``change``, and ``extra`` entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


def same(_: str, data: bytes) -> bytes:
    return data


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        assert old in data
        return data.replace(old, new, 1)

    return change


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]>'


def test_an_ordinary_workbook_passes() -> None:
    assert verdict(book(), kinds.XLSX) is None


@pytest.mark.shared
def test_a_real_workbook_passes(shared: Path) -> None:
    for path in (shared / "data").rglob("*.xlsx"):
        assert verdict(path.read_bytes(), kinds.XLSX) is None


def test_a_document_type_in_a_sheet_is_refused() -> None:
    data = rebuilt(in_sheet(b"<worksheet", LAUGHS + b"<worksheet"))
    assert verdict(data, kinds.XLSX) == "upload.xml_entities"


def test_a_sheet_behind_another_ending_is_walked_too() -> None:
    assert verdict(rebuilt(same, {"xl/media/a.png": LAUGHS + b"<a/>"}), kinds.XLSX) == "upload.xml_entities"


def test_a_picture_in_a_workbook_passes() -> None:
    assert verdict(rebuilt(same, {"xl/media/a.png": b"\x89PNG\r\n\x1a\n\x00\x00"}), kinds.XLSX) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<dimension ref="A1:C1"', b'<dimension ref="A1:XFD1048576"'),
        (b'<row r="1"', b'<row r="99999999999999999999"'),
        (b'<row r="1"', b'<row r="1048576"><c r="XFD1048576"/></row><row r="1"'),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ],
)
def test_a_sheet_of_endless_empty_cells_is_refused(old: bytes, new: bytes) -> None:
    assert verdict(rebuilt(in_sheet(old, new)), kinds.XLSX) == "upload.cells"


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_CELLS", 2)
    assert verdict(book(), kinds.XLSX) == "upload.cells"


def test_a_bomb_by_ratio_or_by_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = rebuilt(same, {"xl/a.xml": b"<a>" + b" " * 9 * bounds.MIB + b"</a>"})
    assert verdict(data, kinds.XLSX) == "upload.ratio"
    monkeypatch.setattr(workbook, "MAX_UNPACKED", bounds.MIB)
    assert verdict(data, kinds.XLSX) == "upload.unpacked"


def test_a_bomb_that_understates_its_size_is_refused() -> None:
    bomb = b"<a>" + b" " * 9 * bounds.MIB + b"</a>"
    data = rebuilt(same, {"xl/a.xml": bomb})
    lied = data.replace(struct.pack("<L", len(bomb)), struct.pack("<L", 100))
    assert lied != data
    assert verdict(lied, kinds.XLSX) == "upload.workbook"


def test_too_many_entries_and_a_giant_directory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = rebuilt(same, {f"xl/{number}.xml": b"<a/>" for number in range(bounds.MAX_ENTRIES)})
    assert verdict(many, kinds.XLSX) == "upload.entries"
    # The number stated at the end is a claim like any other.
    at = many.rfind(b"PK\x05\x06")
    assert verdict(many[: at + 8] + b"\x05\x00\x05\x00" + many[at + 12 :], kinds.XLSX) == "upload.entries"
    monkeypatch.setattr(workbook, "MAX_DIRECTORY", 100)
    assert verdict(book(), kinds.XLSX) == "upload.directory"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "xl/../../evil.xml", "c:evil.xml", "XL/workbook.xml"]
)
def test_entries_that_lead_out_or_repeat_are_refused(name: str) -> None:
    assert verdict(rebuilt(same, {name: b"<a/>"}), kinds.XLSX) == "upload.workbook"


@pytest.mark.parametrize(
    "extra",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/externalLinks/externalLink1.xml": b"<a/>"},
        {"xl/embeddings/a.bin": b"x"},
        {"xl/inner.xml": b"PK\x03\x04"},
        {"xl/inner.bin": b"\x1f\x8b\x08"},
        {"xl/_rels/a.rels": b'<R><Relationship Type="x/oleObject" Target="file:///x" TargetMode="External"/></R>'},
    ],
)
def test_macros_nested_archives_and_links_to_files_are_refused(extra: dict[str, bytes]) -> None:
    assert verdict(rebuilt(same, extra), kinds.XLSX) == "upload.active"


def test_a_workbook_declared_to_hold_macros_is_refused() -> None:
    kind = (
        b'<Override PartName="/xl/m" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    )
    data = rebuilt(lambda name, data: data.replace(b"</Types>", kind) if "Types" in name else data)
    assert verdict(data, kinds.XLSX) == "upload.active"


def test_a_workbook_cut_short_is_refused() -> None:
    whole = book()
    assert verdict(whole[:-30], kinds.XLSX) == "upload.workbook"
    assert verdict(whole + b"more", kinds.XLSX) == "upload.workbook"


def test_xml_is_bounded_in_depth_and_tags_and_has_no_document_type() -> None:
    head = b'<rdf:RDF xmlns:rdf="r" xmlns:s="http://sbols.org/v3#">'
    assert verdict(head + b"</rdf:RDF>", kinds.SBOL_XML) is None
    assert verdict(LAUGHS + head + b"&b;</rdf:RDF>", kinds.SBOL_XML) == "upload.xml_entities"
    assert verdict(head + b"<a>" * 100 + b"</a>" * 100 + b"</rdf:RDF>", kinds.SBOL_XML) == "upload.depth"
    assert verdict(b'<a b="' + b"x" * 3 * bounds.MIB + b'"/>', kinds.SBOL_XML) == "upload.xml_token"
    assert verdict(head, kinds.SBOL_XML) == "upload.xml"


@pytest.mark.parametrize(
    "bomb",
    [
        "a = " + "[" * 100_000,
        "a = " + "{b=" * 1000,
        ".".join("a" * 1000) + " = 1",
        "[" + " . ".join("a" * 1000) + "]",
        ".".join(['"a.b"'] * 1000) + " = 1",
        "a = '''\n]]]\n'''\nb = " + "[" * 100,
        "]" * 100 + "[" * 100,
    ],
)
def test_toml_nested_too_deeply_is_refused(bomb: str) -> None:
    assert verdict(bomb.encode(), kinds.TOML) == "upload.depth"


@pytest.mark.parametrize(
    "fine",
    [
        'a = "' + "[" * 1000 + '"',
        "a = '" + "[" * 1000 + "'",
        'a = """' + "[" * 1000 + '\n"""',
        'a = "\\"' + "[" * 1000 + '"',
        "# " + "[" * 1000 + "\na = 1",
        "a = [" + "1.5, " * 1000 + "]",
        'a = "' + ".".join("b" * 1000) + '"',
    ],
)
def test_brackets_and_dots_inside_texts_and_comments_do_not_count(fine: str) -> None:
    assert verdict(fine.encode(), kinds.TOML) is None


@pytest.mark.parametrize("wrong", ["a = ", "a = 1\na = 2", "a = " + "9" * 5000, 'a = "', "a = '''x", 'a = """\\'])
def test_what_is_no_toml_is_refused(wrong: str) -> None:
    assert verdict(wrong.encode(), kinds.TOML) == "upload.toml"


def test_a_toml_fault_names_its_line() -> None:
    refused = nesting.check_toml('title = "x"\n\nparts = [\n', "DESIGN.toml")
    assert isinstance(refused, Refused)
    assert "DESIGN.toml, line" in refused.reasons[0].message
    assert refused.reasons[0].data["line"] in (3, 4)


def test_json_and_turtle_nested_too_deeply_are_refused() -> None:
    assert verdict(b'{"@context": ' + b"[" * 1000, kinds.SBOL_JSON) == "upload.depth"
    assert verdict(b'{"@context": "' + b"[" * 1000 + b'"}', kinds.SBOL_JSON) is None
    assert verdict(b"<http://a/((((> <http://b> " + b"(" * 1000, kinds.SBOL_TURTLE) == "upload.depth"
    assert verdict(b'<http://a/b> <http://b> "' + b"(" * 1000 + b'" .', kinds.SBOL_TURTLE) is None


def test_records_are_bounded_in_number_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequences, "MAX_RECORDS", 3)
    monkeypatch.setattr(sequences, "MAX_RECORD", 50)
    locus = b"LOCUS  p 4 bp\nORIGIN\n1 acgt\n//\n"
    assert verdict(b">a\nAC\n" * 3, kinds.FASTA) is None
    assert verdict(b">a\nAC\n" * 4, kinds.FASTA) == "upload.records"
    assert verdict(b">a\n" + b"AC\n" * 20, kinds.FASTA) == "upload.record_size"
    assert verdict(locus * 3, kinds.GENBANK) is None
    assert verdict(locus * 4, kinds.GENBANK) == "upload.records"
    assert verdict(locus.replace(b"\n", b"\r") * 4, kinds.GENBANK) == "upload.records"
    assert verdict(b"LOCUS  p 4 bp\n" + b"a\n" * 30, kinds.GENBANK) == "upload.record_size"


def test_lines_cells_columns_and_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 5)
    assert verdict(b"a,b\n" * 5, kinds.CSV) is None
    assert verdict(b"a,b\n" * 6, kinds.CSV) == "upload.rows"
    assert verdict(b"," * bounds.MAX_COLUMNS, kinds.CSV) == "upload.columns"
    assert verdict(b"a,b\n" + b"x" * (bounds.MAX_CELL + 1), kinds.CSV) == "upload.cell"
    assert verdict(b'a,"' + b"b\n" * 100_000, kinds.CSV) == "upload.cell"
    assert verdict(b"a\t" + b"x" * 2 * bounds.MIB, kinds.TSV) == "upload.line"
    assert verdict(b"x" * 3 * bounds.MIB, kinds.TEXT) == "upload.line"


def test_faults_far_behind_the_head_are_found_and_placed() -> None:
    for bad, wanted in (
        (b"\x00", "upload.control"),
        (b"\xff", "upload.encoding"),
        ("启动子".encode("gbk"), "upload.gb18030"),
    ):
        refused = inspect(io.BytesIO(b"a,b\r\n" * 300_000 + b"c," + bad + b"\r\n"), kinds.CSV, "x")
        assert isinstance(refused, Refused)
        assert (refused.reasons[0].code, refused.reasons[0].data["line"]) == (wanted, 300_001)


HEADER = struct.Struct(">4sH4sI2H4I")
ENTRY = struct.Struct(">4sI2H4I")


def trace(count: int = 1, start: int = HEADER.size, *entries: bytes) -> bytes:
    return HEADER.pack(b"ABIF", 101, b"tdir", 1, 1023, 28, count, 0, start, 0) + b"".join(entries)


def entry(width: int, count: int, held: int, at: int) -> bytes:
    return ENTRY.pack(b"DATA", 1, 4, width, count, held, at, 0)


def test_a_trace_whose_directory_lies_is_refused() -> None:
    fine = entry(2, 10, 20, 0)
    assert verdict(trace(1, HEADER.size, fine), kinds.TRACE) is None
    assert verdict(trace(1, 10_000, fine), kinds.TRACE) == "upload.broken"
    assert verdict(trace(0xFFFFFFFF, HEADER.size, fine), kinds.TRACE) == "upload.broken"
    assert verdict(trace(0), kinds.TRACE) == "upload.broken"
    assert verdict(trace(1, HEADER.size, entry(2, 10, 20, 1000)), kinds.TRACE) == "upload.broken"
    assert verdict(trace(1, HEADER.size, entry(2, 0xFFFFFFFF, 20, 0)), kinds.TRACE) == "upload.broken"
    assert verdict(trace(20, HEADER.size, *[entry(2, 100, 200, 0)] * 20), kinds.TRACE) == "upload.broken"
    assert verdict(b"ABIF", kinds.TRACE) == "upload.broken"


def png(width: int, height: int) -> bytes:
    shape = struct.pack(">I4s2I5x4x", 13, b"IHDR", width, height)
    return b"\x89PNG\r\n\x1a\n" + shape + struct.pack(">I4s4x", 0, b"IEND")


def test_a_picture_is_bounded_in_pixels_and_whole() -> None:
    assert verdict(png(100, 100), kinds.PNG) is None
    assert verdict(png(100_000, 100_000), kinds.PNG) == "upload.pixels"
    assert verdict(png(100, 100)[:-5], kinds.PNG) == "upload.broken"
    assert verdict(png(100, 100) + b"PK\x03\x04", kinds.PNG) == "upload.broken"
    assert verdict(b"\x89PNG\r\n\x1a\n", kinds.PNG) == "upload.broken"


def test_a_document_cut_short_is_refused() -> None:
    assert verdict(b"%PDF-1.7\n...\n%%EOF\n", kinds.PDF) is None
    assert verdict(b"%PDF-1.7\n...", kinds.PDF) == "upload.broken"
    assert binaries.check_pdf(io.BytesIO(b"%PDF-1.7"), "x") is not None
