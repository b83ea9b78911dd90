"""Constructs and stocks as CSV. Every complaint names the file and the line.

A table of constructs is one construct a row, its name and then its parts in order; a first row that starts with
``construct``, ``name``, ``id`` or ``well`` is a header. Plateo's assembly plans and DNA-BOT's construct sheets
are such tables (of the latter, wells without parts are passed over).

A table of stocks has a header: ``part``, ``labware``, ``kind``, ``well``, ``volume`` and, where they are known,
``concentration`` (ng/uL), ``length`` (bp) and ``lot``.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from tilth.foundry.build.compile.request import Construct, Stock
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import parse_volume
from tilth.kernel.errors import FileError, TilthError
from tilth.kernel.files import refusals

__all__ = ["read_constructs", "read_stocks"]

_HEADERS = ("construct", "name", "id", "well")
_ROW = "Write a construct a row: its name, then its parts."
_NEEDED = ("part", "labware", "kind", "well", "volume")
_KNOWN = (*_NEEDED, "concentration", "length", "lot")

_Path = str | os.PathLike[str]


def read_constructs(path: _Path) -> tuple[Construct, ...]:
    """The constructs in a CSV file. Raises FileError where it cannot be read, or a construct has no parts or a
    name that was used before.
    """
    rows = list(_rows(path))
    first = rows[0][1][0].lower() if rows else ""
    if first in _HEADERS:
        rows = rows[1:]
    found: dict[str, Construct] = {}
    for line, cells in rows:
        name, parts = cells[0], tuple(cell for cell in cells[1:] if cell)
        if not parts and first == "well":
            continue
        if not name or not parts:
            raise _wrong(
                path, line, f"{name or 'A row'} has no {'parts' if name else 'name'}.", "Write name,part,part."
            )
        if name in found:
            raise _wrong(path, line, f"Two constructs are called {name!r}.", "Give each a name of its own.")
        found[name] = Construct(name, parts)
    if not found:
        raise _wrong(path, None, "There is no construct in it.", _ROW)
    return tuple(found.values())


def read_stocks(path: _Path) -> tuple[Stock, ...]:
    """The stocks in a CSV file. Raises FileError where it cannot be read, a column is missing or unknown, a value
    is none of its kind, or a well is listed twice.
    """
    rows = _rows(path)
    line, header = next(rows, (1, []))
    names = [cell.lower() for cell in header]
    missing = [name for name in _NEEDED if name not in names]
    unknown = [name for name in names if name and name not in _KNOWN]
    if missing or unknown:
        fault = f"has no column {missing[0]!r}" if missing else f"has an unknown column {unknown[0]!r}"
        raise _wrong(
            path,
            line,
            f"The table {fault}.",
            f"Its columns are {', '.join(_KNOWN)}; the last three may be missing.",
        )
    found: dict[Place, Stock] = {}
    kinds: dict[str, str] = {}
    for line, cells in rows:
        row = dict(zip(names, cells, strict=False))
        try:
            stock = _stock(row)
        except (TilthError, ValueError) as error:
            raise _wrong(path, line, _first(error), _mend(error)) from error
        if stock.place in found:
            raise _wrong(path, line, f"{stock.place} is listed twice.", "List each well once.")
        if kinds.setdefault(stock.place.labware, stock.kind) != stock.kind:
            raise _wrong(
                path, line, f"{stock.place.labware} is {stock.kind} here and {kinds[stock.place.labware]} above.",
                "Give each piece of labware one kind.",
            )  # fmt: skip
        found[stock.place] = stock
    return tuple(found.values())


def _stock(row: Mapping[str, str]) -> Stock:
    for name in _NEEDED:
        if not row.get(name):
            raise ValueError(f"{name} is empty.")
    kind = labware_kind(row["kind"])
    place = Place(row["labware"], kind.geometry.canonical(row["well"]))
    volume = parse_volume(row["volume"], unit="uL")
    if volume > kind.capacity:
        raise ValueError(f"{row['volume']} do not fit into a well of {kind.id}.")
    concentration, length = row.get("concentration", ""), row.get("length", "")
    return Stock(
        row["part"],
        place,
        kind.id,
        volume,
        _positive("concentration", concentration) if concentration else None,
        round(_positive("length", length)) if length else None,
        row.get("lot", ""),
    )


def _positive(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        raise ValueError(f"The {name} {text!r} is no number above 0.")
    return value


def _rows(path: _Path) -> Iterator[tuple[int, list[str]]]:
    """The 1-based line and the stripped cells of every row that has any."""
    with refusals(str(path)):
        data = Path(path).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(path, None, "This is not UTF-8.", "Save the file as UTF-8 text.") from error
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) and not stripped[0].startswith("#"):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise _wrong(path, reader.line_num, f"This is not CSV: {error}.", "Mend that line.") from error


def _first(error: TilthError | ValueError) -> str:
    return error.message if isinstance(error, TilthError) else str(error)


def _mend(error: TilthError | ValueError) -> str:
    return error.mend if isinstance(error, TilthError) else "Mend that row."


def _wrong(path: _Path, line: int | None, message: str, mend: str) -> FileError:
    return FileError("build.table", message, file=str(path), line=line, mend=mend)
