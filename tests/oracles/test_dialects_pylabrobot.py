"""Generated scripts on PyLabRobot's chatterbox, which tracks volumes and tips."""

from pathlib import Path

import pytest

from robot_examples import FILLINGS, build
from tilth.foundry.build.dialects.pylabrobot import write_script
from tilth.foundry.build.labware import labware_kinds
from tilth.foundry.build.robots.carriers import Carrier, carried
from tilth.foundry.build.robots.simulators import simulate_pylabrobot
from tilth.foundry.build.transfer import Filling
from tilth.foundry.build.volume import UL

pylabrobot = pytest.importorskip("pylabrobot.resources", reason="needs the extra tilth[robots]")


def test_a_script_runs_on_the_chatterbox(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(write_script(carried(build(), Carrier.LIQUID_HANDLER)), "utf-8")
    simulated = simulate_pylabrobot(path)
    assert simulated.errors == ()
    assert simulated.commands == 2 * 6


def test_the_chatterbox_agrees_with_the_ledger_on_an_overdraw(tmp_path: Path) -> None:
    fillings = (Filling(FILLINGS[0].place, "master mix", 9 * UL),)
    path = tmp_path / "script.py"
    path.write_text(write_script(carried(build(fillings=fillings), Carrier.LIQUID_HANDLER)), "utf-8")
    (error,) = simulate_pylabrobot(path).errors
    assert "Not enough liquid" in error


@pytest.mark.parametrize(
    "kind", [kind for kind in labware_kinds().values() if kind.pylabrobot], ids=lambda kind: kind.id
)
def test_every_name_in_the_table_of_labware_is_pylabrobots_with_the_same_wells(kind) -> None:
    plate = getattr(pylabrobot, kind.pylabrobot)("piece")
    assert (plate.num_items_y, plate.num_items_x) == (kind.geometry.rows, kind.geometry.columns)
    assert plate.get_item(kind.geometry.names[-1]).max_volume >= kind.capacity / UL
