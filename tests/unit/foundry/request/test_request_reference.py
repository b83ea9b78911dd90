from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest

import tilth.foundry.request as room
from tilth.foundry.request.events import EVENTS
from tilth.foundry.request.model import State
from tilth.foundry.request.refusals import REFUSALS
from tilth.foundry.request.transitions import TABLE, diagram, possible

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs/reference/foundry-request.md").read_text("utf-8")
SOURCES = sorted((ROOT / "src/tilth/foundry/request").glob("*.py"))
FAMILIES = ("request", "screening", "slot")


def refusals_in_the_code() -> set[str]:
    """The first argument of every call of ``refuse``."""
    calls = (
        node
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refuse"
    )
    codes = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    return {str(code) for code in codes if str(code).split(".")[0] in FAMILIES}


def test_every_refusal_in_the_code_is_listed_with_its_meaning_and_no_other() -> None:
    assert refusals_in_the_code() == set(REFUSALS)


@pytest.mark.parametrize(("code", "meaning"), REFUSALS.items())
def test_the_page_gives_the_meaning_of(code: str, meaning: str) -> None:
    assert f"| `{code}` | {meaning} |" in PAGE


@pytest.mark.parametrize("event", EVENTS)
def test_the_page_speaks_of_the_event(event: type) -> None:
    assert re.search(rf"^\| `{re.escape(event.TYPE)}` \| .+ \|$", PAGE, re.M)  # type: ignore[attr-defined]


def test_no_two_events_have_one_name() -> None:
    assert len({event.TYPE for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("state", State)
def test_the_page_lists_the_commands_of_the_state(state: State) -> None:
    listed = ", ".join(f"`{name}`" for name in possible(state)) or "none"
    assert re.search(rf"^\| `{state}` \| .+ \| {re.escape(listed)} \|$", PAGE, re.M)


@pytest.mark.parametrize("name", sorted({move.command.NAME for move in TABLE}))
def test_the_page_explains_the_command(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| .+ \|$", PAGE, re.M)


def test_the_page_shows_the_diagram_that_the_table_draws() -> None:
    assert f"```mermaid\n{diagram()}\n```" in PAGE


@pytest.mark.parametrize("name", room.__all__)
def test_the_page_speaks_of_the_public_name(name: str) -> None:
    assert name in PAGE


def test_the_examples_on_the_page_give_what_the_page_says() -> None:
    result = doctest.testfile(
        str(ROOT / "docs/reference/foundry-request.md"), module_relative=False, encoding="utf-8"
    )
    assert result.attempted > 10
    assert result.failed == 0
