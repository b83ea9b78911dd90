"""Items: what is in their wells, and how often they were thawed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tilth.foundry.build.inventory import Item, Loading, Sample, apply_item, decide_item, fold_item, item_stream
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
from tilth.foundry.build.inventory.items import (
    DrawFromItem,
    EmptyItem,
    ItemCommand,
    LoadItem,
    RegisterItem,
    RetireItem,
    ThawItem,
)
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.ledger import Portion
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

SAMPLE = Sample(
    id="s1",
    name="zj-1",
    volume=20 * UL,
    composition=(Portion("ligase", "L1", 5 * UL), Portion("water", "W1", 15 * UL)),
)
ITEM = Item(id="T-7", kind="tubes_24", samples={"A1": SAMPLE}, most_thaws=1)


def refused(item: Item | None, command: ItemCommand) -> str:
    answer = decide_item(item, command)
    assert isinstance(answer, Refused), answer
    assert str(answer).endswith(".")
    return answer.reasons[0].code


def test_the_life_of_an_item_is_the_fold_of_its_events() -> None:
    commands: list[ItemCommand] = [
        RegisterItem("T-7", "tubes_24", "Minipreps", most_thaws=1),
        LoadItem((Loading("a01", SAMPLE), Loading("B1", replace(SAMPLE, id="s2")))),
        ThawItem(),
        DrawFromItem("A1", 4 * UL, "run-1"),
        EmptyItem(("B1",)),
        RetireItem("Used up."),
    ]
    item = None
    story: list[ItemEvent] = []
    for command in commands:
        events = decide_item(item, command)
        assert isinstance(events, tuple)
        story.extend(events)
        item = fold_item(story)
    assert item is not None
    assert item.samples == {
        "A1": replace(
            SAMPLE, volume=16 * UL, composition=(Portion("ligase", "L1", 4 * UL), Portion("water", "W1", 12 * UL))
        )
    }
    assert (item.thaws, item.retired, item_stream(item.id)) == (1, "Used up.", "item/T-7")
    assert refused(item, ThawItem()) == "item.retired"


def test_what_is_drawn_dry_holds_no_sample() -> None:
    assert apply_item(ITEM, ItemDrawn("A1", 20 * UL)).samples == {}
    plain = replace(ITEM, samples={"A1": replace(SAMPLE, composition=())})
    assert apply_item(plain, ItemDrawn("A1", UL)).samples["A1"].volume == 19 * UL


def test_no_more_is_drawn_than_a_well_holds() -> None:
    answer = decide_item(ITEM, DrawFromItem("A1", 25 * UL))
    assert isinstance(answer, Refused)
    assert answer.reasons[0].message == ("25 uL are to be drawn from T-7:A1, which holds 20 uL; 5 uL are missing.")
    assert refused(ITEM, DrawFromItem("B1", UL)) == "item.short"


def test_an_item_that_was_thawed_too_often_is_not_drawn_from() -> None:
    once, twice = apply_item(ITEM, ItemThawed()), replace(ITEM, thaws=2)
    assert isinstance(decide_item(once, DrawFromItem("A1", UL)), tuple)
    assert refused(twice, DrawFromItem("A1", UL)) == "item.thawed_out"
    # That it was thawed is a fact, whether or not it may be.
    assert decide_item(twice, ThawItem()) == (ItemThawed(),)


def test_a_whole_plate_is_loaded_in_events_of_bounded_size() -> None:
    plate = Item(id="P-1", kind="pcr_384")
    wells = labware_kind("pcr_384").geometry.names
    loadings = tuple(Loading(well, replace(SAMPLE, id=f"s-{well}")) for well in wells)
    events = decide_item(plate, LoadItem(loadings))
    assert isinstance(events, tuple)
    assert 1 < len(events) < 10
    for event in events:
        plate = apply_item(plate, event)
    assert tuple(plate.samples) == wells


@pytest.mark.parametrize(
    ("item", "command", "code"),
    [
        (None, ThawItem(), "item.missing"),
        (ITEM, RegisterItem("T-7", "tubes_24"), "item.exists"),
        (None, RegisterItem(" ", "tubes_24"), "item.no_barcode"),
        (None, RegisterItem("T-8", "petri"), "item.kind"),
        (ITEM, LoadItem(()), "item.nothing"),
        (ITEM, LoadItem((Loading("A7", SAMPLE),)), "item.well"),
        (ITEM, LoadItem((Loading("B1", SAMPLE), Loading("b1", SAMPLE))), "item.well_twice"),
        (ITEM, LoadItem((Loading("B1", replace(SAMPLE, volume=2000 * UL)),)), "item.volume"),
        (ITEM, LoadItem((Loading("B1", replace(SAMPLE, volume=21 * UL)),)), "item.composition"),
        (ITEM, DrawFromItem("A1", 0), "item.volume"),
        (ITEM, EmptyItem(("A1", "B1")), "item.nothing"),
        (ITEM, EmptyItem(()), "item.nothing"),
        (ITEM, RetireItem(""), "item.no_reason"),
        (replace(ITEM, box="b1", position="A1"), RetireItem("Lost."), "item.in_store"),
    ],
)
def test_what_cannot_be_is_refused(item: Item | None, command: ItemCommand, code: str) -> None:
    assert refused(item, command) == code


@pytest.mark.parametrize(
    ("item", "event"),
    [
        (None, ItemThawed()),
        (ITEM, ItemRegistered(id="T-7", kind="tubes_24")),
        (ITEM, ItemDrawn("A1", 21 * UL)),
        (ITEM, ItemDrawn("B1", 1)),
        (ITEM, ItemEmptied(("B1",))),
        (replace(ITEM, retired="Gone."), ItemMoved("b1", "A1")),
    ],
)
def test_an_event_that_cannot_follow_is_a_damaged_stream(item: Item | None, event: ItemEvent) -> None:
    with pytest.raises(IntegrityError, match="cannot follow here"):
        apply_item(item, event)


def test_a_loading_replaces_what_the_well_held() -> None:
    fresh = replace(SAMPLE, id="s9", name="zj-9")
    assert apply_item(ITEM, ItemLoaded((Loading("A1", fresh),))).samples == {"A1": fresh}
    assert apply_item(ITEM, ItemRetired("Gone.")).retired == "Gone."
