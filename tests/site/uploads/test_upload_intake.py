"""A stranger's file is taken in whole or not at all, in the memory of a chunk."""

import hashlib
import io
import multiprocessing
import os
import signal
from datetime import date
from pathlib import Path

import pytest

from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.refusal import Refused
from tilth_site.uploads import intake, kinds
from tilth_site.uploads.bounds import CHUNK, MIB
from tilth_site.uploads.intake import Said, Stored, take_in, take_in_text
from tilth_site.uploads.kinds import KINDS

SAID = Said("per_01", date(2026, 3, 2), "CC-BY-4.0")
ALL = frozenset(KINDS.values())
LOCUS = b"LOCUS       p 4 bp DNA circular\nORIGIN\n        1 acgt\n//\n"


class Generated(io.RawIOBase):
    """A stream of ``size`` bytes of text made while it is read, which remembers the most it was asked for."""

    def __init__(self, size: int, line: bytes = b"acgt" * 15 + b"1,2\n") -> None:
        self.left, self.line = size, line
        self.given = self.most = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        assert size >= 0, "asked for all of it at once"
        self.most = max(self.most, size)
        piece = (self.line * (size // len(self.line) + 1))[: min(size, self.left)]
        self.left -= len(piece)
        self.given += len(piece)
        return piece


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def everything(store: EvidenceStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_what_is_taken_in_is_evidence(evidence: EvidenceStore) -> None:
    stored = take_in("vectors/pUC 19.gbk", io.BytesIO(LOCUS), allowed=kinds.PARTS, said=SAID, into=evidence)
    assert stored == Stored("pUC 19.gbk", hashlib.sha256(LOCUS).hexdigest(), len(LOCUS), kinds.GENBANK)
    assert stored.media_type == "text/x-genbank"
    assert evidence.get(stored.sha256) == LOCUS
    (record,) = evidence.records(stored.sha256)
    assert (record.kind, record.source, record.licence) == ("upload.genbank", "per_01", "CC-BY-4.0")
    assert record.known_date == date(2026, 3, 2)


def test_the_files_name_is_no_part_of_the_evidence(evidence: EvidenceStore) -> None:
    stored = take_in("张三.gb", io.BytesIO(LOCUS), allowed=ALL, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert stored.name == "张三.gb"
    (record,) = evidence.records(stored.sha256)
    assert "张三".encode() not in record.to_json()


def test_200_mb_are_kept_by_the_chunk(evidence: EvidenceStore) -> None:
    stream = Generated(200 * MIB, b"%PDF-1.7 %%EOF\n\n")
    stored = take_in("report.pdf", stream, allowed={kinds.PDF}, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert (stored.size, stream.given) == (200 * MIB, 200 * MIB)
    assert stream.most <= CHUNK


def test_a_large_text_is_kept_whole_and_read_by_the_chunk(evidence: EvidenceStore) -> None:
    stream = Generated(20 * MIB, b"a line of a log without cells\n")
    stored = take_in("run.log", stream, allowed={kinds.TEXT}, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert (stored.size, stored.name) == (20 * MIB, "run.log")
    assert stream.most <= CHUNK
    with evidence.open(stored.sha256) as kept:
        assert hashlib.file_digest(kept, "sha256").hexdigest() == stored.sha256


def test_a_stream_that_is_too_large_is_read_no_further(evidence: EvidenceStore) -> None:
    stream = Generated(1 << 60)
    refused = take_in("run.csv", stream, allowed=ALL, said=SAID, most=5 * MIB, into=evidence)
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "upload.size"
    assert "run.csv" in refused.reasons[0].message
    assert "5 MiB" in refused.reasons[0].message
    assert stream.given <= 5 * MIB + CHUNK
    assert everything(evidence) == []


def test_a_kinds_own_bound_holds_too(evidence: EvidenceStore) -> None:
    stream = Generated(1 << 60, b"a = 1 # more\n")
    refused = take_in("DESIGN.toml", stream, allowed=kinds.PLANS, said=SAID, into=evidence)
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "upload.size"
    assert stream.given <= kinds.TOML.most + CHUNK


def test_a_stream_of_dribbles_is_told_like_any_other(evidence: EvidenceStore) -> None:
    class Dribble(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(3, size or 3))

    stored = take_in("p.gb", Dribble(LOCUS), allowed=ALL, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert stored.kind == kinds.GENBANK


def test_a_kind_that_is_not_asked_for_is_named_with_those_that_are(evidence: EvidenceStore) -> None:
    refused = take_in("x.csv", io.BytesIO(LOCUS), allowed={kinds.CSV, kinds.XLSX}, said=SAID, into=evidence)
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "upload.kind"
    assert refused.reasons[0].where == "x.csv"
    assert "GenBank" in refused.reasons[0].message
    assert "CSV, an Excel workbook (XLSX)" in refused.reasons[0].advice
    assert everything(evidence) == []


def test_braces_in_a_name_are_no_places_in_a_sentence(evidence: EvidenceStore) -> None:
    refused = take_in("{0.__class__}.gb", io.BytesIO(b"\x1f\x8b"), allowed=ALL, said=SAID, into=evidence)
    assert isinstance(refused, Refused)
    assert "{0.__class__}.gb" in refused.reasons[0].message


def test_a_note_that_looks_like_settings_is_text_where_text_is_asked_for(evidence: EvidenceStore) -> None:
    stored = take_in("n.txt", io.BytesIO(b"x = 5 mg\n"), allowed={kinds.TEXT, kinds.PDF}, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert stored.kind == kinds.TEXT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('title = "x"\r\n', "DESIGN.toml"),
        ("c1,a,b\n", "constructs.csv"),
        (LOCUS.decode(), "parts.gb"),
        (">p\nACGT", "parts.fasta"),
    ],
)
def test_pasted_text_is_the_file_it_would_be(evidence: EvidenceStore, text: str, name: str) -> None:
    stored = take_in_text(text, allowed=ALL, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert stored.name == name
    as_file = text.replace("\r\n", "\n").encode()
    assert take_in(name, io.BytesIO(as_file), allowed=ALL, said=SAID, into=evidence) == stored


def test_pasted_text_that_no_file_can_hold_is_refused(evidence: EvidenceStore) -> None:
    assert isinstance(take_in_text("a,\ud800\n", allowed=ALL, said=SAID, into=evidence), Refused)
    assert "The pasted text" in str(take_in_text("", allowed=ALL, said=SAID, into=evidence))


@pytest.mark.parametrize(
    ("given", "data", "kept"),
    [
        ("DESIGN.toml", b"c1,a\nc2,b\n", "DESIGN.toml.csv"),
        ("evil.html", b"just words\n", "evil.html.txt"),
        ("PARTS.GB", LOCUS, "PARTS.GB"),
        ("backbone", LOCUS, "backbone.gb"),
        ("genes.txt", b">p\nACGT\n", "genes.txt"),
    ],
)
def test_a_kept_name_ends_as_its_kind_does(evidence: EvidenceStore, given: str, data: bytes, kept: str) -> None:
    stored = take_in(given, io.BytesIO(data), allowed=ALL, said=SAID, into=evidence)
    assert isinstance(stored, Stored)
    assert stored.name == kept


def _killed_while_reading(root: Path) -> None:
    class Deadly(Generated):
        def read(self, size: int = -1, /) -> bytes:
            if self.given > 5 * MIB:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().read(size)

    take_in("run.csv", Deadly(1 << 40), allowed=ALL, said=SAID, into=EvidenceStore(root))


def test_nothing_remains_of_an_upload_whose_process_was_killed(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(
        target=_killed_while_reading, args=(tmp_path / "evidence",)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert list((tmp_path / "evidence").rglob("*")) == []


def test_a_stream_that_breaks_off_leaves_nothing(evidence: EvidenceStore) -> None:
    class Broken(Generated):
        def read(self, size: int = -1, /) -> bytes:
            if self.given > 2 * MIB:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        take_in("run.csv", Broken(1 << 40), allowed=ALL, said=SAID, into=evidence)
    assert everything(evidence) == []


def test_the_sites_evidence_is_where_the_settings_say(settings, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "kept"
    stored = take_in("p.gb", io.BytesIO(LOCUS), allowed=ALL, said=SAID)
    assert isinstance(stored, Stored)
    assert stored.sha256 in intake.store()
    assert (tmp_path / "kept").is_dir()
