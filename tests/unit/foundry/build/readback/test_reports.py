"""Reports of every form are read into one, and broken ones are refused with file and line."""

import json
from pathlib import Path

import pytest

from tilth.foundry.build.readback.faults import FAULTS, FaultKind, Party, attribute
from tilth.foundry.build.readback.reading import read_report
from tilth.foundry.build.readback.report import Moved
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import NL, UL
from tilth.kernel.errors import FileError

MIX, A1, B1 = Place("mix", "A1"), Place("reactions", "A1"), Place("reactions", "B1")


def command(kind: str, status: str = "succeeded", **parameters: object) -> dict[str, object]:
    return {"commandType": kind, "status": status, "params": parameters}


def load(piece: str) -> dict[str, object]:
    return {**command("loadLabware", displayName=piece, loadName="x"), "result": {"labwareId": f"id-{piece}"}}


def pipetting(kind: str, piece: str, well: str, volume: float, status: str = "succeeded") -> dict[str, object]:
    return command(kind, status, pipetteId="p", labwareId=f"id-{piece}", wellName=well, volume=volume)


def write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_an_opentrons_log_pairs_what_is_drawn_with_where_it_goes(tmp_path: Path) -> None:
    log = [
        *(load(piece) for piece in ("mix", "reactions")),
        pipetting("aspirate", "mix", "A1", 20),
        pipetting("dispense", "reactions", "A1", 12),
        pipetting("dispense", "reactions", "B1", 8),
    ]
    for content in ({"commands": log}, {"data": log}, log):
        moves = read_report(write(tmp_path, "run.json", content)).moves
        assert [(move.source, move.target, move.moved) for move in moves] == [
            (MIX, A1, 12 * UL),
            (MIX, B1, 8 * UL),
        ]


def test_a_draw_that_failed_moves_nothing_and_stops_the_run(tmp_path: Path) -> None:
    error = {"errorCode": "3006", "errorType": "overpressure", "detail": "Overpressure."}
    log = [
        *(load(piece) for piece in ("mix", "reactions")),
        {**pipetting("aspirate", "mix", "A1", 8, "failed"), "error": error},
        pipetting("dispense", "reactions", "A1", 8),
    ]
    report = read_report(write(tmp_path, "run.json", log))
    assert report.moves == (Moved(MIX, A1, 8 * UL, 0, "3006", "Overpressure."),)
    assert report.stop == ("3006", "Overpressure.")


def test_a_table_says_what_was_moved(tmp_path: Path) -> None:
    head = "source_labware,source_well,target_labware,target_well,volume_ul,moved_ul,code,status\n"
    rows = "mix,A1,reactions,A1,8,8,,\nmix,A1,reactions,B1,8,7.5,,spilt\n"
    moves = read_report(write(tmp_path, "log.csv", head + rows)).moves
    assert moves == (Moved(MIX, A1, 8 * UL, 8 * UL), Moved(MIX, B1, 8 * UL, 7500 * NL, "other", "spilt"))


def test_a_bench_sheet_says_what_was_ticked(tmp_path: Path) -> None:
    head = "| done | from | well | to | well | volume | liquid | tip |\n|---|---|---|---|---|---:|---|---|\n"
    row = "| {} | mix | A1 | reactions | {} | 8 uL |  | new |\n"
    rows = row.format("[x]", "A1") + row.format("[ ]", "B1")
    moves = read_report(write(tmp_path, "bench.md", head + rows)).moves
    assert [(move.moved, move.code) for move in moves] == [(8 * UL, ""), (0, "not_ticked")]


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("run.json", "{}", "neither commands nor data"),
        ("run.json", "[1]", "no run log of an Opentrons"),
        ("run.json", "{", "no run log of an Opentrons"),
        ("log.csv", "a,b\n1,2\n", "log.csv:1: There is no column source_labware"),
        ("echo.csv", "[DETAILS]\nSource Well\nA1\n", "echo.csv:2: There is no column Destination Well"),
        (
            "echo.csv",
            "Run ID,1\n\n[DETAILS]\nSource Well,Destination Well,Transfer Volume,Actual Volume\nA1,B1,100,lots\n",
            "echo.csv:5: In the column 'Actual Volume'",
        ),
    ],
)
def test_a_broken_report_is_refused_with_its_line(tmp_path: Path, name: str, content: str, match: str) -> None:
    with pytest.raises(FileError, match=match):
        read_report(write(tmp_path, name, content))


def test_a_report_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="This is not UTF-8"):
        read_report(path)


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        ("MM0202001", "", FaultKind.SOURCE_DEPLETED),
        ("MM9999999", "Fluid composition out of range", FaultKind.LIQUID),
        ("MM9999999", "Something else", FaultKind.UNKNOWN),
        ("2016", "Motor driver", FaultKind.INSTRUMENT),
        ("4011", "Incorrect API version", FaultKind.PROTOCOL),
        ("other", "Run aborted by the user", FaultKind.OPERATOR),
    ],
)
def test_a_fault_is_told_by_the_code_or_else_by_the_words(code: str, words: str, kind: FaultKind) -> None:
    assert attribute(code, words, clients_stock=False).kind is kind


def test_a_client_pays_for_nothing_but_their_own_stock_running_out() -> None:
    for code, (kind, _) in FAULTS.items():
        pays = attribute(code, "", clients_stock=True).at_whose_cost
        assert (pays is Party.CLIENT) == (kind is FaultKind.SOURCE_DEPLETED)


def test_the_table_of_faults_in_the_reference_is_the_one_in_use() -> None:
    page = (Path(__file__).resolve().parents[5] / "docs/reference/foundry-build-robots.md").read_text("utf-8")
    for code, (kind, meaning) in FAULTS.items():
        assert f"| `{code}` | {kind.value.replace('_', ' ')} | {meaning} |" in page
