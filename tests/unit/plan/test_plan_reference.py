"""What the page about the plan's room shows is what it does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from tilth.plan.figures import Attainment

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/reference/plan.md"


def test_the_examples_of_the_page_do_what_it_says():
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert result.attempted > 10
    assert not result.failed


def test_every_attainment_and_every_reason_is_on_the_page():
    page = PAGE.read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "src/tilth/plan").glob("*.py")))
    reasons = set(re.findall(r'Reason\(\s*"(plan\.[a-z_.]+)"', code)) | {"plan.series.break"}
    assert len(reasons) > 8
    said = set(re.findall(r"`([a-z_.]+)`", page))
    assert reasons <= said
    assert {each.value for each in Attainment} <= said
