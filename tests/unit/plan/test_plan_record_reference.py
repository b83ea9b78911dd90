"""The page about the plan's record names every event and every reason for a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilth.plan.events import EVENTS
from tilth.plan.refusals import REFUSALS

PAGE = (Path(__file__).resolve().parents[3] / "docs/reference/plan-record.md").read_text("utf-8")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_the_page_has_the_event(event) -> None:
    assert f"| `{event.TYPE}` |" in PAGE


@pytest.mark.parametrize("code", REFUSALS)
def test_the_page_says_why_it_is_refused(code) -> None:
    assert f"| `{code}` | {REFUSALS[code]} |" in PAGE
