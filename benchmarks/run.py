"""Run every benchmark and write ``docs/benchmarks.md``: machine, versions, medians, ratios, date.

Peers and Tilth run in this one process, one after the other, on the same inputs. With words as arguments only the
sections whose titles hold one of them are measured, and the others stand as they were, under the date on which
they were measured. The page is written after every section, so that a run that is cut off loses one. Exits with 1
where a promised figure was missed.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import sys

import bench_approval_forecast
import bench_assembly
import bench_compile
import bench_fidelity
import bench_journal
import bench_ledger
import bench_plan_counts
import bench_plan_pages
import bench_replan
import bench_schedule_fjsp
import bench_schedule_floor
import bench_schedule_slab
import bench_screening
import bench_site
import bench_site_writes
from measure import ROOT, RUNS, Row

PEERS = (
    "dnacauldron", "pydna", "biopython", "numpy", "django", "pandas", "scoringrules", "pylabrobot", "ortools",
    "pyjobshop",
)  # fmt: skip
PAGE = ROOT / "docs" / "benchmarks.md"


SECTIONS = (
    ("Assembly", bench_assembly),
    ("Ligation fidelity", bench_fidelity),
    ("The journal", bench_journal),
    ("The site's pages", bench_site),
    ("The site's writes", bench_site_writes),
    ("The plan's counts", bench_plan_counts),
    ("The plan's pages", bench_plan_pages),
    ("Compiling build plans", bench_compile),
    ("The liquid ledger", bench_ledger),
    ("Scheduling: S-LAB", bench_schedule_slab),
    ("Scheduling: flexible job shops", bench_schedule_fjsp),
    ("Scheduling: delay on a floor", bench_schedule_floor),
    ("Replanning the floor", bench_replan),
    ("Approval forecasts", bench_approval_forecast),
    ("The screening gate", bench_screening),
)


def main(words: list[str]) -> int:
    """Measure the sections whose titles hold one of ``words`` (none: all), and return the exit status."""
    texts = _standing()
    missed = []
    for title, module in SECTIONS:
        if words and not any(word.lower() in title.lower() for word in words):
            continue
        print(f"measuring: {title.lower()} ...", file=sys.stderr)
        rows = module.rows()
        texts[title] = _section(rows)
        _write(_page(texts))
        missed += [row.what for row in rows if row.met is False]
    for what in missed:
        print(f"missed: {what}", file=sys.stderr)
    return 1 if missed else 0


def _standing() -> dict[str, str]:
    """The text of each section as the page has it."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = (part.partition("\n") for part in page.split("\n## ")[1:])
    return {title: text.strip() for title, _, text in parts}


def _write(text: str) -> None:
    fresh = PAGE.with_suffix(".tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(PAGE)


def _page(texts: dict[str, str]) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`. Medians of {RUNS} runs after a warm-up, peers and Tilth in one run on the same "
        "inputs; a ratio is the peer's time divided by Tilth's.",
        "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}. "
        f"Python {platform.python_version()}, tilth {importlib.metadata.version('tilth')}, {versions}.",
    ]
    for title, _ in SECTIONS:
        if title in texts:
            lines += ["", f"## {title}", "", texts[title]]
    return "\n".join([*lines, ""])


def _section(rows: list[Row]) -> str:
    lines = [
        f"Measured on {datetime.datetime.now(datetime.UTC).date()}.",
        "",
        "| what | Tilth | peer | ratio | promised | kept |",
        "|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:,.0f} x" if row.ratio >= 20 else f"{row.ratio:.1f} x"
    kept = {True: "yes", False: "**no**", None: ""}[row.met]
    return f"| {row.what} | {row.tilth} | {row.peer} | {ratio} | {row.goal} | {kept} |"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
