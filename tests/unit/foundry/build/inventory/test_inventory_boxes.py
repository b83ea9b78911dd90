"""Boxes and moves: one item at a position, an item at one position, many at once or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilth.foundry.build.inventory import (
    Box,
    Item,
    MoveItem,
    apply_box,
    apply_item,
    box_stream,
    decide_box,
    fold_box,
    move_items,
)
from tilth.foundry.build.inventory.boxes import BoxCommand, CloseBox, OpenBox, ShiftBox
from tilth.foundry.build.inventory.events import BoxClosed, BoxEvent, BoxOpened, BoxPut, BoxTaken, ItemEvent
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

OPEN = OpenBox(id="b1", title="Parts 1", site="Zhangjiang", freezer="F2", shelf="3", rows=2, columns=2)
BOX = Box(id="b1", title="Parts 1", site="Zhangjiang", freezer="F2", shelf="3", rows=2, columns=2)
OTHER = replace(BOX, id="b2", title="Parts 2")
HELD = replace(BOX, items={"A1": "t1", "A2": "t2"})
ITEMS = {
    "t1": Item(id="t1", kind="tubes_24", box="b1", position="A1"),
    "t2": Item(id="t2", kind="tubes_24", box="b1", position="A2"),
    "t3": Item(id="t3", kind="tubes_24"),
}
BOXES = {"b1": HELD, "b2": OTHER}
Events = Mapping[str, tuple[ItemEvent | BoxEvent, ...]]


def moved(*moves: MoveItem) -> tuple[dict[str, Item], dict[str, Box]]:
    """The items and boxes after ``moves``, which must be possible."""
    answer = move_items(moves, ITEMS, BOXES)
    assert not isinstance(answer, Refused), str(answer)
    return carried_out(answer, ITEMS, BOXES)


def carried_out(
    answer: Events, items: Mapping[str, Item], boxes: Mapping[str, Box]
) -> tuple[dict[str, Item], dict[str, Box]]:
    items, boxes = dict(items), dict(boxes)
    for stream, events in answer.items():
        kind, _, id = stream.partition("/")
        for event in events:
            if kind == "item":
                items[id] = apply_item(items[id], event)  # type: ignore[arg-type]
            else:
                boxes[id] = apply_box(boxes[id], event)  # type: ignore[arg-type]
    return items, boxes


def refused(*moves: MoveItem) -> list[str]:
    answer = move_items(moves, ITEMS, BOXES)
    assert isinstance(answer, Refused)
    assert str(answer).endswith(".")
    return [reason.code for reason in answer.reasons]


def test_an_item_goes_from_one_position_to_another() -> None:
    items, boxes = moved(MoveItem("t1", "b2", "b02"))
    assert (items["t1"].box, items["t1"].position) == ("b2", "B2")
    assert boxes["b1"].items == {"A2": "t2"}
    assert boxes["b2"].items == {"B2": "t1"}
    assert boxes["b2"].path("B2") == ("Zhangjiang", "F2", "3", "Parts 2", "B2")


def test_a_taken_position_is_refused_with_a_free_one() -> None:
    answer = move_items([MoveItem("t3", "b1", "A1")], ITEMS, BOXES)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].message == "A1 of Parts 1 is taken by t1; t3 cannot go there."
    assert "such as B1" in answer.reasons[0].advice


def test_two_items_change_places_in_one_go() -> None:
    items, boxes = moved(MoveItem("t1", "b1", "A2"), MoveItem("t2", "b1", "A1"))
    assert boxes["b1"].items == {"A1": "t2", "A2": "t1"}
    assert (items["t1"].position, items["t2"].position) == ("A2", "A1")


def test_a_box_is_emptied_into_another_at_the_next_free_positions() -> None:
    _, boxes = moved(MoveItem("t1", "b2"), MoveItem("t2", "b2"), MoveItem("t3", "b2", "A1"))
    assert boxes["b1"].items == {}
    assert boxes["b2"].items == {"A1": "t3", "A2": "t1", "B1": "t2"}


def test_an_item_leaves_the_store() -> None:
    items, boxes = moved(MoveItem("t1"))
    assert (items["t1"].box, items["t1"].position) == ("", "")
    assert boxes["b1"].items == {"A2": "t2"}


def test_all_move_or_none_and_every_reason_is_given() -> None:
    assert refused(MoveItem("t1", "b2", "A1"), MoveItem("t3", "b2", "A1"), MoveItem("t2", "b2", "C1")) == [
        "move.taken",
        "move.no_position",
    ]
    assert refused(MoveItem("t9", "b2"), MoveItem("t1", "b9"), MoveItem("t2", "b1", "A2")) == [
        "move.no_item",
        "move.no_box",
        "move.there_already",
    ]
    assert refused(MoveItem("t1", "b2"), MoveItem("t1", "b2", "A1")) == ["move.twice"]


def test_a_full_box_takes_no_more() -> None:
    full = replace(OTHER, items={"A1": "w", "A2": "x", "B1": "y", "B2": "z"})
    answer = move_items([MoveItem("t1", "b2")], ITEMS, {**BOXES, "b2": full})
    assert isinstance(answer, Refused)
    assert answer.reasons[0].message == "Parts 2 is full; there is no place for t1."


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            MoveItem,
            st.sampled_from(sorted(ITEMS)),
            st.sampled_from(["", "b1", "b2"]),
            st.sampled_from(["", "A1", "A2", "B1", "B2"]),
        ),
        max_size=4,
    )
)
def test_after_any_move_every_item_is_where_its_box_says_and_nowhere_else(moves: list[MoveItem]) -> None:
    answer = move_items(moves, ITEMS, BOXES)
    items, boxes = (ITEMS, BOXES) if isinstance(answer, Refused) else carried_out(answer, ITEMS, BOXES)
    told = {item.id: (item.box, item.position) for item in items.values() if item.box}
    found = {id: (box.id, position) for box in boxes.values() for position, id in box.items.items()}
    assert told == found
    assert sum(len(box.items) for box in boxes.values()) == len(found)


def test_a_box_is_put_up_shifted_and_done_away_with() -> None:
    box = None
    story: list[BoxEvent] = []
    for command in (OPEN, ShiftBox("Zhangjiang", "F3", "1"), CloseBox("Broken.")):
        events = decide_box(box, command)
        assert isinstance(events, tuple)
        story.extend(events)
        box = fold_box(story)
    assert box == replace(BOX, freezer="F3", shelf="1", closed="Broken.")
    assert box_stream("b1") == "box/b1"


@pytest.mark.parametrize(
    ("box", "command", "code"),
    [
        (None, CloseBox("Gone."), "box.missing"),
        (replace(BOX, closed="Gone."), ShiftBox("a", "b", "c"), "box.missing"),
        (BOX, OPEN, "box.exists"),
        (None, replace(OPEN, rows=0), "box.size"),
        (None, replace(OPEN, columns=101), "box.size"),
        (None, replace(OPEN, freezer=" "), "box.nowhere"),
        (BOX, ShiftBox("a", "b", ""), "box.nowhere"),
        (HELD, CloseBox("Gone."), "box.not_empty"),
        (BOX, CloseBox(""), "box.no_reason"),
    ],
)
def test_what_cannot_be_is_refused(box: Box | None, command: BoxCommand, code: str) -> None:
    answer = decide_box(box, command)
    assert isinstance(answer, Refused)
    assert str(answer).endswith(".")
    assert answer.reasons[0].code == code


@pytest.mark.parametrize(
    ("box", "event"),
    [
        (None, BoxClosed("Gone.")),
        (HELD, BoxPut("t3", "A1")),
        (HELD, BoxTaken("t3", "A1")),
        (HELD, BoxClosed("Gone.")),
        (BOX, BoxOpened(id="b1", title="", site="a", freezer="b", shelf="c", rows=1, columns=1)),
    ],
)
def test_an_event_that_cannot_follow_is_a_damaged_stream(box: Box | None, event: BoxEvent) -> None:
    with pytest.raises(IntegrityError, match="cannot follow here"):
        apply_box(box, event)
