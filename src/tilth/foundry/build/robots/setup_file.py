"""Read a room's setup from TOML, and keep it as JSON beside the files that were written for it.

::

    handler = "opentrons"                              # or tecan, hamilton: the one that runs the plan

    [opentrons]
    model = "Flex"
    left = "flex_1channel_50"
    right = "flex_1channel_1000"
    slots = { mix = "D1" }                             # pieces that have a place of their own
    tips = { opentrons_flex_96_tiprack_50ul = 384 }    # how many are at hand; unnamed: enough

    [echo]
    drop = "25 nL"                                     # an Echo 525; the others have drops of 2.5 nL

    [tecan]
    liquid_class = "Water_DispZmax"
    racks = { deep_96 = "96 Well DeepWell" }           # what EVOware calls our kinds of labware

    [hamilton]
    unit = "nL"
    wells = "number"
    columns = { source_labware = "From", source_well = "FromPos", target_labware = "To", target_well = "ToPos",
                volume = "Vol" }

Everything has a default; a name that is not known is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from tilth.foundry.build.robots.setup import (
    Echo,
    Hamilton,
    HamiltonColumn,
    Handler,
    Opentrons,
    OpentronsModel,
    RobotSetup,
    Tecan,
    VolumeUnit,
    WellStyle,
)
from tilth.foundry.build.volume import format_volume, parse_volume
from tilth.kernel.errors import FileError, OptionError, TilthError
from tilth.kernel.files import read_text
from tilth.kernel.toml_file import TomlFile

__all__ = ["decode_setup", "encode_setup", "read_setup"]


_DELIMITERS = (",", ";", "\t", "|")


class _Opentrons(msgspec.Struct, forbid_unknown_fields=True):
    model: OpentronsModel = OpentronsModel.OT2
    left: str | None = None
    right: str | None = None
    slots: dict[str, str] = {}
    tips: dict[str, Annotated[int, msgspec.Meta(ge=0)]] = {}


class _Echo(msgspec.Struct, forbid_unknown_fields=True):
    drop: str = "2.5 nL"
    most: str = "10 uL"


class _Tecan(msgspec.Struct, forbid_unknown_fields=True):
    least: str = "1 uL"
    most: str = "950 uL"
    liquid_class: str = ""
    racks: dict[str, str] = {}


class _Hamilton(msgspec.Struct, forbid_unknown_fields=True):
    columns: dict[HamiltonColumn, str] | None = None
    unit: VolumeUnit = VolumeUnit.UL
    wells: WellStyle = WellStyle.NAME
    delimiter: str = ","


class _Setup(msgspec.Struct, forbid_unknown_fields=True):
    handler: Handler = Handler.OPENTRONS
    opentrons: _Opentrons = msgspec.field(default_factory=_Opentrons)
    echo: _Echo = msgspec.field(default_factory=_Echo)
    tecan: _Tecan = msgspec.field(default_factory=_Tecan)
    hamilton: _Hamilton = msgspec.field(default_factory=_Hamilton)


_FILE = TomlFile("build.setup", "The setup", "Write what docs/reference/foundry-build-robots.md names.")


def read_setup(path: Path) -> RobotSetup:
    """The setup in the TOML file ``path``. Raises FileError where it cannot be read or says what is not known."""
    draft = _FILE.read(read_text(path, code="build"), _Setup, file=str(path))
    try:
        return _setup(draft)
    except TilthError as error:
        raise FileError("build.setup", error.message, file=str(path), mend=error.mend) from error


def encode_setup(setup: RobotSetup) -> bytes:
    """``setup`` as JSON with the names that the TOML file has."""
    opentrons, hamilton = setup.opentrons, setup.hamilton
    written = _Setup(
        setup.handler,
        _Opentrons(opentrons.model, opentrons.left, opentrons.right, dict(opentrons.slots), dict(opentrons.tips)),
        _Echo(format_volume(setup.echo.drop), format_volume(setup.echo.most)),
        _Tecan(
            format_volume(setup.tecan.least),
            format_volume(setup.tecan.most),
            setup.tecan.liquid_class,
            dict(setup.tecan.racks),
        ),
        _Hamilton(dict(hamilton.columns), hamilton.unit, hamilton.wells, hamilton.delimiter),
    )
    return msgspec.json.format(msgspec.json.encode(written), indent=2) + b"\n"


def decode_setup(data: bytes, file: str) -> RobotSetup:
    """What :func:`encode_setup` wrote. Raises FileError where it is something else."""
    try:
        return _setup(msgspec.json.decode(data, type=_Setup))
    except msgspec.MsgspecError as error:
        words, mend = f"This is no setup of robots: {error}.", "Plan again into this folder."
        raise FileError("build.setup", words, file=file, mend=mend) from error
    except TilthError as error:
        raise FileError("build.setup", error.message, file=file, mend=error.mend) from error


def _setup(draft: _Setup) -> RobotSetup:
    hamilton = draft.hamilton
    columns = Hamilton().columns if hamilton.columns is None else hamilton.columns
    missing = [column for column in list(HamiltonColumn)[:5] if column not in columns]
    if missing:
        raise OptionError(
            "build.setup",
            f"hamilton.columns lacks {', '.join(missing)}.",
            mend="A worklist says from where, to where and how much: name all five columns.",
        )
    titles = [title.strip().lower() for title in columns.values()]
    if not all(titles) or len(set(titles)) < len(titles):
        raise OptionError(
            "build.setup",
            "hamilton.columns has a title that is empty, or one twice.",
            mend="Give each column a title of its own.",
        )
    if hamilton.delimiter not in _DELIMITERS:
        raise OptionError(
            "build.setup",
            f"hamilton.delimiter is {hamilton.delimiter!r}.",
            mend="Use a comma, a semicolon, a tab or a bar (|).",
        )
    setup = RobotSetup(
        draft.handler,
        _opentrons(draft.opentrons),
        Echo(*_range("echo", "drop", draft.echo.drop, draft.echo.most)),
        Tecan(
            *_range("tecan", "least", draft.tecan.least, draft.tecan.most),
            draft.tecan.liquid_class,
            draft.tecan.racks,
        ),
        Hamilton(dict(columns), hamilton.unit, hamilton.wells, hamilton.delimiter),
    )
    setup.opentrons.mounted()
    return setup


def _range(robot: str, least: str, low: str, high: str) -> tuple[int, int]:
    """The least and the most (pL) that ``robot`` moves. Raises OptionError where they are none."""
    smallest, largest = parse_volume(low), parse_volume(high)
    if not 0 < smallest <= largest:
        raise OptionError(
            "build.setup",
            f"{robot}.{least} is {low} and {robot}.most is {high}.",
            mend=f"Give volumes above 0, {least} no larger than most.",
        )
    return smallest, largest


def _opentrons(draft: _Opentrons) -> Opentrons:
    usual = Opentrons.flex() if draft.model is OpentronsModel.FLEX else Opentrons()
    return Opentrons(
        draft.model,
        usual.left if draft.left is None else draft.left,
        usual.right if draft.right is None else draft.right,
        draft.slots,
        draft.tips,
    )
