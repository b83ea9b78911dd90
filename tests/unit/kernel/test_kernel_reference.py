from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import tilth.kernel

PAGES = sorted((Path(__file__).resolve().parents[3] / "docs" / "reference").glob("kernel*.md"))
MODULES = sorted(module.name for module in pkgutil.iter_modules(tilth.kernel.__path__))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_gives_what_the_page_says(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 10
    assert result.failed == 0


@pytest.mark.parametrize("module", MODULES)
def test_a_page_speaks_of_every_public_name_of(module: str) -> None:
    names = importlib.import_module(f"tilth.kernel.{module}").__all__
    pages = [text for text in (page.read_text("utf-8") for page in PAGES) if f"`tilth.kernel.{module}`" in text]
    missing = [[name for name in names if not re.search(rf"\b{name}\b", page)] for page in pages]
    assert min(missing, key=len) == []
