"""``tilth approval``: what is said to people and to machines, and with which status it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tilth_cli.main import run

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/approval"
CASE = str(EXAMPLE / "CASE.json")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def status(*words: str) -> int:
    """The exit status of ``tilth approval WORDS``."""
    with pytest.raises(SystemExit) as ended:
        run(["approval", *words])
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What ``tilth approval WORDS --json`` prints, where it ends well."""
    assert status(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def changed(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """The example's case with some words changed."""
    text = Path(CASE).read_text(encoding="utf-8")
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    path = tmp_path / "CASE.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_procedures_are_listed_with_how_well_they_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    found = {each["id"]: each for each in told(capsys, "procedures")}
    assert found["cn-nmpa-clinical-trial"]["verified"] == found["cn-nmpa-clinical-trial"]["limits"] == 4
    assert found["cn-special-items"]["verified"] == 0
    assert status("procedures") == 0
    assert "0 of 1" in capsys.readouterr().out


def test_earlier_versions_of_procedures_are_listed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert len({each["id"] for each in told(capsys, "procedures")}) == len(told(capsys, "procedures"))
    versions = [
        each["version"] for each in told(capsys, "procedures", "--all") if each["id"] == "cn-nmpa-clinical-trial"
    ]
    assert versions == [1, 2]
    assert status("procedures") == 0
    assert "4 earlier versions" in capsys.readouterr().out
    assert status("procedures", "--all") == 0
    assert "earlier versions" not in capsys.readouterr().out


def test_a_procedure_is_shown_in_words_as_a_file_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("show", "cn-nmpa-clinical-trial") == 0
    said = capsys.readouterr().out
    assert (
        "60 working days (CN) from the decision before it; then it is deemed approved (verified)"
        in said.replace("\n", " ")
    )
    assert "only if: The drug is an innovative drug of class 1." in said
    assert status("show", "cn-nmpa-clinical-trial", "--yaml") == 0
    assert capsys.readouterr().out.startswith("id: cn-nmpa-clinical-trial\n")
    found = told(capsys, "show", "cn-nmpa-clinical-trial")
    assert len(found["hash"]) == 64
    assert found["steps"][1]["clock"]["limit"] == 60


def test_a_file_is_validated_and_the_first_wrong_entry_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_text = ["approval", "show", "us-fda-ind", "--yaml"]
    with pytest.raises(SystemExit):
        run(run_text)
    path = tmp_path / "IND.yaml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert status("validate", str(path)) == 0
    assert "us-fda-ind, version 1: no fault in 1 step." in capsys.readouterr().out
    assert told(capsys, "show", str(path))["id"] == "us-fda-ind"
    path.write_text(path.read_text().replace("limit: 30", "limit: thirty"), encoding="utf-8")
    assert status("validate", str(path)) == 2
    assert "(record steps[0].clock.limit): Expected int, got str." in capsys.readouterr().err.replace("\n", " ")
    path.write_text(path.read_text().replace("limit: thirty", "limit: 0"), encoding="utf-8")
    assert status("validate", str(path)) == 2
    assert "steps[0].clock.limit: A limit is at least one unit. Give a number from 1." in capsys.readouterr().out
    assert status("validate", str(path), "--json") == 2
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert problem["data"]["file"] == str(path)


def test_the_clocks_of_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    """Review accepted on 30 January 2026; the letter of 26 February comes on the 14th wd: to 6 February 5, to
    the 13th 10, Saturday the 14th 11, 24 to 26 February 14.
    """
    found = told(capsys, "clock", CASE, "--as-of", "2026-03-02")
    steps = {step["step"]: step for step in found["steps"]}
    review = steps["review"]
    assert (review["phase"], review["lane"]) == ("stopped", "innovative-30")
    assert (review["clock"]["statutory"], review["clock"]["stopped"], review["clock"]["actual"]) == (14, 3, 17)
    assert review["clock"]["by_party"] == {"applicant": 3, "authority": 0}
    assert steps["biosafety"]["clock"]["stopped"] == 5
    assert steps["site-activation"]["phase"] == "waiting"
    assert status("clock", CASE, "--as-of", "2026-03-02") == 0
    assert "review: Stopped: deficiency letter." in capsys.readouterr().out


def test_the_past_of_the_example_is_read_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "clock", CASE, "--as-of", "2025-11-20")
    phases = {step["step"]: step["phase"] for step in found["steps"]}
    assert (phases["biosafety"], phases["ethics"], phases["review"]) == ("stopped", "ready", "waiting")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clock", CASE, "--as-of", "2025-01-01"), "The case was opened on 2025-11-03."),
        (("clock", CASE, "--as-of", "tomorrow"), "--as-of tomorrow is no date."),
        (("clock", "none.json", "--as-of", "2026-03-02"), "The case cannot be read"),
        (("forecast", "nothing", "--start", "2026-03-02"), "There is no procedure nothing."),
        (("forecast", CASE, "--start", "2026-03-02", "--trials", "0"), "0 trials cannot be run."),
        (("forecast", CASE, "--start", "2026-03-02", "--workers", "0"), "There cannot be 0 workers."),
        (
            ("forecast", CASE, "--start", "2026-03-02", "--what-if", "luck=1"),
            "Nothing is known of the what-if luck=1.",
        ),
        (("show", "us-fda-ind", "--version", "7"), "There is no procedure us-fda-ind in version 7."),
    ],
)
def test_bad_input_ends_with_2_and_one_sentence(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(*words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("approval.step.submitted", "approval.step.submited", "(record event 5): There is no event"),
        ('"manifest"', '"manifesto"', "approval.step.submitted has no fact manifesto."),
        ('"on": "2025-11-10"', '"on": "soon"', "(record event 5): approval.step.submitted: Invalid"),
        ('"on": "2025-11-10"', '"on": "2025-11-05"', "wants 1 x sequence_verification, and 0 are there."),
        ('"approved", "reason": "The waste', '"refused", "reason": "The waste', "equal votes decide"),
        ("approval.case.opened", "approval.case.withdrawn", "has no fact"),
        ('{\n  "events"', '{\n  "event"', "missing required field"),
        ("]\n}", "]\n", "This is not JSON"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_have_happened_is_refused_at_its_event(
    right: str, wrong: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status("clock", changed(tmp_path, (right, wrong)), "--as-of", "2026-03-02") == 2
    assert said in capsys.readouterr().err.replace("\n", " ")


def test_a_case_under_another_text_of_its_procedure_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(tmp_path, ('"digest": "', '"digest": "0'))
    assert status("clock", path, "--as-of", "2026-03-02") == 2
    assert "The case would pin another procedure." in capsys.readouterr().err


def test_a_case_may_bring_its_procedure_and_estimates_along(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(["approval", "show", "demo-first-in-human", "--yaml"])
    (tmp_path / "OWN.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    own = '{\n  "procedure": "OWN.yaml",\n  "estimates": {"site-activation": {"review": {"days": 9}}},\n  "events"'
    path = changed(tmp_path, ('{\n  "events"', own))
    words = ("forecast", path, "--start", "2026-03-02", "--trials", "500")
    assert told(capsys, *words)["forecast"]["p50"] != told(capsys, "forecast", CASE, *words[2:])["forecast"]["p50"]


def test_a_forecast_stands_beside_what_could_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("forecast", CASE, "--start", "2025-12-05", "--trials", "4000", "--seed", "3")
    asked = ("--what-if", "lane.review=innovative-30", "--what-if", "answers=10,recognised=ethics")
    found = told(capsys, *words, *asked)
    lane, both = found["what_ifs"]
    assert lane["gained"] > 20
    assert both["gained"] > 20
    assert found["forecast"]["p50"]["date"] < found["forecast"]["p95"]["date"]
    assert found["forecast"]["critical_path"][-1] == "site-activation"
    assert lane["objections"] == []
    assert found["moves"][0]["days"] >= found["moves"][-1]["days"]
    one = told(capsys, *words, *asked, "--workers", "1")
    assert one == found
    assert status(*words, *asked) == 0
    said = capsys.readouterr().out
    assert "as it stands" in said
    assert "What would gain most, each by itself:" in said


def test_a_lane_that_is_not_open_to_the_case_is_computed_and_the_clause_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("forecast", "cn-nmpa-clinical-trial", "--start", "2026-03-02", "--trials", "10")
    found = told(capsys, *words, "--what-if", "lane.review=innovative-30")
    codes = [reason["code"] for reason in found["what_ifs"][0]["objections"]]
    assert codes == ["approval.lane.clause", "approval.lane.clause"]
    assert status(*words, "--what-if", "lane.review=innovative-30") == 0
    assert "Not eligible for innovative-30" in capsys.readouterr().out


def test_what_is_decided_cannot_be_done_otherwise_and_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("forecast", CASE, "--start", "2026-03-02", "--trials", "10", "--what-if", "recognised=ethics")
    assert status(*words) == 3
    assert "The step ethics is approved since 2026-01-23" in capsys.readouterr().out
    assert status(*words, "--json") == 3
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == "approval.forecast.decided"
