"""The reference of the floor runs, and its example file is read."""

import doctest
from contextlib import chdir
from pathlib import Path

from tilth.foundry.build.schedule.floor.durations import Empirical
from tilth.foundry.build.schedule.floor.read import read_floor

ROOT = Path(__file__).resolve().parents[6]


def test_the_examples_of_the_reference_run() -> None:
    with chdir(ROOT):
        failed, tried = doctest.testfile(
            str(ROOT / "docs/reference/foundry-build-floor.md"), module_relative=False
        )
    assert tried > 15
    assert failed == 0


def test_the_example_file_is_read() -> None:
    floor = read_floor(ROOT / "examples/floor/FLOOR.toml")
    assert floor.instruments[2].maintenance[0].title == "Yearly service"
    assert floor.durations.of("incubator") == Empirical((1.0, 1.0, 1.02, 1.1, 1.25))
    assert floor.shares == {"teaching": 3.0}
