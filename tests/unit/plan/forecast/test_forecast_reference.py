"""The reference page's examples do what they show."""

import doctest
from pathlib import Path

from tilth.plan import forecast

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "plan-forecast.md"


def test_the_examples_on_the_page_run_as_shown() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert result.attempted > 10
    assert result.failed == 0


def test_every_public_name_is_on_the_page() -> None:
    page = PAGE.read_text()
    assert [name for name in forecast.__all__ if name not in page] == []
