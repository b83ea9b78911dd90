"""The table of workflows and unit operations, and whether an operation names what is in it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tilth.foundry.build.operation import UnitOperation
from tilth.kernel.errors import MissingError

__all__ = ["Entry", "Level", "catalogue", "check_operation", "entry"]


class Level(StrEnum):
    """What an entry is: a workflow, or a unit operation of hardware or software."""

    WORKFLOW = "workflow"
    HARDWARE = "hardware"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class Entry:
    """A workflow or unit operation. ``stage`` is that of a workflow: design, build, test or learn; else empty."""

    id: str
    level: Level
    stage: str
    name: str


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every entry, by id: 64 workflows, 45 hardware and 38 software unit operations."""
    text = files("tilth.foundry.build.catalogue").joinpath("catalogue.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType(
        {row["id"]: Entry(row["id"], Level(row["level"]), row["stage"], row["name"]) for row in rows}
    )


def entry(id: str) -> Entry:
    """The entry ``id``. Raises MissingError where there is none."""
    found = catalogue().get(id)
    if found is None:
        raise MissingError(
            "build.catalogue",
            f"The catalogue of workflows and unit operations has no {id!r}.",
            mend="Use an id such as WB030 or UHW100, from catalogue.csv.",
            data={"id": id},
        )
    return found


def check_operation(operation: UnitOperation) -> None:
    """Raise MissingError where ``operation`` names a workflow, or a kind of unit operation, that is in no
    catalogue.
    """
    for id, workflow in ((operation.workflow, True), (operation.kind, False)):
        if (entry(id).level is Level.WORKFLOW) is not workflow:
            raise MissingError(
                "build.catalogue",
                f"{operation.id}: {id} is {entry(id).name}, a {entry(id).level}, and stands where "
                f"{'a workflow' if workflow else 'a unit operation'} should.",
                mend="Put the workflow's id (W...) under workflow and the unit operation's (U...) under kind.",
                data={"operation": operation.id, "id": id},
            )
