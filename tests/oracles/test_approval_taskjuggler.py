"""The dates of 200 random task graphs against TaskJuggler 3.7, on China's calendar of 2025 and 2026.

Working-day and calendar durations are mixed. TaskJuggler gets the days off as leaves; the weekends that are worked
in exchange are shifts of each task, because its leaves can only take days away. A day of ours that ends a task is
the midnight after it for TaskJuggler.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tilth.approval import standing
from tilth.approval.forecast import forecast, new_case
from tilth.approval.model import Clock, Effective, Procedure, Step
from tilth.approval.terms import Expiry, Start, Unit
from tilth.kernel.calendars import china

GRAPHS = 200
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 24)
DAY = timedelta(days=1)


def graph(source: random.Random, number: int) -> tuple[Procedure, date]:
    """A procedure of three to nine steps, each deemed approved when its limit passes, and the day it begins."""
    steps: list[Step] = []
    for at in range(source.randint(3, 9)):
        needs = tuple(step.id for step in steps if source.random() < 0.4)
        unit = source.choice([Unit.WORKING_DAY, Unit.CALENDAR_DAY])
        clock = Clock(
            limit=source.randint(1, 30),
            unit=unit,
            calendar="CN" if unit is Unit.WORKING_DAY else "",
            start_event=Start.NEEDS_MET,
            on_expiry=Expiry.DEEMED_APPROVED,
        )
        steps.append(Step(id=f"s{at}", title=f"step {at}", needs=needs, clock=clock))
    procedure = Procedure(
        id=f"g{number}",
        version=1,
        title="a random graph",
        jurisdiction="CN",
        effective=Effective(FIRST),
        steps=tuple(steps),
    )
    return procedure, FIRST + timedelta(days=source.randint(0, 300))


@pytest.fixture(scope="module")
def graphs() -> list[tuple[Procedure, date]]:
    source = random.Random(20250126)
    return [graph(source, number) for number in range(GRAPHS)]


def project(graphs: list[tuple[Procedure, date]]) -> str:
    """All graphs as one TaskJuggler project."""
    made_up = ", ".join(f"makeup {day} +1d" for day in sorted(china().on) if FIRST <= day <= LAST + DAY)
    off = [f'leaves holiday "off" {day} +1d' for day in sorted(china().off) if FIRST <= day <= LAST + DAY]
    return "\n".join(
        [
            'project all "All" 2025-01-01 +3y {',
            '  timezone "UTC" dailyworkinghours 24 timingresolution 60min',
            "  workinghours mon - fri 0:00 - 24:00",
            "  workinghours sat, sun off",
            "}",
            *off,
            'shift makeup "worked in exchange" { workinghours mon - sun 0:00 - 24:00 }',
            *(line for procedure, start in graphs for line in tasks(procedure, start, made_up)),
            'taskreport ends "ends" {',
            '  formats csv columns id, end timeformat "%Y-%m-%d %H:%M" hidetask ~isleaf()',
            "}",
        ]
    )


def tasks(procedure: Procedure, start: date, made_up: str) -> Iterator[str]:
    yield f'task {procedure.id} "graph" {{'
    yield f'  task begin "begin" {{ start {start + DAY} }}'
    for step in procedure.steps:
        assert step.clock
        after = ", ".join(f"!{need}" for need in step.needs or ("begin",))
        length = "length" if step.clock.unit is Unit.WORKING_DAY else "duration"
        shifts = f" shifts {made_up}" if step.clock.unit is Unit.WORKING_DAY else ""
        yield f'  task {step.id} "step" {{ depends {after} {length} {step.clock.limit}d{shifts} }}'
    yield "}"


@pytest.fixture(scope="module")
def ends(graphs: list[tuple[Procedure, date]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, date]:
    """The last day of every step by TaskJuggler, by graph and step."""
    program = shutil.which("tj3")
    if program is None and not os.environ.get("CI"):
        pytest.skip("TaskJuggler is not here: `apt-get install tj3` brings it")
    assert program, "CI has to install tj3"
    folder: Path = tmp_path_factory.mktemp("tj3")
    (folder / "all.tjp").write_text(project(graphs))
    subprocess.run([program, "--silent", "--no-color", "all.tjp"], cwd=folder, check=True, capture_output=True)
    with (folder / "ends.csv").open() as stream:
        rows = list(csv.reader(stream, delimiter=";"))[1:]
    assert all(row[1].endswith(" 00:00") for row in rows)
    return {row[0]: date.fromisoformat(row[1][:10]) - DAY for row in rows}


@pytest.mark.slow
def test_clocks_and_forecast_give_taskjugglers_dates_on_every_graph(
    graphs: list[tuple[Procedure, date]], ends: dict[str, date]
) -> None:
    compared = 0
    for procedure, start in graphs:
        theirs = {step.id: ends[f"{procedure.id}.{step.id}"] for step in procedure.steps}
        assert max(theirs.values()) <= LAST, "a graph reaches beyond the published calendar"
        case = new_case(procedure, start)
        assert {one.step: one.since for one in standing(case, procedure, date(2027, 6, 1)).values()} == theirs
        made = forecast(case, procedure, start, trials=1, seed=0)
        assert {one.step: one.dates[0].date for one in made.base.steps} == theirs
        assert not any(due.provisional for one in made.base.steps for due in one.dates)
        compared += len(theirs)
    assert compared > 5 * GRAPHS
