"""The file of a backup: what it is made of, and how damage to it is found and named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tilth.kernel.chain import BEFORE
from tilth.kernel.errors import FileError
from tilth_site.operations.archive import Archive, writing

JOURNAL = b'{"entries":0,"head":"%s"}\n' % BEFORE.hash.encode()


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    file = tmp_path / "whole.zip"
    with writing(file) as writer:
        writer.add_bytes("journal.jsonl", JOURNAL)
        writer.add("tables/a.jsonl", io.BytesIO(b"0123456789" * 300_000))
        writer.close("2026-03-02T04:00:00.000000Z", "0.1.0", BEFORE)
    return file


def fault(file: Path) -> FileError:
    def check() -> None:
        with Archive(file) as archive:
            archive.check()

    with pytest.raises(FileError) as found:
        check()
    assert found.value.file == str(file)
    return found.value


def test_a_whole_archive_passes_and_says_what_it_holds(whole: Path) -> None:
    steps = []
    with Archive(whole) as archive:
        archive.check(lambda *step: steps.append(step))
        assert archive.manifest.head == BEFORE
        assert archive.open("journal.jsonl").read() == JOURNAL
    assert steps[-1] == ("check", len(JOURNAL) + 3_000_000, len(JOURNAL) + 3_000_000)


def test_an_archive_that_fails_in_the_making_leaves_nothing(tmp_path: Path) -> None:
    def make() -> None:
        with writing(tmp_path / "half.zip") as writer:
            writer.add_bytes("journal.jsonl", JOURNAL)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        make()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", [0, 1, 100, -1, -22, -60])
def test_a_file_cut_short_anywhere_is_refused(whole: Path, kept: int) -> None:
    whole.write_bytes(whole.read_bytes()[:kept])
    assert fault(whole).code in ("backup.truncated", "backup.altered")


def test_a_flipped_bit_is_named_by_member(whole: Path) -> None:
    with zipfile.ZipFile(whole) as archive:
        start = archive.getinfo("tables/a.jsonl").header_offset
    content = bytearray(whole.read_bytes())
    content[start + 100] ^= 1
    whole.write_bytes(content)
    assert (fault(whole).code, fault(whole).record) == ("backup.altered", "tables/a.jsonl")


def test_bytes_that_are_not_those_of_the_manifest_are_named_by_member(whole: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"0123", b"0124") if name.startswith("tables") else content)
    assert (fault(other).code, fault(other).record) == ("backup.altered", "tables/a.jsonl")


def test_a_member_that_the_manifest_does_not_name_is_refused(whole: Path) -> None:
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("../../etc/passwd", "x")
    assert "../../etc/passwd" in fault(whole).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(whole: Path) -> None:
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("journal.jsonl", JOURNAL)
    assert fault(whole).code == "backup.members"


def test_a_zip_of_something_else_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "photos.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("photo.jpg", "x")
    assert fault(file).code == "backup.manifest"


def test_a_later_format_is_refused(whole: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.zip"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(later, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"format": 1', b'"format": 2'))
    assert fault(later).code == "backup.format"


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    assert fault(tmp_path / "nothing.zip").code == "backup.unreadable"
