"""Run logs that people and other programs write: a CSV table of what was moved, or a bench sheet with ticks."""

from __future__ import annotations

from tilth.foundry.build.dialects.bench import read_ticks
from tilth.foundry.build.dialects.tables import Row, read_table
from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.transfer import Place

__all__ = ["read_bench_sheet", "read_run_log"]

_NEEDED = ("source_labware", "source_well", "target_labware", "target_well", "volume_ul", "moved_ul")


def read_run_log(text: str, file: str) -> Report:
    """The report in a table with the columns of ``transfers.csv`` and ``moved_ul``; ``code``, ``status`` and
    ``at`` may be there. Raises FileError.
    """
    return Report(file, None, tuple(_moved(row) for row in read_table(text, file, _NEEDED)))


def _moved(row: Row) -> Moved:
    asked, moved = row.volume("volume_ul", "uL"), row.volume("moved_ul", "uL")
    status = row.text("status")
    return Moved(
        Place(row.text("source_labware"), row.well("source_well")),
        Place(row.text("target_labware"), row.well("target_well")),
        asked,
        moved,
        row.text("code") or ("other" if moved < asked else ""),
        status,
        row.text("at"),
    )


def read_bench_sheet(text: str, file: str) -> Report:
    """The report of a bench sheet: what was ticked was moved, what was not was not. Raises FileError."""
    moves = (
        Moved(one.source, one.target, one.volume, one.volume if ticked else 0, "" if ticked else "not_ticked")
        for one, ticked in read_ticks(text, file)
    )
    return Report(file, None, tuple(moves))
