"""A schedule as a picture and as a table."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest

from tilth.foundry.build.drawing.gantt import GANTT_COLUMNS, gantt_rows, gantt_svg
from tilth.foundry.build.drawing.gantt_style import COLOURS
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
    Mode,
    Operation,
    Problem,
    Resource,
    Schedule,
    Status,
    Use,
    Window,
)

START = datetime(2026, 11, 30, 8, tzinfo=timezone(timedelta(hours=8)))
PROBLEM = Problem(
    (
        Resource("robot", closed=(Window(60, 90),), title="Robot <1>"),
        Resource("cycler", 2, title="Thermocycler"),
        Resource("idle"),
    ),
    (Job("a", title="Request A"), Job("b", title="请求乙"), Job("down", title="Out of use")),
    (
        Operation("a1", "a", (Mode(60, (Use("robot"),)),), title="Mix"),
        Operation("a2", "a", (Mode(120, (Use("cycler"), Use("robot", length=10))),), title="Cycle"),
        Operation("b1", "b", (Mode(120, (Use("cycler"),)),), title="Cycle"),
        Operation("d", "down", (Mode(30, (Use("cycler"),)),), title="Out of use"),
        Operation("done", "b", (Mode(0),), title="done"),
    ),
    title="Today",
)
PLAN = Schedule(
    Status.FEASIBLE,
    (Assignment("a1", 0, 60), Assignment("a2", 90, 210), Assignment("b1", 60, 180), Assignment("d", 180, 210),
     Assignment("done", 180, 180)),
    210,
    None,
    0.0,
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def drawn(**more: object) -> ElementTree.Element:
    return ElementTree.fromstring(gantt_svg(PROBLEM, PLAN, start=START, **more))  # type: ignore[arg-type]


def hints(root: ElementTree.Element) -> list[str]:
    return [str(one.text) for one in root.iter(f"{SVG}title")]


def bars(root: ElementTree.Element) -> list[tuple[str, float, float]]:
    return [
        (one.get("class", ""), float(one.get("x", "")), float(one.get("width", "")))
        for one in root.iter(f"{SVG}rect")
        if one.get("class", "").startswith("bar")
    ]


def test_it_says_what_it_is_in_words() -> None:
    root = drawn()
    names = str(root.get("aria-labelledby")).split()
    texts = {one.get("id"): one.text for one in root if one.get("id")}
    assert texts[names[0]] == "Today"
    assert "5 operations of 3 jobs on 3 rows, from 2026-11-30 08:00 to 2026-11-30 11:30." in str(texts[names[1]])
    assert root.get("role") == "img"


def test_every_use_is_a_bar_with_a_hint_and_a_pool_has_a_row_for_each_unit() -> None:
    root = drawn()
    assert len(bars(root)) == 5
    assert "Cycle, 请求乙: Thermocycler · 1, 2026-11-30 09:00 to 2026-11-30 11:00" in hints(root)
    assert "Cycle, Request A: Thermocycler · 2, 2026-11-30 09:30 to 2026-11-30 11:30" in hints(root)
    assert "Cycle, Request A: Robot <1>, 2026-11-30 09:30 to 2026-11-30 09:40" in hints(root)
    assert not any("idle" in hint for hint in hints(root))


def test_bars_stand_to_scale() -> None:
    (_, at, wide), *_ = bars(drawn(width=1000))
    scale = (1000 - 196 - 20) / 210
    assert (at, wide) == (196.0, round(60 * scale, 1))


def test_a_request_has_one_colour_and_what_is_out_of_use_is_grey() -> None:
    colours = [kind for kind, _, _ in bars(drawn())]
    assert colours == ["bar c0", "bar c0", "bar c1", "bar grey", "bar c0"]


def test_colours_are_told_apart_when_they_come_again() -> None:
    jobs = tuple(Job(f"j{number}") for number in range(14))
    operations = tuple(Operation(f"o{at}", f"j{at}", (Mode(10, (Use("robot"),)),)) for at in range(14))
    problem = replace(PROBLEM, jobs=jobs, operations=operations)
    plan = replace(PLAN, assignments=tuple(Assignment(f"o{at}", at * 10, at * 10 + 10) for at in range(14)))
    classes = re.findall(r'class="(bar [^"]*)"', gantt_svg(problem, plan))
    assert len(set(classes)) == 14


def test_closed_time_is_hatched_and_now_is_a_line() -> None:
    root = drawn(now=100)
    hatched = [one for one in root.iter(f"{SVG}rect") if one.get("fill", "").startswith("url(#")]
    assert len(hatched) == 1
    assert any(one.get("class") == "now" for one in root.iter(f"{SVG}path"))
    assert not any(one.get("class") == "now" for one in drawn().iter(f"{SVG}path"))


def test_labels_fit_their_bars() -> None:
    root = drawn(width=1000)
    texts = [str(one.text) for one in root.iter(f"{SVG}text")]
    assert "Request A: Cycle" in texts
    assert "Request A: Mix" in texts


def test_the_number_of_a_unit_is_never_cut_from_its_name() -> None:
    pool = replace(PROBLEM.resources[1], title="People with a great many skills indeed")
    root = ElementTree.fromstring(gantt_svg(replace(PROBLEM, resources=(PROBLEM.resources[0], pool)), PLAN))
    shown = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert any(text.endswith("… · 2") for text in shown)


def test_without_an_instant_times_are_minutes() -> None:
    assert "from 0 to 210." in gantt_svg(PROBLEM, PLAN)


def test_an_empty_schedule_is_drawn_too() -> None:
    empty = Schedule(Status.UNKNOWN, (), None, None, 0.0)
    assert "0 operations" in gantt_svg(PROBLEM, empty, start=START)
    assert gantt_rows(PROBLEM, empty) == ()


def test_the_table_has_a_row_for_each_operation_by_start() -> None:
    rows = gantt_rows(PROBLEM, PLAN, start=START)
    assert len(rows) == len(PLAN.assignments)
    assert all(len(row) == len(GANTT_COLUMNS) for row in rows)
    assert rows[0] == ("Mix", "Request A", "Robot <1>", "2026-11-30 08:00", "2026-11-30 09:00", "60")
    assert rows[2][2] == "Robot <1>, Thermocycler · 2"


def test_it_reads_in_light_and_dark() -> None:
    assert "prefers-color-scheme:dark" in gantt_svg(PROBLEM, PLAN)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("fill", "ink"), COLOURS)
def test_the_ink_on_a_colour_can_be_read(fill: str, ink: str) -> None:
    low, high = sorted((luminance(fill), luminance(ink)))
    assert (high + 0.05) / (low + 0.05) >= 4.5
