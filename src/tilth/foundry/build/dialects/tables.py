"""Tables as text: rows with their line numbers, and errors that name file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tilth.foundry.build.volume import parse_volume
from tilth.foundry.build.wells import Geometry
from tilth.kernel.errors import FileError, OptionError

__all__ = ["ANY_PLATE", "Row", "read_table", "write_table", "wrong"]

ANY_PLATE = Geometry(32, 48)
"""The wells a name can mean where the kind of labware is not known."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by the column's title in small letters."""

    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str, default: str = "") -> str:
        """The cell of ``column``; ``default`` where there is no such column or it is empty."""
        return self.cells.get(column.lower()) or default

    def well(self, column: str, geometry: Geometry = ANY_PLATE) -> str:
        """The well in ``column``, as Tilth writes it. Raises FileError where it is none."""
        try:
            return geometry.canonical(self.text(column))
        except OptionError as error:
            raise self.wrong(column, error.message, error.mend) from error

    def volume(self, column: str, unit: str) -> int:
        """The volume in ``column``, in pL; a bare number is in ``unit``. Raises FileError where it is none."""
        try:
            return parse_volume(self.text(column), unit=unit)
        except OptionError as error:
            raise self.wrong(column, error.message, error.mend) from error

    def wrong(self, column: str, message: str, mend: str) -> FileError:
        """The error of this row's ``column``."""
        return wrong(self.file, self.line, f"In the column {column!r}: {message}", mend)


def wrong(file: str, line: int | None, message: str, mend: str) -> FileError:
    """The error of a worklist's line."""
    return FileError("build.worklist", message, file=file, line=line, mend=mend)


def read_table(
    text: str, file: str, needed: Sequence[str], *, delimiter: str = ",", above: int = 0
) -> Iterator[Row]:
    """The rows of a table with a line of titles, of which ``needed`` must be there (capitals do not matter).

    Empty lines are passed over; ``above`` is how many lines stand over the table in its file. Raises FileError
    where a title is missing, a row has more cells than titles, or the text is no table.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    titles: list[str] | None = None
    try:
        for cells in reader:
            line = above + reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if titles is None:
                titles = _titles(cells, needed, file, line)
            elif len(cells) > len(titles):
                raise wrong(
                    file, line, f"The row has {len(cells)} cells under {len(titles)} titles.", "Mend the row."
                )
            else:
                yield Row(file, line, dict(zip(titles, cells, strict=False)))
    except csv.Error as error:
        raise wrong(file, above + reader.line_num, f"This is no table: {error}.", "Mend the quotes.") from error
    if titles is None:
        raise wrong(file, None, "The file is empty.", f"Give a table with the columns {', '.join(needed)}.")


def _titles(cells: Sequence[str], needed: Sequence[str], file: str, line: int) -> list[str]:
    titles = [cell.strip().lower() for cell in cells]
    missing = [title for title in needed if title.lower() not in titles]
    if missing:
        there = ", ".join(cell.strip() for cell in cells)
        raise wrong(file, line, f"There is no column {', '.join(missing)}; there is {there}.", "Add the column.")
    return titles


def write_table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> str:
    """A table as text, with line feeds at the ends of lines."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(rows)
    return text.getvalue()
