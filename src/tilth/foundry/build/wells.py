"""Wells are named as people name them: a row letter and a column number, A1 to H12, A1 to AF48.

A geometry is the rows and columns of a piece of labware. Wells are numbered from 0, down each column first (A1,
B1, ... H1, A2), the order in which an eight-channel pipette and most worklists go; :meth:`Geometry.by_row` gives
the other order. No index is ever shown to a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tilth.kernel.errors import OptionError

__all__ = ["Geometry", "row_letters"]

_NAME = re.compile(r"([A-Z]{1,2})0*([1-9][0-9]{0,2})", re.ASCII)


def row_letters(row: int) -> str:
    """The letters of a row numbered from 0: A to Z, then AA."""
    return chr(65 + row) if row < 26 else chr(64 + row // 26) + chr(65 + row % 26)


@dataclass(frozen=True, slots=True)
class Geometry:
    """``rows`` x ``columns`` wells: 8 x 12, 16 x 24, 32 x 48; a tube or a trough is 1 x 1."""

    rows: int
    columns: int

    @property
    def count(self) -> int:
        """How many wells there are."""
        return self.rows * self.columns

    @property
    def names(self) -> tuple[str, ...]:
        """Every well's name, down each column first."""
        return _names(self.rows, self.columns)

    @property
    def by_row(self) -> tuple[str, ...]:
        """Every well's name, along each row first."""
        return tuple(
            f"{row_letters(row)}{column + 1}" for row in range(self.rows) for column in range(self.columns)
        )

    def index(self, name: str) -> int:
        """The number of the well ``name`` (``A1``, also ``a01``) from 0, down each column first.

        Raises OptionError where there is no such well.
        """
        found = _indices(self.rows, self.columns).get(name)
        if found is not None:
            return found
        match = _NAME.fullmatch(name.strip().upper())
        found = _indices(self.rows, self.columns).get(f"{match[1]}{match[2]}") if match else None
        if found is None:
            raise OptionError(
                "build.well",
                f"There is no well {name} among {self.rows} x {self.columns}.",
                mend=f"Name a well from A1 to {self.names[-1]}.",
                data={"well": name},
            )
        return found

    def name(self, index: int) -> str:
        """The name of the well numbered ``index``. Raises IndexError beyond the last."""
        return self.names[index]

    def canonical(self, name: str) -> str:
        """``name`` as Tilth writes it: ``a01`` is A1. Raises OptionError where there is no such well."""
        return self.names[self.index(name)]


@lru_cache
def _names(rows: int, columns: int) -> tuple[str, ...]:
    return tuple(f"{row_letters(row)}{column + 1}" for column in range(columns) for row in range(rows))


@lru_cache
def _indices(rows: int, columns: int) -> dict[str, int]:
    return {name: index for index, name in enumerate(_names(rows, columns))}
