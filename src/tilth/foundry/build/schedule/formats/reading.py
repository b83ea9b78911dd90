"""Read a scheduling problem from a file or a folder, in the format that is named or that it shows."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from tilth.foundry.build.schedule.formats.fjsp import parse_fjsp, parse_fjsp_json
from tilth.foundry.build.schedule.formats.lines import fault
from tilth.foundry.build.schedule.formats.rcpsp_max import parse_rcpsp_max
from tilth.foundry.build.schedule.formats.slab import is_slab, read_slab
from tilth.foundry.build.schedule.formats.tilth import read_json, read_toml
from tilth.foundry.build.schedule.problem import Problem
from tilth.kernel.files import read_text

__all__ = ["Format", "read_problem"]


class Format(StrEnum):
    """The formats of problems."""

    TILTH = "tilth"
    FJSP = "fjsp"
    SLAB = "slab"
    RCPSP_MAX = "rcpsp-max"


def read_problem(path: str | os.PathLike[str], format: Format | None = None) -> Problem:
    """The problem in ``path``: a file, or the folder of an S-LAB problem.

    Without ``format`` a folder is S-LAB, a file named ``.toml`` Tilth's, one named ``.json`` Tilth's or a flexible
    job shop by its entries, and text is a project with lags where its first line is two numbers and two zeros, or
    else a flexible job shop. Raises FileError, with the line where there is one, at the first thing wrong, and
    where there is no operation.
    """
    problem = _read(path, format)
    if not problem.operations:
        raise fault("There is no operation in it.", file=os.fspath(path), mend="Give one or more.")
    return problem


def _read(path: str | os.PathLike[str], format: Format | None) -> Problem:
    place, name = Path(path), os.fspath(path)
    if format is Format.SLAB or (format is None and place.is_dir()):
        if not is_slab(place):
            words = "This is no folder with machines.tsv, operations.tsv, dependency.tsv and tcmb.tsv."
            raise fault(words, file=name, mend="Name the folder that holds them.")
        return read_slab(place)
    text = read_text(name, code="schedule")
    json = place.suffix.lower() == ".json" or text.lstrip().startswith("{")
    match format or _format(place, text, json):
        case Format.TILTH:
            return read_json(text, file=name) if json else read_toml(text, file=name)
        case Format.RCPSP_MAX:
            return parse_rcpsp_max(text, file=name)
        case _:
            return parse_fjsp_json(text, file=name) if json else parse_fjsp(text, file=name)


def _format(place: Path, text: str, json: bool) -> Format:
    if json:
        return Format.FJSP if '"processing"' in text and '"machines"' in text else Format.TILTH
    if place.suffix.lower() == ".toml":
        return Format.TILTH
    head = next((line.split() for line in text.splitlines() if line.strip()), [])
    if not head or not head[0].isdecimal():
        return Format.TILTH
    return Format.RCPSP_MAX if len(head) == 4 and head[2:] == ["0", "0"] else Format.FJSP
