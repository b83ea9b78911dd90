"""Every dialect, written and read back, is the list that was written."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tilth.foundry.build.dialects import bench, echo, hamilton, neutral, opentrons, pylabrobot, tecan
from tilth.foundry.build.labware import Labware, labware_kinds
from tilth.foundry.build.robots.carriers import Stage
from tilth.foundry.build.robots.deck import lay_decks
from tilth.foundry.build.robots.setup import Hamilton, HamiltonColumn, Opentrons, Tecan, VolumeUnit, WellStyle
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import ML

# What people call things: letters, and the marks that the formats themselves use.
NAMES = st.text("aB7é质 -_.,;:|%'\"\\#[]{}*", max_size=8).map(str.strip)
IDS = NAMES.filter(lambda name: name and ";" not in name)
VOLUMES = st.integers(1, 2 * ML)


@st.composite
def plans(draw: st.DrawFn) -> TransferPlan:
    """A plan over one to four pieces of any kind, with any volumes to the picolitre."""
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    labware = tuple(Labware(id, draw(st.sampled_from(sorted(labware_kinds())))) for id in ids)
    places = st.sampled_from(labware).flatmap(
        lambda piece: st.builds(Place, st.just(piece.id), st.sampled_from(piece.geometry.names))
    )
    transfers = st.builds(Transfer, places, places, VOLUMES, NAMES, NAMES, st.sampled_from(Tip))
    fillings = st.builds(Filling, places, NAMES, VOLUMES, NAMES)
    some = tuple(draw(st.lists(transfers, max_size=8)))
    first = (replace(some[0], tip=Tip.NEW), *some[1:]) if some else ()
    return TransferPlan(labware, tuple(draw(st.lists(fillings, max_size=3))), first, draw(NAMES))


@given(plans())
@settings(max_examples=25)
def test_the_neutral_table_and_the_bench_sheet_say_everything(plan: TransferPlan) -> None:
    assert neutral.read_transfers(neutral.write_transfers(plan.transfers), "transfers.csv") == plan.transfers
    assert bench.read_sheet(bench.write_sheet(plan, {}), "bench.md") == plan.transfers


@given(plans())
@settings(max_examples=25)
def test_what_a_program_saved_with_other_line_ends_says_the_same(plan: TransferPlan) -> None:
    robot, venus = Tecan(most=2 * ML), Hamilton()
    for written, read in (
        (neutral.write_transfers(plan.transfers), lambda text: neutral.read_transfers(text, "transfers.csv")),
        (bench.write_sheet(plan, {}), lambda text: bench.read_sheet(text, "bench.md")),
        (tecan.write_worklist(plan, robot), lambda text: tecan.read_worklist(text, "tecan.gwl", plan.labware)),
        (
            hamilton.write_worklist(plan, venus),
            lambda text: hamilton.read_worklist(text, "hamilton.csv", venus, plan.labware),
        ),
        (pylabrobot.write_script(plan), lambda text: pylabrobot.read_script(text, "script.py")),
    ):
        assert read(written.replace("\n", "\r\n")) == plan.transfers


@given(plans())
@settings(max_examples=25)
def test_an_echo_has_no_tips_and_keeps_the_rest(plan: TransferPlan) -> None:
    expected = tuple(replace(one, tip=Tip.NEW) for one in plan.transfers)
    assert echo.read_picklist(echo.write_picklist(plan), "echo.csv") == expected


@given(plans(), st.integers(1, ML))
@settings(max_examples=25)
def test_a_tecan_worklist_says_everything_however_small_the_tips(plan: TransferPlan, most: int) -> None:
    largest = max((one.volume for one in plan.transfers), default=1)
    robot = Tecan(most=max(most, largest // 20 + 1))
    assert tecan.read_worklist(tecan.write_worklist(plan, robot), "tecan.gwl", plan.labware) == plan.transfers


@given(plans(), st.permutations(list(HamiltonColumn)), st.sampled_from(VolumeUnit), st.sampled_from(WellStyle))
@settings(max_examples=25)
def test_a_hamilton_worklist_says_what_its_columns_hold(
    plan: TransferPlan, order: list[HamiltonColumn], unit: VolumeUnit, wells: WellStyle
) -> None:
    robot = Hamilton({column: f"My {column}" for column in order}, unit, wells, ";")
    text = hamilton.write_worklist(plan, robot)
    assert hamilton.read_worklist(text, "hamilton.csv", robot, plan.labware) == plan.transfers


@given(plans())
@settings(max_examples=25)
def test_a_hamilton_worklist_without_the_other_columns_keeps_from_where_to_where_and_how_much(
    plan: TransferPlan,
) -> None:
    robot = Hamilton({column: column.value for column in list(HamiltonColumn)[:5]})
    read = hamilton.read_worklist(hamilton.write_worklist(plan, robot), "hamilton.csv", robot, plan.labware)
    assert read == tuple(replace(one, liquid="", step="", tip=Tip.NEW) for one in plan.transfers)


@given(plans(), st.sampled_from((Opentrons(), Opentrons.flex())))
@settings(max_examples=25)
def test_opentrons_protocols_say_everything(plan: TransferPlan, robot: Opentrons) -> None:
    stages = [Stage(step, step.upper(), "wait") for step in {one.step for one in plan.transfers}]
    decks = lay_decks(plan, robot, stages)
    read = [opentrons.read_protocol(opentrons.write_protocol(deck), "opentrons.py") for deck in decks]
    assert [replace(deck, title="") for deck in read] == [replace(deck, title="") for deck in decks]
    assert tuple(move.transfer for deck in read for move in deck.moves) == plan.transfers


@given(plans())
@settings(max_examples=25)
def test_pylabrobot_scripts_say_everything(plan: TransferPlan) -> None:
    assert pylabrobot.read_script(pylabrobot.write_script(plan), "script.py") == plan.transfers
