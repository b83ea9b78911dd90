"""Read whatever a robot or a person reports: the form is told by the file itself."""

from __future__ import annotations

from pathlib import Path

from tilth.foundry.build.readback import echo, opentrons, run_log
from tilth.foundry.build.readback.report import Report
from tilth.kernel.files import read_text

__all__ = ["read_report"]


def read_report(path: Path) -> Report:
    """The report in ``path``: an Opentrons' run log (JSON), a bench sheet (``.md``), a transfer report of an Echo
    (CSV with its sections), or a table of what was moved (any other CSV). Raises FileError where it is none.
    """
    text = read_text(path, code="build")
    if path.suffix.lower() == ".json":
        return opentrons.read_run_log(text.encode(), str(path))
    if path.suffix.lower() == ".md":
        return run_log.read_bench_sheet(text, str(path))
    if echo.is_echo_report(text):
        return echo.read_report(text, str(path))
    return run_log.read_run_log(text, str(path))
