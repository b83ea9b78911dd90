"""Generated protocols in Opentrons' own simulator, and its run log read back."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.dialects.opentrons import write_protocol
from tilth.foundry.build.labware import Labware, labware_kinds
from tilth.foundry.build.readback.opentrons import read_run_log
from tilth.foundry.build.readback.reconcile import Outcome, reconcile
from tilth.foundry.build.robots.carriers import Stage
from tilth.foundry.build.robots.checks import check_build, check_deck
from tilth.foundry.build.robots.deck import lay_decks
from tilth.foundry.build.robots.setup import Opentrons, RobotSetup
from tilth.foundry.build.robots.simulators import opentrons_python, simulate_opentrons
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import ML, UL
from tilth.kernel.errors import MissingError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def simulator() -> None:
    """Opentrons' simulator; a skip that says how to make it where it is not there, a failure in CI."""
    try:
        opentrons_python()
    except MissingError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


KINDS = ("pcr_96", "flat_96", "deep_96", "pcr_384", "echo_384_pp", "tubes_24", "reservoir_12", "reservoir_1")


def many_kinds() -> TransferPlan:
    """Transfers over a piece of each of ``KINDS``, several with one tip, and one of more than a tip holds."""
    pieces = tuple(Labware(f"piece of {kind}", kind) for kind in KINDS)
    water = Place("piece of reservoir_1", "A1")
    last = [Place(piece.id, piece.geometry.names[-1]) for piece in pieces if piece.kind != "reservoir_1"]
    transfers = (
        *(
            Transfer(water, place, 2 * UL + 1_000, "water", "first", _tip(number))
            for number, place in enumerate(last)
        ),
        Transfer(water, Place("piece of deep_96", "A1"), 1500 * UL, "water", "second"),
        Transfer(Place("piece of deep_96", "A1"), Place("piece of pcr_96", "A1"), 20 * UL, "water", "second"),
    )
    return TransferPlan(pieces, (Filling(water, "water", 100 * ML),), transfers, "A piece of many kinds")


def _tip(number: int) -> Tip:
    return Tip.NEW if number == 0 else Tip.SAME


@pytest.mark.parametrize("robot", [Opentrons(), Opentrons.flex()], ids=("OT-2", "Flex"))
def test_a_protocol_passes_the_simulator_and_its_log_is_the_plan(tmp_path: Path, robot: Opentrons) -> None:
    plan = BuildPlan("Many kinds", (), (), many_kinds())
    assert check_build(plan, RobotSetup(opentrons=robot)) == ()
    stages = (Stage("first", "Hand out"), Stage("second", "Top up", "A look at the plate"))
    (deck,) = lay_decks(plan.transfers, robot, stages)
    path = tmp_path / "opentrons.py"
    path.write_text(write_protocol(deck), "utf-8")
    simulated = simulate_opentrons(path)
    assert simulated.errors == ()
    found = reconcile(plan, read_run_log(simulated.log, "run.json"))
    assert {line.outcome for line in found.lines} == {Outcome.MADE}
    assert [line.planned for line in found.lines] == list(plan.transfers.transfers)
    assert found.unplanned == ()


def test_the_simulator_lets_pass_an_overdraw_that_ours_does_not(tmp_path: Path) -> None:
    labware = (Labware("a", "flat_96"), Labware("b", "deep_96"))
    draw = Transfer(Place("a", "A1"), Place("b", "A1"), 300 * UL, "water")
    plan = TransferPlan(labware, (Filling(draw.source, "water", 15 * UL),), (draw,))
    (reason,) = check_build(BuildPlan("Overdraw", (), (), plan), RobotSetup())
    assert reason.code == "ledger.overdraw"
    (deck,) = lay_decks(plan, Opentrons())
    assert check_deck(deck) == ()
    path = tmp_path / "opentrons.py"
    path.write_text(write_protocol(deck), "utf-8")
    assert simulate_opentrons(path).ok


def test_every_name_in_the_table_of_labware_is_opentrons_with_the_same_wells() -> None:
    where = "import opentrons_shared_data as data; print(data.__path__[0])"
    ran = subprocess.run([opentrons_python(), "-c", where], capture_output=True, text=True, check=True)
    definitions = Path(ran.stdout.strip()) / "data" / "labware" / "definitions" / "2"
    for kind in labware_kinds().values():
        if kind.opentrons:
            definition = json.loads((definitions / kind.opentrons / "1.json").read_text("utf-8"))
            assert tuple(well for column in definition["ordering"] for well in column) == kind.geometry.names
            assert {well["totalLiquidVolume"] * UL >= kind.capacity for well in definition["wells"].values()} == {
                True
            }
