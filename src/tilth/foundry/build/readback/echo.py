"""Reports of an Echo: what Echo Plate Reformat writes after a run (CSV), and surveys of source plates.

A transfer report is a head of ``name,value`` lines, a section ``[EXCEPTIONS]`` with the transfers that failed and
a section ``[DETAILS]`` with those that did not, each only where it has rows, and a tail of ``name,value`` lines.
Transfer volumes are nL; the volumes of fluid that it surveys and reckons with are uL.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tilth.foundry.build.dialects.echo import plate
from tilth.foundry.build.dialects.tables import Row, read_table, wrong
from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.robots.carriers import Carrier
from tilth.foundry.build.transfer import Place

__all__ = ["is_echo_report", "read_report", "read_survey"]

_SECTIONS = ("[EXCEPTIONS]", "[DETAILS]")
_NEEDED = ("Source Well", "Destination Well", "Transfer Volume", "Actual Volume")
_CODE = re.compile(r"\s*(MM\d+)\b")


@dataclass(frozen=True, slots=True)
class _Section:
    """A table within a report: its lines, and how many lines stand above them."""

    above: int
    lines: tuple[str, ...]


def is_echo_report(text: str) -> bool:
    """Whether ``text`` looks like a report of an Echo."""
    return any(line.strip().rstrip(",").upper() in _SECTIONS for line in text.splitlines())


def read_report(text: str, file: str) -> Report:
    """The report in ``text``. Raises FileError, with line and column, where it is none or a row is broken."""
    sections, facts = _parts(text)
    if not sections:
        mend = "Give the transfer report of Echo Plate Reformat as CSV."
        raise wrong(file, None, "There is neither an [EXCEPTIONS] nor a [DETAILS] section.", mend)
    moves: list[Moved] = []
    surveyed: dict[Place, int] = {}
    left: dict[Place, int] = {}
    for section in sections:
        for row in read_table("\n".join(section.lines), file, _NEEDED, above=section.above):
            moved = _moved(row)
            moves.append(moved)
            if row.text("Survey Fluid Volume"):
                surveyed.setdefault(moved.source, row.volume("Survey Fluid Volume", "uL"))
            if row.text("Current Fluid Volume"):
                now = row.volume("Current Fluid Volume", "uL")
                left[moved.source] = min(now, left.get(moved.source, now))
    return Report(
        file,
        Carrier.ACOUSTIC,
        tuple(moves),
        instrument=facts.get("Instrument Serial Number", ""),
        run=facts.get("Run ID", ""),
        surveyed=surveyed,
        left=left,
        facts=facts,
    )


def _moved(row: Row) -> Moved:
    status = row.text("Transfer Status").strip()
    code = _CODE.match(status)
    return Moved(
        Place(plate(row, "Source", "Source[1]"), row.well("Source Well")),
        Place(plate(row, "Destination", "Destination[1]"), row.well("Destination Well")),
        row.volume("Transfer Volume", "nL"),
        row.volume("Actual Volume", "nL"),
        code[1] if code else ("other" if status else ""),
        status,
        row.text("Date Time Point"),
    )


def read_survey(text: str, file: str) -> dict[Place, int]:
    """How much is in the wells of source plates (pL): of a plate survey, or of the survey in a transfer report.

    Where a report has the volume after its run as well, that is taken. Raises FileError.
    """
    sections, _ = _parts(text)
    if not sections:
        sections = (_Section(0, tuple(text.splitlines())),)
    found: dict[Place, int] = {}
    for section in sections:
        needed = ("Source Well", "Survey Fluid Volume")
        for row in read_table("\n".join(section.lines), file, needed, above=section.above):
            place = Place(plate(row, "Source", "Source[1]"), row.well("Source Well"))
            column = "Current Fluid Volume" if row.text("Current Fluid Volume") else "Survey Fluid Volume"
            if row.text(column):
                volume = row.volume(column, "uL")
                found[place] = min(volume, found.get(place, volume))
    return found


def _parts(text: str) -> tuple[tuple[_Section, ...], dict[str, str]]:
    """The sections of a report, and the facts of its head and tail."""
    sections: list[_Section] = []
    facts: dict[str, str] = {}
    lines = text.removeprefix("\ufeff").splitlines()
    number = 0
    while number < len(lines):
        name = lines[number].strip().rstrip(",").upper()
        number += 1
        if name in _SECTIONS:
            table = tuple(_until_blank(lines[number:]))
            sections.append(_Section(number, table))
            number += len(table)
        else:
            facts.update(_fact(lines[number - 1]))
    return tuple(sections), facts


def _until_blank(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if not line.strip(" ,"):
            return
        yield line


def _fact(line: str) -> Iterator[tuple[str, str]]:
    cells = next(csv.reader([line]), [])
    if len(cells) >= 2 and cells[0].strip():
        yield cells[0].strip(), cells[1].strip()
