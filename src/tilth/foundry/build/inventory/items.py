"""Items: plates and tubes with barcodes, the samples in their wells, how often they were thawed.

Where an item is in store is changed by :mod:`.moving`, together with the boxes. A thaw and a draw by a robot are
facts; a draw is refused where the well does not hold it, or where the item was thawed more often than it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

import msgspec

from tilth.foundry.build.inventory import history
from tilth.foundry.build.inventory.events import (
    ItemDrawn,
    ItemEmptied,
    ItemEvent,
    ItemLoaded,
    ItemMoved,
    ItemRegistered,
    ItemRetired,
    ItemThawed,
)
from tilth.foundry.build.inventory.model import Item, Loading, Sample
from tilth.foundry.build.inventory.objections import no_well, still_in_store, unloadable
from tilth.foundry.build.labware import labware_kind, labware_kinds
from tilth.foundry.build.ledger.contents import share
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused, refuse

__all__ = [
    "DrawFromItem",
    "EmptyItem",
    "ItemCommand",
    "LoadItem",
    "RegisterItem",
    "RetireItem",
    "ThawItem",
    "apply_item",
    "decide_item",
    "fold_item",
]

_LOADED_AT_ONCE = 32_000
"""Bytes of JSON that the samples of one event may take, half of what an event may be long."""


@dataclass(frozen=True, slots=True)
class RegisterItem:
    """Give a piece of labware of the kind ``kind`` its barcode ``id``."""

    NAME: ClassVar[str] = "register_item"
    id: str
    kind: str
    title: str = ""
    most_thaws: int | None = None


@dataclass(frozen=True, slots=True)
class LoadItem:
    """Record what is in wells."""

    NAME: ClassVar[str] = "load_item"
    loadings: tuple[Loading, ...]


@dataclass(frozen=True, slots=True)
class DrawFromItem:
    """Record that ``volume`` pL were drawn from a well, in a run (empty: by hand)."""

    NAME: ClassVar[str] = "draw_from_item"
    well: str
    volume: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class EmptyItem:
    """Throw away what is in these wells."""

    NAME: ClassVar[str] = "empty_item"
    wells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThawItem:
    """Record that the item was thawed once more."""

    NAME: ClassVar[str] = "thaw_item"


@dataclass(frozen=True, slots=True)
class RetireItem:
    """Take the item out of the inventory for good. It must have left its box."""

    NAME: ClassVar[str] = "retire_item"
    reason: str


ItemCommand = RegisterItem | LoadItem | DrawFromItem | EmptyItem | ThawItem | RetireItem


def decide_item(item: Item | None, command: ItemCommand) -> tuple[ItemEvent, ...] | Refused:
    """What ``command`` does to ``item`` (None: it is not there yet), or why it does not."""
    if isinstance(command, RegisterItem):
        return history.exists("item", item.id) if item else _registered(command)
    if item is None:
        return history.missing("item", command.NAME)
    if item.retired:
        return refuse(
            "item.retired", "{item} is gone: {reason}", "Scan another item.", item=item.id, reason=item.retired
        )
    match command:
        case LoadItem(loadings):
            return _loaded(item, loadings)
        case DrawFromItem():
            return _drawn(item, command)
        case EmptyItem(wells):
            return _emptied(item, wells)
        case ThawItem():
            return (ItemThawed(),)
        case RetireItem(reason):
            return still_in_store(item) or history.unreasoned("item", reason) or (ItemRetired(reason),)
        case _:
            assert_never(command)


def apply_item(item: Item | None, event: ItemEvent) -> Item:
    """The item after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    if isinstance(event, ItemRegistered):
        if item is not None:
            raise history.damaged("item", event)
        return Item(id=event.id, kind=event.kind, title=event.title, most_thaws=event.most_thaws)
    if item is None or item.retired:
        raise history.damaged("item", event)
    match event:
        case ItemLoaded(loadings):
            loaded = {one.well: one.sample for one in loadings}
            return replace(item, samples={**item.samples, **loaded})
        case ItemDrawn(well, volume) if well in item.samples and volume <= item.samples[well].volume:
            return replace(item, samples=_less(item.samples, well, volume))
        case ItemEmptied(wells) if set(wells) <= set(item.samples):
            return replace(item, samples={well: held for well, held in item.samples.items() if well not in wells})
        case ItemThawed():
            return replace(item, thaws=item.thaws + 1)
        case ItemMoved(box, position):
            return replace(item, box=box, position=position)
        case ItemRetired(reason):
            return replace(item, retired=reason)
        case _:
            raise history.damaged("item", event)


def fold_item(events: Iterable[ItemEvent]) -> Item | None:
    """The item after all ``events`` of its stream, None where there is none. Errors as :func:`apply_item`."""
    item: Item | None = None
    for event in events:
        item = apply_item(item, event)
    return item


def _less(samples: Mapping[str, Sample], well: str, volume: int) -> dict[str, Sample]:
    """``samples`` with ``volume`` pL less in ``well``; a well that is drawn dry holds no sample."""
    sample = samples[well]
    if volume == sample.volume:
        return {other: held for other, held in samples.items() if other != well}
    taken = (
        share({number: portion.volume for number, portion in enumerate(sample.composition)}, sample.volume, volume)
        if sample.composition
        else {}
    )
    kept = (
        portion._replace(volume=portion.volume - taken[number])
        for number, portion in enumerate(sample.composition)
    )
    composition = tuple(portion for portion in kept if portion.volume)
    return {**samples, well: replace(sample, volume=sample.volume - volume, composition=composition)}


def _registered(command: RegisterItem) -> tuple[ItemEvent, ...] | Refused:
    if not command.id.strip():
        return refuse("item.no_barcode", "The item has no barcode.", "Scan or print one.", "id")
    if command.kind not in labware_kinds():
        return refuse(
            "item.kind",
            "There is no kind of labware {kind}.",
            "Use one of: {kinds}.",
            "kind",
            kind=command.kind,
            kinds=", ".join(labware_kinds()),
        )
    return (ItemRegistered(id=command.id, kind=command.kind, title=command.title, most_thaws=command.most_thaws),)


def _loaded(item: Item, loadings: tuple[Loading, ...]) -> tuple[ItemEvent, ...] | Refused:
    if not loadings:
        return refuse("item.nothing", "Nothing is to be put into {item}.", "Name a well.", "wells", item=item.id)
    kind = labware_kind(item.kind)
    named: dict[str, Loading] = {}
    for one in loadings:
        well = _well(item, one.well)
        if isinstance(well, Refused):
            return well
        if well in named:
            return refuse("item.well_twice", "{well} is named twice.", "Name it once.", "wells", well=well)
        objection = unloadable(one.sample, well, kind.capacity)
        if objection:
            return objection
        named[well] = Loading(well, one.sample)
    return _events(tuple(named.values()))


def _well(item: Item, name: str) -> str | Refused:
    """The well of ``item`` that is meant: ``a01`` is A1."""
    geometry = labware_kind(item.kind).geometry
    try:
        return geometry.canonical(name)
    except OptionError:
        return no_well(item, name, geometry.names[-1])


def _events(loadings: tuple[Loading, ...]) -> tuple[ItemEvent, ...]:
    """``loadings`` in as many events as their text needs."""
    groups: list[list[Loading]] = []
    room = 0
    for one in loadings:
        size = len(msgspec.json.encode(one))
        if size > room:
            groups.append([])
            room = _LOADED_AT_ONCE
        groups[-1].append(one)
        room -= size
    return tuple(ItemLoaded(tuple(group)) for group in groups)


def _drawn(item: Item, command: DrawFromItem) -> tuple[ItemEvent, ...] | Refused:
    well = _well(item, command.well)
    if isinstance(well, Refused):
        return well
    sample = item.samples.get(well)
    held = 0 if sample is None else sample.volume
    if command.volume > held:
        return refuse(
            "item.short",
            "{asked} are to be drawn from {item}:{well}, which holds {held}; {missing} are missing.",
            "Draw less, or from another well.",
            well,
            item=item.id,
            well=well,
            asked=format_volume(command.volume),
            held=format_volume(held),
            missing=format_volume(command.volume - held),
        )
    if item.most_thaws is not None and item.thaws > item.most_thaws:
        return refuse(
            "item.thawed_out",
            "{item} was thawed {thaws} times of at most {most}.",
            "Draw from an item that was thawed less often.",
            item=item.id,
            thaws=item.thaws,
            most=item.most_thaws,
        )
    return history.no_volume("item", command.volume) or (ItemDrawn(well, command.volume, command.run),)


def _emptied(item: Item, wells: tuple[str, ...]) -> tuple[ItemEvent, ...] | Refused:
    named: dict[str, None] = {}
    for name in wells:
        well = _well(item, name)
        if isinstance(well, Refused):
            return well
        named[well] = None
    dry = next((well for well in named if well not in item.samples), None)
    if dry is not None or not named:
        return refuse(
            "item.nothing",
            "Nothing is in {item}:{well}.",
            "Name wells that hold something.",
            "wells",
            item=item.id,
            well=dry or "-",
        )
    return (ItemEmptied(tuple(named)),)
