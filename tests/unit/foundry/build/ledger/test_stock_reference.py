"""The reference page is true: its examples are run, and it leaves out no refusal of the ledger and no event."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import pytest

from tilth.foundry.build.inventory import EVENTS
from tilth.foundry.build.ledger import reasons

PAGE = Path(__file__).resolve().parents[5] / "docs" / "reference" / "foundry-build-stock.md"
TEXT = PAGE.read_text("utf-8")


def test_the_examples_of_the_page_give_what_it_says() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0


def test_every_refusal_of_the_ledger_is_on_the_page_and_no_other() -> None:
    codes = set(re.findall(r'"(ledger\.\w+)"', inspect.getsource(reasons)))
    assert codes == set(re.findall(r"`(ledger\.\w+)`", TEXT))


@pytest.mark.parametrize("event", [event.TYPE for event in EVENTS])
def test_the_page_names_the_event(event: str) -> None:
    kind, _, happened = event.rpartition(".")
    assert re.search(rf"^\| `\w+/<\w+>` \| `{re.escape(kind)}\.(.*`\.)?{happened}`.* \|$", TEXT, re.M)
