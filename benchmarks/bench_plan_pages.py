"""The plan's pages over a million rows of evidence, beside bare Django on the same report."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from measure import Row
from page_times import spelt
from plan_fill import Filled
from plan_pages import Asked

ROWS = 1_000_000
MOST_QUERIES, MOST_MS = 15, 200
DESK, MOST_OF_DESK = "the officer's desk, live", 25
"""The desk is four lists beside the figures, so it is promised the time and more queries."""


def rows() -> list[Row]:
    """A row a page: its times once it was asked for, beside the floor's; and what a first request costs."""
    script = Path(__file__).with_name("plan_pages.py")
    with tempfile.TemporaryDirectory(prefix="tilth-bench-") as home:
        filled = msgspec.json.decode(_run(script, "fill", f"{home}/site", str(ROWS)), type=Filled)
        asked = msgspec.json.decode(_run(script, "ask", f"{home}/site"), type=Asked)
    of = f"{filled.rows:,} rows of evidence, {filled.entries:,} entries"
    dashboard, *others = asked.pages.items()
    return [
        _page(of, *dashboard, asked.floor),
        *(_page(of, *page) for page in others),
        *(Row(f"{page}: the first request of a process", f"{ms:,.0f} ms") for page, ms in asked.first.items()),
        Row(f"{DESK}: right after a row was accepted", f"{asked.changed:,.0f} ms"),
        Row("a report made, published and sealed, by a process that had read nothing", f"{filled.publish:.1f} s"),
    ]


def _page(of: str, page: str, times: dict[str, float], floor: dict[str, float] | None = None) -> Row:
    """A page's row; the floor is that of the dashboard, and stands beside no other."""
    most = MOST_OF_DESK if page == DESK else MOST_QUERIES
    return Row(
        f"{page}, {of}",
        spelt(times),
        f"bare Django: {spelt(floor)}" if floor else "none does this",
        floor["cpu"] / times["cpu"] if floor else None,
        f"p95 < {MOST_MS} ms, < {most} queries",
        times["p95"] < MOST_MS and times["queries"] < most,
    )


def _run(script: Path, *arguments: str) -> str:
    """The line of JSON that it prints last."""
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()[-1]


if __name__ == "__main__":
    for row in rows():
        print(row)
