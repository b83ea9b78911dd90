"""The observations of an SDMX-CSV file: 1.0 (``DATAFLOW``), 2.0 and 2.1 (``STRUCTURE``, ``STRUCTURE_ID``,
``ACTION``).

The format does not say which columns are dimensions: those in front of ``OBS_VALUE`` are (and ``TIME_PERIOD``
wherever it stands), those after it are attributes, which is the order that the standard's writers keep.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from tilth.kernel.errors import FileError
from tilth.plan.exchange.sdmx.observed import Observed

__all__ = ["observed_in_csv"]

_ABOUT = frozenset({"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"})


def observed_in_csv(data: bytes, file: str) -> Iterator[Observed]:
    """The observations in ``data``, one a row. Raises FileError where it is no SDMX-CSV or asks for a deletion."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(file, f"This is not UTF-8: {error.reason} at byte {error.start}.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        labelled = any(": " in name for name in header)
        names = [_code(name, labelled) for name in header]
        _require_sdmx(names, file)
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            if row:
                yield _observed(names, [_code(cell, labelled) for cell in row], file, line)
    except csv.Error as error:
        raise _unreadable(file, f"This is no CSV table: {error}.", reader.line_num) from error


def _code(cell: str, labelled: bool) -> str:
    """The code of a cell; with labels it is ``CODE: Name``."""
    return cell.partition(": ")[0] if labelled else cell


def _require_sdmx(names: Sequence[str], file: str) -> None:
    if "OBS_VALUE" not in names or not ("DATAFLOW" in names or "STRUCTURE_ID" in names):
        raise _unreadable(
            file, "This is no SDMX-CSV: it needs the columns STRUCTURE_ID (or DATAFLOW) and OBS_VALUE.", 1
        )
    for name in names:
        if names.count(name) > 1:
            raise _unreadable(file, f"The column {name} is there twice.", 1)


def _observed(names: Sequence[str], row: Sequence[str], file: str, line: int) -> Observed:
    if len(row) != len(names):
        raise _unreadable(file, f"The row has {len(row)} cells under {len(names)} columns.", line)
    cells: Mapping[str, str] = dict(zip(names, row, strict=True))
    if cells.get("ACTION") == "D":
        raise _unreadable(file, "The row asks for a deletion, and evidence is never deleted.", line)
    front = names.index("OBS_VALUE")
    dimensions = [name for place, name in enumerate(names) if place < front or name == "TIME_PERIOD"]
    return Observed(
        structure=cells.get("STRUCTURE_ID") or cells.get("DATAFLOW", ""),
        key={name: cells[name] for name in dimensions if name not in _ABOUT},
        value=cells["OBS_VALUE"].strip(),
        facts={
            name: cell
            for name, cell in cells.items()
            if cell and name in names[front + 1 :] and name != "TIME_PERIOD"
        },
        line=line,
    )


def _unreadable(file: str, message: str, line: int | None = None) -> FileError:
    mend = "Give SDMX-CSV 1.0 or 2.x in UTF-8, or an SDMX-JSON data message."
    return FileError("exchange.sdmx", message, file=file, mend=mend, line=line)
