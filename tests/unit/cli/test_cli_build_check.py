"""``tilth build check`` and ``tilth build reconcile``: what is said to people and to machines, and exit codes."""

import json
from pathlib import Path

import pytest

from robot_examples import build
from tilth.foundry.build.folder import check_folder, read_folder, write_folder
from tilth_cli.main import run

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/build/reports"
REPORT = str(EXAMPLE / "ECHO_REPORT.csv")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def planned() -> Path:
    """The example's folder, as it was handed to the robots."""
    return EXAMPLE / "planned"


@pytest.fixture
def folder(planned: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    for path in planned.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def status(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["build", *words])
    return int(ended.value.code or 0)


def test_a_plan_for_a_room_is_written_for_its_robots_and_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = ("--robots", str(EXAMPLE / "ROBOTS.toml"))
    assert status("plan", str(EXAMPLE / "REQUEST.toml"), *room, "--out", str(tmp_path)) == 0
    capsys.readouterr()
    assert status("check", str(tmp_path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {protocol["robot"] for protocol in told["protocols"]} == {"Flex"}
    assert (tmp_path / "hamilton.csv").read_text().startswith("From,FromPos,To,ToPos,Vol")


def test_the_examples_folder_is_what_its_request_is_planned_to_today(planned: Path, tmp_path: Path) -> None:
    room = ("--robots", str(EXAMPLE / "ROBOTS.toml"))
    assert status("plan", str(EXAMPLE / "REQUEST.toml"), *room, "--out", str(tmp_path)) == 0
    today = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert today == {path.name: path.read_text() for path in planned.iterdir() if path.is_file()}


def test_a_plan_that_can_be_run_passes(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("check", str(planned)) == 0
    said = capsys.readouterr().out
    assert "40 by the Echo, 42 by the liquid handler" in said
    assert "✓" in said
    assert status("check", str(planned), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["reasons"], told["transfers"]) == ("passed", [], 82)
    (protocol,) = told["protocols"]
    assert (protocol["robot"], protocol["file"]) == ("Flex", "opentrons.py")


def test_a_planted_slot_clash_ends_with_3_before_any_simulator(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILTH_OPENTRONS", "/nowhere/python")
    path = folder / "opentrons.py"
    path.write_text(path.read_text().replace('"D2")', '"D1")'))
    assert status("check", str(folder), "--with", "opentrons") == 3
    assert "both to stand in slot D1" in capsys.readouterr().out


def test_a_planted_tip_shortage_ends_with_3_and_names_well_and_amount(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "robots.json"
    text = path.read_text()
    assert '_50ul": 384' in text
    path.write_text(text.replace('_50ul": 384', '_50ul": 4'))
    assert status("check", str(folder), "--json") == 3
    (reason,) = json.loads(capsys.readouterr().out)["reasons"]
    assert (reason["code"], reason["data"]["there"]) == ("robots.tip_shortage", 4)
    assert reason["data"]["amount"] in reason["message"]
    assert reason["where"] in reason["message"]


def test_a_planted_overdraw_ends_with_3(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = json.loads((folder / "plan.json").read_text())
    for filling in plan["transfers"]["fillings"]:
        if filling["liquid"] == "competent cells":
            filling["volume"] //= 2
    (folder / "plan.json").write_text(json.dumps(plan))
    assert status("check", str(folder)) == 3
    assert "of competent cells are to be drawn" in capsys.readouterr().out


def test_where_the_simulator_is_not_there_it_is_said_how_to_make_it(
    planned: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILTH_OPENTRONS", "/nowhere/python")
    assert status("check", str(planned), "--with", "opentrons") == 2
    assert "Make it with .ci/opentrons-venv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--with", "hamilton"), "There is no simulator 'hamilton'"),
        (("--repick", "x"), "--repick needs a survey"),
        (("--on", "2026-04-01"), "--on needs lots"),
        (("--survey", "/nowhere.csv"), "/nowhere.csv: There is no such file"),
    ],
)
def test_a_check_that_cannot_be_understood_ends_with_2(
    planned: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert status("check", str(planned), *words) == 2
    assert said in capsys.readouterr().err


def test_a_survey_refuses_wells_that_hold_too_little_and_other_wells_are_picked(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey = tmp_path / "survey.csv"
    survey.write_text("Source Plate Barcode,Source Well,Survey Fluid Volume\nCIDAR,A1,15.1\n")
    assert status("check", str(planned), "--survey", str(survey)) == 3
    assert "CIDAR:A1" in capsys.readouterr().out
    out = tmp_path / "picked"
    assert status("check", str(planned), "--survey", str(survey), "--repick", str(out)) == 0
    sources = {one.source for one in read_folder(out).transfers.transfers if one.liquid == "DVK_AE"}
    assert {place.well for place in sources} == {"B1"}


def test_a_report_becomes_a_redo_folder_the_transfers_made_and_a_summary(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "went"
    words = ("reconcile", str(planned), "--report", REPORT, "--out", str(out), "--client", "E1010m_CD", "--json")
    assert status(*words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["outcomes"] == {"made": 36, "partial": 1, "over": 0, "failed": 3, "not_run": 0}
    assert told["at_the_cost_of"] == {"foundry": 3, "client": 1}
    assert told["unplanned"] == []
    assert [need["liquid"] for need in told["redo"]["needs"]] == ["E1010m_CD", "J23106_AB"]
    redo = read_folder(out / "redo").transfers.transfers
    assert [one.volume for one in redo] == [375_000, 300_000, 300_000, 302_500]
    assert (out / "transfers-made.csv").read_text().count("\n") == 1 + 82 - 3
    assert json.loads((out / "summary.json").read_text())["outcomes"] == told["outcomes"]


def test_where_a_well_is_given_up_the_rest_of_the_plan_is_written_on_its_fresh_well(tmp_path: Path) -> None:
    write_folder(build(), tmp_path / "run")
    log, out = tmp_path / "log.csv", tmp_path / "went"
    rows = [f"parts,A1,reactions,{well},0.1,{moved}" for well, moved in (("A1", 0.1), ("B1", 0.3), ("C1", 0.1))]
    log.write_text("source_labware,source_well,target_labware,target_well,volume_ul,moved_ul\n" + "\n".join(rows))
    assert (
        status("reconcile", str(tmp_path / "run"), "--report", str(log), "--exceptions-only", "--out", str(out))
        == 0
    )
    redo, rest = (read_folder(out / name) for name in ("redo", "rest"))
    assert {str(one.target) for one in redo.transfers.transfers} == {"reactions-redo:B1"}
    assert [one.id for one in redo.operations] == ["mix", "parts"]
    assert {one.step for one in rest.transfers.transfers} == {"stop", "cells"}
    assert "reactions:B1" not in {str(one.target) for one in rest.transfers.transfers}
    assert check_folder(out / "rest").ok


def test_a_run_that_went_wrong_is_told_to_people(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("reconcile", str(planned), "--report", REPORT) == 0
    said = capsys.readouterr().out
    assert "To redo: 4 transfers" in said
    assert "fill 15.6 uL of J23106_AB into CIDAR:G1 first" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--report", REPORT, "--client", "vectr"), "The plan has no liquid 'vectr'"),
        (("--report", REPORT, "--report", REPORT), "ECHO_REPORT.csv is given twice"),
        (("--report", "/nowhere.csv"), "/nowhere.csv: There is no such file"),
        (("--report", str(EXAMPLE / "STOCKS.csv")), "There is no column source_labware"),
        (("--report", REPORT, "--plate", "CIDAR"), "A plate is named as NAME=ID"),
        (("--report", REPORT, "--plate", "assembly-1=other"), "No move in it is in the plan"),
        (("--report", REPORT, "--done", "nothing"), "The plan has no step 'nothing'"),
    ],
)
def test_a_report_that_is_of_no_use_ends_with_2(
    planned: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert status("reconcile", str(planned), *words) == 2
    assert said in capsys.readouterr().err


def lots_in(planned: Path) -> dict[str, str]:
    """The lots of a plan, each with what it is a lot of."""
    return {one.lot: one.liquid for one in read_folder(planned).transfers.fillings if one.lot}


def test_a_lot_that_is_not_in_the_table_ends_with_3_and_is_named_once(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lots = tmp_path / "LOTS.csv"
    known = [lot for lot, liquid in lots_in(planned).items() if liquid != "J23100_AB"]
    lots.write_text("\n".join(("lot", *known, "")))
    assert status("check", str(planned), "--lots", str(lots), "--json") == 3
    (reason,) = json.loads(capsys.readouterr().out)["reasons"]
    assert reason["code"] == "ledger.unknown_lot"
    assert "of J23100_AB, and there is no such lot." in reason["message"]
    assert status("check", str(planned)) == 0, "without a table nothing is known of lots"


def test_a_lot_that_has_expired_by_the_day_of_the_run_ends_with_3_and_names_well_and_day(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lots = tmp_path / "LOTS.csv"
    last = {"J23100_AB": "2026-03-31"}
    rows = (f"{lot},{liquid},{last.get(liquid, '')}\n" for lot, liquid in lots_in(planned).items())
    lots.write_text("".join(("lot,liquid,expires\n", *rows)))
    assert status("check", str(planned), "--lots", str(lots), "--on", "2026-03-31") == 0
    capsys.readouterr()
    assert status("check", str(planned), "--lots", str(lots), "--on", "2026-04-01", "--json") == 3
    reason = json.loads(capsys.readouterr().out)["reasons"][0]
    assert reason["code"] == "ledger.expired"
    assert "which could be used up to 2026-03-31, not on 2026-04-01" in reason["message"]
    assert reason["where"].startswith("CIDAR:")


def test_a_lot_that_was_thawed_too_often_ends_with_3(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lots = tmp_path / "LOTS.csv"
    often = {"J23100_AB": "4,3"}
    rows = (f"{lot},{often.get(liquid, '0,')}\n" for lot, liquid in lots_in(planned).items())
    lots.write_text("".join(("lot,thaws,most_thaws\n", *rows)))
    assert status("check", str(planned), "--lots", str(lots)) == 3
    assert "thawed 4 times of at most 3" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lot,expires\nL1,31.12.2026\n", ":2: In the column 'expires': '31.12.2026' is no date."),
        ("lot,expires\n\nL1,\nL1,\n", ":4: In the column 'lot': The lot L1 is listed twice."),
        ("lot,thaws\nL1,-1\n", ":2: In the column 'thaws': '-1' is no count."),
        ("lot,thaws\n ,1\n", ":2: In the column 'lot': The row names no lot."),
        ("id\nL1\n", ":1: There is no column lot"),
        ("", "LOTS.csv: The file is empty."),
    ],
)
def test_a_table_of_lots_says_where_it_is_wrong(
    planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    lots = tmp_path / "LOTS.csv"
    lots.write_text(text)
    assert status("check", str(planned), "--lots", str(lots)) == 2
    assert said in " ".join(capsys.readouterr().err.split())
