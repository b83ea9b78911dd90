"""What was done to a journal in its database is named: forged, dropped, reordered, rewritten, cut off."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
import rfc8785
from django.db import connection

from tilth.kernel.checkpoint import Checkpoint, make_key, write_public_key
from tilth.kernel.errors import FileError, IntegrityError, MissingError
from tilth.kernel.export import read_export
from tilth.parties.model import Role
from tilth_site.journal.checkpoints import open_checkpoints, sign_now
from tilth_site.journal.exports import export, rows
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.verify import Verification, verify_journal

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def open_journal(transactional_db, cast) -> None:
    """A journal of four entries whose triggers were taken away, as by someone who owns the database."""
    with connection.schema_editor() as editor:
        import_module("tilth_site.journal.migrations.0002_append_only").remove(None, editor)
    assert JournalEntry.objects.count() == 4


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def kinds(verification: Verification) -> list[tuple[int, str]]:
    return [(fault.seq, fault.kind) for fault in verification.faults]


def rewrite(seq: int) -> None:
    """Forge entry ``seq`` and every hash after it, so that the chain is whole again."""
    prev = None
    for row in JournalEntry.objects.filter(seq__gte=seq).order_by("seq"):
        body = json.loads(row.body)
        body["reason"] = "forged"
        if prev:
            body["prev"] = prev
        text = rfc8785.dumps(body)
        prev = hashlib.sha256(text).hexdigest()
        execute("UPDATE journal_entry SET body = %s, hash = %s WHERE seq = %s", text.decode(), prev, row.seq)


def test_a_journal_as_it_was_written_is_whole(cast) -> None:
    told = []
    verification = verify_journal(tell=lambda *step: told.append(step))
    assert verification.faults == ()
    assert verification.entries == verification.head.seq == 4
    assert told[-1] == (4, 4)
    assert verification.as_dict()["whole"] is True


def test_an_empty_journal_is_whole(transactional_db) -> None:
    assert verify_journal().entries == 0


def test_a_forged_body_is_named(open_journal) -> None:
    execute("UPDATE journal_entry SET body = replace(body, 'firm', 'farm') WHERE seq = 3")
    assert kinds(verify_journal()) == [(3, "forged")]


def test_a_forged_column_is_named(open_journal) -> None:
    execute("UPDATE journal_entry SET actor = 'nobody' WHERE seq = 2")
    assert kinds(verify_journal()) == [(2, "forged")]


def test_a_dropped_entry_is_named(open_journal) -> None:
    execute("DELETE FROM journal_entry WHERE seq = 2")
    assert kinds(verify_journal()) == [(2, "dropped")]


def test_two_entries_in_each_others_place_are_named(open_journal) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        execute("UPDATE journal_entry SET seq = %s WHERE seq = %s", new, old)
    assert (2, "reordered") in kinds(verify_journal())
    assert (3, "reordered") in kinds(verify_journal())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no text that is not UTF-8")
def test_bytes_that_are_no_text_are_named_and_not_stumbled_over(open_journal) -> None:
    execute("UPDATE journal_entry SET body = CAST(X'FF00FF' AS TEXT) WHERE seq = 2")
    assert kinds(verify_journal()) == [(2, "forged")]
    assert verify_journal().entries == 4


def test_only_a_checkpoint_shows_a_journal_that_was_rewritten(open_journal, home: Path) -> None:
    signed = sign_now(NOON)
    rewrite(2)
    assert verify_journal().faults == ()
    opened = open_checkpoints([Path(signed.files[0])])
    assert kinds(verify_journal(opened)) == [(4, "rewritten")]


def test_only_a_checkpoint_shows_that_the_newest_entries_are_gone(open_journal, home: Path) -> None:
    signed = sign_now(NOON)
    execute("DELETE FROM journal_entry WHERE seq > 2")
    assert verify_journal().faults == ()
    assert kinds(verify_journal([signed.checkpoint])) == [(3, "shortened")]


def test_an_older_checkpoint_fits_a_journal_that_went_on(cast, home: Path) -> None:
    signed = sign_now(NOON)
    cast.person("firm", Role.FOUNDER)
    verification = verify_journal([signed.checkpoint])
    assert (verification.entries, verification.checkpoints, verification.faults) == (6, 1, ())


def test_checkpoints_are_collected_under_one_key_that_only_the_owner_reads(
    cast, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "published" / "first.json"
    first = sign_now(NOON, out)
    second = sign_now(NOON.replace(hour=13))
    assert first.public_key == second.public_key
    assert (home / "checkpoint-key").stat().st_mode & 0o077 == 0
    kept = sorted(path.name for path in (home / "checkpoints").iterdir())
    assert kept == [
        "000000000004-20260302T120000000000.json",
        "000000000004-20260302T130000000000.json",
        Path(first.public_key).name,
    ]
    assert open_checkpoints([out], Path(first.public_key)) == (first.checkpoint,)


def test_a_checkpoint_by_another_hand_is_refused_by_file(cast, home: Path, tmp_path: Path) -> None:
    signed = sign_now(NOON)
    other = tmp_path / "other.pub"
    write_public_key(other, make_key(tmp_path / "other").public_key)
    with pytest.raises(FileError) as refused:
        open_checkpoints([Path(signed.files[0])], other)
    assert (refused.value.code, refused.value.file) == ("checkpoint.signature", signed.files[0])


def test_a_file_that_is_no_checkpoint_is_refused_by_file(cast, home: Path, tmp_path: Path) -> None:
    sign_now(NOON)
    nonsense = tmp_path / "nonsense.json"
    nonsense.write_text("{}")
    for file, code in ((nonsense, "checkpoint.envelope"), (tmp_path / "none.json", "checkpoint.unreadable")):
        with pytest.raises(FileError) as refused:
            open_checkpoints([file])
        assert (refused.value.code, refused.value.file) == (code, str(file))


def test_a_site_that_never_signed_has_no_key_to_check_with(home: Path, tmp_path: Path, transactional_db) -> None:
    with pytest.raises(MissingError):
        open_checkpoints([tmp_path / "checkpoint.json"])


def test_a_checkpoint_of_an_empty_journal_counts_nothing(transactional_db, home: Path) -> None:
    checkpoint = sign_now(NOON).checkpoint
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.size == 0
    assert verify_journal([checkpoint]).faults == ()


def test_the_export_is_the_journal_row_by_row(cast, tmp_path: Path) -> None:
    head = export(tmp_path / "journal.jsonl")
    assert tuple(read_export(tmp_path / "journal.jsonl")) == tuple(rows())
    assert head.seq == 4


def test_a_forged_journal_is_not_exported(open_journal, tmp_path: Path) -> None:
    execute("UPDATE journal_entry SET actor = 'nobody' WHERE seq = 2")
    with pytest.raises(IntegrityError):
        export(tmp_path / "journal.jsonl")
    assert not (tmp_path / "journal.jsonl").exists()
