"""From the text of a procedure file to a :class:`~tilth.approval.model.Procedure`, or to what is wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import cast

import msgspec

from tilth.approval.model import Procedure
from tilth.approval.procedure.lines import Plain, line_of, read_plain
from tilth.approval.procedure.soundness import procedure_faults
from tilth.approval.terms import DayZero, Expiry, OnCap, Party, Roll, Start, StopBegins, StopEnds, Unit
from tilth.kernel.errors import FileError, MissingError
from tilth.kernel.refusal import Refused

__all__ = ["Shelf", "parse_procedure", "read_procedure"]

_WORDS = [
    word.value
    for kind in (Unit, Start, DayZero, Roll, Expiry, OnCap, Party, StopBegins, StopEnds)
    for word in kind
]
"""Every word that an entry with fixed words can have."""

Shelf = Callable[[str, int | None], Procedure]
"""Finds the procedure of an id, in a version or (None) the newest; raises MissingError where there is none."""

_NAMES = {"from": "begins", "until": "ends"}
"""Entries whose names in a file are Python's own words."""

_MENDS = {
    "int": "Write digits only, such as 60.",
    "float": "Write a number, such as 0.25.",
    "bool": "Write true or false.",
    "str": "Write a text.",
    "date": "Write a day that there is, such as 2026-03-01.",
    "array": "Write a list: [one, two], or one item a line after '- '.",
    "object": "Indent its entries under it.",
}


def read_procedure(path: str | Path, shelf: Shelf) -> Procedure | Refused:
    """The procedure in the file ``path``. Raises FileError where it cannot be read; errors as
    :func:`parse_procedure`.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError(
            "approval.unreadable",
            f"The procedure cannot be read: {error.strerror}.",
            file=str(path),
            mend="Name a file that is there and may be read.",
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(
            "approval.encoding", "This is not UTF-8.", file=str(path), mend="Save the file as UTF-8 text."
        ) from error
    return parse_procedure(text, shelf, file=str(path))


def parse_procedure(text: str, shelf: Shelf, *, file: str) -> Procedure | Refused:
    """The procedure that ``text`` spells, or every contradiction in it (``data`` of each reason: file and line).

    A step with ``like: PROCEDURE/STEP`` takes each entry that it does not have from that step of ``shelf``;
    ``PROCEDURE@VERSION/STEP`` takes it from that version, whatever comes later. Raises
    FileError, with line and field, for the first entry that is not of its kind, is missing or is unknown.
    """
    plain, lines = read_plain(text, file=file)
    _take_over(plain, lines, shelf, file)
    spelt = _renamed(plain, _NAMES)
    try:
        found = msgspec.convert(spelt, Procedure, strict=False)
    except msgspec.ValidationError as error:
        raise _wrong(str(error), plain, lines, file) from error
    _no_unknown(spelt, found, "", lines, file)
    faults = procedure_faults(found)
    placed = (
        replace(each, data={"file": file, "line": line_of(each.where, lines), **each.data}) for each in faults
    )
    return Refused(tuple(placed)) if faults else found


def _take_over(plain: dict[str, Plain], lines: dict[str, int], shelf: Shelf, file: str) -> None:
    """Fill each step that is ``like`` another one with what it does not say itself."""
    steps = plain.get("steps")
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        if not isinstance(step, dict) or "like" not in step:
            continue
        model = str(step.pop("like"))
        name, _, part = model.partition("/")
        place, line = f"steps[{index}].like", line_of(f"steps[{index}].like", lines)
        id, at, version = name.partition("@")
        try:
            # What is no number names a version that there is not.
            model_of = shelf(id, (int(version) if version.isdecimal() else 0) if at else None)
        except MissingError as error:
            raise FileError(
                "approval.like", error.message, file=file, record=place, line=line, mend=error.mend
            ) from error
        found = model_of.step(part)
        if found is None:
            raise FileError(
                "approval.like",
                f"The procedure {name} has no step {part or '(none is named)'}.",
                file=file,
                record=place,
                line=line,
                mend=f"Use one of {', '.join(f'{name}/{each.id}' for each in model_of.steps)}.",
            )
        own = set(step)
        taken = _renamed(msgspec.to_builtins(found), {name: word for word, name in _NAMES.items()})
        assert isinstance(taken, dict)
        step.update({key: value for key, value in taken.items() if key not in own and key != "needs"})


def _renamed(plain: Plain, names: dict[str, str]) -> Plain:
    if isinstance(plain, list):
        return [_renamed(item, names) for item in plain]
    if isinstance(plain, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in plain.items()}
    return plain


def _wrong(said: str, plain: Plain, lines: dict[str, int], file: str) -> FileError:
    """What msgspec said, as a sentence with its line: ``Expected `int`, got `str` - at
    `$.steps[0].clock.limit```.
    """
    what, _, where = said.partition(" - at `$")
    path = _in_file(where.rstrip("`").lstrip("."))
    kind = re.search(r"[Ee]xpected `(\w+)", what)
    missing = re.search(r"missing required field `(\w+)`", what)
    invalid = re.search(r"Invalid (\w+) value '?(.*?)'?$", what)
    if missing:
        name = _in_file(missing[1])
        near = difflib.get_close_matches(name, _entries_at(plain, path), n=1)
        message = f"The entry {name} is missing."
        mend = f"{near[0]} stands there: write {name}." if near else f"Add it under {path or 'the procedure'}."
    elif invalid:
        near = difflib.get_close_matches(invalid[2], _WORDS, n=1)
        message = f"{invalid[2]} cannot stand here."
        mend = f"Did you mean {near[0]}?" if near else "docs/reference/approval-procedures.md lists the words."
    elif what.endswith("encoded date"):
        message, mend = "This is no day.", _MENDS["date"]
    else:
        message = f"{what.replace('`', '')}."
        mend = _MENDS.get(kind[1] if kind else "", "docs/reference/approval-procedures.md shows how.")
    record = path or None
    return FileError("approval.entry", message, file=file, record=record, line=line_of(path, lines), mend=mend)


def _entries_at(plain: Plain, path: str) -> list[str]:
    """The names of the entries that stand at ``path``."""
    at = plain
    for part in re.findall(r"[^.\[\]]+", path):
        if isinstance(at, dict):
            at = at.get(part)
        elif isinstance(at, list) and part.isdigit():
            at = at[int(part)]
    return list(at) if isinstance(at, dict) else []


def _in_file(path: str) -> str:
    """A path as the file names its entries."""
    back = {name: word for word, name in _NAMES.items()}
    return re.sub(r"[A-Za-z_]+", lambda word: back.get(word[0], word[0]), path)


def _no_unknown(plain: Plain, made: object, path: str, lines: dict[str, int], file: str) -> None:
    """Raise FileError for the first entry of ``plain`` that ``made`` has no field for."""
    if isinstance(plain, list) and isinstance(made, tuple):
        for index, (item, one) in enumerate(zip(plain, made, strict=False)):
            _no_unknown(item, one, f"{path}[{index}]", lines, file)
    if not isinstance(plain, dict):
        return
    if isinstance(made, dict):
        for key, value in plain.items():
            _no_unknown(value, made[key], f"{path}.{key}" if path else key, lines, file)
    if not is_dataclass(made):
        return
    known = [field.name for field in fields(made)]
    for key, value in plain.items():
        at = f"{path}.{key}" if path else key
        if key not in known:
            place, words = _in_file(at), [_in_file(each) for each in known]
            near = difflib.get_close_matches(key, words, n=1)
            raise FileError(
                "approval.unknown",
                f"There is no entry {_in_file(key)} here.",
                file=file,
                record=place,
                line=line_of(place, lines),
                mend=f"Did you mean {near[0]}?" if near else f"Use {', '.join(words)}.",
            )
        _no_unknown(value, cast("object", getattr(made, key)), at, lines, file)
