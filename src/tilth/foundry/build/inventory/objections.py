"""Why something cannot be done with an item: each names the item, the well and the amount."""

from __future__ import annotations

from tilth.foundry.build.inventory import history
from tilth.foundry.build.inventory.model import Item, Sample
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Refused, refuse

__all__ = ["no_well", "still_in_store", "unloadable"]


def unloadable(sample: Sample, well: str, capacity: int) -> Refused | None:
    """Why a well of ``capacity`` pL cannot hold the sample, or None where it can."""
    if not 0 < sample.volume <= capacity:
        return refuse(
            "item.volume",
            "{well} cannot hold {asked} of {sample}: it holds at most {capacity}.",
            "Give a volume above 0 that it can hold.",
            well,
            well=well,
            sample=sample.name,
            asked=format_volume(sample.volume),
            capacity=format_volume(capacity),
        )
    objection = history.no_concentration("item", sample.concentration)
    if objection is not None:
        return objection
    composed = sum(portion.volume for portion in sample.composition)
    if sample.composition and composed != sample.volume:
        return refuse(
            "item.composition",
            "The portions of {sample} in {well} add up to {composed}, not to {volume}.",
            "Give portions that add up to the volume.",
            well,
            well=well,
            sample=sample.name,
            composed=format_volume(composed),
            volume=format_volume(sample.volume),
        )
    return None


def still_in_store(item: Item) -> Refused | None:
    """That the item is in a box, or None where it is out of store."""
    if not item.box:
        return None
    return refuse(
        "item.in_store",
        "{item} is at {position} of {box}.",
        "Take it out first.",
        item=item.id,
        position=item.position,
        box=item.box,
    )


def no_well(item: Item, well: str, last: str) -> Refused:
    """That the item has no such well; ``last`` is the last it has."""
    return refuse(
        "item.well",
        "{item} has no well {well}.",
        "Name a well from A1 to {last}.",
        "wells",
        item=item.id,
        well=well,
        last=last,
    )
