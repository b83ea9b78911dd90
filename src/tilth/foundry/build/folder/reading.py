"""Read the folder of a build plan: the plan, and the setup of the room that its files were written for."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.robots.setup import RobotSetup
from tilth.foundry.build.robots.setup_file import decode_setup
from tilth.kernel.errors import FileError

__all__ = ["read_folder", "read_room", "read_text"]


def read_folder(folder: Path) -> BuildPlan:
    """The plan in ``folder``. Raises FileError where there is none or it is broken."""
    path = folder / "plan.json"
    try:
        return msgspec.json.decode(_bytes(path), type=BuildPlan)
    except msgspec.MsgspecError as error:
        message = f"This is no build plan: {error}."
        raise FileError("build.plan", message, file=str(path), mend="Plan again into this folder.") from error


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
