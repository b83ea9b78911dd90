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


def planted(tmp_path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Path:
    """What ``--json`` prints of the example, in a file."""
    assert status(EXAMPLE, *words, "--json") == 0
    path = tmp_path / "printed.json"
    path.write_text(capsys.readouterr().out)
    return path


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ({"resources": ["cycler"]}, "resources", "is said to be on cycler, but its mode 0 uses ot2, lin."),
        ({"job": "promoters"}, "job", "is said to be of the job promoters, but it is of reporters."),
    ],
)
def test_an_operation_that_is_said_to_be_elsewhere_is_a_violation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: dict[str, object], code: str, words: str
) -> None:
    path = planted(tmp_path, capsys)
    report = json.loads(path.read_text())
    report["operations"][0] |= said
    path.write_text(json.dumps(report))
    assert status("check", EXAMPLE, str(path), "--json") == 3
    (fault,) = json.loads(capsys.readouterr().out)["violations"]
    assert (fault["code"], fault["operations"]) == (code, ["mix reporters"])
    assert words in fault["message"]


def test_a_wrong_makespan_is_a_violation_though_tardiness_was_made_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(tmp_path, capsys)
    path.write_text(path.read_text().replace('"makespan": 345', '"makespan": 300'))
    assert status("check", EXAMPLE, str(path)) == 3
    assert "The makespan is given as 300, but the last operation ends at 345." in capsys.readouterr().out


def test_what_was_made_for_another_objective_is_checked_for_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(tmp_path, capsys, "--objective", "makespan")
    assert status("check", EXAMPLE, str(path)) == 0
    path.write_text(path.read_text().replace('"lower_bound": 345', '"lower_bound": 346'))
    assert status("check", EXAMPLE, str(path)) == 3
    assert "The lower bound 346 is above the value 345." in capsys.readouterr().out


def test_operations_alone_are_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, path = tmp_path / "shop.txt", tmp_path / "bare.json"
    problem.write_text("1 2\n1 2 1 5 2 3\n")
    path.write_text('{"operations": [{"operation": "1.1", "start": 0, "end": 3, "resources": ["machine 2"]}]}')
    assert status("check", str(problem), str(path)) == 0
    assert capsys.readouterr().out == "✓ 1 operation holds; the last ends at 3\n"
    path.write_text('{"operations": [{"operation": "1.1", "start": 0, "end": 5}]}')
    assert status("check", str(problem), str(path)) == 0
    path.write_text('{"operations": [{"operation": "1.1", "start": 0, "end": 3}]}')
    assert status("check", str(problem), str(path)) == 3


def test_a_file_without_a_schedule_is_not_called_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, path = tmp_path / "never.toml", tmp_path / "printed.json"
    problem.write_text(NEVER)
    assert status(str(problem), "--json") == 3
    path.write_text(capsys.readouterr().out)
    assert status("check", str(problem), str(path)) == 3
    assert capsys.readouterr().out.startswith("There is no schedule to check: the file says infeasible")


def test_a_problem_without_operations_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nothing.txt"
    path.write_text("1 1\n0\n")
    assert status(str(path)) == 2
    assert "nothing.txt: There is no operation in it. Give one or more." in capsys.readouterr().err


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
