"""What every benchmark shares: the median of five runs, a row of the table, and where the real inputs are."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 5
LEAST = 0.2
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the table: Tilth's figure beside a peer's on the same input, or beside a bound.

    ``ratio`` is the peer's time divided by Tilth's, None where there is no peer. ``goal`` is what was promised;
    ``met`` says whether this run kept it.
    """

    what: str
    tilth: str
    peer: str = "none does this"
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


def median_seconds(work: Callable[[], object], runs: int = RUNS, warmup: int = 1) -> float:
    """The median wall time of a call over ``runs`` runs, after ``warmup`` calls that do not count.

    A run repeats work that is done in less than ``LEAST`` seconds until that time is over, and divides: a single
    millisecond says more about the machine's last interrupt than about the work.
    """
    start = time.perf_counter()
    for _ in range(warmup):
        work()
    once = (time.perf_counter() - start) / max(1, warmup)
    calls = max(1, round(LEAST / once)) if warmup and once < LEAST else 1
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        times.append((time.perf_counter() - start) / calls)
    return statistics.median(times)


def peak_megabytes() -> float:
    """The most memory that this program has held. (``ru_maxrss`` would start at its parent's size.) Linux only."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def spell(seconds: float) -> str:
    """``seconds`` with a unit that leaves three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def shared_folder() -> Path | None:
    """The folder with the real inputs (``TILTH_SHARED`` or ``../shared``), None where it is not there."""
    folder = Path(os.environ.get("TILTH_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "data").is_dir() else None
