"""Check the folder of a build plan before a run, as its files stand.

Files are handed from one person to the next and changed on the way, so each is read back and held against the
plan, and an Opentrons' deck is checked as its protocol lays it, not as it was once laid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.dialects import bench, echo, hamilton, neutral, opentrons, pylabrobot, tecan
from tilth.foundry.build.folder.reading import read_folder, read_room, read_text
from tilth.foundry.build.ledger import NOTHING_KNOWN, Facts
from tilth.foundry.build.robots import reasons
from tilth.foundry.build.robots.carriers import Carrier, carried
from tilth.foundry.build.robots.checks import check_parts
from tilth.foundry.build.robots.deck import Deck
from tilth.foundry.build.robots.picking import as_surveyed
from tilth.foundry.build.robots.setup import RobotSetup
from tilth.foundry.build.transfer import Place, Tip, Transfer, TransferPlan
from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Reason

__all__ = ["CheckedFolder", "check_folder"]

_NO_SURVEY: Mapping[Place, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """A folder's plan, the protocols that its Opentrons files hold, and why it cannot be run (empty: it can)."""

    plan: BuildPlan
    robots: RobotSetup
    decks: Mapping[str, Deck]
    reasons: tuple[Reason, ...]

    @property
    def ok(self) -> bool:
        """Whether it can be run."""
        return not self.reasons


def check_folder(
    folder: Path,
    facts: Facts = NOTHING_KNOWN,
    on: date | None = None,
    known: Mapping[Place, int] = _NO_SURVEY,
) -> CheckedFolder:
    """Check what is in ``folder``: the ledger first, then each robot's part, then that every file says what the
    plan says. ``facts`` and ``on`` are as for :func:`~tilth.foundry.build.ledger.check_plan`; ``known`` is what a
    survey found in wells (pL), in place of what the plan says of them.

    Raises FileError where a file is missing or cannot be read. O(transfers).
    """
    plan, robots = read_folder(folder), read_room(folder)
    acoustic, handled = carried(plan, Carrier.ACOUSTIC), carried(plan, Carrier.LIQUID_HANDLER)
    decks = _read_decks(folder) if handled.transfers or (folder / "opentrons.py").exists() else {}
    surveyed = replace(plan, transfers=as_surveyed(plan.transfers, known))
    found = list(check_parts(surveyed, robots, tuple(decks.values()), facts, on))
    for file, expected, there in _files(folder, plan, robots, acoustic, handled, decks):
        found += _differences(file, expected, there)
    found += [reasons.changed_program(name) for name in _changed_programs(folder)]
    return CheckedFolder(plan, robots, decks, tuple(found))


def _protocols(folder: Path) -> list[Path]:
    """The protocols for an Opentrons in ``folder``, in the order they are run."""
    return sorted(folder.glob("opentrons*.py"), key=lambda path: (len(path.name), path.name))


def _read_decks(folder: Path) -> Mapping[str, Deck]:
    """The decks of the folder's protocols that move anything, by file, in the order they are run."""
    paths = _protocols(folder)
    if not paths:
        raise FileError(
            "build.folder",
            "There is no protocol for an Opentrons.",
            file=str(folder / "opentrons.py"),
            mend="Plan again into this folder.",
        )
    decks = {path.name: opentrons.read_protocol(read_text(path), str(path)) for path in paths}
    return {name: deck for name, deck in decks.items() if deck.moves}


def _changed_programs(folder: Path) -> Iterator[str]:
    """The Python files that do something else than was written into them. What is not there does nothing."""
    for path in _protocols(folder):
        if not opentrons.does_as_written(read_text(path), str(path)):
            yield path.name
    script = folder / "pylabrobot_script.py"
    if script.exists() and not pylabrobot.does_as_written(read_text(script), str(script)):
        yield script.name


def _files(
    folder: Path,
    plan: BuildPlan,
    robots: RobotSetup,
    acoustic: TransferPlan,
    handled: TransferPlan,
    decks: Mapping[str, Deck],
) -> Iterator[tuple[str, Sequence[Transfer], Sequence[Transfer]]]:
    """Each file's name, what it should say and what it says. A file of a robot that has nothing to do need not be
    there, and moves nothing where it is.
    """

    def read(name: str) -> tuple[str, str]:
        return read_text(folder / name), str(folder / name)

    everything = plan.transfers.transfers
    yield "transfers.csv", everything, neutral.read_transfers(*read("transfers.csv"))
    yield "bench.md", everything, bench.read_sheet(*read("bench.md"))
    mine, pieces = handled.transfers, plan.transfers.labware

    def due(name: str, transfers: Sequence[Transfer] = mine) -> bool:
        return bool(transfers) or (folder / name).exists()

    if due("echo.csv", acoustic.transfers):
        without_tips = [replace(one, tip=Tip.NEW) for one in acoustic.transfers]
        yield "echo.csv", without_tips, echo.read_picklist(*read("echo.csv"))
    moved = [move.transfer for deck in decks.values() for move in deck.moves]
    yield " and ".join(decks) or "opentrons.py", mine, moved
    if due("tecan.gwl"):
        yield "tecan.gwl", mine, tecan.read_worklist(*read("tecan.gwl"), pieces)
    if due("hamilton.csv"):
        yield "hamilton.csv", mine, hamilton.read_worklist(*read("hamilton.csv"), robots.hamilton, pieces)
    if due("pylabrobot_script.py"):
        yield "pylabrobot_script.py", mine, pylabrobot.read_script(*read("pylabrobot_script.py"))


def _differences(file: str, expected: Sequence[Transfer], there: Sequence[Transfer]) -> Iterator[Reason]:
    """The first transfer at which a file leaves the plan. What a table has no column for is no difference."""
    for number, (due, said) in enumerate(zip_longest(expected, there), start=1):
        if due is None or said is None or _moved(due) != _moved(said):
            yield reasons.changed_file(file, said, number)
            return


def _moved(one: Transfer) -> tuple[object, ...]:
    return (one.source, one.target, one.volume)
