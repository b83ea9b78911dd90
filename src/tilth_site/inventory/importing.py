"""A table of lots, as CSV or TSV, to the commands that receive them.

The first row names the columns, in any case: ``liquid`` and ``volume``, and any of ``id``, ``supplier``,
``supplier_lot``, ``concentration`` (ng/uL), ``expires`` (2026-12-31) and ``most_thaws``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO

from tilth.foundry.build.compile.names import is_plain
from tilth.foundry.build.inventory.lots import ReceiveLot
from tilth.foundry.build.volume import parse_volume
from tilth.kernel.errors import Fact, TilthError
from tilth.kernel.refusal import Reason, Refused, refuse
from tilth_site.inventory.actions import MANY

__all__ = ["COLUMNS", "lots_in"]

COLUMNS = ("liquid", "volume", "id", "supplier", "supplier_lot", "concentration", "expires", "most_thaws")
_NEEDED = ("liquid", "volume")
_LONGEST = {"liquid": 120, "supplier": 120, "supplier_lot": 80}
_LONGEST_OTHER = 30
_DIGITS = 7


def lots_in(text: str, tabs: bool, key: str) -> tuple[ReceiveLot, ...] | Refused:
    """The command for each row of ``text``, of which there are at most :data:`~.actions.MANY`; or every reason why
    a row is none, with its line in ``data["line"]``.

    A lot without an id gets one made of ``key``, the caller's one-time key, and its line: sent twice, it is the
    same lot.
    """
    # Line ends of any system; a line end within a cell is refused whatever it is.
    reader = csv.reader(StringIO(text, newline=None), delimiter="\t" if tabs else ",", skipinitialspace=True)
    rows = ((reader.line_num, cells) for line in reader if any(cells := [cell.strip() for cell in line]))
    try:
        return _read(rows, key)
    except csv.Error:
        return refuse(
            "import.not_csv", "Line {line} is no row of a table.",
            "Mend that line, or save the table again as CSV.", "table", line=reader.line_num,
        )  # fmt: skip


def _read(rows: Iterator[tuple[int, list[str]]], key: str) -> tuple[ReceiveLot, ...] | Refused:
    _, header = next(rows, (1, []))
    names = [name.lower() for name in header]
    while names and not names[-1]:
        names.pop()
    refused = _columns(names)
    if refused:
        return refused
    found: list[ReceiveLot] = []
    reasons: list[Reason] = []
    for line, cells in rows:
        if len(found) + len(reasons) == MANY:
            return refuse(
                "import.many", "The table has more than {most} rows.", "Divide the table.", "table", most=MANY
            )
        made = _row(names, cells, line, key)
        if isinstance(made, Reason):
            reasons.append(made)
        else:
            found.append(made)
    if not found and not reasons:
        return refuse("import.empty", "The table has no rows.", "Write a row for each lot.", "table")
    return Refused(tuple(reasons)) if reasons else tuple(found)


def _columns(names: Sequence[str]) -> Refused | None:
    if len(names) == 1 and ";" in names[0]:
        return refuse(
            "import.semicolons", "The cells are parted by semicolons, not by commas.",
            "Save the table as CSV with commas.", "table",
        )  # fmt: skip
    missing = next((name for name in _NEEDED if name not in names), None)
    if missing is not None:
        return refuse(
            "import.columns", "The table has no column {column}.", "Name the columns in its first row: {columns}.",
            "table", column=missing, columns=", ".join(COLUMNS),
        )  # fmt: skip
    strange = next((name for name in names if name not in COLUMNS), None)
    if strange is not None:
        return refuse(
            "import.column", "The table has a column {column}, which is not known.",
            "Leave it out; known are: {columns}.", "table", column=strange[:40], columns=", ".join(COLUMNS),
        )  # fmt: skip
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        words, mend = "The table has two columns {column}.", "Keep one of them."
        return refuse("import.column_twice", words, mend, "table", column=twice)
    return None


def _row(names: Sequence[str], cells: Sequence[str], line: int, key: str) -> ReceiveLot | Reason:
    if any(cells[len(names) :]):
        data: dict[str, Fact] = {"line": line, "count": len(cells), "titles": len(names)}
        words = "Line {line} has {count} cells under {titles} titles."
        return Reason("import.cells", words, "Put a cell that holds a comma in quotes.", "table", data)
    row = dict(zip(names, cells, strict=False))
    for column, text in row.items():
        most = _LONGEST.get(column, _LONGEST_OTHER)
        if not is_plain(text):
            words = "Line {line}, {column}: a cell holds a line break or a control character."
            mend = "Write every cell as plain text on one line."
            return Reason("import.plain", words, mend, "table", {"line": line, "column": column})
        if len(text) > most:
            words = "Line {line}, {column}: {count} characters are too many; it holds {most}."
            counts: dict[str, Fact] = {"line": line, "column": column, "count": len(text), "most": most}
            return Reason("import.long", words, "Shorten it.", "table", counts)
    return _lot(row, line, key)


def _lot(cells: Mapping[str, str], line: int, key: str) -> ReceiveLot | Reason:
    volume_text = cells.get("volume", "")
    try:
        volume = parse_volume(volume_text, unit="uL")
    except TilthError:
        return _cell(line, "volume", volume_text, "Write a volume such as 100 uL, 2.5 nL or 1.2 mL.")
    concentration, expires, thaws = None, None, None
    if text := cells.get("concentration"):
        try:
            concentration = Decimal(text)
        except InvalidOperation:
            return _cell(line, "concentration", text, "Write a number, in ng/uL.")
        if not concentration.is_finite():
            return _cell(line, "concentration", text, "Write a number, in ng/uL.")
    if text := cells.get("expires"):
        try:
            expires = date.fromisoformat(text)
        except ValueError:
            return _cell(line, "expires", text, "Write a day such as 2026-12-31.")
    if text := cells.get("most_thaws"):
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            return _cell(line, "most_thaws", text, "Write a whole number.")
        thaws = int(text)
    return ReceiveLot(
        id=cells.get("id") or f"L-{key[-_DIGITS:]}-{line}", liquid=cells.get("liquid", ""), volume=volume,
        supplier=cells.get("supplier", ""), supplier_lot=cells.get("supplier_lot", ""),
        concentration=concentration, expires=expires, most_thaws=thaws,
    )  # fmt: skip


def _cell(line: int, column: str, text: str, mend: str) -> Reason:
    data: dict[str, Fact] = {"line": line, "column": column, "text": text[:60]}
    if not text:
        return Reason("import.no_cell", "Line {line}, {column}: the cell is empty.", mend, "table", data)
    return Reason("import.cell", "Line {line}, {column}: {text} cannot be read.", mend, "table", data)
