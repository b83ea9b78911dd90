"""A table of lots, as CSV or TSV, to the commands that receive them.

The first row names the columns: ``liquid`` and ``volume``, and any of ``id``, ``supplier``, ``supplier_lot``,
``concentration`` (ng/uL), ``expires`` (2026-12-31) and ``most_thaws``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO

from tilth.foundry.build.inventory.lots import ReceiveLot
from tilth.foundry.build.volume import parse_volume
from tilth.kernel.errors import Fact, TilthError
from tilth.kernel.refusal import Reason, Refused, refuse

__all__ = ["COLUMNS", "lots_in"]

COLUMNS = ("liquid", "volume", "id", "supplier", "supplier_lot", "concentration", "expires", "most_thaws")
_NEEDED = ("liquid", "volume")
_DIGITS = 7


def lots_in(text: str, tabs: bool, key: str) -> tuple[ReceiveLot, ...] | Refused:
    """The command for each row of ``text``; or every reason why a row is none, with its line in ``data["line"]``.

    A lot without an id gets one made of ``key``, the caller's one-time key, and its line: sent twice, it is the
    same lot.
    """
    rows = csv.DictReader(StringIO(text), delimiter="\t" if tabs else ",", skipinitialspace=True)
    names = [name.strip() for name in rows.fieldnames or ()]
    refused = _columns(names)
    if refused:
        return refused
    rows.fieldnames = names
    found: list[ReceiveLot] = []
    reasons: list[Reason] = []
    for row in rows:
        cells = {name: (row.get(name) or "").strip() for name in names}
        if not any(cells.values()):
            continue
        made = _lot(cells, rows.line_num, key)
        if isinstance(made, Reason):
            reasons.append(made)
        else:
            found.append(made)
    if not found and not reasons:
        return refuse("import.empty", "The table has no rows.", "Write a row for each lot.", "table")
    return Refused(tuple(reasons)) if reasons else tuple(found)


def _columns(names: Iterable[str]) -> Refused | None:
    known = list(names)
    missing = [name for name in _NEEDED if name not in known]
    if missing:
        return refuse(
            "import.columns", "The table has no column {column}.", "Name the columns in its first row: {columns}.",
            "table", column=missing[0], columns=", ".join(COLUMNS),
        )  # fmt: skip
    strange = [name for name in known if name not in COLUMNS]
    if strange:
        return refuse(
            "import.column", "The table has a column {column}, which is not known.",
            "Leave it out; known are: {columns}.", "table", column=strange[0][:40], columns=", ".join(COLUMNS),
        )  # fmt: skip
    return None


def _lot(cells: Mapping[str, str], line: int, key: str) -> ReceiveLot | Reason:
    try:
        volume = parse_volume(cells["volume"], unit="uL")
    except TilthError:
        return _cell(line, "volume", cells["volume"], "Write a volume such as 100 uL, 2.5 nL or 1.2 mL.")
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
        id=cells.get("id") or f"L-{key[-_DIGITS:]}-{line}", liquid=cells["liquid"][:120], volume=volume,
        supplier=cells.get("supplier", "")[:120], supplier_lot=cells.get("supplier_lot", "")[:80],
        concentration=concentration, expires=expires, most_thaws=thaws,
    )  # fmt: skip


def _cell(line: int, column: str, text: str, mend: str) -> Reason:
    data: dict[str, Fact] = {"line": line, "column": column, "text": text[:60]}
    return Reason("import.cell", "Line {line}, {column}: {text} cannot be read.", mend, "table", data)
