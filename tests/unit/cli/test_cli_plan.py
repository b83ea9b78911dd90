"""``tilth plan``: what is said to people and to machines, what is written, and with which status it ends."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from tilth.plan import Plan
from tilth.plan.plan_file import read_plan
from tilth_cli.main import run

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/plan"
PLAN = str(EXAMPLE / "PLAN.yaml")
GIVEN = ("--evidence", str(EXAMPLE / "EVIDENCE.csv"), "--as-of", "2025-06-30")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def status(*words: str) -> int:
    """The exit status of ``tilth plan WORDS``."""
    with pytest.raises(SystemExit) as ended:
        run(["plan", *words])
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """What ``tilth plan WORDS --json`` prints, where it ends well."""
    assert status(*words, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def figure(capsys: pytest.CaptureFixture[str], code: str, *words: str) -> dict[str, object]:
    figures = told(capsys, "show", PLAN, *GIVEN, *words)["figures"]
    assert isinstance(figures, list)
    return next(each for each in figures if each["indicator"] == code)


def test_the_example_is_sound_and_its_gaps_are_cautioned_about(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "validate", PLAN)
    assert found["problems"] == []
    assert isinstance(found["cautions"], list)
    assert "indicators[1].definitions" in [each["where"] for each in found["cautions"]]
    assert status("validate", PLAN, "--strict") == 3
    assert "Nobody has defined leading-players" in capsys.readouterr().out


def test_every_fault_of_a_plan_is_printed_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "PLAN.yaml"
    text = (EXAMPLE / "PLAN.yaml").read_text()
    path.write_text(text.replace("target: 3 to 5", "target: 5 to 3").replace("kind: level", "kind: levl"))
    assert status("validate", str(path)) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "Problems (3)" in said
    assert "indicators[3].target" in said
    assert "Did you mean level?" in said
    assert status("show", str(path), *GIVEN, "--json") == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["where"] for problem in problems if problem["code"] == "plan.range"] == [
        "indicators[3].target",
        "indicators[4].target",
    ]
    assert all(problem["data"]["line"] for problem in problems)


def test_faults_of_the_evidence_end_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "E.csv"
    path.write_text("id,claim,subject,on\nE-1,a,b,soon\nE-1,a,b,2024-01-01\n")
    assert status("show", PLAN, "--evidence", str(path), "--as-of", "2025-06-30") == 2
    said = capsys.readouterr().out
    assert "line 2, E-1, on" in said
    assert "The id E-1 was used before" in said


def test_show_prints_the_interval_the_target_and_the_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("show", PLAN, *GIVEN) == 0
    said = capsys.readouterr().out
    assert "37 (36 to 41)" in said
    assert "410 to 420" in said
    assert "blocked" in said
    assert "Nothing says what counts as Leading industrial players" in said


def test_another_version_and_another_day_make_another_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert figure(capsys, "startups")["certain"] == "37"
    assert figure(capsys, "startups", "--definitions", "1")["certain"] == "41"
    then = told(capsys, "show", PLAN, *GIVEN[:2], "--as-of", "2024-12-31", "--known-by", "2025-06-30")
    assert isinstance(then["figures"], list)
    assert (then["as_of"], then["known_by"]) == ("2024-12-31", "2025-06-30")
    assert then["figures"][0]["definition"] == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", PLAN, *GIVEN[:3], "30.6.2025"), "is no date"),
        (("show", PLAN, *GIVEN[:3], "2025-02-30"), "is no date"),
        (("show", PLAN, *GIVEN, "--known-by", "2025-01-01"), "came later"),
        (("show", PLAN, *GIVEN, "--definitions", "9"), "No definition has a version 9"),
        (("trace", PLAN, "startup", *GIVEN), "Did you mean startups?"),
        (("trace", PLAN, "startups", "--unit", "nobody", *GIVEN), "nobody is no unit"),
        (("forecast", PLAN, *GIVEN, "--indicator", "xyz"), "Use one of these: startups"),
        (("report", PLAN, *GIVEN, "--out", "report.docx"), ".json, .csv or .pdf"),
        (("export", PLAN, "--format", "csv"), "Give --evidence and --as-of"),
        (("export", PLAN, "--format", "iati", "--as-of", "2025-06-30"), "Give both"),
        (("validate", "nowhere.yaml"), "cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_mend(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(*words) == 2
    assert says in capsys.readouterr().err.replace("\n", " ")


def test_a_forecast_prints_chances_and_what_would_close_the_gap(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("forecast", PLAN, *GIVEN, "--indicator", "listings") == 0
    said = capsys.readouterr().out
    assert "The chance to reach 3 by the deadline is" in said
    assert "^ 3" in said
    assert "LI-003" in said
    assert "New startups" not in said
    figures = told(capsys, "forecast", PLAN, *GIVEN, "--indicator", "listings")["figures"]
    assert isinstance(figures, list)
    (one,) = figures
    first, second = (float(chance["probability"]) for chance in one["outlook"]["chances"])
    assert first > second > 0


def test_a_backtest_says_who_won_and_one_that_cannot_be_made_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert status("backtest", PLAN, *GIVEN, "--indicator", "listings") == 0
    assert " won: mean CRPS" in capsys.readouterr().out
    found = told(capsys, "backtest", PLAN, *GIVEN)["backtests"]
    assert isinstance(found, list)
    assert {"listings", "startups", "leading-players"} <= {each["indicator"] for each in found}
    assert status("backtest", PLAN, *GIVEN, "--indicator", "leading-players") == 3
    assert "no series" in capsys.readouterr().out


def test_a_count_opens_to_its_rows_and_to_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "trace", PLAN, "startups", *GIVEN)
    assert isinstance(found["units"], list)
    assert sum(unit["certain"] for unit in found["units"]) == int(str(found["certain"])) == 37
    one = told(capsys, "trace", PLAN, "startups", "--unit", "compost-carbon-tech", *GIVEN)
    assert isinstance(one["rows"], list)
    assert {row["id"] for row in one["rows"]} == {"ST-018", "ST-019", "SA-001"}
    documents = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in EXAMPLE.glob("documents/*")}
    assert {row["document"] for row in one["rows"]} == {"", documents["register-2024.txt"]}


def test_a_reported_level_opens_to_its_rival_readings(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("trace", PLAN, "scale", *GIVEN) == 0
    said = capsys.readouterr().out
    assert "RE-006 reading accepted" in said
    assert "RE-007 reading accepted" in said


def test_what_rests_on_nothing_opens_to_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("trace", PLAN, "leading-players", *GIVEN) == 0
    assert "No row of evidence" in capsys.readouterr().out


def test_the_same_question_writes_the_same_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "b.json", "a.pdf", "b.pdf", "a.csv", "b.csv"):
        assert status("report", PLAN, *GIVEN, "--no-forecasts", "--out", str(tmp_path / name)) == 0
    for suffix in ("json", "pdf", "csv"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    capsys.readouterr()
    assert told(capsys, "report", PLAN, *GIVEN, "--no-forecasts") == json.loads((tmp_path / "a.json").read_bytes())


def test_a_report_for_people_has_definitions_milestones_and_past_quarters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert status("report", PLAN, *GIVEN) == 0
    said = capsys.readouterr().out
    assert "version 2, since 2025-01-01" in said
    assert "Partly met." in said
    assert "Past quarters under the definitions of today" in said
    assert status("report", PLAN, *GIVEN, "--no-forecasts") == 0
    assert "The chance to reach" not in capsys.readouterr().out


@pytest.mark.parametrize("to", ["csv", "indicators", "json", "sdmx-csv", "sdmx-json", "sdmx-structure", "iati"])
def test_every_format_is_written(to: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if to in ("sdmx-csv", "sdmx-structure"):
        pytest.importorskip("pysdmx")
    path = tmp_path / "out"
    found = told(capsys, "export", PLAN, "--format", to, *GIVEN, "--out", str(path))
    assert found == {"format": to, "file": str(path)}
    assert path.stat().st_size > 500
    if to == "csv":
        row = next(csv.DictReader(io.StringIO(path.read_text())))
        assert [row[name] for name in ("indicator", "low", "certain", "high")] == ["startups", "36", "37", "41"]


def test_an_export_is_printed_where_no_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("export", PLAN, "--format", "indicators") == 0
    assert capsys.readouterr().out.startswith("record,indicator,")


def test_the_plan_alone_is_exported_without_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    content = told(capsys, "export", PLAN, "--format", "iati", "--publisher-name", "Office")["content"]
    assert "<narrative>Office</narrative>" in str(content)


def test_the_examples_evidence_is_marked_as_one_and_its_documents_are_there() -> None:
    rows = list(csv.DictReader(io.StringIO((EXAMPLE / "EVIDENCE.csv").read_text("utf-8"))))
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in EXAMPLE.glob("documents/*")}
    assert {row["document"] for row in rows} == {"", *hashes}
    assert all("(example)" in row["name"] for row in rows if row["name"])
    assert all(path.read_text().startswith("EXAMPLE") for path in EXAMPLE.glob("documents/*"))


def test_what_an_office_publishes_as_sdmx_comes_in_as_pending_readings(capsys: pytest.CaptureFixture[str]) -> None:
    content = told(
        capsys, "import", str(EXAMPLE.parent / "sdmx/scale.csv"), "--format", "sdmx", "--known", "2024-03-01"
    )
    rows = list(csv.DictReader(io.StringIO(str(content["content"]))))
    assert [(row["claim"], row["subject"], row["on"], row["value"]) for row in rows] == [
        ("reading", "scale", "2022-12-31", "330"), ("reading", "scale", "2023-12-31", "368"),
    ]  # fmt: skip
    assert {(row["known"], row["accepted"]) for row in rows} == {("2024-03-01", "")}


def test_indicators_that_were_exported_come_back_as_the_same_plan(tmp_path: Path) -> None:
    table, back = str(tmp_path / "indicators.csv"), str(tmp_path / "BACK.yaml")
    assert status("export", PLAN, "--format", "indicators", "--out", table) == 0
    assert status("import", table, "--format", "indicators", "--plan", PLAN, "--out", back) == 0
    made, given = read_plan(Path(back)), read_plan(Path(PLAN))
    assert isinstance(made, Plan)
    assert made == given


def test_actual_values_of_iati_results_come_in_as_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "results.xml")
    assert status("export", PLAN, *GIVEN, "--format", "iati", "--out", file) == 0
    capsys.readouterr()
    content = told(capsys, "import", file, "--format", "iati", "--known", "2025-07-01")["content"]
    rows = list(csv.DictReader(io.StringIO(str(content))))
    assert ("startups", "37") in [(row["subject"], row["value"]) for row in rows]


def test_an_import_that_cannot_be_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("import", str(tmp_path / "none"), "--format", "sdmx") == 2
    assert "cannot be read" in capsys.readouterr().err
    assert status("import", PLAN, "--format", "indicators") == 2
    assert "--plan" in capsys.readouterr().err
    assert status("import", PLAN, "--format", "sdmx") == 2
    assert status("import", str(EXAMPLE.parent / "sdmx/scale.csv"), "--format", "sdmx", "--known", "soon") == 2
