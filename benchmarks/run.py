"""Run every benchmark and write ``docs/benchmarks.md``: machine, versions, medians, ratios, date.

Peers and Tilth run in this one process, one after the other, on the same inputs. Exits with 1 where a promised
figure was missed, after writing what was measured.
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
import bench_site
import bench_site_writes
from measure import ROOT, RUNS, Row

PEERS = (
    "dnacauldron", "pydna", "biopython", "numpy", "django", "pandas", "scoringrules", "pylabrobot", "ortools",
    "pyjobshop",
)  # fmt: skip
PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, print and write; return the exit status."""
    sections = {}
    modules = (
        ("Assembly", bench_assembly),
        ("Ligation fidelity", bench_fidelity),
        ("The journal", bench_journal),
        ("The site's pages", bench_site),
        ("The site's writes", bench_site_writes),
        ("Compiling build plans", bench_compile),
        ("The plan's counts", bench_plan_counts),
        ("The plan's pages", bench_plan_pages),
        ("The liquid ledger", bench_ledger),
        ("Scheduling: S-LAB", bench_schedule_slab),
        ("Scheduling: flexible job shops", bench_schedule_fjsp),
        ("Scheduling: delay on a floor", bench_schedule_floor),
        ("Replanning the floor", bench_replan),
        ("Approval forecasts", bench_approval_forecast),
    )
    for title, module in modules:
        print(f"measuring: {title.lower()} ...", file=sys.stderr)
        sections[title] = module.rows()
    text = _page(sections)
    print(text)
    fresh = PAGE.with_suffix(".tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(PAGE)
    missed = [row.what for rows in sections.values() for row in rows if row.met is False]
    for what in missed:
        print(f"missed: {what}", file=sys.stderr)
    return 1 if missed else 0


def _page(sections: dict[str, list[Row]]) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench` on {datetime.datetime.now(datetime.UTC).date()}. Medians of {RUNS} runs after a "
        "warm-up, peers and Tilth in one run on the same inputs; a ratio is the peer's time divided by Tilth's.",
        "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}. "
        f"Python {platform.python_version()}, tilth {importlib.metadata.version('tilth')}, {versions}.",
    ]
    for title, rows in sections.items():
        lines += [
            "",
            f"## {title}",
            "",
            "| what | Tilth | peer | ratio | promised | kept |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_line(row) for row in rows]
    return "\n".join([*lines, ""])


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
    sys.exit(main())
