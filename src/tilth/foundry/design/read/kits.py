"""The MoClo kits that come with the wheels ``moclo-cidar``, ``moclo-ytk`` and ``moclo-ecoflex`` (MIT licence).

Each wheel holds ``moclo/registry/NAME.json.bz2``: a JSON list of records, each with an ``id`` and its GenBank
text. They are read as files, found by the wheel's own list; the ``moclo`` package itself is never imported.
"""

from __future__ import annotations

import bz2
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TypedDict, cast

from tilth.foundry.design.read.finding import Found, Origin, refusal
from tilth.foundry.design.read.genbank import read_genbank
from tilth.foundry.model import Part

_WHEELS = ("moclo-cidar", "moclo-ytk", "moclo-ecoflex")
_SUFFIX = ".json.bz2"


class _Entry(TypedDict):
    id: str
    gb: str


def kit_names() -> tuple[str, ...]:
    """The kits that are installed, sorted: ``kit:NAME`` is a source of parts for each."""
    return tuple(sorted(_files()))


def _files() -> dict[str, Path]:
    files: dict[str, Path] = {}
    for wheel in _WHEELS:
        try:
            found = distribution(wheel)
        except PackageNotFoundError:
            continue
        for file in found.files or ():
            if file.name.endswith(_SUFFIX):
                files[file.name.removesuffix(_SUFFIX)] = Path(str(found.locate_file(file)))
    return files


def read_kit(name: str) -> Iterator[Found]:
    """The parts of the kit called ``name`` (any case), named by the kit's own ids, with ``kit:NAME`` as source.

    The kits' records hold known oddities (features that reach beyond the last base), which are mended without a
    word: nobody here can change a published kit. Raises FileError where there is no such kit or its file is
    damaged. O(bases of the kit) for the first time in a process, which remembers it.
    """
    origin = Origin(f"kit:{name.lower()}", name.lower())
    files = _files()
    if origin.stem not in files:
        there = ", ".join(f"kit:{name}" for name in sorted(files)) or "none; install moclo-cidar"
        raise refusal(origin, "There is no such kit.", mend=f"The kits here are: {there}.")
    yield from _read(files[origin.stem], origin)


@lru_cache(maxsize=len(_WHEELS))
def _read(file: Path, origin: Origin) -> tuple[Found, ...]:
    return tuple(
        replace(found, id=entry["id"]) if isinstance(found, Part) else replace(found, part=entry["id"])
        for entry in _entries(file, origin)
        for found in read_genbank(entry["gb"], origin)
        if isinstance(found, Part) or found.severity == "error"
    )


def _entries(file: Path, origin: Origin) -> list[_Entry]:
    try:
        return cast("list[_Entry]", json.loads(bz2.decompress(file.read_bytes())))
    except (OSError, ValueError) as error:
        raise refusal(origin, "The kit's file is damaged.", mend="Install its wheel again.") from error
