"""A build request as a file: TOML that names the constructs, the stocks and how it is to be done.

``examples/build/REQUEST.toml`` shows what may stand there. Paths in it are relative to its own folder. Whatever is
wrong is one FileError that names the file, the entry and its line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from tilth.foundry.build.compile.checks import check_request
from tilth.foundry.build.compile.request import (
    Amplicon,
    BuildRequest,
    Construct,
    Control,
    ControlKind,
    Dispenser,
    Layout,
    MixRules,
    Step,
)
from tilth.foundry.build.compile.tables import read_constructs, read_stocks
from tilth.foundry.build.volume import parse_volume
from tilth.kernel.errors import FileError, OptionError, TilthError
from tilth.kernel.files import read_text
from tilth.kernel.toml_file import TomlFile, located

__all__ = ["DesignReader", "read_request"]

DesignReader = Callable[[Path, int | None, int], Sequence[Construct]]
"""Reads the constructs of a design, or a sample of so many drawn by a seed, which another room knows how to do."""

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
_Amount = Annotated[float, msgspec.Meta(ge=1e-3, le=1e6)]
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class _Construct(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Text
    parts: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)]
    request: str = ""


class _Reaction(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    volume: _Text | None = None
    part_fmol: _Amount | None = None
    backbone_fmol: _Amount | None = None
    enzyme: _Text | None = None


class _Mixes(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    overage: _Share = MixRules().overage
    spare: _Number = MixRules().spare
    handling: _Number = MixRules().handling


class _Control(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    kind: ControlKind
    wells: _Count = 1
    construct: str = ""


class _Amplicon(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    part: _Text
    template: _Text
    forward: _Text
    reverse: _Text
    length: _Count


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    method: _Text
    stocks: _Text
    title: str = ""
    constructs: _Text | None = None
    design: _Text | None = None
    construct: tuple[_Construct, ...] = ()
    sample: _Count | None = None
    steps: tuple[Step, ...] = (Step.ASSEMBLY,)
    plate: _Text = "pcr_96"
    dispenser: Dispenser = Dispenser.PIPETTE
    layout: Layout = Layout.COMPACT
    replicates: _Count = 1
    colonies: _Count = 2
    seed: _Number = 0
    prefix: str = ""
    reaction: _Reaction = _Reaction()
    mixes: _Mixes = _Mixes()
    control: tuple[_Control, ...] = ()
    amplicon: tuple[_Amplicon, ...] = ()


def read_request(path: str | os.PathLike[str], design: DesignReader, seed: int | None = None) -> BuildRequest:
    """The request in the file ``path``, with the files that it names; ``design`` reads a design where it names
    one, ``seed`` takes the place of the file's own. Raises FileError at the first thing that is wrong.
    """
    text = read_text(path, code="build")
    raw = _REQUEST.read(text, _File, file=str(path))
    try:
        return _request(raw, Path(path), design, seed)
    except FileError:
        raise
    except TilthError as error:
        raise located(error, "build.request", file=str(path), text=text) from error


def _request(raw: _File, path: Path, design: DesignReader, seed: int | None) -> BuildRequest:
    """What the file says. Raises FileError for a file that it names, and OptionError for an entry of its own."""
    folder = path.parent
    chosen = raw.seed if seed is None else seed
    request = BuildRequest(
        title=raw.title or path.stem,
        method=raw.method,
        constructs=_constructs(raw, folder, design, chosen),
        stocks=read_stocks(folder / raw.stocks),
        steps=raw.steps,
        controls=tuple(Control(one.kind, one.wells, one.construct) for one in raw.control),
        amplicons=tuple(
            Amplicon(one.part, one.template, one.forward, one.reverse, one.length) for one in raw.amplicon
        ),
        enzyme=raw.reaction.enzyme,
        volume=None if raw.reaction.volume is None else _volume(raw.reaction.volume),
        part_fmol=raw.reaction.part_fmol,
        backbone_fmol=raw.reaction.backbone_fmol,
        plate=raw.plate,
        dispenser=raw.dispenser,
        layout=raw.layout,
        mixes=MixRules(raw.mixes.overage, raw.mixes.spare, raw.mixes.handling),
        replicates=raw.replicates,
        colonies=raw.colonies,
        seed=chosen,
        prefix=raw.prefix,
    )
    check_request(request)
    return request


def _volume(text: str) -> int:
    try:
        volume = parse_volume(text, unit="uL")
    except OptionError as error:
        error.data["entry"] = "volume"
        raise
    if not volume:
        raise OptionError(
            "build.volume",
            "A reaction of no volume holds nothing.",
            mend="Give a volume such as 20 uL.",
            data={"entry": "volume"},
        )
    return volume


def _constructs(raw: _File, folder: Path, design: DesignReader, seed: int) -> tuple[Construct, ...]:
    """The constructs, from the one place that the file names; a sample of them where it says so."""
    ways = {"constructs": raw.constructs, "design": raw.design, "construct": raw.construct}
    given = [name for name, value in ways.items() if value]
    if len(given) != 1:
        raise OptionError(
            "build.request",
            f"The constructs are given {'in no way' if not given else 'in more than one way'}.",
            mend="Give one of constructs (a CSV file), design (a DESIGN.toml) and [[construct]] tables.",
            data={"entry": given[-1] if given else ""},
        )
    if raw.design:
        return tuple(design(folder / raw.design, raw.sample, seed))
    if raw.constructs:
        found = read_constructs(folder / raw.constructs)
    else:
        found = tuple(Construct(one.name, one.parts, one.request) for one in raw.construct)
    if raw.sample is None or raw.sample >= len(found):
        return found
    drawn = np.random.default_rng(seed).choice(len(found), raw.sample, replace=False)
    return tuple(found[at] for at in sorted(drawn.tolist()))


_REQUEST = TomlFile(
    "build.request",
    "The request",
    "See examples/build/REQUEST.toml for what may stand there.",
    {
        "method": "Use golden_gate, gibson or basic.",
        "steps": "List pcr, assembly, transformation, picking, miniprep, sequencing, as far as they are wanted.",
        "kind": "Use no_enzyme, no_insert or positive.",
        "dispenser": "Use pipette or acoustic.",
        "layout": "Use compact, random or given.",
    },
)
