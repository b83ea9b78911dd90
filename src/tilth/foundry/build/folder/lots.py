"""What is known of a plan's lots, as a table (CSV): until when each may be used, and how often it was thawed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tilth.foundry.build.dialects.tables import Row, read_table
from tilth.foundry.build.ledger import Lot

__all__ = ["read_lots"]


def read_lots(text: str, file: str) -> Mapping[str, Lot]:
    """The lots of a table, by id: a row has ``lot`` and may have ``liquid``, ``expires`` (the last day on which it
    may be used, such as 2026-12-31), ``thaws`` and ``most_thaws``. Raises FileError, with line and column, where a
    row is broken or a lot is listed twice.
    """
    found: dict[str, Lot] = {}
    for row in read_table(text, file, ("lot",)):
        id = row.text("lot").strip()
        if not id:
            raise row.wrong("lot", "The row names no lot.", "Give the lot's id, as it stands in the stocks.")
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
