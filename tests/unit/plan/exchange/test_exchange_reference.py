"""What the page about the exchange formats names is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from tilth.plan import exchange
from tilth.plan.exchange.indicators_table import COLUMNS
from tilth.plan.exchange.sdmx.series import ATTRIBUTES, DIMENSIONS, MEASURES, STATUSES

PAGE = Path(__file__).resolve().parents[4] / "docs/reference/plan-exchange.md"


def test_every_function_column_dimension_and_code_is_on_the_page() -> None:
    said = set(re.findall(r"[A-Za-z_]+", PAGE.read_text("utf-8")))
    functions = {name for name in exchange.__all__ if name.islower()}
    assert functions | {*DIMENSIONS, *ATTRIBUTES, *MEASURES, *STATUSES} <= said
    sources = {
        f"{prefix}_{name}" for prefix in ("baseline", "target") for name in ("source", "locator", "source_on")
    }
    assert {*COLUMNS} - sources <= said
    assert exchange.FORMAT in PAGE.read_text("utf-8")
