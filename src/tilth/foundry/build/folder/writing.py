"""Write the folder of a build plan: the plan itself and a file for every robot and for people.

::

    plan.json      the whole plan, from which everything else can be made again
    robots.json    the setup of the room it was written for
    transfers.csv  every transfer             bench.md    the sheet for people, every transfer
    echo.csv       an Echo's transfers        plates.svg  what is where
    opentrons.py (then opentrons-2.py, ...), tecan.gwl, hamilton.csv, pylabrobot_script.py
                   a liquid handler's transfers, whichever of them stands in the room

Which transfers are whose is said in :mod:`~tilth.foundry.build.robots.carriers`. A robot's file is there where
that robot has something to do, or where every file is asked for: then it moves nothing. Files of an earlier plan
that are no longer due are removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.dialects import bench, echo, hamilton, neutral, opentrons, pylabrobot, tecan
from tilth.foundry.build.drawing.plates import plates_svg
from tilth.foundry.build.robots.carriers import Carrier, carried, stages
from tilth.foundry.build.robots.deck import Deck, lay_decks
from tilth.foundry.build.robots.setup import RobotSetup
from tilth.foundry.build.robots.setup_file import encode_setup
from tilth.kernel.files import sync_folder, write_text

__all__ = ["decks_of", "write_folder"]

_USUAL = RobotSetup()


def write_folder(plan: BuildPlan, out: Path, robots: RobotSetup = _USUAL, *, every: bool = False) -> list[Path]:
    """Write every file of ``plan`` into the folder ``out``, which is made where it is not there; with ``every``
    those too of robots that have nothing to do, for programs that take each by its name.

    It writes what the plan says, whether or not it can be done: :func:`~.robots.checks.check_build` says that.
    Each file is its old self until it is wholly its new one; the plan itself is written last. Raises FileError
    where the folder cannot be written to. O(transfers).
    """
    texts = dict(_texts(plan, robots, every))
    for name, text in texts.items():
        write_text(out / name, text)
    for stale in out.glob("*"):
        if stale.name not in texts and _is_ours(stale.name):
            stale.unlink()
    sync_folder(out)
    return [out / name for name in texts]


def decks_of(plan: BuildPlan, robots: RobotSetup) -> tuple[Deck, ...]:
    """The protocols of an Opentrons that carry out the liquid handler's transfers of ``plan``."""
    part = carried(plan, Carrier.LIQUID_HANDLER)
    return lay_decks(part, robots.opentrons, stages(plan, Carrier.LIQUID_HANDLER))


def _texts(plan: BuildPlan, robots: RobotSetup, every: bool) -> Iterator[tuple[str, str]]:
    titles = {one.id: one.title for one in plan.operations}
    yield "transfers.csv", neutral.write_transfers(plan.transfers.transfers)
    acoustic = carried(plan, Carrier.ACOUSTIC)
    if acoustic.transfers or every:
        yield "echo.csv", echo.write_picklist(acoustic)
    handled = carried(plan, Carrier.LIQUID_HANDLER)
    if handled.transfers or every:
        nothing = Deck(robots.opentrons.model, (), (), (), (), title=plan.title)
        for number, deck in enumerate(decks_of(plan, robots) or (nothing,), start=1):
            yield "opentrons.py" if number == 1 else f"opentrons-{number}.py", opentrons.write_protocol(deck)
        yield "tecan.gwl", tecan.write_worklist(handled, robots.tecan)
        yield "hamilton.csv", hamilton.write_worklist(handled, robots.hamilton)
        yield "pylabrobot_script.py", pylabrobot.write_script(handled)
    yield "bench.md", bench.write_sheet(plan.transfers, titles)
    yield "plates.svg", plates_svg(plan)
    yield "robots.json", encode_setup(robots).decode()
    yield "plan.json", msgspec.json.format(msgspec.json.encode(plan), indent=2).decode() + "\n"


def _is_ours(name: str) -> bool:
    if name.startswith("opentrons") and name.endswith(".py"):
        return True
    return name in {"echo.csv", "tecan.gwl", "hamilton.csv", "pylabrobot_script.py"}
