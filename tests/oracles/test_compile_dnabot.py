"""DNA-BOT's worked example: 88 BASIC constructs compile to the clips and assemblies that its authors ran."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.compile import BuildRequest, Layout, MixRules, Stock, compile_request
from tilth.foundry.build.compile.tables import read_constructs
from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.transfer import Place, Transfer
from tilth.foundry.build.volume import UL
from tilth.foundry.build.wells import Geometry

pytestmark = pytest.mark.shared

PLATE = Geometry(8, 12)
FIRST_PURIFIED = 48
"""DNA-BOT elutes the clip reaction of A1 into A7 of the same plate; Tilth into A1 of another."""


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data/plates/dna-bot/examples"


@pytest.fixture(scope="module")
def plan(folder: Path) -> BuildPlan:
    """Every clip mix with two reactions to spare, as DNA-BOT makes it; wells in the order of the constructs."""
    made = compile_request(
        BuildRequest(
            "storch_et_al_cons",
            "basic",
            read_constructs(folder / "construct_csvs/storch_et_al_cons/storch_et_al_cons.csv"),
            stocks(folder),
            layout=Layout.GIVEN,
            mixes=MixRules(overage=0, spare=2),
        )
    )
    assert isinstance(made, BuildPlan), made
    return made


def stocks(folder: Path) -> tuple[Stock, ...]:
    """Its parts and linkers, whose concentrations its files leave empty; 100 uL of each."""
    found = []
    for file in sorted((folder / "part_linker_csvs").glob("*.csv")):
        with file.open(encoding="utf-8-sig") as lines:
            found += [
                Stock(row["Part/linker"], Place(file.stem, row["Well"]), "flat_96", 100 * UL)
                for row in csv.DictReader(lines)
            ]
    return tuple(found)


def sections(folder: Path) -> dict[str, list[list[str]]]:
    """The tables of DNA-BOT's record of the clip run, by title."""
    text = (folder / f"{RECORDS}_clip_run_info.csv").read_text("utf-8")
    tables: dict[str, list[list[str]]] = {}
    for block in text.replace("\r\n", "\n").split("\n\n"):
        title, _, rows = block.strip().partition("\n")
        tables[title] = list(csv.reader(rows.splitlines()))[1:]
    return tables


RECORDS = "construct_csvs/storch_et_al_cons/metainformation/storch_et_al_cons"


def into(plan: BuildPlan, piece: str) -> dict[str, list[Transfer]]:
    """The transfers into each well of a piece."""
    found: dict[str, list[Transfer]] = {}
    for one in plan.transfers.transfers:
        if one.target.labware == piece:
            found.setdefault(one.target.well, []).append(one)
    return found


def clip_of(transfers: list[Transfer]) -> tuple[str, str, str]:
    """The linkers and the part that go into a clip reaction: prefix, part, suffix."""
    liquids = [one.liquid for one in transfers if one.step == "clips-1-setup"]
    (prefix,) = (liquid for liquid in liquids if liquid.endswith("-P"))
    (suffix,) = (liquid for liquid in liquids if liquid.endswith("-S"))
    (part,) = (liquid for liquid in liquids if liquid.startswith("BASIC_"))
    return prefix, part, suffix


def test_the_clip_reactions_are_the_same_in_kind_number_and_order(folder: Path, plan: BuildPlan) -> None:
    wanted = [
        (tuple(row[:3]), PLATE.index(well) - FIRST_PURIFIED)
        for row in sections(folder)["CLIP_REACTIONS"]
        for well in ast.literal_eval(row[4])
    ]
    assert len(wanted) == 38
    made = {PLATE.index(well): clip_of(transfers) for well, transfers in into(plan, "clips-1").items()}
    assert made == {well: clip for clip, well in wanted}


def test_the_clip_mix_has_their_volumes(folder: Path, plan: BuildPlan) -> None:
    theirs = {name.replace("Promega ", "").replace("NEB ", ""): round(float(volume) * UL)
              for name, volume in sections(folder)["MASTER_MIX"]}  # fmt: skip
    ours = {one.liquid: one.volume for one in plan.transfers.transfers if one.step == "clips-mixes"}
    water = theirs.pop("Water")
    names = {"T4 DNA Ligase buffer, 10X": "10x T4 DNA ligase buffer", "T4 DNA Ligase": "T4 DNA ligase"}
    assert {names.get(name, name): volume for name, volume in theirs.items()} == {
        name: volume for name, volume in ours.items() if name != "water"
    }
    # DNA-BOT adds 7 uL of water to each well (30 less 20 of mix, 2 of linkers, 1 of part); here the mix has it.
    assert ours["water"] == water + 40 * 7 * UL


def test_every_assembly_draws_on_the_same_purified_clips(folder: Path, plan: BuildPlan) -> None:
    with (folder / f"{RECORDS}_final_assembly_run_info.csv").open(encoding="utf-8") as lines:
        theirs = {well: [PLATE.index(clip) - FIRST_PURIFIED for clip in ast.literal_eval(clips)]
                  for well, clips in csv.reader(lines)}  # fmt: skip
    assert len(theirs) == 88
    ours = {
        well: sorted(PLATE.index(one.source.well) for one in transfers if one.source.labware.startswith("purif"))
        for well, transfers in into(plan, "assembly-1").items()
    }
    assert ours == {well: sorted(clips) for well, clips in theirs.items()}


def test_the_ledger_accepts_the_whole_of_it(plan: BuildPlan) -> None:
    assert check_plan(plan.transfers).faults == ()
