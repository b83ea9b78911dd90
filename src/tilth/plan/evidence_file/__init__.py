"""Evidence as a table: CSV with a line for each row of evidence, a million of them in some seconds.

Columns are named as the fields of :class:`~tilth.plan.evidence.Row`; ``id``, ``claim``, ``subject`` and ``on``
must be there, the others may be left out, and every other column is a fact. An empty cell is no value; a missing
``known`` is the day ``on``. Every fault is listed with its line and its column, and then no row comes out.
"""

from __future__ import annotations

import csv
import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Reason, Refused
from tilth.plan.evidence import Row
from tilth.plan.evidence_file.table import COLUMNS, Table
from tilth.plan.evidence_file.writing import write_evidence

__all__ = ["COLUMNS", "parse_evidence", "read_evidence", "write_evidence"]


def read_evidence(path: str | os.PathLike[str]) -> tuple[Row, ...] | Refused:
    """The rows of the file ``path``, or every fault in it as of :func:`parse_evidence`.

    Raises FileError where the file cannot be read, is not UTF-8 (a byte order mark is ignored), or lacks a column.
    """
    name = os.fspath(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            return parse_evidence(stream, file=name)
    except OSError as error:
        raise FileError(
            "evidence_file.unreadable",
            f"The evidence cannot be read: {error.strerror}.",
            file=name,
            mend="Name a file that is there and may be read.",
        ) from error
    except UnicodeDecodeError as error:
        raise _undecodable(path, name) from error


def parse_evidence(lines: Iterable[str], *, file: str) -> tuple[Row, ...] | Refused:
    """The rows that ``lines`` of CSV spell (with their ends), or every fault in them, in the order of the lines.

    A reason's ``where`` is the column at fault; its ``data`` holds ``file``, ``line`` and, where the row has one,
    ``id``. Raises FileError where a column that is needed is missing, two are called the same, or quotes do not
    close. About 5 us and 600 bytes a row.
    """
    table = Table(file)
    reader = csv.reader(table.noticed(lines), strict=True)
    try:
        table.name_columns(next(reader, []))
        with _uncollected():
            rows = [row for cells in reader if (row := table.row(cells, reader.line_num)) is not None]
    except csv.Error as error:
        raise FileError(
            "evidence_file.csv",
            f"This is not CSV: {error}.",
            file=file,
            line=reader.line_num,
            mend='Close every quote, and write a quote within quotes as "".',
        ) from error
    table.check_choices()
    if table.faults:
        return Refused(tuple(sorted(table.faults, key=_line)))
    return tuple(rows)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: rows hold none, and looking for some takes a fourth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _undecodable(path: str | os.PathLike[str], name: str) -> FileError:
    """What to say of a file that is not UTF-8: the first line at fault, and which encoding it may be in."""
    said, at = "This is not UTF-8", None
    with open(path, "rb") as stream:
        for number, line in enumerate(stream, 1):
            if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
                said, at = "This is UTF-16, not UTF-8", 1
            elif not _decodes(line, "utf-8"):
                at = number
                said += "; it looks like GBK" if _decodes(line, "gb18030") else ""
            if at is not None:
                break
    mend = 'Save the table as "CSV UTF-8", which Excel and WPS offer beside plain CSV.'
    return FileError("evidence_file.encoding", f"{said}.", file=name, line=at, mend=mend)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line(fault: Reason) -> int:
    line = fault.data["line"]
    return line if isinstance(line, int) else 0
