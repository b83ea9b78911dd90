"""Tilth's own format: a scheduling problem as TOML for people or as JSON for programs, with the same entries.

Entries that are left out have the defaults of :mod:`~tilth.foundry.build.schedule.problem`. Three short forms are
for writing by hand: ``after = ["mix"]`` is a lag of 0 from the end of mix, ``uses = ["cycler"]`` one unit of it
for the whole time, and an operation with one mode may hold its ``duration`` and ``uses`` itself. What is written
by :func:`problem_json` has only the long ones, and reads back as the same problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, NoReturn

import msgspec

from tilth.foundry.build.schedule.problem import (
    Job,
    Lag,
    Mode,
    Objective,
    Operation,
    Point,
    Problem,
    Resource,
    Transport,
    Use,
    Window,
)
from tilth.foundry.build.schedule.validation import validate
from tilth.kernel.errors import FileError, InputError
from tilth.kernel.toml_file import parse_toml

__all__ = ["problem_json", "read_json", "read_toml"]

_Id = Annotated[str, msgspec.Meta(min_length=1)]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class _Resource(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: _Id
    capacity: _Count = 1
    closed: tuple[tuple[int, int], ...] = ()
    site: str = ""
    title: str = ""


class _Job(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: _Id
    due: int | None = None
    weight: _Count = 1
    tenant: str = ""
    title: str = ""


class _Use(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    resource: _Id
    units: _Count = 1
    offset: _Count = 0
    length: _Count | None = None


class _Mode(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    duration: _Count
    uses: tuple[_Use | str, ...] = ()


class _Operation(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: _Id
    job: _Id
    modes: tuple[_Mode, ...] = ()
    duration: _Count | None = None
    uses: tuple[_Use | str, ...] = ()
    after: tuple[_Id, ...] = ()
    release: _Count = 0
    latest: int | None = None
    title: str = ""


class _Lag(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    first: _Id
    second: _Id
    first_point: Point = Point.END
    second_point: Point = Point.START
    least: int | None = None
    most: int | None = None


class _Transport(msgspec.Struct, forbid_unknown_fields=True):
    first: _Id
    second: _Id


class _Travel(msgspec.Struct, forbid_unknown_fields=True):
    first: str
    second: str
    time: _Count


class _File(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    operation: Annotated[tuple[_Operation, ...], msgspec.Meta(min_length=1)]
    title: str = ""
    unit: str = "minute"
    objective: Objective = Objective.MAKESPAN
    resource: tuple[_Resource, ...] = ()
    job: tuple[_Job, ...] = ()
    lag: tuple[_Lag, ...] = ()
    transport: tuple[_Transport, ...] = ()
    travel: tuple[_Travel, ...] = ()


def read_toml(text: str, *, file: str) -> Problem:
    """The problem that ``text`` spells in TOML. Raises FileError, with the line, at the first thing wrong."""
    table = parse_toml(text, file=file, code="schedule.file")
    return _problem(table, text, file)


def read_json(text: str, *, file: str) -> Problem:
    """The problem that ``text`` spells in JSON. Raises FileError, with the line, at the first thing wrong."""
    try:
        table = msgspec.json.decode(text.encode())
    except msgspec.DecodeError as error:
        found = re.search(r"\(byte ([0-9]+)\)", str(error))
        before = text.encode()[: int(found[1])] if found else text.encode()
        words = f"This is not JSON: {error}."
        raise _unreadable(words, file, before.count(b"\n") + 1, "Mend that line.") from error
    if not isinstance(table, dict):
        raise _unreadable("This is no table.", file, 1, "Write an object with operation, resource and job.")
    return _problem(table, text, file)


def problem_json(problem: Problem) -> str:
    """``problem`` as JSON text, which :func:`read_json` reads back as the same value."""
    raw = _File(
        title=problem.title,
        unit=problem.unit,
        objective=problem.objective,
        resource=tuple(
            _Resource(one.id, one.capacity, tuple((window.start, window.end) for window in one.closed), one.site,
                      one.title)
            for one in problem.resources
        ),
        job=tuple(_Job(one.id, one.due, one.weight, one.tenant, one.title) for one in problem.jobs),
        operation=tuple(
            _Operation(one.id, one.job, tuple(_mode_out(mode) for mode in one.modes), release=one.release,
                       latest=one.latest, title=one.title)
            for one in problem.operations
        ),
        lag=tuple(
            _Lag(one.first, one.second, one.first_point, one.second_point, one.least, one.most)
            for one in problem.lags
        ),
        transport=tuple(_Transport(one.first, one.second) for one in problem.transports),
        travel=tuple(_Travel(*pair, takes) for pair, takes in problem.travel.items()),
    )  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(raw), indent=1).decode() + "\n"


def _mode_out(mode: Mode) -> _Mode:
    return _Mode(mode.duration, tuple(_Use(use.resource, use.units, use.offset, use.length) for use in mode.uses))


def _problem(table: Mapping[str, object], text: str, file: str) -> Problem:
    try:
        raw = msgspec.convert(table, _File)
    except msgspec.ValidationError as error:
        words, _, path = str(error).partition(" - at `$")
        _fault(f"{words}{f', at {path.strip(chr(96)).lstrip(chr(46))}' if path else ''}.", table, text, file, path)
    operations = tuple(_operation(one, at, table, text, file) for at, one in enumerate(raw.operation))
    problem = Problem(
        resources=tuple(
            Resource(one.id, one.capacity, tuple(Window(*span) for span in one.closed), one.site, one.title)
            for one in raw.resource
        ),
        jobs=tuple(Job(one.id, one.due, one.weight, one.tenant, one.title) for one in raw.job) or _jobs(raw),
        operations=operations,
        lags=tuple(_lags(raw)),
        transports=tuple(Transport(one.first, one.second) for one in raw.transport),
        travel=MappingProxyType({(one.first, one.second): one.time for one in raw.travel}),
        objective=raw.objective,
        unit=raw.unit,
        title=raw.title,
    )
    try:
        validate(problem)
    except InputError as error:
        raise FileError(
            error.code, error.message, file=file, line=_line(text, str(error.data["entry"])), mend=error.mend
        ) from error
    return problem


def _jobs(raw: _File) -> tuple[Job, ...]:
    """The jobs that the operations name, where the file lists none."""
    return tuple(Job(id) for id in dict.fromkeys(one.job for one in raw.operation))


def _lags(raw: _File) -> list[Lag]:
    """The lags of the file, those in the short form behind."""
    lags = [Lag(one.first, one.first_point, one.second, one.second_point, one.least, one.most) for one in raw.lag]
    return lags + [Lag(first, Point.END, one.id, Point.START) for one in raw.operation for first in one.after]


def _operation(raw: _Operation, at: int, table: Mapping[str, object], text: str, file: str) -> Operation:
    if (raw.duration is None) == (not raw.modes) or (raw.modes and raw.uses):
        words = f"{raw.id} has neither one duration with its uses nor modes, or has both."
        _fault(words, table, text, file, f".operation[{at}]", "Give it the one or the other.")
    modes = raw.modes if raw.duration is None else (_Mode(raw.duration, raw.uses),)
    return Operation(raw.id, raw.job, tuple(map(_mode, modes)), raw.release, raw.title, raw.latest)


def _mode(raw: _Mode) -> Mode:
    uses = [Use(use) if isinstance(use, str) else Use(use.resource, use.units, use.offset, use.length)
            for use in raw.uses]  # fmt: skip
    return Mode(raw.duration, tuple(uses))


def _fault(
    words: str,
    table: Mapping[str, object],
    text: str,
    file: str,
    path: str,
    mend: str = "See the page of the format.",
) -> NoReturn:
    """Raise FileError with the line of the entry that ``path`` (``.operation[3].release``) leads to."""
    found = re.match(r"\.(\w+)\[(\d+)\]", path)
    line: int | None = None
    if found:
        rows = table[found[1]]
        row = rows[int(found[2])] if isinstance(rows, list) else None
        id = row.get("id", row.get("first")) if isinstance(row, dict) else None
        line = _line(text, id) if isinstance(id, str) else None
    raise _unreadable(words, file, line, mend)


def _line(text: str, id: str) -> int | None:
    """The first line on which ``id`` stands in quotes, best of all as the id of an entry."""
    quoted = re.escape(id)
    for pattern in (rf"""["']?id["']?\s*[:=]\s*["']{quoted}["']""", rf"""["']{quoted}["']"""):
        found = re.search(pattern, text)
        if found:
            return text.count("\n", 0, found.start()) + 1
    return None


def _unreadable(words: str, file: str, line: int | None, mend: str) -> FileError:
    return FileError("schedule.file", words, file=file, line=line, mend=mend)
