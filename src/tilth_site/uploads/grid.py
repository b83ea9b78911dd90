"""How large the sheets of a workbook are: filled cells, and the rectangle around them.

Two cells at opposite corners, or one line that states a dimension, make a sheet of 17 thousand million cells out
of a file of some hundred bytes, and a reader walks them all.

Source: ECMA-376 part 1, sections 18.3.1.4 (c), 18.3.1.35 (dimension), 18.3.1.55 (mergeCell), 18.3.1.73 (row).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import MAX_CELLS, MAX_GRID

__all__ = ["Grid"]

_CORNER = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_NUMBER = re.compile(r"\d{1,7}")
_FAR = 10_000_000


class Grid:
    """Told of the elements of one document in the workbook ``name``; refuses what makes its sheet too large, and
    what links to another file.
    """

    def __init__(self, name: str, inner: str) -> None:
        self._name, self._inner = name, inner
        self._cells = self._row = self._column = 0
        self._rows = self._columns = 1

    def element(self, tag: str, attributes: Mapping[str, str]) -> Refused | None:
        """Take one element into account. O(1)."""
        if tag == "Relationship":
            return self._link(attributes)
        if tag == "c":
            self._cell(attributes.get("r"))
        elif tag == "row":
            self._row, self._column = _whole(attributes.get("r"), self._row + 1), 0
            self._reach(self._row, 1)
        elif tag == "dimension":
            self._reach(*_corner(attributes.get("ref", "A1")))
        elif tag == "mergeCell":
            # Some readers fill a merged range cell by cell, so it counts as filled.
            rows, columns = _area(attributes.get("ref", "A1"))
            self._cells += rows * columns
        if self._cells > MAX_CELLS:
            return self._large("{file} ({inner}) has more than {most} filled cells.", MAX_CELLS)
        if self._rows * self._columns > MAX_GRID:
            return self._large(
                "{file} ({inner}): the sheet's rows times its columns are more than {most}.", MAX_GRID
            )
        return None

    def _cell(self, reference: str | None) -> None:
        self._cells += 1
        self._column += 1
        if reference is None:
            self._reach(self._row, self._column)
            return
        row, self._column = _corner(reference)
        self._reach(row, self._column)

    def _reach(self, row: int, column: int) -> None:
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)

    def _link(self, attributes: Mapping[str, str]) -> Refused | None:
        if attributes.get("TargetMode") != "External" or attributes.get("Type", "").endswith("/hyperlink"):
            return None
        return refuse(
            "upload.active",
            "{file} holds macros, embedded files or links to other files ({entry}).",
            "Copy its cells into a new workbook, save that as XLSX, and upload it; or save the sheet as CSV.",
            self._name,
            file=self._name,
            entry=self._inner,
        )

    def _large(self, sentence: str, most: int) -> Refused:
        return refuse(
            "upload.cells",
            sentence,
            "Copy the cells that are meant into a new workbook, and upload that; or save the sheet as CSV.",
            self._name,
            file=self._name,
            inner=self._inner,
            most=most,
        )


def _whole(text: str | None, default: int) -> int:
    """A row's number; far away where it is none, so that nothing gets past for being misspelt."""
    if text is None:
        return default
    return int(text) if _NUMBER.fullmatch(text) else _FAR


def _corner(reference: str) -> tuple[int, int]:
    """The far corner of ``reference`` (``B2`` or ``A1:B2``) as (row, column), 1-based."""
    found = _CORNER.fullmatch(reference.rpartition(":")[2])
    if not found:
        return _FAR, _FAR
    column = 0
    for letter in found.group(1).upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found.group(2)), column


def _area(reference: str) -> tuple[int, int]:
    """Rows and columns of the range ``reference``."""
    near, far = _corner(reference.partition(":")[0]), _corner(reference)
    return abs(far[0] - near[0]) + 1, abs(far[1] - near[1]) + 1
