"""Cells of a CSV table that people open in a spreadsheet, and tables that come back from one.

A spreadsheet takes a cell that starts with ``=``, ``+``, ``-`` or ``@`` for a formula and runs it. A text that
starts so gets an apostrophe before it, and reading takes it off again; numbers are written as they are, so that
negative ones stay numbers. Tables are RFC 4180 in UTF-8; a byte order mark, which spreadsheets put in front, is
accepted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from tilth.kernel.errors import FileError

__all__ = ["Line", "plain", "read_lines", "safe", "spelled", "written"]

# Full-width signs count too: spreadsheets set to Chinese or Japanese take them for their narrow forms.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Choice = TypeVar("Choice", bound=StrEnum)


def safe(text: str) -> str:
    """``text`` as no spreadsheet runs it: one apostrophe more than it had, so that :func:`plain` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(cell: str) -> str:
    """The text that :func:`safe` made ``cell`` of."""
    return cell[1:] if _GUARDED.match(cell) else cell


def spelled(value: Decimal | date | None) -> str:
    """A number in digits without an exponent, a date as 2025-12-31, nothing as an empty cell."""
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A table with LF line ends: a header of ``columns``, then each row's cells, an absent one empty."""
    stream = io.StringIO()
    table = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: the ``file``, the 1-based ``number`` of its first line, and its cells by column."""

    file: str
    number: int
    cells: Mapping[str, str]

    def has(self, column: str) -> bool:
        """Whether the cell holds something."""
        return bool(self.cells.get(column))

    def text(self, column: str) -> str:
        """The cell as text."""
        return plain(self.cells.get(column, ""))

    def needed(self, column: str) -> str:
        """The cell as text. Raises FileError where it is empty."""
        if not self.has(column):
            raise self.fault(column, "is empty", "Fill it in")
        return self.text(column)

    def number_in(self, column: str) -> Decimal | None:
        """The cell as number, None where it is empty. Raises FileError where it is none."""
        text = self.cells.get(column, "").strip()
        if not text:
            return None
        if _NUMBER.fullmatch(text) is None:
            raise self.fault(column, "is no number", "Write digits with a point, such as 3 or -0.5")
        return Decimal(text)

    def whole_in(self, column: str) -> int:
        """The cell as whole number. Raises FileError where it is none."""
        number = self.number_in(column)
        if number is None or number != int(number):
            raise self.fault(column, "is no whole number", "Write digits, such as 3")
        return int(number)

    def day_in(self, column: str) -> date | None:
        """The cell as date, None where it is empty. Raises FileError where it is none."""
        text = self.cells.get(column, "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError as error:
            raise self.fault(
                column, "is no date", "Write it as 2025-12-31, with the cell formatted as text"
            ) from error

    def needed_day(self, column: str) -> date:
        """The cell as date. Raises FileError where it is none."""
        day = self.day_in(column)
        if day is None:
            raise self.fault(column, "is empty", "Write a date as 2025-12-31")
        return day

    def one_of(self, column: str, choices: type[Choice], default: Choice) -> Choice:
        """The cell as one of ``choices``, ``default`` where it is empty. Raises FileError where it is none."""
        text = self.cells.get(column, "").strip()
        if not text:
            return default
        try:
            return choices(text)
        except ValueError as error:
            raise self.fault(column, f"is none of {', '.join(choices)}", "Write one of them") from error

    def fault(self, column: str, what: str, mend: str) -> FileError:
        """The error that says ``what`` is wrong with the cell of ``column``."""
        return FileError(
            "exchange.cell", f"The cell {column} {what}.", file=self.file, mend=f"{mend}.", line=self.number
        )


def read_lines(data: bytes | str, columns: Sequence[str], *, file: str) -> Iterator[Line]:
    """The rows of a table whose columns are among ``columns``, in any order; empty rows are passed over.

    Raises FileError where it is no CSV table in UTF-8, or has a column that is not known or is there twice, or a
    row with more cells than columns.
    """
    reader = csv.reader(io.StringIO(_decoded(data, file), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _require_known(header, columns, file)
        before = reader.line_num
        for row in reader:
            number, before = before + 1, reader.line_num
            if len(row) > len(header):
                raise _no_table(file, f"The row has {len(row)} cells under {len(header)} columns.", number)
            if any(row):
                yield Line(file, number, dict(zip(header, row, strict=False)))
    except csv.Error as error:
        raise _no_table(file, f"This is no CSV table: {error}.", reader.line_num) from error


def _decoded(data: bytes | str, file: str) -> str:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _no_table(file, f"This is not UTF-8: {error.reason} at byte {error.start}.", None) from error
    return text.removeprefix("\ufeff")


def _require_known(header: Sequence[str], columns: Sequence[str], file: str) -> None:
    for name in header:
        if name not in columns:
            raise _no_table(file, f"The column {name or '(without a name)'} is not known.", 1)
        if header.count(name) > 1:
            raise _no_table(file, f"The column {name} is there twice.", 1)
    if not header:
        raise _no_table(file, "The table has no header.", 1)


def _no_table(file: str, message: str, line: int | None) -> FileError:
    return FileError(
        "exchange.table",
        message,
        file=file,
        mend="Save it as CSV in UTF-8, with commas, under the columns that Tilth writes.",
        line=line,
    )
