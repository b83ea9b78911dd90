"""Whatever is wrong with a bundle is named: by Tilth, and by the script of 30 lines that needs none of it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785
from securesystemslib.signer import CryptoSigner

from approval_cases import Story
from dossier_bundles import EXAMPLE, PEM, built, decided, signed_vote
from tilth.approval.decisions.chain import event_in, read_line
from tilth.approval.dossier import read_manifest
from tilth.approval.dossier.bundle import read_dossier, verifier, write_folder, write_zip
from tilth.approval.dossier.layout import open_bundle
from tilth.approval.dossier.record import Record, events_file
from tilth.approval.dossier.verifying import Verified, verify
from tilth.kernel.dsse import public_key_pem
from tilth.kernel.errors import FileError, InputError

ROOT = Path(__file__).resolve().parents[4]
REPORT = "files/reports/sequence-verification.txt"
EVENTS = "record/events.jsonl"
FIRST = "record/decisions/001.dsse.json"
CRATE = "ro-crate-metadata.json"
Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that nobody changes."""
    folder = tmp_path_factory.mktemp("whole") / "bundle"
    write_folder(decided(), folder)
    return folder


@pytest.fixture
def bundle(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "bundle"))


def verified(path: Path, key: bytes = b"") -> Verified:
    with open_bundle(path) as opened:
        return verify(opened, key)


def places(path: Path) -> set[str]:
    return {fault.where for fault in verified(path).faults}


def script(path: Path, *words: str) -> tuple[int, str]:
    """How ``verify.py`` ends, and what it says."""
    run = subprocess.run(
        [sys.executable, "-I", str(path / "verify.py"), *words], capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def replaced(name: str, old: str, new: str) -> Spoil:
    """Put other words into a file."""

    def spoil(path: Path) -> None:
        text = (path / name).read_bytes()
        assert old.encode() in text, (name, old)
        (path / name).write_bytes(text.replace(old.encode(), new.encode(), 1))

    return spoil


def retold(path: Path) -> None:
    """Count the metadata's hashes anew, as a forger would."""
    crate = json.loads((path / CRATE).read_text())
    for entity in crate["@graph"]:
        file = path / entity["@id"]
        if entity["@type"] == "File" and file.is_file():
            data = file.read_bytes()
            entity["sha256"], entity["contentSize"] = hashlib.sha256(data).hexdigest(), str(len(data))
    (path / CRATE).write_bytes(rfc8785.dumps(crate))


def with_manifest(path: Path) -> None:
    """Change a title in the manifest, and everything in the bundle that can be made to agree."""
    text = (path / "manifest.json").read_text().replace("Design of the insert", "Design of something")
    (path / "manifest.json").write_text(text)
    manifest = read_manifest(text.encode())
    crate = (path / CRATE).read_text().replace("Design of the insert", "Design of something")
    (path / CRATE).write_text(re.sub("urn:sha256:[0-9a-f]{64}", f"urn:sha256:{manifest.sha256}", crate))
    retold(path)


def resigned(path: Path) -> None:
    """Put another outcome under the same signature."""
    envelope = json.loads((path / FIRST).read_text())
    said = json.loads(base64.b64decode(envelope["payload"]))
    said["outcome"] = "refused"
    envelope["payload"] = base64.b64encode(rfc8785.dumps(said)).decode()
    (path / FIRST).write_bytes(rfc8785.dumps(envelope))
    retold(path)


def rewritten(path: Path) -> None:
    """Move an event to another day, and count neither its hash nor those after it anew."""
    replaced(EVENTS, '"on":"2025-11-21"', '"on":"2025-11-20"')(path)
    retold(path)


def shortened(path: Path) -> None:
    """Take an event out of the middle."""
    lines = (path / EVENTS).read_bytes().splitlines(keepends=True)
    (path / EVENTS).write_bytes(b"".join([*lines[:2], *lines[3:]]))
    retold(path)


def scrawled(path: Path) -> None:
    """Write over an event what is none."""
    lines = (path / EVENTS).read_bytes().splitlines(keepends=True)
    (path / EVENTS).write_bytes(b"".join([*lines[:4], b"x\n", *lines[5:]]))
    retold(path)


def other_file(path: Path) -> None:
    """Change a file, and its hash in the metadata."""
    replaced(REPORT, "none", "some")(path)
    retold(path)


TAMPERED: list[tuple[Spoil, str]] = [
    (replaced(REPORT, "none", "nine"), REPORT),
    (other_file, REPORT),
    (lambda path: (path / REPORT).unlink(), REPORT),
    (lambda path: (path / "files/more.txt").write_text("x"), "files/more.txt"),
    (lambda path: (path / "dossier.pdf").unlink(), "dossier.pdf"),
    (replaced("dossier.html", "Design of the insert", "Design of an insert"), "dossier.html"),
    (replaced("manifest.json", "Design of the insert", "Design of an insert"), "manifest.json"),
    (replaced("manifest.json", '"before"', '"befor"'), "manifest.json"),
    (lambda path: (path / "manifest.json").write_text("{"), "manifest.json"),
    (with_manifest, "manifest.json"),
    (replaced("record/procedure.json", '"quorum":2', '"quorum":1'), "record/procedure.json"),
    (rewritten, EVENTS),
    (shortened, EVENTS),
    (lambda path: (path / EVENTS).write_text("x\n"), EVENTS),
    (scrawled, EVENTS),
    (resigned, FIRST),
    (lambda path: (path / FIRST).write_text("{}"), FIRST),
    (replaced(CRATE, '"contentSize":"294"', '"contentSize":"295"'), CRATE),
    (lambda path: (path / CRATE).write_text("["), CRATE),
]


@pytest.mark.parametrize(("spoil", "place"), TAMPERED, ids=range(len(TAMPERED)))
def test_whatever_was_tampered_with_is_named(bundle: Path, spoil: Spoil, place: str) -> None:
    spoil(bundle)
    assert place in {where.partition(":")[0] for where in places(bundle)}


BEYOND = {17}  # sizes in the metadata are no business of the script
SCRIPTED = [one for number, one in enumerate(TAMPERED) if number not in BEYOND]


@pytest.mark.parametrize(("spoil", "place"), SCRIPTED, ids=range(len(SCRIPTED)))
def test_the_script_names_it_too(bundle: Path, spoil: Spoil, place: str) -> None:
    spoil(bundle)
    status, said = script(bundle)
    assert status == 1
    assert place in said
    assert "Traceback" not in said


def test_the_script_names_the_line_of_an_event_that_cannot_be_read(bundle: Path) -> None:
    scrawled(bundle)
    assert script(bundle)[1].startswith("record/events.jsonl, line 5: cannot be read")


def test_events_of_which_none_is_about_a_dossier_are_not_those_of_this_one(tmp_path: Path) -> None:
    one = decided()
    opened = one.record.events.splitlines(keepends=True)[0]
    write_folder(replace(one, record=Record(events=opened)), tmp_path / "bundle")
    assert places(tmp_path / "bundle") == {"manifest.json"}
    assert script(tmp_path / "bundle") == (1, "manifest.json: no event is about this dossier\n")


def test_a_bundle_that_nobody_touched_is_whole(whole: Path) -> None:
    found = verified(whole, PEM)
    assert (found.faults, found.decisions) == ((), 2)
    assert found.manifest == built().manifest
    assert found.key == hashlib.sha256(PEM).hexdigest()


def test_the_script_passes_it_and_tells_its_hash(whole: Path) -> None:
    status, said = script(whole)
    assert (status, said.split()[-1]) == (0, f"{built().manifest.sha256}.")


def test_the_script_is_the_one_of_the_documentation_and_has_30_lines() -> None:
    text = verifier().decode()
    page = (ROOT / "docs/reference/approval-dossier.md").read_text(encoding="utf-8")
    assert f"```text\n{text}```" in page
    assert len(text.splitlines()) <= 30
    assert max(map(len, text.splitlines())) <= 121


def test_a_dossier_without_a_record_is_whole(tmp_path: Path) -> None:
    write_folder(built(), tmp_path / "bundle")
    assert verified(tmp_path / "bundle").faults == ()
    assert script(tmp_path / "bundle")[0] == 0


def test_a_decision_that_a_stranger_signed_is_named_though_the_bundle_has_the_strangers_key(bundle: Path) -> None:
    stranger = CryptoSigner.generate_ed25519()
    one = decided()
    story = Story(one.procedure, one.manifest.heading.created)
    lines = one.record.events.splitlines(keepends=True)
    story.events = [event_in(read_line(line).event) for line in lines[:-3]]
    votes = [signed_vote(story, person, stranger) for person in ("person_gu", "person_he")]
    for number, vote in enumerate(votes, start=1):
        (bundle / f"record/decisions/{number:03d}.dsse.json").write_bytes(vote)
    (bundle / EVENTS).write_bytes(events_file(story.events))
    (bundle / "record/key.pem").write_bytes(public_key_pem(stranger.public_key))
    retold(bundle)
    assert "record.signature" not in {fault.code for fault in verified(bundle).faults}
    codes = {(fault.code, fault.where) for fault in verified(bundle, PEM).faults}
    assert {("dossier.key.other", "record/key.pem"), ("record.signature", FIRST)} <= codes
    (bundle.parent / "site.pem").write_bytes(PEM)
    assert f"{FIRST}: bad signature" in script(bundle, str(bundle.parent / "site.pem"))[1]


def test_the_events_of_another_case_are_named(bundle: Path) -> None:
    replaced(EVENTS, "case_loam_001", "case_loam_002")(bundle)
    assert "dossier.events.case" in {fault.code for fault in verified(bundle).faults}


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target


def test_a_zip_is_read_as_a_folder_is(bundle: Path, tmp_path: Path) -> None:
    assert verified(zipped(bundle, tmp_path / "a.zip")).faults == ()
    replaced(REPORT, "none", "nine")(bundle)
    assert places(zipped(bundle, tmp_path / "b.zip")) == {REPORT}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_in_a_zip_twice_is_named(bundle: Path, tmp_path: Path) -> None:
    target = zipped(bundle, tmp_path / "a.zip")
    with zipfile.ZipFile(target, "a") as archive:
        archive.write(bundle / REPORT, REPORT)
    assert [(fault.code, fault.where) for fault in verified(target).faults] == [("dossier.file.twice", REPORT)]


@pytest.mark.parametrize("at", range(60, 26000, 1300))
def test_a_damaged_zip_is_refused_or_named_but_never_surprises(tmp_path: Path, at: int) -> None:
    content = bytearray((EXAMPLE / "handed-in.zip").read_bytes())
    content[at] ^= 0x55
    (tmp_path / "a.zip").write_bytes(content)
    with suppress(FileError):
        assert verified(tmp_path / "a.zip").faults


def test_a_pipe_in_a_bundle_is_named_and_not_waited_for(bundle: Path) -> None:
    (bundle / REPORT).unlink()
    os.mkfifo(bundle / REPORT)
    assert [(fault.code, fault.where) for fault in verified(bundle).faults] == [
        ("dossier.file.unreadable", REPORT)
    ]


def test_a_bundle_that_lacks_a_file_is_not_exported(bundle: Path, tmp_path: Path) -> None:
    (bundle / REPORT).unlink()
    for path in (bundle, zipped(bundle, tmp_path / "a.zip")):
        with pytest.raises(FileError, match=REPORT), open_bundle(path) as opened:
            write_zip(read_dossier(opened), tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_what_is_no_bundle_cannot_be_verified(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("x")
    (tmp_path / "folder").mkdir()
    for name in ("none", "text", "folder"):
        with pytest.raises(FileError) as found:
            verified(tmp_path / name)
        assert found.value.code == "dossier.bundle"


def test_a_key_that_is_none_is_the_callers_mistake(whole: Path) -> None:
    with pytest.raises(InputError):
        verified(whole, b"x")
