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

from tilth.foundry.build.compile.names import is_plain
from tilth.foundry.build.compile.request import Construct, Stock
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import parse_volume
from tilth.kernel.errors import FileError, TilthError
from tilth.kernel.files import read_text

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
    names = _titles(path, line, header)
    found: dict[Place, Stock] = {}
    kinds: dict[str, str] = {}
    for line, cells in rows:
        if any(cells[len(names) :]):
            words = f"The row has {len(cells)} cells under {len(names)} titles."
            raise _wrong(path, line, words, "Put a cell that holds a comma in quotes.")
        try:
            stock = _stock(dict(zip(names, cells, strict=False)))
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


def _titles(path: _Path, line: int, header: list[str]) -> list[str]:
    """The titles of a table of stocks, in small letters."""
    names = [cell.lower() for cell in header]
    while names and not names[-1]:
        names.pop()
    missing = next((name for name in _NEEDED if name not in names), None)
    unknown = next((name for name in names if name not in _KNOWN), None)
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    fault = (
        f"has no column {missing!r}"
        if missing is not None
        else f"has an unknown column {unknown!r}"
        if unknown is not None
        else f"has two columns {twice!r}"
    )
    if (missing, unknown, twice) != (None, None, None):
        mend = f"Its columns are {', '.join(_KNOWN)}; the last three may be missing."
        raise _wrong(path, line, f"The table {fault}.", mend)
    return names


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
        _concentration(concentration) if concentration else None,
        _length(length) if length else None,
        row.get("lot", ""),
    )


def _concentration(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1e-3 <= value <= 1e6:
        raise ValueError(f"The concentration {text!r} is no number of ng/uL from 0.001 to 1,000,000.")
    return value


def _length(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) <= 100_000_000 and len(text) < 10):
        raise ValueError(f"The length {text!r} is no whole number of bp from 1 to 100,000,000.")
    return int(text)


def _rows(path: _Path) -> Iterator[tuple[int, list[str]]]:
    """The 1-based line and the stripped cells of every row that has any."""
    text = read_text(path, code="build")
    reader = csv.reader(text.splitlines(keepends=True))
    first = True
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped) or stripped[0].startswith("#"):
                continue
            other = next((mark for mark in ";\t" if mark in cells[0]), None) if first and len(cells) == 1 else None
            if other is not None:
                words = f"The cells are parted by {'semicolons' if other == ';' else 'tabs'}, not by commas."
                raise _wrong(path, reader.line_num, words, "Save the table as CSV with commas.")
            if not all(map(is_plain, stripped)):
                words = "A cell holds a control character or a line break."
                raise _wrong(path, reader.line_num, words, "Write every cell as plain text on one line.")
            first = False
            yield reader.line_num, stripped
    except csv.Error as error:
        raise _wrong(path, reader.line_num, f"This is not CSV: {error}.", "Mend that line.") from error


def _first(error: TilthError | ValueError) -> str:
    return error.message if isinstance(error, TilthError) else str(error)


def _mend(error: TilthError | ValueError) -> str:
    return error.mend if isinstance(error, TilthError) else "Mend that row."


def _wrong(path: _Path, line: int | None, message: str, mend: str) -> FileError:
    return FileError("build.table", message, file=str(path), line=line, mend=mend)
