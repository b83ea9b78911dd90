"""``tilth serve``, ``tilth site`` and ``tilth journal``: what they print, and which status they exit with."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from tilth.kernel.chain import Fault, Head
from tilth.kernel.checkpoint import Checkpoint
from tilth.kernel.errors import OptionError
from tilth_cli.main import run
from tilth_site import service
from tilth_site.journal.checkpoints import Signed
from tilth_site.journal.replay import Comparison, Difference
from tilth_site.journal.verify import Verification
from tilth_site.operations.administrator import Administrator
from tilth_site.operations.backup import BackedUp
from tilth_site.operations.checks import Finding
from tilth_site.operations.home import Prepared
from tilth_site.operations.restore import Restored

HEAD = Head(3, "ab" * 32)


def status(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(list(words))
    return int(ended.value.code or 0)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]):
    def ask(*words: str, code: int = 0) -> dict:
        assert status(*words, "--json") == code
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch):
    """Let a function of the service answer so, and collect what it is asked."""

    def give(name: str, value: object) -> list[tuple]:
        asked: list[tuple] = []

        def stand_in(*values: object, **named: object) -> object:
            asked.append((*values, *named.values()))
            return value

        monkeypatch.setattr(service, name, stand_in)
        return asked

    return give


def verification(*faults: Fault) -> Verification:
    return Verification(3, HEAD, 1, faults)


def test_a_whole_journal_exits_with_0_and_a_faulty_one_with_1(answer, told, capsys) -> None:
    asked = answer("verify_journal", verification())
    words = ("--checkpoint", "a.json", "--checkpoint", "b.json", "--public-key", "k.pub")
    head = {"seq": 3, "hash": HEAD.hash}
    whole = {"whole": True, "entries": 3, "head": head, "checkpoints": 1, "faults": []}
    assert told("journal", "verify", *words) == whole
    assert asked[0][:2] == ([Path("a.json"), Path("b.json")], Path("k.pub"))
    faults = [Fault(seq, "forged", f"Entry {seq} is forged.") for seq in range(1, 31)]
    answer("verify_journal", verification(*faults))
    assert len(told("journal", "verify", code=1)["faults"]) == 30
    assert status("journal", "verify") == 1
    shown = capsys.readouterr().out
    assert "forged Entry 20 is forged." in shown
    assert "and 10 more" in shown
    assert "Entry 21 is" not in shown


def test_tables_that_differ_exit_with_1(answer, told, capsys) -> None:
    answer("replay_check", Comparison(3, 4, 0, ()))
    assert told("journal", "replay", "--check")["differ"] == 0
    difference = Difference("parties_team", "team_1", "name", "[a]", None)
    answer("replay_check", Comparison(3, 4, 1, (difference,)))
    assert told("journal", "replay", "--check", code=1)["differences"][0]["journal"] == "[a]"
    assert status("journal", "replay", "--check") == 1
    assert "parties_team team_1 name: the journal says [a], found None" in capsys.readouterr().out


def test_replay_without_check_writes_the_tables(answer, told) -> None:
    answer("replay_rebuild", 3)
    assert told("journal", "replay") == {"entries": 3}


def test_a_checkpoint_and_an_export_say_where_they_are(answer, told, tmp_path: Path) -> None:
    checkpoint = Checkpoint("tilth.example.org", 3, "cd" * 32, HEAD.hash, "2026-03-02T04:00:00.000000Z")
    asked = answer("sign_checkpoint", Signed(checkpoint, ("kept.json", "out.json"), "key.pub"))
    said = told("journal", "checkpoint", "--out", "out.json")
    assert asked == [(Path("out.json"),)]
    assert (said["size"], said["files"], said["public_key"]) == (3, ["kept.json", "out.json"], "key.pub")
    answer("export_journal", HEAD)
    assert told("journal", "export", "j.jsonl") == {"file": "j.jsonl", "entries": 3, "head": HEAD.hash}


def test_findings_exit_with_1(answer, told, capsys) -> None:
    answer("check", ())
    assert told("site", "check") == {"fit": True, "findings": []}
    answer("check", (Finding("tilth.hosts", "The site answers to [every] name.", "Name them."),))
    assert told("site", "check", code=1)["findings"][0]["id"] == "tilth.hosts"
    assert status("site", "check") == 1
    assert "tilth.hosts The site answers to [every] name. Name them." in capsys.readouterr().out


def test_backup_and_restore_say_what_they_held(answer, told) -> None:
    answer("back_up", BackedUp("b.zip", 4059, HEAD, 2, 5, 1))
    assert told("site", "backup", "b.zip")["evidence"] == 5
    answer("restore", Restored("/srv/tilth", HEAD, 2, 5, 0))
    assert told("site", "restore", "b.zip")["entries"] == 3
    answer("restore", Restored("/srv/tilth", HEAD, 2, 5, 7))
    assert told("site", "restore", "b.zip", code=1)["differ"] == 7


def test_prepare_says_which_home(answer, told) -> None:
    answer("prepare", Prepared("/srv/tilth", 55))
    assert told("site", "prepare") == {"home": "/srv/tilth", "migrations": 55}


def test_the_first_line_of_standard_input_is_the_password(answer, told, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer("add_administrator", Administrator("wang@example.org", "per_1", "org_1"))
    monkeypatch.setattr(sys, "stdin", StringIO("a long password\nand more\n"))
    said = told("site", "admin", "--email", "wang@example.org", "--name", "王芳", "--organisation", "Zhangjiang")
    assert asked == [("wang@example.org", "王芳", "Zhangjiang", "a long password")]
    assert said == {"email": "wang@example.org", "person": "per_1", "organisation": "org_1"}


def test_the_worker_prints_its_process_id(answer, told) -> None:
    answer("work", None)
    assert told("site", "worker")["pid"] > 0


def test_the_server_prints_its_address_once_it_answers(told, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(host, port, threads, *, worker, certificate, key, announce) -> None:
        assert (host, port, threads, worker, certificate, key) == ("127.0.0.1", 8080, 2, False, None, None)
        announce("http://127.0.0.1:8080/")

    monkeypatch.setattr(service, "serve", serve)
    said = told("serve", "--port", "8080", "--threads", "2", "--no-worker")
    assert said == {"address": "http://127.0.0.1:8080/"}


def test_what_the_site_refuses_is_an_error_like_any_other(told, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OptionError("restore.not_empty", "The site is not empty.", mend="Name another folder.")

    monkeypatch.setattr(service, "restore", refuse)
    assert told("site", "restore", "b.zip", code=2)["error"]["code"] == "restore.not_empty"


def test_a_home_that_is_not_there_is_said_to_be_so(told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TILTH_HOME", str(tmp_path / "nowhere"))
    error = told("journal", "verify", code=2)["error"]
    assert (error["code"], error["data"]["file"]) == ("home.missing", str(tmp_path / "nowhere"))
