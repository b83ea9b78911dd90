"""A site is backed up and brought back, on either database, by the commands that an operator runs."""

from __future__ import annotations

import json
import os
import signal
import stat
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tilth.kernel.evidence import EvidenceStore

pytestmark = pytest.mark.slow


def members(file: Path) -> dict[str, dict]:
    """What the manifest says of each member: the whole site, independent of the database it is in."""
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))["members"]


def bring_back(backup, restored) -> None:
    told = restored.told("site", "restore", str(backup.file))
    assert (told["entries"], told["evidence"], told["differ"]) == (3, 1, 0)
    again = restored.home.with_suffix(".zip")
    restored.run("site", "backup", str(again))
    assert members(again) == members(backup.file)
    verified = restored.told("journal", "verify", "--checkpoint", str(backup.checkpoint))
    assert verified["whole"] is True
    assert verified["checkpoints"] == 1
    assert restored.told("journal", "replay", "--check")["differ"] == 0


def test_a_restored_site_is_the_one_that_was_backed_up(backup, tmp_path: Path) -> None:
    bring_back(backup, type(backup.site)(tmp_path / "home"))


@pytest.mark.postgres
def test_a_site_moves_from_sqlite_to_postgresql_and_back(backup, tmp_path: Path, scratch_database: str) -> None:
    moved = type(backup.site)(tmp_path / "moved", scratch_database)
    bring_back(backup, moved)
    # Numbers that PostgreSQL gives go on after those that came with the backup.
    moved.run("site", "admin", "--email", "li@example.org", "--name", "Li Na", given="another twelve characters\n")
    file = tmp_path / "moved-on.zip"
    moved.run("site", "backup", str(file))
    home = type(backup.site)(tmp_path / "home")
    home.run("site", "restore", str(file))
    again = tmp_path / "again.zip"
    home.run("site", "backup", str(again))
    assert members(again) == members(file)
    assert members(file) != members(backup.file)


def test_a_backup_is_for_its_owners_eyes(backup) -> None:
    assert stat.S_IMODE(backup.file.stat().st_mode) == 0o600


def test_nothing_is_restored_over_a_site(backup) -> None:
    refused = backup.site.told("site", "restore", str(backup.file), code=2)
    assert refused["error"]["code"] == "restore.not_empty"


def test_a_damaged_backup_makes_no_home(backup, tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(backup.file.read_bytes()[:-30])
    site = type(backup.site)(tmp_path / "home")
    refused = site.told("site", "restore", str(cut), code=2)
    assert refused["error"]["code"] == "backup.truncated"
    assert refused["error"]["data"]["file"] == str(cut)
    assert not site.home.exists()


def test_a_backup_killed_in_the_midst_leaves_no_backup_and_the_next_one_succeeds(backup, tmp_path: Path) -> None:
    site = type(backup.site)(tmp_path / "home")
    site.run("site", "prepare")
    # Random bytes do not compress, so writing them takes a while.
    large = {
        "kind": "foundry.run",
        "source": "the sequencer",
        "licence": "unknown",
        "known_date": date(2026, 3, 2),
    }
    EvidenceStore(site.home / "evidence").put(os.urandom(60_000_000), media_type="text/plain", **large)
    folder = tmp_path / "backups"
    folder.mkdir()
    process = site.start("site", "backup", str(folder / "site.zip"))
    while not any(path.suffix == ".tmp" and path.is_file() and path.stat().st_size for path in folder.iterdir()):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert all(path.name.startswith(".tilth-") for path in folder.iterdir())
    assert site.told("site", "backup", str(folder / "site.zip"))["evidence"] == 1
