"""``tilth dossier``: what is said to people and to machines, and with which status it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dossier_bundles import EXAMPLE, PEM, decided
from tilth.approval.dossier.bundle import write_folder
from tilth_cli.main import run

FIRST, SECOND = str(EXAMPLE / "revision-1"), str(EXAMPLE / "revision-2")
HANDED_IN = str(EXAMPLE / "handed-in.zip")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def status(*words: object) -> int:
    """The exit status of ``tilth dossier WORDS``."""
    with pytest.raises(SystemExit) as ended:
        run(["dossier", *map(str, words)])
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *words: object, ends: int = 0) -> Any:
    """What ``tilth dossier WORDS --json`` prints."""
    assert status(*words, "--json") == ends
    return json.loads(capsys.readouterr().out)


def test_a_second_revision_is_built_after_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = told(capsys, "build", FIRST, "--out", tmp_path / "one")
    second = told(capsys, "build", SECOND, "--out", tmp_path / "two", "--before", tmp_path / "one")
    assert (second["revision"], second["before"]) == (2, first["sha256"])
    assert (first["files"], first["missing"]) == (4, [])
    compared = told(capsys, "diff", tmp_path / "one", tmp_path / "two/manifest.json")
    assert compared["changes"] == told(capsys, "diff", HANDED_IN, SECOND)["changes"]
    assert compared["new"]["sha256"] == second["sha256"]


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    folder = Path(shutil.copytree(FIRST, tmp_path / "mine"))
    text = (folder / "DOSSIER.toml").read_text()
    assert old in text
    (folder / "DOSSIER.toml").write_text(text.replace(old, new))
    return folder


def test_what_is_missing_is_told_and_with_strict_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = spoilt(tmp_path, 'role = "risk_assessment"', 'role = "letter"')
    assert status("build", folder, "--out", tmp_path / "out", "--strict") == 3
    assert "wants 1 x risk_assessment" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
    assert [
        gap["data"]["kind"] for gap in told(capsys, "build", folder, "--out", tmp_path / "out")["missing"]
    ] == ["risk_assessment"]


def test_bad_input_is_named_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("build", spoilt(tmp_path, 'path = "reads', 'path = "read'), "--out", tmp_path / "out") == 2
    assert "read/read-0412.txt: The description lists this file" in capsys.readouterr().err
    assert status("build", tmp_path / "mine", "--out", tmp_path / "mine/out") == 2
    assert status("verify", tmp_path / "none") == 2
    assert status("verify", HANDED_IN, "--key", tmp_path / "none") == 2
    capsys.readouterr()
    assert status("verify", HANDED_IN, "--key", tmp_path / "mine/DOSSIER.toml") == 2
    assert "mine/DOSSIER.toml: This is no ed25519 public key" in capsys.readouterr().err
    assert status("diff", HANDED_IN, EXAMPLE / "revision-1/DOSSIER.json") == 2


def test_a_revision_and_itself_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("diff", HANDED_IN, HANDED_IN) == 0
    assert capsys.readouterr().out == "Both are revision 1 (1308777f9f691a65): nothing changes.\n"
    assert told(capsys, "diff", HANDED_IN, HANDED_IN)["changes"] == []


def test_a_fault_is_named_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(decided(), tmp_path / "bundle")
    (tmp_path / "site.pem").write_bytes(PEM)
    assert status("verify", tmp_path / "bundle", "--key", tmp_path / "site.pem") == 0
    assert "The bundle is whole." in capsys.readouterr().out
    (tmp_path / "bundle/files/reads/read-0412.txt").write_text("x")
    found = told(capsys, "verify", tmp_path / "bundle", ends=1)
    assert [fault["where"] for fault in found["faults"]] == ["files/reads/read-0412.txt"]
    assert status("verify", tmp_path / "bundle") == 1
    said = capsys.readouterr().out
    assert "files/reads/read-0412.txt: Its bytes have another hash" in said
    assert "1 fault." in said


def test_each_format_can_be_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for format in ("ro-crate", "zip", "html", "pdf"):
        told(capsys, "export", HANDED_IN, "--format", format, "--out", tmp_path / format)
    assert told(capsys, "verify", tmp_path / "ro-crate")["decisions"] == 2
    assert told(capsys, "verify", tmp_path / "zip")["whole"]
    assert (tmp_path / "html").read_bytes() == (tmp_path / "ro-crate/dossier.html").read_bytes()
    assert (tmp_path / "pdf").read_bytes() == (tmp_path / "ro-crate/dossier.pdf").read_bytes()


def test_a_record_can_be_put_to_a_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "build", FIRST, "--out", tmp_path / "bundle")
    told(capsys, "export", HANDED_IN, "--format", "ro-crate", "--out", tmp_path / "known")
    words = ("--format", "zip", "--out", tmp_path / "all.zip", "--record", tmp_path / "known/record")
    told(capsys, "export", tmp_path / "bundle", *words)
    assert told(capsys, "verify", tmp_path / "all.zip")["decisions"] == 2
