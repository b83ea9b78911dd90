"""Labware: kinds of plates, tube racks and reservoirs, and the pieces that stand on a bench.

A kind says how many wells there are, how much one holds and how much of it can never be drawn (the dead volume).
The table of kinds is ``labware.toml`` beside this module; every kind names what the robots call it, where they
know it. A piece is one plate with a barcode.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tilth.foundry.build.volume import parse_volume
from tilth.foundry.build.wells import Geometry
from tilth.kernel.errors import MissingError

__all__ = ["Labware", "LabwareForm", "LabwareKind", "labware_kind", "labware_kinds"]


class LabwareForm(StrEnum):
    """What a piece of labware is."""

    PLATE = "plate"
    TUBES = "tubes"
    RESERVOIR = "reservoir"


@dataclass(frozen=True, slots=True)
class LabwareKind:
    """A kind of labware. ``capacity`` and ``dead`` are pL a well: the most it holds and what cannot be drawn.

    ``opentrons`` is the load name in Opentrons' library, ``echo`` the plate type of an Echo, ``pylabrobot`` the
    name of the function in PyLabRobot's; each empty where that robot does not know it.
    """

    id: str
    title: str
    form: LabwareForm
    geometry: Geometry
    capacity: int
    dead: int
    opentrons: str = ""
    echo: str = ""
    pylabrobot: str = ""


@dataclass(frozen=True, slots=True)
class Labware:
    """One piece: its ``id`` (the barcode), the id of its kind, and a title for people."""

    id: str
    kind: str
    title: str = ""

    @property
    def geometry(self) -> Geometry:
        """Its wells. Raises MissingError where the kind is unknown."""
        return labware_kind(self.kind).geometry


@cache
def labware_kinds() -> Mapping[str, LabwareKind]:
    """Every kind Tilth knows, by id."""
    rows = tomllib.loads(files("tilth.foundry.build").joinpath("labware.toml").read_text("utf-8"))
    return MappingProxyType({id: _kind(id, row) for id, row in rows.items()})


def labware_kind(id: str) -> LabwareKind:
    """The kind ``id``. Raises MissingError where there is none."""
    found = labware_kinds().get(id)
    if found is None:
        raise MissingError(
            "build.labware_kind",
            f"There is no kind of labware {id!r}.",
            mend=f"Use one of: {', '.join(labware_kinds())}.",
            data={"kind": id},
        )
    return found


def _kind(id: str, row: Mapping[str, str | int]) -> LabwareKind:
    return LabwareKind(
        id=id,
        title=str(row["title"]),
        form=LabwareForm(str(row["form"])),
        geometry=Geometry(int(row["rows"]), int(row["columns"])),
        capacity=parse_volume(str(row["capacity"])),
        dead=parse_volume(str(row["dead"])),
        opentrons=str(row.get("opentrons", "")),
        echo=str(row.get("echo", "")),
        pylabrobot=str(row.get("pylabrobot", "")),
    )
