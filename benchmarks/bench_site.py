"""The site at a million journal entries and a hundred thousand requests, beside bare Django on the same rows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from measure import Row
from page_times import spelt
from site_pages import Measured

LARGE, SMALL = 100_000, 1_000
MOST_QUERIES = 15


def rows() -> list[Row]:
    """A row a page: Tilth's times at the large size, beside the floor's; and how the page grew with the table."""
    large, small = _run(LARGE), _run(SMALL)
    floor = large.pages.pop("floor")
    found = [
        Row(
            f"{page}, {LARGE:,} requests, {large.entries:,} entries",
            spelt(times),
            f"bare Django: {spelt(floor)}",
            floor["cpu"] / times["cpu"],
            f"< {MOST_QUERIES} queries",
            times["queries"] < MOST_QUERIES,
        )
        for page, times in large.pages.items()
    ]
    page = "the foundry's list"
    grown = large.pages[page]["p50"] / small.pages[page]["p50"]
    found.append(
        Row(
            f"{page}: p50 at {LARGE:,} requests over p50 at {SMALL:,}",
            f"{grown:.2f} x",
            goal="does not slow with size (< 1.5 x)",
            met=grown < 1.5,
        )
    )
    each = large.rebuild / large.entries * 1e6
    found.append(Row(f"every table written again from {large.entries:,} entries",
                     f"{large.rebuild:.0f} s, {each:.0f} us an entry"))  # fmt: skip
    return found


def _run(requests: int) -> Measured:
    script = Path(__file__).with_name("site_pages.py")
    with tempfile.TemporaryDirectory(prefix="tilth-bench-") as home:
        command = [sys.executable, str(script), f"{home}/site", str(requests)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Measured)
