"""``tilth schedule`` and ``tilth schedule check``: what is printed, what is written, and the exit codes."""

import json
from pathlib import Path

import pytest

from tilth_cli.main import run

EXAMPLE = str(Path(__file__).resolve().parents[3] / "examples" / "schedule" / "MORNING.toml")
NEVER = '[[operation]]\nid = "a"\njob = "x"\nduration = 3\nuses = ["r"]\n[[resource]]\nid = "r"\ncapacity = 0\n'


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def status(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["schedule", *words])
    return int(ended.value.code or 0)


def test_json_has_the_keys_that_were_promised(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(EXAMPLE, "--objective", "makespan", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report) == ["status", "makespan", "lower_bound", "seconds", "violations", "operations"]
    assert (report["status"], report["makespan"], report["violations"]) == ("optimal", 345, 0)
    assert len(report["operations"]) == 8
    assert set(report["operations"][0]) == {"operation", "job", "start", "end", "mode", "resources"}


def test_the_word_solve_may_be_there_and_options_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for words in ([EXAMPLE], ["solve", EXAMPLE], ["--workers", "1", EXAMPLE]):
        assert status(*words, "--json") == 0
        said.append(json.loads(capsys.readouterr().out)["value"])
    assert said == [15, 15, 15]


def test_what_is_written_is_checked_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, chart = tmp_path / "schedule.json", tmp_path / "chart.svg"
    assert status(EXAMPLE, "--out", str(out), "--gantt", str(chart)) == 0
    said = capsys.readouterr().out
    assert "15 minute x weight, at least 15 by proof" in said
    assert "mix reporters" in said
    assert chart.read_text().startswith("<svg")
    assert status("check", EXAMPLE, str(out)) == 0
    assert "8 operations hold; the last ends at 345" in capsys.readouterr().out


def test_a_schedule_that_does_not_hold_is_refused_with_every_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "schedule.json"
    assert status(EXAMPLE, "--out", str(out)) == 0
    report = json.loads(out.read_text())
    report["operations"][-1]["start"] -= 90
    report["operations"][-1]["end"] -= 90
    out.write_text(json.dumps(report))
    capsys.readouterr()
    assert status("check", EXAMPLE, str(out), "--json") == 3
    codes = {fault["code"] for fault in json.loads(capsys.readouterr().out)["violations"]}
    assert "lag_short" in codes
    assert status("check", EXAMPLE, str(out)) == 3
    assert "lag_short" in capsys.readouterr().out


def test_what_is_infeasible_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "never.toml", tmp_path / "schedule.json"
    path.write_text(NEVER)
    assert status(str(path), "--out", str(out)) == 3
    assert "infeasible" in capsys.readouterr().out
    assert not out.exists()
    assert status(str(path), "--json") == 3
    assert json.loads(capsys.readouterr().out)["status"] == "infeasible"


def test_bad_input_names_the_file_and_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(NEVER.replace('uses = ["r"]', 'uses = ["s"]'))
    assert status(str(path)) == 2
    assert "bad.toml:5: a names the resource 's'" in capsys.readouterr().err
    assert status(EXAMPLE, "--seconds", "0") == 2
    assert status(EXAMPLE, "--workers", "0") == 2
    assert status(str(tmp_path / "nothing.toml")) == 2


def test_help_shows_both_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("-h") == 0
    said = capsys.readouterr().out
    assert "solve" in said
    assert "check" in said
