"""Recipes and procedures: what goes into a reaction, and what is then done with each sample, as data.

``recipes.toml`` and ``procedures.toml`` beside this module hold them, with their sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from tilth.foundry.build.volume import parse_volume

__all__ = ["Ingredient", "Move", "Procedure", "ProcedureStep", "Recipe", "procedure", "recipe"]


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What every reaction of a recipe gets: ``volume`` pL. ``joins`` marks the enzyme that makes the product."""

    liquid: str
    volume: int
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A temperature that is held."""

    celsius: float
    seconds: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """Holds, so many times."""

    cycles: int
    steps: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One reaction of ``volume`` pL, filled up with ``diluent``. A part goes in by amount, in fmol or ng, where
    its concentration is known and by ``part_volume`` (pL) where it is not.
    """

    id: str
    title: str
    workflow: str
    volume: int
    diluent: str
    ingredients: tuple[Ingredient, ...]
    programme: tuple[Cycle, ...]
    part_volume: int
    part_fmol: float | None = None
    backbone_fmol: float | None = None
    part_ng: float | None = None

    @property
    def minutes(self) -> int:
        """What the programme takes, without ramps."""
        return -(-sum(cycle.cycles * hold.seconds for cycle in self.programme for hold in cycle.steps) // 60)

    @property
    def programme_text(self) -> str:
        """The programme for people: ``30 x (37 C 1 min, 16 C 1 min), 60 C 5 min``."""
        texts = []
        for cycle in self.programme:
            held = ", ".join(f"{hold.celsius:g} C {_time(hold.seconds)}" for hold in cycle.steps)
            texts.append(f"{cycle.cycles} x ({held})" if cycle.cycles > 1 else held)
        return ", ".join(texts)

    def scaled(self, volume: int, step: int) -> Recipe:
        """The recipe for reactions of ``volume`` pL: everything in proportion, to the nearest multiple of ``step``
        pL.
        """

        def part(of: int) -> int:
            return max(step, step * round(of * volume / (self.volume * step)))

        factor = volume / self.volume
        return replace(
            self,
            volume=volume,
            ingredients=tuple(replace(one, volume=part(one.volume)) for one in self.ingredients),
            part_volume=part(self.part_volume),
            part_fmol=None if self.part_fmol is None else self.part_fmol * factor,
            backbone_fmol=None if self.backbone_fmol is None else self.backbone_fmol * factor,
            part_ng=None if self.part_ng is None else self.part_ng * factor,
        )


class Move(NamedTuple):
    """What moves for each sample: ``volume`` pL ``source`` to ``target``, which are ``sample``, ``waste``, a plate
    of the procedure, or (as source) a liquid.
    """

    source: str
    target: str
    volume: int


@dataclass(frozen=True, slots=True)
class ProcedureStep:
    """One unit operation of a procedure for a plate of samples. ``within``: at most so many minutes after the one
    before. ``minutes`` come on top of what its ``moves`` take.
    """

    name: str
    title: str
    kind: str
    workflow: str
    instrument: str
    minutes: int = 0
    attended: int = 0
    skill: str = ""
    within: int | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """What is done with each sample. ``plates`` are the kinds of labware it opens, ``product`` is the one that the
    sample ends up on.
    """

    id: str
    title: str
    plates: Mapping[str, str]
    product: str
    steps: tuple[ProcedureStep, ...]


def recipe(id: str, enzyme: str | None = None) -> Recipe:
    """The recipe ``id``, with another ``enzyme`` than its own where one is given. KeyError where there is none."""
    raw = _recipes()[id]
    name = enzyme or raw.enzyme
    return Recipe(
        id,
        raw.title,
        raw.workflow,
        parse_volume(raw.volume),
        raw.diluent,
        tuple(
            Ingredient(one.liquid.format(enzyme=name), parse_volume(one.volume), one.joins)
            for one in raw.components
        ),
        raw.programme,
        parse_volume(raw.part_volume),
        raw.part_fmol,
        raw.backbone_fmol,
        raw.part_ng,
    )


@cache
def procedure(id: str) -> Procedure:
    """The procedure ``id``. KeyError where there is none."""
    raw = _procedures()[id]
    steps = tuple(
        ProcedureStep(
            one.name,
            one.title,
            one.kind,
            one.workflow or raw.workflow,
            one.instrument,
            one.minutes,
            one.attended,
            one.skill,
            one.within,
            tuple(Move(source, target, parse_volume(volume)) for source, target, volume in one.moves),
        )
        for one in raw.operations
    )
    return Procedure(id, raw.title, MappingProxyType(raw.plates), raw.product, steps)


def _time(seconds: int) -> str:
    return f"{seconds} s" if seconds % 60 else f"{seconds // 60} min"


class _Ingredient(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    liquid: str
    volume: str
    joins: bool = False


class _Recipe(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str
    workflow: str
    volume: str
    diluent: str
    part_volume: str
    components: tuple[_Ingredient, ...]
    programme: tuple[Cycle, ...]
    enzyme: str = ""
    part_fmol: float | None = None
    backbone_fmol: float | None = None
    part_ng: float | None = None


class _Step(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: str
    title: str
    kind: str
    instrument: str
    workflow: str = ""
    minutes: int = 0
    attended: int = 0
    skill: str = ""
    within: int | None = None
    moves: tuple[tuple[str, str, str], ...] = ()


class _Procedure(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str
    workflow: str
    plates: dict[str, str]
    product: str
    operations: tuple[_Step, ...] = msgspec.field(name="operation")


@cache
def _recipes() -> Mapping[str, _Recipe]:
    return msgspec.convert(_table("recipes.toml"), dict[str, _Recipe])


@cache
def _procedures() -> Mapping[str, _Procedure]:
    return msgspec.convert(_table("procedures.toml"), dict[str, _Procedure])


def _table(name: str) -> Mapping[str, object]:
    return tomllib.loads(files("tilth.foundry.build.compile").joinpath(name).read_text("utf-8"))
