"""S-LAB problems: a folder with ``machines.tsv``, ``operations.tsv``, ``dependency.tsv`` and ``tcmb.tsv``.

An operation goes to any machine of its type. A dependency says that one operation ends before another starts. A
time bound (tcmb: time constraint by mutual boundaries) says that two points, each the start or the end of an
operation, lie no further apart than so much, **whichever is first**: the absolute difference is bounded. Rows that
are blank are not there. (Itoh et al., SLAS Technology 2023, doi:10.1016/j.slast.2023.03.001.)

Machine 3 becomes the resource ``3`` with its name as the title; operation 2 of job 1 becomes ``1.2``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tilth.foundry.build.schedule.formats.lines import fault
from tilth.foundry.build.schedule.problem import Job, Lag, Mode, Operation, Point, Problem, Resource, Use
from tilth.kernel.errors import FileError
from tilth.kernel.files import read_text

__all__ = ["is_slab", "read_slab"]

_FILES = ("machines.tsv", "operations.tsv", "dependency.tsv", "tcmb.tsv")


class _Row(NamedTuple):
    """A row that is not blank: where it stands, and its cells."""

    file: str
    line: int
    cells: list[str]

    def fault(self, words: str) -> FileError:
        return fault(words, file=self.file, line=self.line)

    def number(self, at: int, name: str) -> int:
        try:
            return int(self.cells[at])
        except ValueError as error:
            raise self.fault(f"{name} is {self.cells[at]!r}, which is no whole number.") from error


def is_slab(folder: Path) -> bool:
    """Whether ``folder`` holds the files of an S-LAB problem."""
    return all((folder / name).is_file() for name in _FILES)


def read_slab(folder: Path) -> Problem:
    """The problem in ``folder``. Raises FileError with file and line at the first thing wrong."""
    machines: dict[str, list[str]] = defaultdict(list)
    resources = []
    for row in _rows(folder / "machines.tsv", 3):
        resources.append(Resource(row.cells[0], title=row.cells[2]))
        machines[row.cells[1]].append(row.cells[0])
    if len({one.id for one in resources}) < len(resources):
        raise fault("Two machines have the same number.", file=str(folder / "machines.tsv"))
    operations: dict[str, Operation] = {}
    for row in _rows(folder / "operations.tsv", 4):
        one = _operation(row, machines)
        if one.id in operations:
            raise row.fault(f"Operation {row.cells[1]} of job {row.cells[0]} is there twice.")
        operations[one.id] = one
    lags = [_dependency(row, operations) for row in _rows(folder / "dependency.tsv", 3)]
    lags += [_bound(row, operations) for row in _rows(folder / "tcmb.tsv", 6)]
    jobs = dict.fromkeys(one.job for one in operations.values())
    return Problem(tuple(resources), tuple(Job(id) for id in jobs), tuple(operations.values()), tuple(lags))


def _rows(path: Path, columns: int) -> Iterator[_Row]:
    """The rows of a table behind its header that are not blank, with at least so many cells, stripped."""
    for line, words in enumerate(read_text(path, code="schedule").splitlines()[1:], 2):
        cells = [cell.strip() for cell in words.split("\t")]
        if any(cells):
            row = _Row(str(path), line, cells)
            if len(cells) < columns or not all(cells[:columns]):
                raise row.fault(f"The row has fewer than {columns} filled cells.")
            yield row


def _operation(row: _Row, machines: dict[str, list[str]]) -> Operation:
    job, number, kind, _, *note = row.cells
    if kind not in machines:
        raise row.fault(f"There is no machine of the type {kind}.")
    takes = row.number(3, "The processing time")
    if takes < 0:
        raise row.fault(f"The processing time is {takes}.")
    modes = tuple(Mode(takes, (Use(machine),)) for machine in machines[kind])
    return Operation(f"{job}.{number}", job, modes, title=note[0].strip("_ ") if note else "")


def _known(row: _Row, at: int, operations: dict[str, Operation]) -> str:
    id = f"{row.cells[0]}.{row.cells[at]}"
    if id not in operations:
        raise row.fault(f"There is no operation {row.cells[at]} of job {row.cells[0]}.")
    return id


def _dependency(row: _Row, operations: dict[str, Operation]) -> Lag:
    return Lag(_known(row, 1, operations), Point.END, _known(row, 2, operations), Point.START)


def _bound(row: _Row, operations: dict[str, Operation]) -> Lag:
    bound = row.number(5, "The time constraint")
    if bound < 0:
        raise row.fault(f"The time constraint is {bound}.")
    first, second = _known(row, 1, operations), _known(row, 3, operations)
    return Lag(first, _point(row, 2), second, _point(row, 4), -bound, bound)


def _point(row: _Row, at: int) -> Point:
    try:
        return Point(row.cells[at].lower())
    except ValueError as error:
        raise row.fault(f"{row.cells[at]!r} is no point of an operation: start or end.") from error
