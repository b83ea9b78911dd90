"""Drawings say what they show, to eyes and to screen readers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilth_site.charts import Figure, bars, bullet, sparkline

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"value": "Counted", "lower": "Lower", "upper": "Upper", "unknown": "unknown"}
amounts = st.floats(min_value=0, max_value=1e12)


def drawn(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure.svg)


def shapes(figure: Figure, kind: str) -> list[ElementTree.Element]:
    return [shape for shape in drawn(figure).iter() if shape.get("class") == f"chart-{kind}"]


def a_bullet(value: float | None, lower: float = 3, upper: float | None = 5) -> Figure:
    return bullet("key", "Platforms", "About it.", value=value, lower=lower, upper=upper, words=WORDS)


ALL = [
    a_bullet(4),
    bars("key", "Strength", "About it.", [("J23100", 1.0), ("R0063", 0.24)], ("Promoter", "Strength")),
    sparkline("key", "Requests", "About it.", [("1", 3), ("2", 5)], ("Week", "Requests")),
]


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.kind)
def test_a_drawing_is_an_image_named_by_its_title_and_description(figure):
    root = drawn(figure)
    texts = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert [texts[name] for name in root.get("aria-labelledby").split()] == [figure.title, "About it."]


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.kind)
def test_a_drawing_names_no_colour(figure):
    given_ = {name for element in drawn(figure).iter() for name in element.attrib}
    assert not given_ & {"style", "fill", "stroke", "color"}


def test_markup_in_a_title_stays_text():
    figure = bars("key", "<script>alert(1)</script>", "", [("<b>", 1.0)], ("Name", "Amount"))
    assert "<script" not in figure.svg
    assert drawn(figure).find(f"{SVG}title").text == "<script>alert(1)</script>"


def test_a_bullet_marks_both_bounds_and_the_band_between_them():
    figure = a_bullet(4)
    low, high = (float(line.get("x1")) for line in shapes(figure, "bound"))
    (band,), (value,) = shapes(figure, "band"), shapes(figure, "value")
    assert float(band.get("x")) == low
    assert float(band.get("x")) + float(band.get("width")) == high
    assert float(value.get("width")) == pytest.approx((low + high) / 2)


def test_a_bullet_without_an_upper_bound_has_one_mark_and_no_band():
    figure = a_bullet(4, upper=None)
    assert (len(shapes(figure, "bound")), shapes(figure, "band")) == (1, [])
    assert figure.columns == ("Counted", "Lower")


def test_what_is_not_measured_has_no_bar_and_is_not_zero():
    assert shapes(a_bullet(None), "value") == []
    assert a_bullet(None).rows == (("unknown", "3", "5"),)
    assert a_bullet(0).rows == (("0", "3", "5"),)


@given(value=st.none() | amounts, lower=amounts, more=st.none() | amounts)
def test_nothing_of_a_bullet_lies_outside_its_scale(value, lower, more):
    figure = a_bullet(value, lower, None if more is None else lower + more)
    for shape in shapes(figure, "value") + shapes(figure, "band"):
        assert 0 <= float(shape.get("x")) + float(shape.get("width")) <= 200.01
    assert all(0 <= float(line.get("x1")) <= 200 for line in shapes(figure, "bound"))


def test_bars_are_as_long_as_their_amounts():
    figure = bars("key", "Strength", "", [("a", 4.0), ("b", 1.0), ("c", 0.0)], ("Promoter", "Strength"))
    widths = [float(bar.get("width")) for bar in shapes(figure, "bar")]
    assert widths[1] == pytest.approx(widths[0] / 4)
    assert widths[2] == 0
    assert figure.rows == (("a", "4"), ("b", "1"), ("c", "0"))


def test_bars_of_nothing_are_an_empty_drawing():
    figure = bars("key", "Strength", "", [], ("Promoter", "Strength"))
    assert (shapes(figure, "bar"), figure.rows) == ([], ())


def test_a_sparkline_rises_where_its_values_do_and_ends_in_a_dot():
    figure = sparkline("key", "Requests", "", [("1", 3), ("2", 5), ("3", 4)], ("Week", "Requests"))
    (line,), (dot,) = shapes(figure, "line"), shapes(figure, "dot")
    heights = [float(point.split(",")[1]) for point in line.get("points").split()]
    assert heights[1] < heights[2] < heights[0]
    assert float(dot.get("cy")) == heights[2]


@pytest.mark.parametrize(
    ("points", "lines", "dots"), [([], 0, 0), ([("1", 7)], 0, 1), ([("1", 7), ("2", 7)], 1, 1)]
)
def test_a_sparkline_of_few_or_equal_values_is_drawn_too(points, lines, dots):
    figure = sparkline("key", "Requests", "", points, ("Week", "Requests"))
    assert (len(shapes(figure, "line")), len(shapes(figure, "dot"))) == (lines, dots)
