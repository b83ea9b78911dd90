"""``tilth site check``: silent on a prepared home, and loud about each promise that is not kept."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from tilth_site.journal.models import JournalEntry
from tilth_site.operations import checks

SQLITE = connection.vendor == "sqlite"


def ids(check) -> set[str]:
    return {finding.id for finding in check()}


@pytest.mark.slow
def test_a_prepared_home_has_no_finding_in_the_settings_of_production(backup) -> None:
    assert backup.site.told("site", "check") == {"fit": True, "findings": []}


@pytest.mark.slow
def test_a_site_that_answers_to_every_name_is_unfit_whatever_a_try_out_may_do(backup) -> None:
    loose = type(backup.site)(backup.site.home, settings={"TILTH_HOSTS": "*", "TILTH_HTTP": "1"})
    found = {finding["id"] for finding in loose.told("site", "check", code=1)["findings"]}
    assert found == {"tilth.hosts"}


def test_the_triggers_are_tried_and_the_trial_leaves_nothing(transactional_db) -> None:
    assert ids(checks._triggers) == set()
    assert not JournalEntry.objects.exists()


def test_a_journal_without_its_triggers_is_found_out_three_times(transactional_db) -> None:
    with connection.schema_editor() as editor:
        import_module("tilth_site.journal.migrations.0002_append_only").remove(None, editor)
    messages = [finding.message for finding in checks._triggers()]
    assert [message.split(" be ")[1] for message in messages] == ["changed.", "removed.", "put out of order."]
    assert not JournalEntry.objects.exists()


@pytest.mark.skipif(not SQLITE, reason="the pragmas are SQLite's")
def test_a_lax_pragma_is_found(transactional_db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    try:
        assert any("synchronous" in finding.message for finding in checks._database())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def test_a_home_that_others_may_read_is_found(settings, tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("x")
    tmp_path.chmod(0o750)
    (tmp_path / "secret-key").chmod(0o600)
    settings.HOME = tmp_path
    (finding,) = checks._privacy()
    assert str(tmp_path) in finding.message
    tmp_path.chmod(0o700)
    assert ids(checks._privacy) == set()


def test_evidence_that_cannot_be_written_is_found(settings, tmp_path: Path) -> None:
    settings.EVIDENCE = Path("/proc/self")
    assert ids(checks._evidence) == {"tilth.evidence"}
    settings.EVIDENCE = tmp_path
    assert ids(checks._evidence) == set()
    assert list(tmp_path.iterdir()) == []


def test_a_language_without_its_compiled_texts_is_found(settings, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    assert ids(checks._catalogues) == {"tilth.catalogues"}
