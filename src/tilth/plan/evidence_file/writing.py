"""From rows of evidence to a table of them, which reads back as the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tilth.plan.evidence import Row
from tilth.plan.evidence_file.table import COLUMNS
from tilth.plan.exchange.cells import safe

__all__ = ["write_evidence"]


def write_evidence(rows: Iterable[Row]) -> str:
    """``rows`` as CSV (RFC 4180) with all columns and, after them, every fact that any row has, sorted by name.

    :func:`~tilth.plan.evidence_file.parse_evidence` makes equal rows of it, but for blanks around texts. A text
    that a spreadsheet would take for a formula gets an apostrophe in front, which reading takes away again.
    """
    kept = list(rows)
    names = sorted({name for row in kept for name in row.facts})
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([*COLUMNS, *names])
    writer.writerows([*_cells(row), *(safe(row.facts.get(name, "")) for name in names)] for row in kept)
    return stream.getvalue()


def _cells(row: Row) -> list[str]:
    """The row's cells in the order of :data:`COLUMNS`."""
    days = [f"{day}" if day else "" for day in (row.on, row.known, row.accepted, row.ended)]
    numbers = ["" if number is None else f"{number:f}" for number in (row.value, row.of)]
    said = [row.basis, ";".join(row.over), row.verdict or "", row.reason, row.document, row.source, row.locator]
    before, after = (row.id, row.claim, row.subject), (row.place, row.other)
    return [*map(safe, before), *days, *map(safe, after), *numbers, *map(safe, said)]
