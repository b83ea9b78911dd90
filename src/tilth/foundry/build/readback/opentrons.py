"""Run logs of an Opentrons: the commands of a run, as the robot's HTTP API or its simulator gives them (JSON).

Read are ``{"commands": [...]}`` (an analysis), ``{"data": [...]}`` (``GET /runs/{id}/commands``) and the bare
list. An aspiration and the dispense that follows it with the same pipette are a move; a piece is told by the label
that the protocol gave it, which is its id. A command that failed moved nothing; one that was never reached is not
there, and the first that failed is what stopped the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.robots.carriers import Carrier
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import from_microlitres
from tilth.kernel.errors import FileError

__all__ = ["read_run_log"]


class _Error(msgspec.Struct, rename="camel"):
    error_code: str = ""
    error_type: str = ""
    detail: str = ""


class _Parameters(msgspec.Struct, rename="camel"):
    pipette_id: str = ""
    labware_id: str = ""
    well_name: str = ""
    volume: float = 0.0
    load_name: str = ""
    display_name: str | None = None


class _Result(msgspec.Struct, rename="camel"):
    labware_id: str = ""
    volume: float | None = None


class _Command(msgspec.Struct, rename="camel"):
    command_type: str
    params: _Parameters = msgspec.field(default_factory=_Parameters)
    status: str = "succeeded"
    result: _Result | None = None
    error: _Error | None = None
    completed_at: str | None = None


class _Log(msgspec.Struct, rename="camel"):
    commands: list[_Command] | None = None
    data: list[_Command] | None = None
    robot_type: str = ""


class _Drawn(NamedTuple):
    """What is in a tip: where it came from, how much, and what went wrong when it was drawn."""

    source: Place
    asked: int
    moved: int
    error: _Error | None


def read_run_log(data: bytes, file: str) -> Report:
    """The moves of a run log. Raises FileError where it is none."""
    log = _decode(data, file)
    commands = log.commands if log.commands is not None else log.data
    if commands is None:
        raise _no_log(file, "it has neither commands nor data")
    failed = next((command for command in commands if command.status == "failed"), None)
    stop = ("", "") if failed is None else _words(failed.error, f"{failed.command_type} failed")
    return Report(file, Carrier.LIQUID_HANDLER, tuple(_moves(commands)), stop, log.robot_type)


def _decode(data: bytes, file: str) -> _Log:
    try:
        found = msgspec.json.decode(data, type=_Log | list[_Command])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _no_log(file, str(error)) from error
    return _Log(commands=found) if isinstance(found, list) else found


def _no_log(file: str, why: str) -> FileError:
    message = f"This is no run log of an Opentrons: {why}."
    mend = "Give the JSON of GET /runs/{id}/commands, or of an analysis."
    return FileError("build.run_log", message, file=file, mend=mend)


def _moves(commands: Iterable[_Command]) -> Iterator[Moved]:
    names: dict[str, str] = {}
    tips: dict[str, list[_Drawn]] = {}
    for command in commands:
        given, done = command.params, command.status == "succeeded"
        if command.command_type == "loadLabware" and command.result is not None:
            names[command.result.labware_id] = given.display_name or given.load_name
        place = Place(names.get(given.labware_id, given.labware_id), given.well_name)
        asked = from_microlitres(given.volume)
        if command.command_type == "aspirate":
            drawn = _Drawn(place, asked, _volume(command) if done else 0, None if done else command.error)
            tips.setdefault(given.pipette_id, []).append(drawn)
        elif command.command_type == "dispense":
            yield from _dispensed(tips.get(given.pipette_id, []), place, command, done)


def _dispensed(tip: list[_Drawn], target: Place, command: _Command, done: bool) -> Iterator[Moved]:
    """What a dispense puts into ``target``: what the tip holds, oldest first, up to its volume."""
    due = from_microlitres(command.params.volume)
    while tip and due > 0:
        drawn = tip.pop(0)
        asked = min(due, drawn.asked)
        moved = min(asked, drawn.moved) if done else 0
        error = drawn.error or (None if done else command.error)
        failed = drawn.error is not None or not done
        words = _words(error, "it failed") if failed else ("", "")
        yield Moved(drawn.source, target, asked, moved, *words, command.completed_at or "")
        if drawn.asked > asked:
            tip.insert(0, drawn._replace(asked=drawn.asked - asked, moved=max(0, drawn.moved - moved)))
        due -= asked


def _volume(command: _Command) -> int:
    """What was drawn: the result's volume where it says one, else what was asked for."""
    said = command.result.volume if command.result is not None else None
    return from_microlitres(command.params.volume if said is None else said)


def _words(error: _Error | None, otherwise: str) -> tuple[str, str]:
    if error is None:
        return "other", otherwise
    return error.error_code or "other", error.detail or error.error_type or otherwise
