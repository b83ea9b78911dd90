from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest

import tilth.foundry.build.run as room
from tilth.foundry.build.run import EVENTS, State, possible
from tilth.foundry.build.run.refusals import REFUSALS
from tilth.foundry.build.run.steps import Standing
from tilth.foundry.build.run.transitions import TABLE, diagram

ROOT = Path(__file__).resolve().parents[5]
PAGE = (ROOT / "docs/reference/foundry-build-run.md").read_text("utf-8")
SOURCES = sorted((ROOT / "src/tilth/foundry/build/run").glob("*.py"))
SITE = sorted((ROOT / "src/tilth_site/build").rglob("*.py"))


def refusals_in(sources: list[Path]) -> set[str]:
    """The first argument of every call of ``refuse``, where it is of a run."""
    calls = (
        node
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refuse"
    )
    codes = {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}
    return {code for code in codes if code.startswith("run.")}


def test_every_refusal_in_the_code_is_listed_with_its_meaning_and_no_other() -> None:
    assert refusals_in(SOURCES) == set(REFUSALS)


def test_the_page_names_the_refusals_that_the_site_adds() -> None:
    added = refusals_in(SITE) - set(REFUSALS)
    assert added
    assert all(f"`{code}` (" in PAGE for code in added), added


@pytest.mark.parametrize(("code", "meaning"), REFUSALS.items())
def test_the_page_gives_the_meaning_of(code: str, meaning: str) -> None:
    assert f"| `{code}` | {meaning} |" in PAGE


def test_the_page_speaks_of_every_event_command_and_standing() -> None:
    names = {
        *(event.TYPE for event in EVENTS),
        *(move.command.NAME for move in TABLE),
        *(one.value for one in Standing),
    }
    for name in names:
        assert re.search(rf"^\| `{re.escape(name)}` \| .+ \|$", PAGE, re.M), name


@pytest.mark.parametrize("state", State)
def test_the_page_lists_the_commands_of_the_state(state: State) -> None:
    listed = ", ".join(f"`{name}`" for name in possible(state)) or "none"
    assert re.search(rf"^\| `{state}` \| .+ \| {re.escape(listed)} \|$", PAGE, re.M)


def test_the_page_shows_the_diagram_and_every_public_name() -> None:
    assert f"```mermaid\n{diagram()}\n```" in PAGE
    assert all(name in PAGE for name in room.__all__)


def test_the_examples_on_the_page_give_what_the_page_says() -> None:
    page = str(ROOT / "docs/reference/foundry-build-run.md")
    result = doctest.testfile(page, module_relative=False, encoding="utf-8")
    assert result.attempted > 10
    assert result.failed == 0
