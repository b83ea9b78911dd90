"""A backup that was cut short, damaged or forged is refused in one sentence that names the place."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tilth.kernel.errors import FileError
from tilth_site.journal.models import JournalEntry
from tilth_site.operations.archive import Archive
from tilth_site.operations.restore import restore
from tilth_site.operations.tables import is_empty

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def refused(backup, tmp_path: Path, transactional_db, settings) -> Callable[[Change], FileError]:
    """Restore the backup after a change to its members, the manifest being made to fit, and give the error."""
    settings.HOME, settings.EVIDENCE = tmp_path, tmp_path / "evidence"

    def attempt(change: Change) -> FileError:
        with Archive(forge(backup.file, tmp_path / "forged.zip", change)) as archive:
            archive.check()
            with pytest.raises(FileError) as found:
                restore(archive)
        assert is_empty()
        return found.value

    return attempt


def forge(source: Path, target: Path, change: Change) -> Path:
    """A copy of a backup whose members are changed and whose manifest is made to fit them."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members)
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    }
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


def on_journal(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    def apply(members: dict[str, bytes]) -> None:
        members["journal.jsonl"] = b"".join(change(members["journal.jsonl"].splitlines(keepends=True)))

    return apply


def test_the_backup_restores_where_nothing_is_changed(backup, tmp_path, transactional_db, settings) -> None:
    settings.HOME, settings.EVIDENCE = tmp_path, tmp_path / "evidence"
    with Archive(forge(backup.file, tmp_path / "same.zip", dict.copy)) as archive:
        archive.check()
        assert restore(archive).differ == 0
    assert JournalEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[0].replace(b"Zhangjiang", b"Zhangjiong"), *lines[1:]], 2),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: lines[:-1], 3),
        (lambda lines: [lines[0], b"{}\n", *lines[2:]], 2),
    ],
    ids=[
        "a changed entry",
        "a dropped entry",
        "two entries in the wrong order",
        "no closing line",
        "not an entry",
    ],
)
def test_a_forged_journal_is_named_by_line(refused, change, line: int) -> None:
    error = refused(on_journal(change))
    assert (error.code, error.record, error.line) == ("backup.contradiction", "journal.jsonl", line)
    assert str(error).count("forged.zip") == 1


def test_a_journal_that_is_whole_but_shorter_than_the_manifest_says_is_refused(refused) -> None:
    def shorten(lines: list[bytes]) -> list[bytes]:
        head = hashlib.sha256(lines[1].rstrip(b"\n")).hexdigest()
        return [*lines[:2], b'{"entries":2,"head":"%s"}\n' % head.encode()]

    error = refused(on_journal(shorten))
    assert (error.record, error.line) == ("journal.jsonl", 2)
    assert "manifest" in error.message


def test_evidence_that_is_not_what_its_record_says_is_named(refused) -> None:
    def change(members: dict[str, bytes]) -> None:
        content = next(name for name in members if name.endswith("/content"))
        members[content] += b"A2,0.43\n"

    assert refused(change).record.startswith("evidence/")


@pytest.mark.parametrize(
    "line",
    [b'{"model": "journal.answer", "pk": 1, "fields": {}}\n', b"not JSON\n", b'{"model": "accounts.user"}\n'],
    ids=["a row of another table", "not JSON", "half a row"],
)
def test_a_row_that_is_none_of_its_table_is_named_by_line(refused, line: bytes) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["tables/accounts.user.jsonl"] += line

    error = refused(change)
    assert (error.code, error.record, error.line) == ("backup.row", "tables/accounts.user.jsonl", 2)


def test_a_table_that_is_missing_is_named(refused) -> None:
    error = refused(lambda members: members.pop("tables/mfa.authenticator.jsonl"))
    assert error.record == "tables/mfa.authenticator.jsonl"
