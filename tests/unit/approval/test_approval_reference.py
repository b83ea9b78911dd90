"""The reference of the approval room tells the truth: its examples run, and its lists are whole."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tilth.approval import EVENTS, Procedure, parse_procedure, read_procedure, shipped, the_procedure
from tilth.approval.decisions.faults import FAULTS
from tilth.approval.terms import DayZero, Expiry, OnCap, Party, Roll, Start, StopBegins, StopEnds, Unit

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs/reference"


@pytest.mark.parametrize("name", ["approval.md", "approval-decisions.md", "approval-forecast.md"])
def test_the_examples_run(name: str) -> None:
    failed, tried = doctest.testfile(str(REFERENCE / name), module_relative=False)
    assert tried > 8
    assert failed == 0


def test_every_event_is_listed_with_its_facts() -> None:
    text = (REFERENCE / "approval.md").read_text(encoding="utf-8")
    for kind in EVENTS:
        facts = ", ".join(f"`{name}`" for name in kind.__dataclass_fields__ if name not in ("on", "TYPE"))
        assert f"| `{kind.TYPE}` | {facts} |" in text, kind.TYPE


def test_every_fault_of_a_record_is_listed() -> None:
    text = (REFERENCE / "approval-decisions.md").read_text(encoding="utf-8")
    for code in FAULTS:
        assert f"`{code.removeprefix('record.')}`" in text, code


def test_every_word_of_a_clock_and_every_procedure_is_explained() -> None:
    text = (REFERENCE / "approval-procedures.md").read_text(encoding="utf-8")
    for kind in (Unit, Start, DayZero, Roll, Expiry, OnCap, Party, StopBegins, StopEnds):
        for word in kind:
            assert f"`{word.value}`" in text, word
    for procedure in shipped():
        assert f"`{procedure.id}`" in text, procedure.id


def test_the_pages_procedure_and_the_examples_can_be_read() -> None:
    text = (REFERENCE / "approval-procedures.md").read_text(encoding="utf-8")
    found = re.search(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    assert found
    assert isinstance(parse_procedure(found[1], the_procedure, file="page"), Procedure)
    assert isinstance(read_procedure(ROOT / "examples/approval/PROCEDURE.yaml", the_procedure), Procedure)
