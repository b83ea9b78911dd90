"""A reaction: what goes into one well, by liquid and volume, before anyone knows which well or from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tilth.foundry.build.compile.recipe import Recipe
from tilth.foundry.build.compile.request import ControlKind, Dispenser
from tilth.foundry.build.compile.shelf import Shelf
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Reason

__all__ = ["Component", "Reaction", "Wanted", "reaction_of"]


class Component(NamedTuple):
    """``volume`` pL of what the shelf, or a mix, knows as ``liquid``. ``pooled``: it may go in by a master mix."""

    liquid: str
    volume: int
    pooled: bool = True


@dataclass(frozen=True, slots=True)
class Reaction:
    """The ``components`` of one well, which ``fill`` pL of diluent bring to the recipe's volume."""

    name: str
    parts: tuple[str, ...]
    components: tuple[Component, ...]
    fill: int
    control: str = ""
    request: str = ""


class Wanted(NamedTuple):
    """A reaction that is wanted of the liquids ``parts``, the first ``backbones`` of which are backbone;
    ``shown`` are the parts it is to join, ``construct`` is what it is to make.
    """

    name: str
    parts: tuple[str, ...]
    shown: tuple[str, ...]
    backbones: int = 0
    pooled: bool = True
    control: str = ""
    construct: str = ""
    request: str = ""


def reaction_of(wanted: Wanted, recipe: Recipe, shelf: Shelf, dispenser: Dispenser) -> Reaction | Reason:
    """The reaction by ``recipe``, with parts drawn from ``shelf``; or why it cannot be set up."""
    parts = wanted.parts[: wanted.backbones] if wanted.control == ControlKind.NO_INSERT else wanted.parts
    ingredients = recipe.ingredients
    if wanted.control == ControlKind.NO_ENZYME:
        ingredients = tuple(one for one in ingredients if not one.joins)
    volumes: dict[str, int] = {one.liquid: one.volume for one in ingredients}
    for at, part in enumerate(parts):
        fmol = recipe.backbone_fmol if at < wanted.backbones else recipe.part_fmol
        drawn = shelf.draw(part, recipe, fmol, dispenser)
        if isinstance(drawn, Reason):
            return drawn
        volumes[drawn.liquid] = volumes.get(drawn.liquid, 0) + drawn.volume
    fixed = {one.liquid for one in ingredients}
    fill = recipe.volume - sum(volumes.values())
    if fill < 0:
        largest = max(volumes, key=lambda liquid: 0 if liquid in fixed else volumes[liquid])
        return _too_much(wanted, recipe, -fill, largest)
    components = tuple(
        Component(liquid, volume, wanted.pooled or liquid in fixed) for liquid, volume in volumes.items()
    )
    return Reaction(wanted.name, wanted.shown, components, fill, wanted.control, wanted.request)


def _too_much(wanted: Wanted, recipe: Recipe, excess: int, largest: str) -> Reason:
    return Reason(
        "build.reaction_full",
        "{reaction} does not fit into {volume}: its parts and reagents are {excess} more.",
        "Use a more concentrated stock of {largest}, which takes most, smaller amounts, or a larger reaction.",
        where=wanted.name,
        data={
            "reaction": wanted.name,
            "volume": format_volume(recipe.volume),
            "excess": format_volume(excess),
            "largest": largest,
        },
    )
