"""Moving items between positions, one or many at once: all of them move, or none does.

One item is at a position and an item is at one position, at the end of the whole move: so two items can change
places, and a box can be emptied into another. A position may be left open; then the item takes the next free one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tilth.foundry.build.inventory.boxes import apply_box
from tilth.foundry.build.inventory.events import (
    BoxEvent,
    BoxPut,
    BoxTaken,
    ItemEvent,
    ItemMoved,
    box_stream,
    item_stream,
)
from tilth.foundry.build.inventory.model import Box, Item
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Reason, Refused

__all__ = ["MoveItem", "move_items"]


@dataclass(frozen=True, slots=True)
class MoveItem:
    """Put ``item`` at ``position`` of ``box``; at its next free position where that is empty; out of store where
    ``box`` is empty.
    """

    item: str
    box: str = ""
    position: str = ""


def move_items(
    moves: Sequence[MoveItem], items: Mapping[str, Item], boxes: Mapping[str, Box]
) -> Mapping[str, tuple[ItemEvent | BoxEvent, ...]] | Refused:
    """The events of ``moves`` by stream, or every reason why they cannot all be.

    ``items`` and ``boxes`` hold, by id, at least the items that move, the boxes they are in and those they go to.
    """
    reasons = [reason for number, move in enumerate(moves) if (reason := _unknown(number, moves, items, boxes))]
    if reasons:
        return Refused(tuple(reasons))
    events: dict[str, list[ItemEvent | BoxEvent]] = {}
    after = dict(boxes)
    for move in moves:
        item = items[move.item]
        if item.box:
            _change(events, after, item.box, BoxTaken(item.id, item.position))
    for move in sorted(moves, key=lambda move: not move.position):
        position = _position(move, after)
        if isinstance(position, Reason):
            reasons.append(position)
            continue
        if move.box:
            _change(events, after, move.box, BoxPut(move.item, position))
        events.setdefault(item_stream(move.item), []).append(ItemMoved(move.box, position))
    return Refused(tuple(reasons)) if reasons else {stream: tuple(made) for stream, made in events.items()}


def _change(
    events: dict[str, list[ItemEvent | BoxEvent]], boxes: dict[str, Box], id: str, event: BoxPut | BoxTaken
) -> None:
    boxes[id] = apply_box(boxes[id], event)
    events.setdefault(box_stream(id), []).append(event)


def _unknown(
    number: int, moves: Sequence[MoveItem], items: Mapping[str, Item], boxes: Mapping[str, Box]
) -> Reason | None:
    """Why a move is no move at all, whatever the others do."""
    move = moves[number]
    item = items.get(move.item)
    if item is None or item.retired:
        return Reason(
            "move.no_item",
            "There is no item {item} in the inventory.",
            "Register it, or scan another.",
            move.item,
            {"item": move.item},
        )
    if any(other.item == move.item for other in moves[:number]):
        return Reason(
            "move.twice", "{item} is to be moved twice.", "Move it once.", move.item, {"item": move.item}
        )
    box = boxes.get(move.box)
    if move.box and (box is None or box.closed):
        return Reason(
            "move.no_box", "There is no box {box}.", "Choose a box that is in use.", move.item, {"box": move.box}
        )
    if (item.box, item.position) == (move.box, move.position):
        return Reason(
            "move.there_already",
            "{item} is there already.",
            "Nothing is left to do.",
            move.item,
            {"item": move.item, "box": move.box, "position": move.position},
        )
    return None


def _position(move: MoveItem, boxes: Mapping[str, Box]) -> str | Reason:
    """Where in its box the item goes, with the boxes as they are when it comes there."""
    if not move.box:
        return ""
    box = boxes[move.box]
    name = box.title or box.id
    if not move.position:
        return next(iter(box.free), None) or Reason(
            "move.box_full", "{box} is full; there is no place for {item}.", "Choose another box.", move.item,
            {"item": move.item, "box": name},
        )  # fmt: skip
    try:
        position = box.geometry.canonical(move.position)
    except OptionError:
        return Reason(
            "move.no_position",
            "{box} has no position {position}.",
            "Name a position from A1 to {last}.",
            move.item,
            {"box": name, "position": move.position, "last": box.geometry.names[-1]},
        )
    if position in box.items:
        return Reason(
            "move.taken",
            "{position} of {box} is taken by {other}; {item} cannot go there.",
            "Choose a free position, such as {free}, or move {other} in the same go.",
            move.item,
            {
                "position": position,
                "box": name,
                "other": box.items[position],
                "item": move.item,
                "free": next(iter(box.free), "none"),
            },
        )
    return position
