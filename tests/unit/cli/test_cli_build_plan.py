"""``tilth build plan``: the plan for people and for machines, and how it ends where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.ledger import check_plan
from tilth_cli.main import run

EXAMPLES = Path(__file__).resolve().parents[3] / "examples/build"


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def status(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["build", "plan", *words])
    return int(ended.value.code or 0)


def test_forty_eight_constructs_of_a_design_become_a_plan_that_the_ledger_accepts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(str(EXAMPLES / "PLATE-48.toml"), "--out", str(tmp_path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["constructs"], told["controls"]) == ("planned", 48, 2)
    assert {Path(name).name for name in told["files"]} >= {
        "plan.json",
        "transfers.csv",
        "echo.csv",
        "opentrons.py",
        "opentrons-2.py",
        "tecan.gwl",
        "hamilton.csv",
        "bench.md",
        "plates.svg",
    }
    plan = msgspec.json.decode((tmp_path / "plan.json").read_bytes(), type=BuildPlan)
    assert check_plan(plan.transfers).faults == ()
    assert sum(one.instrument == "thermocycler" for one in plan.operations) == 2


def plant(folder: Path, old: str, new: str) -> Path:
    """The small example in ``folder``, with a text of its stocks changed."""
    for name in ("REQUEST.toml", "CONSTRUCTS.csv", "STOCKS.csv"):
        (folder / name).write_text((EXAMPLES / name).read_text().replace(old, new))
    return folder / "REQUEST.toml"


def test_the_same_seed_draws_the_same_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plant(tmp_path, 'layout = "compact" ', 'layout = "random" ')
    drawn = []
    for seed in ("1", "1", "2"):
        assert status(str(path), "--out", str(tmp_path / "out"), "--seed", seed, "--json") == 0
        drawn.append(json.loads(capsys.readouterr().out)["products"])
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_planted_overdraw_ends_with_3_and_names_part_well_and_amounts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plant(tmp_path, "E0040m_CD,CIDAR,pcr_96,G3,120 uL", "E0040m_CD,CIDAR,pcr_96,G3,4 uL")
    assert status(str(path), "--out", str(tmp_path / "out")) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "E0040m_CD are needed, and 2 uL can be drawn from CIDAR:G3" in said
    assert not (tmp_path / "out").exists()


def test_a_part_without_stock_ends_with_3_and_its_reason_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plant(tmp_path, "E1010m_CD,CIDAR", "something,CIDAR")
    assert status(str(path), "--out", str(tmp_path / "out"), "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "refused"
    assert [(reason["code"], reason["where"]) for reason in told["reasons"]] == [
        ("build.missing_part", "E1010m_CD")
    ]


def test_bad_input_ends_with_2_and_names_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plant(tmp_path, 'layout = "compact" ', 'layout = "tidy" ')
    assert status(str(path), "--out", str(tmp_path / "out")) == 2
    assert f"{path}:7: layout: invalid enum value 'tidy'. Use compact, random or given." in capsys.readouterr().err


def test_a_design_without_products_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "DESIGN.toml").write_text(
        'parts = ["kit:cidar"]\n[[assembly]]\nname = "tu"\nenzyme = "BsaI"\n'
        'slots = [["J23100_AB"], ["E0040m_CD"]]\n'
    )
    path = plant(tmp_path, 'constructs = "CONSTRUCTS.csv"', 'design = "DESIGN.toml"')
    assert status(str(path), "--out", str(tmp_path / "out")) == 2
    assert "This design has no product." in capsys.readouterr().err
