from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilth.foundry.design.annotation import annotate
from tilth.foundry.design.read import kit_names, read_parts
from tilth.foundry.design.write import plasmid_map
from tilth.foundry.design.write.map_layout import LIMIT, content, lanes, most_important, spread, tick_step
from tilth.foundry.design.write.map_style import category_of
from tilth.foundry.model import Construct, End, Feature, Part, Piece, Span
from tilth.kernel.errors import OptionError
from tilth.kernel.lettering import escape, fitted, folded, width_of

SVG = "{http://www.w3.org/2000/svg}"


def feature(*spans: Span, kind: str = "CDS", label: str = "it", **qualifiers: str) -> Feature:
    return Feature(kind, spans, (("label", label), *qualifiers.items()))


def molecule(*features: Feature, size: int = 3000, circular: bool = True, name: str = "pTest") -> Part:
    return Part(name, "ACGTTGCAAG" * (size // 10), circular, features)


def parsed(part: Part, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(plasmid_map(part, **options))  # type: ignore[arg-type]


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(item.itertext()) for item in root.iter(f"{SVG}text")]


def hints(root: ElementTree.Element) -> list[str]:
    return [item.text or "" for group in root.iter(f"{SVG}g") for item in group.findall(f"{SVG}title")]


def product(circular: bool = True) -> Part:
    """Three parts of 1000, 30 and 600 bases."""
    ends = ["GGAG", "TACT", "AATG", "GGAG"]
    pieces = []
    sizes = {"long": 1000, "tiny": 30, "middle": 600}
    for (name, size), (left, right) in zip(sizes.items(), pairwise(ends), strict=True):
        body = left + "C" * size + right
        marked = (feature(Span(4, size), label=f"{name} gene"),)
        part = Part(name, body, False, marked)
        pieces.append(Piece.cut(part, 0, len(body), End("five", left), End("five", right)))
    return annotate(Construct("made", tuple(pieces), circular, "Golden Gate"))


@pytest.mark.parametrize("circular", [True, False])
def test_a_picture_is_named_and_described_for_those_who_do_not_see_it(circular: bool) -> None:
    root = parsed(product(circular))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "made"
    assert "made of long, tiny, middle." in (description.text or "")
    assert "long gene (CDS, 5..1000, forward)" in (description.text or "")


@pytest.mark.parametrize("circular", [True, False])
def test_a_picture_fetches_nothing_and_runs_nothing(circular: bool) -> None:
    text = plasmid_map(product(circular))
    assert "<script" not in text
    assert "url(" not in text
    assert re.findall(r"https?://[^\"' ]*", text) == ["http://www.w3.org/2000/svg"]
    assert all(link.startswith("#t") for link in re.findall(r'href="([^"]*)"', text))


@pytest.mark.parametrize("circular", [True, False])
def test_every_part_junction_and_feature_is_drawn(circular: bool) -> None:
    root = parsed(product(circular))
    said = " ".join(texts(root))
    assert all(name in said for name in ("long", "tiny", "middle", "long gene", "tiny gene", "middle gene"))
    codes = {"TACT", "AATG"} | ({"GGAG"} if circular else set())
    assert codes <= set(texts(root))
    assert len([hint for hint in hints(root) if hint.startswith("overhang")]) == len(codes)


@pytest.mark.parametrize("kit", kit_names())
def test_every_kit_plasmid_has_a_well_formed_map(kit: str) -> None:
    for part in read_parts([f"kit:{kit}"]).parts:
        root = parsed(part)
        assert root.findtext(f"{SVG}title") == part.id


def test_a_title_may_be_given() -> None:
    root = parsed(molecule(), title="my map")
    assert "my map" in texts(root)
    assert root.findtext(f"{SVG}title") == "my map"


@pytest.mark.parametrize("circular", [True, False])
def test_what_a_name_holds_is_escaped(circular: bool) -> None:
    root = parsed(molecule(feature(Span(0, 9), label='<b>&"x"'), circular=circular, name="<p&>"))
    assert '<b>&"x"' in texts(root)
    assert root.findtext(f"{SVG}title") == "<p&>"


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert escape("a\x00b\tc\ud800") == "a\ufffdb c\ufffd"


@pytest.mark.parametrize("circular", [True, False])
@pytest.mark.parametrize("size", [10, 300, 30_000])
def test_a_molecule_of_any_size_without_features_is_drawn(size: int, circular: bool) -> None:
    root = parsed(molecule(size=size, circular=circular))
    assert f"{size:,} bp, {'circular' if circular else 'linear'}" in texts(root)


def test_the_picture_is_as_wide_as_asked_and_keeps_its_shape() -> None:
    one, other = parsed(molecule(), width=720), parsed(molecule(), width=360)
    assert (one.get("width"), other.get("width")) == ("720", "360")
    assert one.get("viewBox") == other.get("viewBox")
    assert int(one.get("height", "0")) == pytest.approx(2 * int(other.get("height", "0")), abs=1)


def test_a_picture_too_small_to_read_is_refused() -> None:
    with pytest.raises(OptionError) as caught:
        plasmid_map(molecule(), width=99)
    assert caught.value.code == "map.width"


def test_the_same_molecule_gives_the_same_picture() -> None:
    assert plasmid_map(product()) == plasmid_map(product())


def test_two_pictures_on_one_page_share_no_ids() -> None:
    ids = [set(re.findall(r'id="([^"]*)"', plasmid_map(part))) for part in (product(), molecule(name="other"))]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("circular", [True, False])
def test_names_never_stand_on_each_other(circular: bool) -> None:
    features = [feature(Span(at * 3, at * 3 + 2), label=f"f{at}") for at in range(60)]
    root = parsed(molecule(*features, circular=circular))
    names = [item for item in root.iter(f"{SVG}text") if re.fullmatch(r"f\d+", item.text or "")]
    assert len(names) > 30
    if circular:
        columns: dict[str, list[float]] = {}
        for item in names:
            columns.setdefault(item.get("text-anchor", ""), []).append(float(item.get("y", "0")))
    else:
        columns = {"all": [float(re.split(r"[( ]", item.get("transform", ""))[1]) for item in names]}
    for places in columns.values():
        assert all(there - here > 13 for here, there in pairwise(sorted(places)))


@pytest.mark.parametrize("circular", [True, False])
def test_no_name_reaches_out_of_the_picture(circular: bool) -> None:
    long = "a very long name that nobody could ever want to read to its end " * 3
    features = [feature(Span(at, at + 20), label=long) for at in range(0, 3000, 60)]
    root = parsed(molecule(*features, circular=circular))
    for item in root.iter(f"{SVG}text"):
        if (item.text or "").startswith("a very") and circular:
            wide = width_of(item.text or "", 10.5)
            x = float(item.get("x", "0"))
            assert x + wide <= 720 if item.get("text-anchor") == "start" else x - wide >= 0


def test_names_without_room_are_counted_and_the_less_important_ones() -> None:
    genes = [feature(Span(at, at + 5), label=f"g{at}") for at in range(0, 1000, 10)]
    notes = [feature(Span(at, at + 5), label=f"n{at}", kind="misc_feature") for at in range(5, 1000, 10)]
    said = texts(parsed(molecule(*genes, *notes, size=2000)))
    shown = [word for word in said if re.fullmatch(r"[gn]\d+", word)]
    assert f"{200 - len(shown)} features without a name for want of room" in said
    right_hand_genes = [word for word in shown if word.startswith("g")]
    assert len(right_hand_genes) > len(shown) - 5


def test_features_beyond_the_limit_are_counted_not_drawn() -> None:
    many = [feature(Span(at, at + 3), label=f"f{at}") for at in range(LIMIT + 7)]
    root = parsed(molecule(*many))
    assert len([hint for hint in hints(root) if hint.startswith("f")]) >= LIMIT
    assert any(text.startswith("7 smaller features not drawn") for text in texts(root))


def test_every_shape_has_its_own_colour_and_a_legend_names_it() -> None:
    root = parsed(molecule(feature(Span(0, 300)), feature(Span(600, 900), kind="promoter")))
    classes = {item.get("class") for item in root.iter(f"{SVG}rect")}
    assert {"coding", "promoter"} <= classes
    assert "terminator" not in classes
    assert {"coding", "promoter"} <= set(texts(root))


def test_a_regulatory_feature_has_the_colour_of_its_class() -> None:
    assert category_of(feature(Span(0, 1), kind="regulatory", regulatory_class="terminator")).name == "terminator"
    assert category_of(feature(Span(0, 1), kind="regulatory")).name == "promoter"
    assert category_of(feature(Span(0, 1), kind="my_own")).name == "other"


def test_both_sides_of_the_origin_are_one_shape() -> None:
    shown = content(molecule(feature(Span(2900, 3000), Span(0, 100))))
    assert shown.features[0].stretches == ((2900, 3100),)


def test_a_join_over_the_origin_runs_on_beyond_the_end() -> None:
    shown = content(molecule(feature(Span(2500, 2600), Span(2900, 3000), Span(0, 100), Span(200, 300))))
    assert shown.features[0].stretches == ((2500, 2600), (2900, 3100), (3200, 3300))


def test_of_parts_within_parts_only_the_outer_ones_are_shown() -> None:
    inner = product()
    piece = Piece.cut(inner, 0, len(inner), None, None)
    shown = content(annotate(Construct("level 2", (piece,), True)))
    assert [arc.label for arc in shown.parts] == ["made"]
    assert [arc.low for arc in shown.junctions] == [0]


@given(
    st.lists(st.floats(0, 100), max_size=40).map(sorted),
    st.floats(0.1, 10),
)
def test_spread_places_are_in_order_within_bounds_and_apart(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, 0, 100)
    room = min(gap, 100 / (len(wanted) - 1)) if len(wanted) > 1 else gap
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in placed)
    assert all(there - here > room - 1e-6 for here, there in pairwise(placed))


def test_spread_leaves_alone_what_is_apart() -> None:
    assert spread([10, 30, 50], 5, 0, 100) == pytest.approx([10, 30, 50])


def test_spread_moves_a_crowd_evenly_to_both_sides() -> None:
    assert spread([50, 50, 50], 10, 0, 100) == pytest.approx([40, 50, 60])


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 10)), max_size=30), st.booleans())
def test_stretches_in_one_lane_never_overlap(pairs: list[tuple[float, float]], circle: bool) -> None:
    stretches = [(low, low + size) for low, size in pairs]
    circumference = 100.0 if circle else None
    rows = lanes(stretches, circumference=circumference, gap=0, least=0.5)
    turns = (-100.0, 0.0, 100.0) if circle else (0.0,)
    for index, (low, high) in enumerate(stretches):
        for other, (start, end) in enumerate(stretches[:index]):
            if rows[index] == rows[other]:
                assert not any(low + turn < end - 1e-9 and start < high + turn - 1e-9 for turn in turns)


def test_neighbours_that_abut_share_a_lane() -> None:
    assert lanes([(0, 10), (10, 20), (5, 15)], circumference=None, gap=0, least=1) == [0, 0, 1]


@pytest.mark.parametrize(("size", "step"), [(10, 1), (12, 1), (300, 50), (3152, 500), (5283, 500), (30_000, 5000)])
def test_ticks_are_round_numbers(size: int, step: int) -> None:
    assert tick_step(size) == step


def test_the_most_important_keep_their_order() -> None:
    assert most_important([(0, 5), (-1, 0), (0, 1)], 2) == [1, 2]
    assert most_important([(0, 5)], 0) == []


def test_a_text_is_cut_with_an_ellipsis_where_it_is_too_wide() -> None:
    assert fitted("short", 10, 100) == "short"
    cut = fitted("a much longer text", 10, 60)
    assert cut.endswith("…")
    assert width_of(cut, 10) <= 60


def test_a_chinese_letter_is_as_wide_as_it_is_high() -> None:
    assert width_of("质粒", 10) == 20


def test_a_title_is_folded_behind_a_sign() -> None:
    assert folded("J23100-B0034m-E0040m", 10, 70, 3) == ["J23100-", "B0034m-", "E0040m"]
    assert folded("one", 10, 90, 3) == ["one"]
    assert folded("", 10, 90, 3) == [""]


@given(st.text("AB_- 质", max_size=60), st.integers(1, 4))
def test_a_folded_text_keeps_to_its_room(text: str, lines: int) -> None:
    found = folded(text, 10, 40, lines)
    assert len(found) <= lines
    assert all(width_of(line, 10) <= 40 for line in found)
