"""The bounds of CSV and TSV files: rows, columns and the size of a cell."""

from __future__ import annotations

import csv

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from tilth_site.uploads.lines import Lines

__all__ = ["check_csv", "check_tsv"]


def check_csv(lines: Lines) -> Refused | None:
    """A refusal where the CSV file is beyond a bound, or its quotation marks do not close. O(size)."""
    return _check(lines, ",")


def check_tsv(lines: Lines) -> Refused | None:
    """The same for a TSV file."""
    return _check(lines, "\t")


def _check(lines: Lines, delimiter: str) -> Refused | None:
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    count = 0
    try:
        for count, row in enumerate(rows, 1):
            if count > MAX_ROWS:
                return _beyond(lines, "upload.rows", "{file} has more than {most} rows.", MAX_ROWS)
            if len(row) > MAX_COLUMNS:
                sentence = "{file}, line {line} has more than {most} columns."
                return _beyond(lines, "upload.columns", sentence, MAX_COLUMNS)
            if any(len(cell) > MAX_CELL for cell in row):
                return _giant(lines)
    except csv.Error:
        # The reader's own bound on a cell is what an unclosed quotation mark runs into.
        return _giant(lines)
    return lines.refused


def _beyond(lines: Lines, code: str, sentence: str, most: int) -> Refused:
    mend = "Split the table, or keep only what is needed here."
    return refuse(code, sentence, mend, lines.name, file=lines.name, line=lines.number, most=most)


def _giant(lines: Lines) -> Refused:
    return refuse(
        "upload.cell",
        "{file}, line {line}: a cell has more than {most} characters.",
        "Close the quotation mark that was left open, or shorten the cell.",
        lines.name,
        file=lines.name,
        line=lines.number,
        most=MAX_CELL,
    )
