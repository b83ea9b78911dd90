"""Boxes: where they stand, and which item is at which position. Items come and go by :mod:`.moving`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

from tilth.foundry.build.inventory import history
from tilth.foundry.build.inventory.events import BoxClosed, BoxEvent, BoxOpened, BoxPut, BoxShifted, BoxTaken
from tilth.foundry.build.inventory.model import Box
from tilth.kernel.refusal import Refused, refuse

__all__ = ["BoxCommand", "CloseBox", "OpenBox", "ShiftBox", "apply_box", "decide_box", "fold_box"]

_MOST = 100
"""A box has at most so many rows and columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBox:
    """Put up a box of ``rows`` x ``columns`` positions on a shelf of a freezer at a site."""

    NAME: ClassVar[str] = "open_box"
    id: str
    title: str
    site: str
    freezer: str
    shelf: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ShiftBox:
    """Put the box, with everything in it, elsewhere."""

    NAME: ClassVar[str] = "shift_box"
    site: str
    freezer: str
    shelf: str


@dataclass(frozen=True, slots=True)
class CloseBox:
    """Do away with an empty box."""

    NAME: ClassVar[str] = "close_box"
    reason: str


BoxCommand = OpenBox | ShiftBox | CloseBox


def decide_box(box: Box | None, command: BoxCommand) -> tuple[BoxEvent, ...] | Refused:
    """What ``command`` does to ``box`` (None: it is not there yet), or why it does not."""
    if isinstance(command, OpenBox):
        event = history.exists("box", box.id) if box else _opened(command)
    elif box is None or box.closed:
        event = history.missing("box", command.NAME)
    else:
        event = _decided(box, command)
    return event if isinstance(event, Refused) else (event,)


def apply_box(box: Box | None, event: BoxEvent) -> Box:
    """The box after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    if isinstance(event, BoxOpened):
        if box is not None:
            raise history.damaged("box", event)
        return Box(
            id=event.id,
            title=event.title,
            site=event.site,
            freezer=event.freezer,
            shelf=event.shelf,
            rows=event.rows,
            columns=event.columns,
        )
    if box is None or box.closed:
        raise history.damaged("box", event)
    match event:
        case BoxShifted(site, freezer, shelf):
            return replace(box, site=site, freezer=freezer, shelf=shelf)
        case BoxPut(item, position) if position not in box.items:
            return replace(box, items={**box.items, position: item})
        case BoxTaken(item, position) if box.items.get(position) == item:
            return replace(box, items={at: other for at, other in box.items.items() if at != position})
        case BoxClosed(reason) if not box.items:
            return replace(box, closed=reason)
        case _:
            raise history.damaged("box", event)


def fold_box(events: Iterable[BoxEvent]) -> Box | None:
    """The box after all ``events`` of its stream, None where there is none. Errors as :func:`apply_box`."""
    box: Box | None = None
    for event in events:
        box = apply_box(box, event)
    return box


def _opened(command: OpenBox) -> BoxEvent | Refused:
    if not (1 <= command.rows <= _MOST and 1 <= command.columns <= _MOST):
        return refuse(
            "box.size",
            "A box of {rows} x {columns} positions cannot be.",
            "Give 1 to {most} rows and columns.",
            "rows",
            rows=command.rows,
            columns=command.columns,
            most=_MOST,
        )
    return _nowhere(command) or BoxOpened(
        id=command.id,
        title=command.title,
        site=command.site,
        freezer=command.freezer,
        shelf=command.shelf,
        rows=command.rows,
        columns=command.columns,
    )


def _decided(box: Box, command: ShiftBox | CloseBox) -> BoxEvent | Refused:
    match command:
        case ShiftBox(site, freezer, shelf):
            return _nowhere(command) or BoxShifted(site, freezer, shelf)
        case CloseBox(reason):
            if box.items:
                return refuse(
                    "box.not_empty",
                    "{count} items are in {box}.",
                    "Move them out first.",
                    count=len(box.items),
                    box=box.title or box.id,
                )
            return history.unreasoned("box", reason) or BoxClosed(reason)
        case _:
            assert_never(command)


def _nowhere(place: OpenBox | ShiftBox) -> Refused | None:
    named = {"site": place.site, "freezer": place.freezer, "shelf": place.shelf}
    empty = next((level for level, name in named.items() if not name.strip()), None)
    if empty is None:
        return None
    return refuse("box.nowhere", "The {level} is not named.", "Say site, freezer and shelf.", empty, level=empty)
