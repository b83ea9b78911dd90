"""Materials: which liquids are kept in stock, from when on more is ordered, and how much at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from tilth.foundry.build.inventory import history
from tilth.foundry.build.inventory.events import MaterialDropped, MaterialEvent, MaterialListed
from tilth.foundry.build.inventory.model import Material
from tilth.kernel.refusal import Refused, refuse

__all__ = ["DropMaterial", "ListMaterial", "MaterialCommand", "apply_material", "decide_material", "fold_material"]


@dataclass(frozen=True, slots=True)
class ListMaterial:
    """Keep a liquid in stock, or change its figures. ``reorder_point`` and ``pack`` are pL."""

    NAME: ClassVar[str] = "list_material"
    id: str
    liquid: str
    reorder_point: int
    pack: int
    supplier: str = ""
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class DropMaterial:
    """Keep a liquid in stock no longer."""

    NAME: ClassVar[str] = "drop_material"
    reason: str


MaterialCommand = ListMaterial | DropMaterial


def decide_material(material: Material | None, command: MaterialCommand) -> tuple[MaterialEvent, ...] | Refused:
    """What ``command`` does to ``material`` (None: it is not there yet), or why it does not."""
    if isinstance(command, ListMaterial):
        event = _listed(material, command)
    elif material is None or material.dropped:
        event = history.missing("material", command.NAME)
    else:
        event = history.unreasoned("material", command.reason) or MaterialDropped(command.reason)
    return event if isinstance(event, Refused) else (event,)


def apply_material(material: Material | None, event: MaterialEvent) -> Material:
    """The material after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    if isinstance(event, MaterialListed):
        return Material(event.id, event.liquid, event.reorder_point, event.pack, event.supplier, event.lead_days)
    if material is None:
        raise history.damaged("material", event)
    return replace(material, dropped=True)


def fold_material(events: Iterable[MaterialEvent]) -> Material | None:
    """The material after all ``events`` of its stream, None where there is none. Errors as
    :func:`apply_material`.
    """
    material: Material | None = None
    for event in events:
        material = apply_material(material, event)
    return material


def _listed(material: Material | None, command: ListMaterial) -> MaterialEvent | Refused:
    if not command.liquid.strip():
        return refuse("material.no_liquid", "The material has no name.", "Say which liquid it is.", "liquid")
    if material is not None and material.liquid != command.liquid:
        return refuse(
            "material.other",
            "{id} stands for {liquid}.",
            "List another liquid under another id.",
            "id",
            id=material.id,
            liquid=material.liquid,
        )
    if command.lead_days < 0:
        return refuse(
            "material.lead_days",
            "{days} days is no lead time.",
            "Give 0 or more.",
            "lead_days",
            days=command.lead_days,
        )
    return (
        history.no_volume("material", command.reorder_point, least=0)
        or history.no_volume("material", command.pack)
        or MaterialListed(
            command.id,
            command.liquid,
            command.reorder_point,
            command.pack,
            command.supplier,
            command.lead_days,
        )
    )
