"""Read the folder of a build plan: the plan, and the setup of the room that its files were written for."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import labware_kinds
from tilth.foundry.build.robots.setup import RobotSetup
from tilth.foundry.build.robots.setup_file import decode_setup
from tilth.kernel.errors import FileError

__all__ = ["read_folder", "read_room", "read_text"]


def read_folder(folder: Path) -> BuildPlan:
    """The plan in ``folder``. Raises FileError where there is none or it is broken."""
    path = folder / "plan.json"
    try:
        plan = msgspec.json.decode(_bytes(path), type=BuildPlan)
    except msgspec.MsgspecError as error:
        raise _no_plan(path, f"{error}.") from error
    known, pieces = labware_kinds(), [piece.id for piece in plan.transfers.labware]
    for number, piece in enumerate(plan.transfers.labware):
        if piece.kind not in known:
            raise _no_plan(path, f"there is no kind of labware {piece.kind!r}, which {piece.id} is said to be.")
        if piece.id in pieces[:number]:
            raise _no_plan(path, f"two pieces of labware have the id {piece.id}.")
    for fault in _order_faults(plan):
        raise _no_plan(path, fault)
    return plan


def _order_faults(plan: BuildPlan) -> Iterator[str]:
    """What keeps the operations from being done in any order, with the number of the operation, from 1."""
    seen: dict[str, int] = {}
    for number, one in enumerate(plan.operations, start=1):
        if one.id in seen:
            yield f"operations {seen[one.id]} and {number} have the same id, {one.id}."
        seen.setdefault(one.id, number)
    for number, one in enumerate(plan.operations, start=1):
        for before in (*one.after, *(wait.after for wait in one.within)):
            if before not in seen:
                yield f"operation {number}, {one.id}, comes after {before}, which is no operation of the plan."
    waits = {one.id: {*one.after, *(wait.after for wait in one.within)} for one in plan.operations}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        yield f"operation {seen[ring[0]]}, {ring[0]}, waits for itself: {' after '.join(ring)}."


def _no_plan(path: Path, words: str) -> FileError:
    mend = "Plan again into this folder."
    return FileError("build.plan", f"This is no build plan: {words}", file=str(path), mend=mend)


def read_room(folder: Path) -> RobotSetup:
    """The setup that the files in ``folder`` were written for. Raises FileError where it is not there."""
    path = folder / "robots.json"
    return decode_setup(_bytes(path), str(path))


def read_text(path: Path) -> str:
    """What is in a text file. Raises FileError where it cannot be read."""
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            "build.folder", "It is no UTF-8 text.", file=str(path), mend="Save it as UTF-8."
        ) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(
            "build.folder",
            f"It cannot be read: {error.strerror}.",
            file=str(path),
            mend="Name a folder that tilth build plan wrote.",
        ) from error
