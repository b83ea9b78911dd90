"""Plates as pictures: every well is where it is on the plate, and says what is in it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.drawing.plate_grid import HUES
from tilth.foundry.build.drawing.plates import piece_panel, plates_svg
from tilth.foundry.build.labware import Labware, labware_kinds
from tilth.foundry.build.ledger import Book, check_plan
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL
from tilth.kernel.lettering import escape, fitted, folded, width_of

SVG = "{http://www.w3.org/2000/svg}"
TUBES, PLATE, PURE = Labware("tubes", "tubes_24"), Labware("asm", "pcr_96", "Assembly"), Labware("pure", "pcr_96")
WATER, DNA, A1, B1 = Place("tubes", "A1"), Place("tubes", "B1"), Place("asm", "A1"), Place("asm", "B1")


def plan(title: str = "Zhangjiang 48") -> BuildPlan:
    fillings = (Filling(WATER, "water", 500 * UL), Filling(DNA, "pTU1 <RFP>", 100 * UL, "L7"))
    transfers = (
        Transfer(WATER, A1, 8 * UL),
        Transfer(DNA, A1, 2 * UL),
        Transfer(WATER, B1, 10 * UL),
        Transfer(A1, Place("pure", "H12"), 4 * UL),
        Transfer(B1, Place("pure", "A1"), 2 * UL),
    )
    products = (
        Product("zj-1", A1, "golden_gate", ("p1", "p2")),
        Product("no insert", Place("asm", "b01"), "golden_gate", control="negative"),
    )
    return BuildPlan(title, products, (), TransferPlan((TUBES, PLATE, PURE), fillings, transfers))


def hints(svg: str) -> list[str]:
    """What the wells say when pointed at."""
    root = ElementTree.fromstring(svg)
    return [title.text or "" for group in root.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]


def test_every_well_in_use_says_what_is_in_it() -> None:
    assert hints(plates_svg(plan())) == [
        "A1: water, 500 uL at the start, 482 uL at the end",
        "B1: pTU1 <RFP> (lot L7), 100 uL at the start, 98 uL at the end",
        "A1: zj-1 (golden_gate of p1, p2), 6 uL at the end",
        "B1: no insert, negative control (golden_gate), 8 uL at the end",
        "A1: 2 uL at the end",
        "H12: 4 uL at the end",
    ]


def test_the_picture_has_a_title_and_a_description_in_words() -> None:
    root = ElementTree.fromstring(plates_svg(plan("Zhangjiang & 48")))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == "Zhangjiang & 48"
    assert desc.text == (
        "3 pieces of labware, 2 products. "
        "tubes: 24 tubes of 1.5 mL in a rack: 2 liquids in 2 wells at the start. "
        "asm: Assembly: 1 product, 1 control (96-well PCR plate, 200 uL). "
        "pure: 96-well PCR plate, 200 uL: 2 wells with 2 uL to 4 uL at the end, in uL."
    )
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


def test_the_picture_follows_the_readers_setting_and_fetches_nothing() -> None:
    svg = plates_svg(plan())
    assert "prefers-color-scheme:dark" in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in svg


def test_wells_are_where_they_are_on_the_plate() -> None:
    svg = plates_svg(plan(), volumes=True)
    root = ElementTree.fromstring(svg)
    labels = {
        text.text: (float(text.get("x", 0)), float(text.get("y", 0)))
        for text in root.iter(f"{SVG}text")
        if text.text
    }
    # In the last panel 4 uL are in H12 and 2 uL in A1: right of the column numbered 11 and below the row G.
    (far_x, far_y), (near_x, near_y) = labels["4"], labels["2"]
    assert far_x > labels["11"][0] > near_x
    assert far_y > labels["G"][1] > near_y


def test_the_fullest_well_is_tinted_most() -> None:
    panel = piece_panel(PURE, plan(), check_plan(plan().transfers).state)
    assert {well: mark.level for well, mark in panel.marks.items()} == {"A1": 0.5, "H12": 1.0}


def test_volumes_are_shown_of_every_piece_and_of_any_bench() -> None:
    bench = Book(plan().transfers.labware)
    bench.fill(A1, "water", 1250 * 10**5)
    one = piece_panel(PLATE, plan(), bench, volumes=True)
    assert {well: mark.label for well, mark in one.marks.items()} == {"A1": "125"}
    assert "1 well with 125 uL at the end" in plates_svg(plan(), bench, volumes=True)


def test_liquids_have_colours_of_their_own_only_while_there_are_enough() -> None:
    names = labware_kinds()["tubes_24"].geometry.names
    for count in (len(HUES), len(HUES) + 1):
        fillings = tuple(Filling(Place("tubes", well), f"part {well}", 50 * UL) for well in names[:count])
        one = BuildPlan("", (), (), TransferPlan((TUBES,), fillings, ()))
        panel = piece_panel(TUBES, one, check_plan(one.transfers).state)
        few = count <= len(HUES)
        assert len({mark.category for mark in panel.marks.values()}) == (count if few else 1)
        assert bool(panel.legend) is few


@pytest.mark.parametrize("kind", sorted(labware_kinds()))
def test_every_kind_of_labware_can_be_drawn(kind: str) -> None:
    piece = Labware("x", kind)
    geometry = piece.geometry
    fillings = tuple(Filling(Place("x", well), "water", UL) for well in (geometry.names[0], geometry.names[-1]))
    one = BuildPlan("", (), (), TransferPlan((piece,), fillings, ()))
    said = {hint.partition(":")[0] for hint in hints(plates_svg(one))}
    assert said == {geometry.names[0], geometry.names[-1]}


def test_text_is_made_safe_cut_and_folded() -> None:
    assert escape('<a&"\x00\ud800>') == "&lt;a&amp;&quot;\ufffd\ufffd&gt;"
    assert fitted("abc", 10, 100) == "abc"
    cut = fitted("a long name of a plasmid", 10, 60)
    assert cut.endswith("…")
    assert width_of(cut, 10) <= 60
    lines = folded("pTU1-A-RFP with a long tail", 7, 40, 3)
    assert len(lines) <= 3
    assert all(width_of(line, 7) <= 40 for line in lines)
    assert width_of("建造", 10) == 20
