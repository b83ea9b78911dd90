"""The page of the parties tells the truth, and leaves nothing out."""

from __future__ import annotations

import doctest
import re
from dataclasses import fields
from pathlib import Path

import pytest

import tilth.parties
from tilth.parties.events import EVENTS, Event
from tilth.parties.model import NEXT_STAGES, Role, Stage

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "parties.md"
SOURCE = sorted(Path(tilth.parties.__file__).parent.rglob("*.py"))


def test_the_example_on_the_page_gives_what_the_page_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 10
    assert result.failed == 0


@pytest.mark.parametrize("event", EVENTS)
def test_the_page_lists_every_event_with_its_facts(event: type[Event]) -> None:
    facts = ", ".join(field.name for field in fields(event))
    assert f"| `{event.TYPE}` | {facts} |" in PAGE.read_text("utf-8")


def test_every_event_that_is_written_is_among_the_events() -> None:
    written = {
        found for path in SOURCE for found in re.findall(r'TYPE: ClassVar\[str\] = "(.+?)"', path.read_text())
    }
    assert sorted(written) == sorted(event.TYPE for event in EVENTS)
    assert len({event.TYPE for event in EVENTS}) == len(EVENTS)


def test_the_page_lists_every_refusal_and_no_other() -> None:
    rules = "\n".join(path.read_text("utf-8") for path in SOURCE)
    given = set(re.findall(r'(?:refuse|Reason)\(\s*"(parties\.[a-z._]+)"', rules))
    refusals = PAGE.read_text("utf-8").partition("## Refusals")[2]
    assert set(re.findall(r"^\| `(parties\.[a-z._]+)` \|", refusals, re.M)) == given
    assert len(given) > 30


@pytest.mark.parametrize("stage", Stage)
def test_the_page_says_what_may_follow_a_stage(stage: Stage) -> None:
    following = ", ".join(NEXT_STAGES[stage])
    assert re.search(rf"^\| `{stage}` \| [^|]+ \| {following} ?\|$", PAGE.read_text("utf-8"), re.M)


def test_the_page_names_every_role() -> None:
    page = PAGE.read_text("utf-8")
    assert [role for role in Role if f"`{role}`" not in page] == []
