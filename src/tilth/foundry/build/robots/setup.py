"""What stands in the room: the robots, their pipettes and what they are told.

A setup is a plain value with defaults that suit most foundries; :mod:`~.setup_file` reads another from TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tilth.foundry.build.volume import NL, UL
from tilth.kernel.errors import MissingError

__all__ = [
    "PIPETTES",
    "TIPS_IN_A_RACK",
    "Echo",
    "Hamilton",
    "HamiltonColumn",
    "Handler",
    "Opentrons",
    "OpentronsModel",
    "Pipette",
    "RobotSetup",
    "Tecan",
    "VolumeUnit",
    "WellStyle",
]


class OpentronsModel(StrEnum):
    """An Opentrons, by the name its protocols call it."""

    OT2 = "OT-2"
    FLEX = "Flex"

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of its deck that labware can stand in; the bin has one of its own (12 and A3)."""
        if self is OpentronsModel.OT2:
            return tuple(str(slot) for slot in range(1, 12))
        return ("D1", "D2", "D3", "C1", "C2", "C3", "B1", "B2", "B3", "A1", "A2")


@dataclass(frozen=True, slots=True)
class Pipette:
    """A pipette with one channel: from ``least`` to ``most`` pL in one draw, with the tips of ``rack``."""

    name: str
    model: OpentronsModel
    rack: str
    least: int
    most: int


def _pipettes() -> Mapping[str, Pipette]:
    rows = (
        Pipette("p20_single_gen2", OpentronsModel.OT2, "opentrons_96_tiprack_20ul", UL, 20 * UL),
        Pipette("p300_single_gen2", OpentronsModel.OT2, "opentrons_96_tiprack_300ul", 20 * UL, 300 * UL),
        Pipette("p1000_single_gen2", OpentronsModel.OT2, "opentrons_96_tiprack_1000ul", 100 * UL, 1000 * UL),
        Pipette("flex_1channel_50", OpentronsModel.FLEX, "opentrons_flex_96_tiprack_50ul", UL, 50 * UL),
        Pipette("flex_1channel_1000", OpentronsModel.FLEX, "opentrons_flex_96_tiprack_1000ul", 5 * UL, 1000 * UL),
    )
    return MappingProxyType({pipette.name: pipette for pipette in rows})


PIPETTES: Mapping[str, Pipette] = _pipettes()
"""The pipettes Tilth knows, with the ranges that Opentrons states for them."""

TIPS_IN_A_RACK = 96


@dataclass(frozen=True, slots=True)
class Opentrons:
    """An OT-2 or a Flex: the pipettes on its two mounts (empty: none), the pieces that have a slot of their own,
    and how many tips of a rack are at hand (a rack that is not named: enough of them).
    """

    model: OpentronsModel = OpentronsModel.OT2
    left: str = "p20_single_gen2"
    right: str = "p300_single_gen2"
    slots: Mapping[str, str] = field(default_factory=dict)
    tips: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def flex(cls) -> Opentrons:
        """A Flex with its two single-channel pipettes."""
        return cls(OpentronsModel.FLEX, "flex_1channel_50", "flex_1channel_1000")

    def mounted(self) -> dict[str, Pipette]:
        """The pipettes by mount, ``left`` before ``right``. Raises MissingError where one is not known, or is
        the other model's.
        """
        return {mount: self._pipette(name) for mount, name in (("left", self.left), ("right", self.right)) if name}

    def _pipette(self, name: str) -> Pipette:
        found = PIPETTES.get(name)
        if found is None or found.model is not self.model:
            fitting = ", ".join(pipette.name for pipette in PIPETTES.values() if pipette.model is self.model)
            raise MissingError(
                "build.pipette",
                f"There is no pipette {name!r} for an {self.model}.",
                mend=f"Use one of: {fitting}.",
                data={"pipette": name},
            )
        return found


@dataclass(frozen=True, slots=True)
class Echo:
    """An acoustic dispenser: whole drops of ``drop`` pL, at most ``most`` in one transfer."""

    drop: int = 2_500
    most: int = 10 * UL


@dataclass(frozen=True, slots=True)
class Tecan:
    """A Freedom EVO: from ``least`` to ``most`` pL in one draw, the liquid class of every record (empty: the
    script's own), and what EVOware calls our kinds of labware, as far as its racks are to be checked by type.
    """

    least: int = UL
    most: int = 950 * UL
    liquid_class: str = ""
    racks: Mapping[str, str] = field(default_factory=dict)


class VolumeUnit(StrEnum):
    """The unit of a column of volumes."""

    NL = "nL"
    UL = "uL"

    @property
    def picolitres(self) -> int:
        """How many picolitres it holds."""
        return NL if self is VolumeUnit.NL else UL


class WellStyle(StrEnum):
    """How a worklist names a well: A1, or its number from 1 down each column first."""

    NAME = "name"
    NUMBER = "number"


class HamiltonColumn(StrEnum):
    """What a column of a worklist can hold. The first five are needed, the others keep what would be lost."""

    SOURCE_LABWARE = "source_labware"
    SOURCE_WELL = "source_well"
    TARGET_LABWARE = "target_labware"
    TARGET_WELL = "target_well"
    VOLUME = "volume"
    LIQUID = "liquid"
    STEP = "step"
    TIP = "tip"


_COLUMNS: Mapping[HamiltonColumn, str] = MappingProxyType(
    {
        HamiltonColumn.SOURCE_LABWARE: "SourceLabwareId",
        HamiltonColumn.SOURCE_WELL: "SourcePositionId",
        HamiltonColumn.TARGET_LABWARE: "TargetLabwareId",
        HamiltonColumn.TARGET_WELL: "TargetPositionId",
        HamiltonColumn.VOLUME: "Volume",
        HamiltonColumn.LIQUID: "Liquid",
        HamiltonColumn.STEP: "Step",
        HamiltonColumn.TIP: "Tip",
    }
)


@dataclass(frozen=True, slots=True)
class Hamilton:
    """The worklist that a Hamilton's method reads: the titles of its columns in order, and how they are filled.

    Every method reads a table of its own, so the table is a setting: what is not named is not written, and comes
    back empty when the worklist is read.
    """

    columns: Mapping[HamiltonColumn, str] = field(default_factory=lambda: dict(_COLUMNS))
    unit: VolumeUnit = VolumeUnit.UL
    wells: WellStyle = WellStyle.NAME
    delimiter: str = ","


class Handler(StrEnum):
    """The liquid handler that a plan is to run on: the one whose part is checked before a run."""

    OPENTRONS = "opentrons"
    TECAN = "tecan"
    HAMILTON = "hamilton"


@dataclass(frozen=True, slots=True)
class RobotSetup:
    """The robots of one room, and which of the liquid handlers is used."""

    handler: Handler = Handler.OPENTRONS
    opentrons: Opentrons = field(default_factory=Opentrons)
    echo: Echo = field(default_factory=Echo)
    tecan: Tecan = field(default_factory=Tecan)
    hamilton: Hamilton = field(default_factory=Hamilton)
