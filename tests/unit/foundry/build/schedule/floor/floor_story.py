"""A small floor and requests for it, which the tests of this folder share."""

from datetime import datetime, timedelta, timezone

from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.schedule.floor.read import parse_floor
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis

BEIJING = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=BEIJING)
AXIS = TimeAxis(MONDAY, "Asia/Shanghai")

FLOOR = parse_floor(
    """
name = "Two rooms"
zone = "Asia/Shanghai"

[[hours]]
key = "day"
open = ["08:00-12:00", "13:00-17:00"]

[[instrument]]
id = "robot"
kind = "liquid_handler"
site = "north"

[[instrument]]
id = "cycler-1"
kind = "thermocycler"
site = "north"

[[instrument]]
id = "cycler-2"
kind = "thermocycler"
site = "north"

[[instrument]]
id = "oven"
kind = "incubator"
slots = 4
site = "south"

[[person]]
id = "ann"
skills = ["automation"]
hours = "day"

[[travel]]
from = "north"
to = "south"
minutes = 15

[[duration]]
instrument = "thermocycler"
least = 0.9
usual = 1.0
most = 1.6
""",
    file="floor.toml",
)


def operations(*, protocol: str = "gg", wait: int = 120) -> tuple[UnitOperation, ...]:
    """Mix, cycle, grow: half an hour with a person, two on a cycler, ten in the oven."""
    return (
        UnitOperation(
            "mix", "UHW100", "WB030", "Mix", "liquid_handler", 30, ("plate",), skill="automation", attended=20
        ),
        UnitOperation(
            "cycle", "UHW010", "WB030", "Cycle", "thermocycler", 120, ("plate",), after=("mix",),
            within=(Within("mix", wait),), protocol=protocol,
        ),
        UnitOperation("grow", "UHW200", "WB031", "Grow", "incubator", 600, ("plate",), after=("cycle",)),
    )  # fmt: skip


def request(number: int, tenant: str = "", **more: object) -> QueuedRequest:
    """The request ``number``, of a tenant of its own where none is named."""
    given: dict[str, object] = {"wells": 24, "title": f"Secret {number}", "operations": operations()} | more
    return QueuedRequest(f"req-{number}", tenant or f"tenant-{number}", **given)  # type: ignore[arg-type]
