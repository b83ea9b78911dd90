"""What the robots' files say, line by line, and what their readers refuse."""

from pathlib import Path

import pytest

from robot_examples import MIX, build
from tilth.foundry.build.dialects import bench, echo, hamilton, neutral, opentrons, pylabrobot, tecan
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.robots.carriers import Carrier, carried, stages
from tilth.foundry.build.robots.deck import lay_decks
from tilth.foundry.build.robots.setup import Hamilton, HamiltonColumn, Opentrons, Tecan, VolumeUnit, WellStyle
from tilth.foundry.build.transfer import Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import NL, UL
from tilth.kernel.errors import FileError

PLAN = build()
PICKS = "Source Well,Destination Well,Transfer Volume\n"
HANDLED = carried(PLAN, Carrier.LIQUID_HANDLER)


def test_an_echo_picklist_has_the_columns_that_the_echo_imports() -> None:
    head, first, *_ = echo.write_picklist(carried(PLAN, Carrier.ACOUSTIC)).splitlines()
    assert head == (
        "Source Plate Name,Source Plate Barcode,Source Plate Type,Source Well,Destination Plate Name,"
        "Destination Plate Barcode,Destination Plate Type,Destination Well,Transfer Volume,"
        "Sample Name,Sample Comment"
    )
    assert first == "parts,parts,384PP_AQ_BP,A1,reactions,reactions,Eppendorf_PCR_384,A1,100,promoter,parts"


def test_a_picklist_without_plates_is_read_with_the_plates_one_names() -> None:
    text = PICKS + "C05,A1,27.5\n"
    (one,) = echo.read_picklist(text, "picks.csv", source="parts", target="reactions")
    assert one == Transfer(Place("parts", "C5"), Place("reactions", "A1"), 27_500)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "picks.csv: The file is empty"),
        ("Source Well,Transfer Volume\nA1,2.5\n", "picks.csv:1: There is no column Destination Well"),
        (
            PICKS + "A1,B1,much\n",
            "picks.csv:2: In the column 'Transfer Volume'",
        ),
        (
            PICKS + "\nA1,ZZ1,2.5\n",
            "picks.csv:3: In the column 'Destination",
        ),
        (PICKS + "A1,B1,2.5,,\n", "picks.csv:2: The row has 5 cells"),
        (PICKS + 'A1,"B1,2.5\n', "picks.csv:2: This is no table"),
    ],
)
def test_a_broken_picklist_is_refused_with_line_and_column(text: str, match: str) -> None:
    with pytest.raises(FileError, match=match):
        echo.read_picklist(text, "picks.csv")


@pytest.mark.shared
def test_the_tables_of_plateo_are_read(shared: Path) -> None:
    folder = shared / "data/plates/plateo"
    small = folder / "examples/basic_picklist_example/my_picklist.csv"
    assert [one.volume for one in echo.read_picklist(small.read_text(), "p")] == [100 * NL] * 3
    large = folder / "tests/test_assembly_report/data/ECHO_picklist.csv"
    picks = echo.read_picklist(large.read_text(), "p")
    assert len(picks) == len(large.read_text().splitlines()) - 1
    assert all(one.volume % 2_500 == 0 for one in picks)


def test_a_tecan_worklist_numbers_wells_down_the_columns_and_washes_before_a_fresh_tip() -> None:
    text = tecan.write_worklist(HANDLED, Tecan(liquid_class="Water", racks={"deep_96": "96 Deep"}))
    assert text.splitlines()[:10] == [
        "C;step mix",
        "C;liquid master mix",
        "A;mix;;96 Deep;1;;8;Water;;;",
        "D;reactions;;;1;;8;Water;;;",
        "A;mix;;96 Deep;1;;8;Water;;;",
        "D;reactions;;;2;;8;Water;;;",
        "A;mix;;96 Deep;1;;8;Water;;;",
        "D;reactions;;;3;;8;Water;;;",
        "W;",
        "B;",
    ]


def test_what_a_tecan_tip_cannot_hold_is_moved_in_draws() -> None:
    plan = TransferPlan(
        (Labware("a", "deep_96"),), (), (Transfer(Place("a", "A1"), Place("a", "A2"), 1900 * UL + 1),)
    )
    text = tecan.write_worklist(plan, Tecan())
    assert "C;draws 3" in text
    assert tecan.read_worklist(text, "t.gwl", plan.labware) == plan.transfers


@pytest.mark.parametrize(
    ("record", "match"),
    [
        ("X;what", "t.gwl:1: The record 'X' is not read"),
        ("A;mix;mix;deep_96;97;;8;;;;", "t.gwl:1: There is no position '97'"),
        ("A;other;;;1;;8;;;;", "t.gwl:1: There is no piece 'other'"),
        ("A;mix;mix;deep_96;1;;8", "t.gwl:1: The record has 7 fields, not 11"),
        ("D;mix;mix;deep_96;1;;8;;;;", "t.gwl:1: What is dispensed was not aspirated"),
        ("A;mix;mix;deep_96;1;;8;;;;", "The file ends within a transfer"),
        ("C;draws none", "t.gwl:1: 'none' is no number of draws"),
    ],
)
def test_a_broken_worklist_is_refused_with_its_line(record: str, match: str) -> None:
    with pytest.raises(FileError, match=match):
        tecan.read_worklist(record + "\n", "t.gwl", PLAN.transfers.labware)


def test_a_hamilton_worklist_has_the_columns_of_its_method() -> None:
    columns = {
        HamiltonColumn.TARGET_WELL: "ToPos",
        HamiltonColumn.TARGET_LABWARE: "To",
        HamiltonColumn.SOURCE_WELL: "FromPos",
        HamiltonColumn.SOURCE_LABWARE: "From",
        HamiltonColumn.VOLUME: "nL",
    }
    robot = Hamilton(columns, VolumeUnit.NL, WellStyle.NUMBER, ";")
    lines = hamilton.write_worklist(HANDLED, robot).splitlines()
    assert lines[:3] == ["ToPos;To;FromPos;From;nL", "1;reactions;1;mix;8000", "2;reactions;1;mix;8000"]
    with pytest.raises(FileError, match="There is no position '0'"):
        hamilton.read_worklist("ToPos;To;FromPos;From;nL\n0;mix;1;mix;5\n", "h.csv", robot, PLAN.transfers.labware)


def test_an_opentrons_protocol_says_what_a_person_must_do_in_between() -> None:
    (deck,) = lay_decks(HANDLED, Opentrons(), stages(PLAN, Carrier.LIQUID_HANDLER))
    text = opentrons.write_protocol(deck)
    assert '("stop", "Add the stop", "Add the parts, Thermocycling"),' in text
    assert '"left": ("p20_single_gen2", "opentrons_96_tiprack_20ul", ("3",), 20),' in text
    compile(text, "opentrons.py", "exec")


def test_a_protocol_is_read_and_never_run(tmp_path: Path) -> None:
    (deck,) = lay_decks(HANDLED, Opentrons())
    witness = tmp_path / "ran"
    trap = f"\nopen({str(witness)!r}, 'w').close()\n"
    assert opentrons.read_protocol(opentrons.write_protocol(deck) + trap, "o.py") == deck
    with pytest.raises(FileError, match="TRANSFERS is no plain table"):
        opentrons.read_protocol("TRANSFERS = list(open('/etc/hosts'))", "o.py")
    assert not witness.exists()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("def run(:", "o.py:1: This is no Python"),
        ("LABWARE = {}", "o.py: A table is not what it should be"),
    ],
)
def test_what_is_no_protocol_is_refused(text: str, match: str) -> None:
    with pytest.raises(FileError, match=match):
        opentrons.read_protocol(text, "o.py")
    with pytest.raises(FileError, match=match):
        pylabrobot.read_script(text, "o.py")


def test_a_bench_sheet_groups_by_step_and_sums_up() -> None:
    text = bench.write_sheet(PLAN.transfers, {one.id: one.title for one in PLAN.operations})
    assert "## 2. Add the parts" in text
    assert "6 transfers, 1.05 uL in all." in text
    assert "| master mix | mix | A1 | 30 uL |" in text
    ticked = text.replace("| [ ] | mix | A1 | reactions | A1 | 8 uL", "| [x] | mix | A1 | reactions | A1 | 8 uL")
    ticks = bench.read_ticks(ticked, "bench.md")
    assert [done for _, done in ticks] == [True] + [False] * 12


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ("| [ ] | a | A1 |", "b.md:3: The row has 3 cells, not 8"),
        ("| no | a | A1 | b | A1 | 5 uL | x | new |", "b.md:3: The box or the tip"),
        ("| [ ] | a | A1 | b | A1 | 5 | x | new |", "b.md:3: '5' is no volume"),
    ],
)
def test_a_broken_bench_sheet_is_refused_with_its_line(row: str, match: str) -> None:
    head = "| done | from | well | to | well | volume | liquid | tip |\n|---|---|---|---|---|---:|---|---|\n"
    with pytest.raises(FileError, match=match):
        bench.read_sheet(head + row + "\n", "b.md")


def test_a_tip_is_new_or_the_same() -> None:
    head = "source_labware,source_well,target_labware,target_well,volume_ul,tip\n"
    (one,) = neutral.read_transfers(head + "mix,A1,reactions,A1,8,SAME\n", "t.csv")
    assert one == Transfer(MIX, Place("reactions", "A1"), 8 * UL, tip=Tip.SAME)
    with pytest.raises(FileError, match="'old' is no way to take a tip"):
        neutral.read_transfers(head + "mix,A1,reactions,A1,8,old\n", "t.csv")
