"""The bundle of a dossier as it leaves the site, checked by the verifier that goes with it."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dockets import Docket, done
from tilth.kernel.dsse import public_key_pem
from tilth.parties.model import Role
from tilth_site.approval.bundles import bundle_name, bundle_of, zipped
from tilth_site.journal.checkpoints import site_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def unpacked(docket: Docket, settings, tmp_path) -> Path:
    """The bundle of a dossier that two reviewers approved."""
    settings.HOME = tmp_path / "home"
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    done(docket.vote(docket.as_reviewer(1, day=3)))
    done(docket.vote(docket.as_reviewer(2, day=4)))
    seen = docket.seen(4)
    dossier = bundle_of(seen, docket.case.step("biosafety").manifest)
    assert dossier is not None
    assert bundle_name(dossier) == "dossier-biosafety-1.zip"
    with zipped(dossier) as stream, zipfile.ZipFile(stream) as archive:
        archive.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "verify.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_it_holds_files_record_and_decisions_and_verifies_without_tilth(unpacked: Path) -> None:
    names = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert "files/risk_assessment/01-paper.txt" in names
    assert {"record/decisions/001.dsse.json", "record/decisions/002.dsse.json", "record/key.pem"} <= names
    done = verified(unpacked)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_that_was_altered_is_named(unpacked: Path) -> None:
    (unpacked / "files/risk_assessment/01-paper.txt").write_text("none at all")
    done = verified(unpacked)
    assert done.returncode == 1
    assert "risk_assessment/01-paper.txt" in done.stdout + done.stderr


def test_a_manifest_of_another_case_is_not_handed_out(docket: Docket) -> None:
    docket.submitted()
    assert bundle_of(docket.seen(), "0" * 64) is None


def test_a_bundle_is_handed_out_to_who_sees_the_case(docket: Docket, sign_in, settings, tmp_path) -> None:
    settings.HOME = tmp_path / "home"
    docket.submitted()
    address = f"/approval/{docket.id}/dossiers/{docket.case.step('biosafety').manifest}.zip"
    answer = sign_in("firm", Role.FOUNDER).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert zipfile.ZipFile(io.BytesIO(answer.getvalue())).testzip() is None
    assert sign_in("other", Role.FOUNDER).get(address).status_code == 404


def test_decisions_made_before_a_restore_go_with_their_key(docket: Docket, settings, tmp_path) -> None:
    settings.HOME = tmp_path / "home"
    docket.submitted().assigned(docket.reviewer(1))
    done(docket.vote(docket.as_reviewer(1, day=3)))
    before = public_key_pem(site_key().public_key)
    (settings.HOME / "checkpoint-key").unlink()
    dossier = bundle_of(docket.seen(4), docket.case.step("biosafety").manifest)
    assert dossier.record.key == before != public_key_pem(site_key().public_key)
