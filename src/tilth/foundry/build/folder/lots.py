"""What is known of a plan's lots, as a table (CSV): until when each may be used, and how often it was thawed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from tilth.foundry.build.compile.names import is_plain
from tilth.foundry.build.dialects.tables import Row, read_table, wrong
from tilth.foundry.build.ledger import Lot

__all__ = ["read_lots"]

_COLUMNS = ("lot", "liquid", "expires", "thaws", "most_thaws")


def read_lots(text: str, file: str) -> Mapping[str, Lot]:
    """The lots of a table, by id: a row has ``lot`` and may have ``liquid``, ``expires`` (the last day on which it
    may be used, such as 2026-12-31), ``thaws`` and ``most_thaws``. Raises FileError, with line and column, where a
    row is broken, a lot is listed twice, or a column is not known or there twice: a last day under another title
    would make every lot good for ever.
    """
    _check_titles(text, file)
    found: dict[str, Lot] = {}
    for row in read_table(text, file, ("lot",)):
        id = row.text("lot").strip()
        if not id:
            raise row.wrong("lot", "The row names no lot.", "Give the lot's id, as it stands in the stocks.")
        if not is_plain(id):
            raise row.wrong("lot", "The lot's id holds a control character.", "Write it as plain text.")
        if id in found:
            raise row.wrong("lot", f"The lot {id} is listed twice.", "List each lot once.")
        most = row.text("most_thaws").strip()
        found[id] = Lot(
            id,
            row.text("liquid").strip() or id,
            _day(row, "expires"),
            thaws=_count(row, "thaws"),
            most_thaws=_count(row, "most_thaws") if most else None,
        )
    return found


def _check_titles(text: str, file: str) -> None:
    """Raise FileError for a title that is not known, or that stands twice."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    titles = next(([cell.strip().lower() for cell in cells] for cells in rows if any(map(str.strip, cells))), [])
    if "lot" not in titles:
        # That one is missing is told with the table's other faults.
        return
    known = f"Its columns are {', '.join(_COLUMNS)}."
    strange = next((title for title in titles if title and title not in _COLUMNS), None)
    if strange is not None:
        raise wrong(file, rows.line_num, f"There is a column {strange!r}, which is not known.", known)
    twice = next((title for at, title in enumerate(titles) if title and title in titles[:at]), None)
    if twice is not None:
        raise wrong(file, rows.line_num, f"There are two columns {twice!r}.", "Keep one of them.")


def _day(row: Row, column: str) -> date | None:
    text = row.text(column).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise row.wrong(column, f"{text!r} is no date.", "Write it as 2026-12-31.") from error


def _count(row: Row, column: str) -> int:
    text = row.text(column).strip() or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise row.wrong(column, f"{text!r} is no count.", "Write a whole number from 0.")
    return int(text)
