"""Whatever bytes and names a stranger sends, they are refused with a reason or kept as they are."""

import io
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from tilth.foundry.design.plan import Plan
from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.refusal import Refused
from tilth_site.uploads.bounds import MAX_NAME
from tilth_site.uploads.bundle import DesignFiles, LaidOut, lay_out, read_design
from tilth_site.uploads.intake import Said, Stored, take_in
from tilth_site.uploads.kinds import KINDS
from tilth_site.uploads.names import ascii_name, safe_name

SAID = Said("per_01", date(2026, 3, 2))
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))}
STARTS = st.sampled_from([
    b"", b"PK\x03\x04", b"ABIF", b"%PDF-", b"\x89PNG\r\n\x1a\n", b">p\n", b"LOCUS p\n", b"a = ", b"[[a]]\n",
    b"a,b\n", b"a\tb\n", b'<rdf:RDF xmlns:s="http://sbols.org/v3#">', b'{"@context": {"s": "http://sbols.org/v3#"}',
    b"@prefix s: <http://sbols.org/v3#> .\n", b"\xef\xbb\xbf",
])  # fmt: skip
TEXTS = st.text(alphabet=st.sampled_from('abc =[]{}".\'\\#,\t\n\r<>()/&;"中'), max_size=80).map(str.encode)
BYTES = st.builds(lambda start, rest: start + rest, STARTS, st.binary(max_size=120) | TEXTS)
NAMES = st.text(max_size=150) | st.text(alphabet="CONcomPRNul19. /\\:*\u202e\u200b\n-~_é中", max_size=40)


@given(name=NAMES, data=BYTES)
def test_any_bytes_are_refused_with_a_reason_or_read_back_equal(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = EvidenceStore(Path(folder) / "evidence")
        answer = take_in(name, io.BytesIO(data), allowed=KINDS.values(), said=SAID, into=store)
        if isinstance(answer, Refused):
            assert all(reason.message and reason.advice for reason in answer.reasons)
            assert [path for path in store.root.rglob("*") if path.is_file()] == []
            return
        assert store.get(answer.sha256) == data
        assert answer.size == len(data)
        assert safe_name(answer.name) == answer.name
        assert answer.name.lower().endswith(answer.kind.suffixes)
        assert store.verify() == ()


@given(NAMES)
@example("")
@example("..")
@example("con")
@example("COM1.tar.gz")
@example("aux .txt")
@example("a\u202egnp.exe")
@example("x" * 300 + ".gb")
@example("中" * 300 + ".gb")
@example("." * 99 + "a." + "b" * 200)
@example("-rf")
@example("con" + "." * 120 + "x")
def test_a_safe_name_is_safe_on_every_system(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= MAX_NAME
    assert not set(name) & set('/\\<>:"|?*')
    assert name[0] not in " .-~"
    assert name[-1] not in " ."
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in name)
    assert name.partition(".")[0].strip().lower() not in DEVICES
    assert unicodedata.is_normalized("NFC", name)
    assert safe_name(name) == name


@given(NAMES, st.sampled_from(sorted(KINDS)))
def test_a_name_with_the_ending_of_its_kind_is_safe_too(text: str, kind: str) -> None:
    name = safe_name(text, KINDS[kind].suffixes)
    assert name.lower().endswith(KINDS[kind].suffixes)
    assert safe_name(name) == name
    assert safe_name(name, KINDS[kind].suffixes) == name
    assert len(name.encode()) <= MAX_NAME


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=30))
def test_a_chinese_name_survives(text: str) -> None:
    assert safe_name(f"{text}.gb") == f"{text}.gb"


@given(NAMES)
def test_a_name_in_ascii_fits_a_quoted_header_value(text: str) -> None:
    plain = ascii_name(text)
    assert all(" " <= sign <= "~" for sign in plain)
    assert not set(plain) & set('"\\%')


WORDS = st.sampled_from(
    ["a.fasta", "b.gb", "kit:cidar", "kit:x", "/etc/passwd", "..", "../a.fasta", "a.fasta/", " a.fasta "]
)
STEP = '\n[[assembly]]\nname = "tu"\nenzyme = "BsaI"\npot = ["*"]\n'


@given(st.lists(WORDS | st.text(max_size=12), max_size=4))
def test_every_source_of_a_plan_is_a_kit_or_lies_in_its_folder(words: list[str]) -> None:
    listed = ", ".join('"' + "".join(f"\\U{ord(sign):08x}" for sign in word) + '"' for word in words)
    with tempfile.TemporaryDirectory() as scratch:
        store = EvidenceStore(Path(scratch) / "evidence")
        parts = take_in("a.fasta", io.BytesIO(b">a\nACGT\n"), allowed=KINDS.values(), said=SAID, into=store)
        text = f"parts = [{listed}]{STEP}".encode()
        plan = take_in("DESIGN.toml", io.BytesIO(text), allowed=KINDS.values(), said=SAID, into=store)
        if not isinstance(plan, Stored):
            return
        assert isinstance(parts, Stored)
        files = lay_out(DesignFiles(plan, (parts,)), Path(scratch) / "laid", store)
        wanted = {"a.fasta", "kit:cidar"}
        if not {word.strip() for word in words} <= wanted:
            assert isinstance(files, Refused)
            return
        assert isinstance(files, LaidOut)
        read = read_design(files)
        assert isinstance(read, Plan)
        assert {files.plain(source) for source in read.sources} <= wanted
