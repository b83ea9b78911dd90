"""Brandimarte's flexible job shops: both forms of the files say the same, and known optima are reached."""

from pathlib import Path

import pytest

from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.formats import read_problem
from tilth.foundry.build.schedule.problem import Status
from tilth.foundry.build.schedule.solver import solve

pytestmark = pytest.mark.shared


def folder(shared: Path) -> Path:
    return shared / "data" / "scheduling" / "fjsp" / "brandimarte"


@pytest.mark.parametrize("number", range(1, 11))
def test_text_and_json_are_the_same_problem(shared: Path, number: int) -> None:
    name = folder(shared) / f"mk{number:02d}"
    assert read_problem(name.with_suffix(".txt")) == read_problem(name.with_suffix(".json"))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "optimum"), [("mk01", 40), ("mk03", 204), ("mk08", 523)])
def test_known_optima_are_reached_and_proven(shared: Path, name: str, optimum: int) -> None:
    problem = read_problem(folder(shared) / f"{name}.txt")
    schedule = solve(problem, seconds=120, workers=2)
    assert violations(problem, schedule) == ()
    assert (schedule.status, schedule.value) == (Status.OPTIMAL, optimum)
