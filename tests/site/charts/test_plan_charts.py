"""The plan's drawings: intervals, fans, two definitions side by side, histograms, and the scales beneath them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilth_site.charts import Ahead, Figure, bullet, fan, histogram, revision
from tilth_site.charts.axes import Scale, days, ticks

WORDS = {
    "value": "Counted",
    "lower": "Lower",
    "upper": "Upper",
    "unknown": "unknown",
    "low": "Low",
    "high": "High",
}
FAN = {"day": "Day", "value": "Value", "half": "50 %", "ninety": "90 %"}
START = date(2024, 1, 1)
amounts = st.floats(min_value=-1e9, max_value=1e9)


def drawn(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure.svg)


def shapes(figure: Figure, kind: str) -> list[ElementTree.Element]:
    return [shape for shape in drawn(figure).iter() if shape.get("class") == f"chart-{kind}"]


def points(shape: ElementTree.Element) -> list[tuple[float, float]]:
    return [tuple(map(float, point.split(","))) for point in shape.get("points").split()]


def startups(low: float = 36, value: float = 37, high: float = 41) -> Figure:
    return bullet(
        "key", "Startups", "About.", value=value, interval=(low, high), lower=50, upper=None, words=WORDS
    )


def a_fan(ahead: Ahead | None = None, bounds=(("Wanted", 50.0),), values=(0.0, 10.0, 37.0)) -> Figure:
    history = [(START + timedelta(days=100 * at), value) for at, value in enumerate(values)]
    return fan("key", "Startups", "About.", history=history, ahead=ahead, bounds=bounds, steps=True, words=FAN)


AHEAD = Ahead(date(2025, 12, 31), 48, (45, 52), (41, 60))
ALL = [
    startups(),
    a_fan(AHEAD),
    revision("key", "By quarter", "About.", [("2024-Q1", 4, 3), ("2024-Q2", 9, None)], ("Quarter", "Then", "Now")),
    histogram("key", "PIT", "About.", (2, 0, 3), (0.0, 1.0), ("Level", "Outcomes")),
]


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.kind)
def test_a_drawing_names_itself_and_no_colour(figure) -> None:
    root = drawn(figure)
    texts = {element.get("id"): element.text for element in root if element.get("id")}
    assert [texts[name] for name in root.get("aria-labelledby").split()] == [figure.title, "About."]
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"style", "fill", "stroke", "color"}


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.kind)
def test_every_row_of_the_table_has_a_cell_for_each_column(figure) -> None:
    assert figure.rows
    assert {len(row) for row in figure.rows} == {len(figure.columns)}


def test_an_interval_is_full_to_its_low_end_and_faint_to_its_high_end() -> None:
    figure = startups()
    (full,), (faint,) = shapes(figure, "value"), shapes(figure, "doubt")
    assert float(full.get("width")) == pytest.approx(float(faint.get("x")))
    assert float(faint.get("width")) / float(full.get("width")) == pytest.approx(5 / 36, rel=1e-2)
    assert figure.rows == (("37", "36", "41", "50"),)


def test_a_certain_value_has_nothing_faint() -> None:
    assert shapes(startups(37, 37, 37), "doubt") == []


def test_what_falls_below_zero_is_drawn_to_the_left_of_it() -> None:
    figure = bullet("key", "Change", "", value=-5, lower=5, upper=None, words=WORDS)
    (bar,) = shapes(figure, "value")
    (bound,) = shapes(figure, "bound")
    assert 0 <= float(bar.get("x")) < float(bar.get("x")) + float(bar.get("width")) < float(bound.get("x1"))


def test_a_value_without_a_target_has_no_bounds() -> None:
    figure = bullet("key", "Scale", "", value=410, lower=None, upper=None, words=WORDS)
    assert shapes(figure, "bound") == []
    assert figure.columns == ("Counted",)


def test_a_fan_holds_the_narrow_band_in_the_wide_one_and_ends_at_the_deadline() -> None:
    figure = a_fan(AHEAD)
    (wide,), (narrow,), (line,) = (shapes(figure, kind) for kind in ("ninety", "half", "deadline"))
    (_, top), (x, upper), (_, lower) = points(wide)
    (_, also_top), (_, inner_upper), (_, inner_lower) = points(narrow)
    assert upper < inner_upper < inner_lower < lower
    assert top == also_top
    assert x == float(line.get("x1"))
    assert figure.rows[-1] == ("2025-12-31", "48", "45 – 52", "41 – 60")


def test_a_count_is_drawn_in_steps() -> None:
    (line,) = shapes(a_fan(), "line")
    places = points(line)
    assert all(one[0] == other[0] or one[1] == other[1] for one, other in pairwise(places))


def test_without_a_forecast_there_is_history_alone() -> None:
    figure = a_fan(None)
    assert (shapes(figure, "ninety"), shapes(figure, "deadline"), len(figure.rows)) == ([], [], 3)


def test_a_quarter_without_a_number_interrupts_its_line() -> None:
    rows = [("Q1", 4, 3), ("Q2", 9, None), ("Q3", 16, 12)]
    figure = revision("key", "By quarter", "", rows, ("Quarter", "Then", "Now"))
    assert (len(shapes(figure, "line")), len(shapes(figure, "line-after"))) == (1, 2)
    assert figure.rows[1] == ("Q2", "9", "–")


def test_bins_share_their_edges_and_show_what_is_expected() -> None:
    figure = histogram("key", "PIT", "", (4, 0), (0.0, 1.0), ("Level", "Outcomes"))
    tall, none = shapes(figure, "bar")
    (expected,) = shapes(figure, "expected")
    assert float(none.get("height")) == 0
    middle = float(tall.get("y")) + float(tall.get("height")) / 2
    assert float(expected.get("y1")) == pytest.approx(middle, abs=0.1)
    assert figure.rows == (("0 – 0.5", "4"), ("0.5 – 1", "0"))


@given(low=amounts, more=st.floats(min_value=0, max_value=1e9), most=st.integers(2, 8))
def test_round_values_span_what_is_asked_for_in_few_even_steps(low, more, most) -> None:
    named = ticks(low, low + more, most)
    tolerance = 1e-6 * max(abs(low), abs(low + more), 1e-3)
    assert named[0] <= low + tolerance
    assert named[-1] >= low + more - tolerance
    assert 2 <= len(named) <= most + 2
    assert named[0] < named[1]


@given(start=st.dates(date(1990, 1, 1), date(2030, 1, 1)), length=st.integers(0, 20_000))
def test_named_days_lie_inside_and_are_never_many(start, length) -> None:
    end = start + timedelta(days=length)
    found = days(start, end)
    assert all(start <= day <= end for day, _ in found)
    assert len(found) <= 9


def test_a_scale_takes_its_ends_to_the_ends() -> None:
    scale = Scale(10, 20, 200, 0)
    assert [scale.at(value) for value in (10, 15, 20)] == [200, 100, 0]
