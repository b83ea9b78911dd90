"""The room's setup as a file: what it says, what it may leave out, what it may not say."""

from pathlib import Path

import pytest

from tilth.foundry.build.robots.setup import (
    HamiltonColumn,
    Handler,
    Opentrons,
    RobotSetup,
    VolumeUnit,
    WellStyle,
)
from tilth.foundry.build.robots.setup_file import decode_setup, encode_setup, read_setup
from tilth.foundry.build.volume import NL
from tilth.kernel.errors import FileError

TEXT = """
handler = "tecan"

[opentrons]
model = "Flex"
slots = { mix = "D1" }
tips = { opentrons_flex_96_tiprack_50ul = 384 }

[echo]
drop = "25 nL"

[hamilton]
unit = "nL"
wells = "number"
columns = { source_labware = "A", source_well = "B", target_labware = "C", target_well = "D", volume = "E" }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "robots.toml"
    path.write_text(text)
    return path


def test_a_setup_says_what_stands_in_the_room(tmp_path: Path) -> None:
    setup = read_setup(write(tmp_path, TEXT))
    assert setup.handler is Handler.TECAN
    assert setup.opentrons.left == Opentrons.flex().left
    assert (setup.opentrons.slots, setup.echo.drop) == ({"mix": "D1"}, 25 * NL)
    assert (setup.hamilton.unit, setup.hamilton.wells) == (VolumeUnit.NL, WellStyle.NUMBER)
    assert list(setup.hamilton.columns) == list(HamiltonColumn)[:5]
    assert decode_setup(encode_setup(setup), "robots.json") == setup


def test_an_empty_setup_is_the_usual_one(tmp_path: Path) -> None:
    assert read_setup(write(tmp_path, "")) == RobotSetup()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("[opentrons", "robots.toml:1: This is not TOML"),
        ("[opentron]", "unknown field `opentron`"),
        ('[opentrons]\nleft = "p10_single"', "There is no pipette 'p10_single' for an OT-2"),
        ('[echo]\ndrop = "much"', "'much' is no volume"),
        ('[hamilton]\ncolumns = { volume = "V" }', "hamilton.columns lacks source_labware"),
        ('[hamilton]\ndelimiter = ""', "hamilton.delimiter is ''"),
        ('[hamilton]\ndelimiter = "7"', "Use a comma, a semicolon, a tab or a bar"),
        (TEXT.replace('"E"', '"d"'), "a title that is empty, or one twice"),
        (TEXT.replace('"E"', '""'), "a title that is empty, or one twice"),
        ('[echo]\ndrop = "0 nL"', "echo.drop is 0 nL and echo.most is 10 uL"),
        ('[tecan]\nleast = "2 mL"', "tecan.least is 2 mL and tecan.most is 950 uL"),
        ("[opentrons]\ntips = { rack = -1 }", "robots.toml:2: opentrons, tips: expected `int` >= 0"),
        ('[hamilton.columns]\ncolour = "V"', "robots.toml:1: hamilton, columns: invalid enum value 'colour'"),
    ],
)
def test_what_a_setup_may_not_say_is_refused_with_the_file(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(FileError, match=match) as raised:
        read_setup(write(tmp_path, text))
    assert raised.value.file.endswith("robots.toml")
