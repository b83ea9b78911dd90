"""A table of evidence while it is read: one row after the other, and everything that is wrong with any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import itemgetter

from tilth.kernel.errors import Fact, FileError
from tilth.kernel.record import HASH
from tilth.kernel.refusal import Reason
from tilth.plan.evidence import MOVED, READING, RESERVED, SAME, VERDICT, Row, Verdict
from tilth.plan.exchange.cells import plain
from tilth.plan.plan_file.form import day_of, near

__all__ = ["COLUMNS", "Table"]

COLUMNS = (
    *("id", "claim", "subject", "on", "known", "accepted", "ended", "place", "other", "value", "of", "basis"),
    *("over", "verdict", "reason", "document", "source", "locator"),
)
"""The columns that are no facts."""

_REQUIRED = ("id", "claim", "subject", "on")
_SPECIAL = slice(COLUMNS.index("other"), COLUMNS.index("reason"))
"""Columns that only rows with the engine's own claims fill."""

_OWNERS = {"other": SAME, "verdict": VERDICT, "value": READING, "of": READING, "basis": READING, "over": READING}
_ID = re.compile(r"[^\s;]{1,100}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_VERDICTS = ", ".join(Verdict)

_SENTENCES = {
    "cells": (
        "The row has {found} cells, and the first line names {wanted} columns.",
        "Put a cell with a comma in it into quotes.",
    ),
    "missing": ("The cell is empty.", "Fill it in: a row needs its id, claim, subject and on."),
    "id": ("{given} cannot be an id.", "Use up to 100 characters, with no blank and no semicolon among them."),
    "twice": ("The id {given} was used before.", "Give each row an id of its own."),
    "date": ("{given} is not a date.", "Write a day that there is, such as 2025-12-31."),
    "decided": (
        "The row was decided about on {day}, before it was known on {known}.",
        "Mend one of the two dates.",
    ),
    "ended": (
        "The row was withdrawn on {day}, before it was accepted on {accepted}.",
        "Mend one of the two dates.",
    ),
    "document": (
        "{given} is not the SHA-256 of a file.",
        "Write its 64 hexadecimal digits in lower case, or nothing.",
    ),
    "special": ("A row with the claim {claim} has no {cell}.", "Empty the cell, or make the claim {wanted}."),
    "number": ("{given} is not a number.", "Write digits and at most one point, such as 12.5."),
    "value": ("A reading has a value, and this one has none.", "Write what was read."),
    "whole": ("The whole is {given}, and nothing can be a part of it.", "Give a whole above zero, or none."),
    "over": ("The reading was chosen over {given}, which is no row of this file.", "Put a semicolon between ids."),
    "pair": ("The row says that two are the same, and names one.", "Name as other the duplicate of the subject."),
    "moved": ("The row says that {given} moved, and not where.", "Name the place it moved to."),
    "milestone": (
        "{given} is no milestone.",
        "Write it as indicator/milestone, with the codes that the plan uses.",
    ),
    "verdict": ("{given} is no verdict.", "Write one of these: {wanted}."),
    "judged": ("The row is accepted, and says nothing of the milestone.", "Write one of these: {wanted}."),
}
"""What each code says: what is wrong, and what would mend it."""


class _Days(dict[str, date | None]):
    """Dates by how they are written, each read once; None for an empty cell and for what is no date (``bad``)."""

    def __init__(self) -> None:
        self.bad: set[str] = set()

    def __missing__(self, cell: str) -> date | None:
        found = self[cell] = day_of(cell)
        if found is None and cell:
            self.bad.add(cell)
        return found


class Table:
    """What is known of the file so far: its columns, the ids in it, and what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file, self.width = file, 0
        self.faults: list[Reason] = []
        self._quoted = False
        self._ids: set[str] = set()
        self._choices: list[tuple[Row, int]] = []
        self._days = _Days()
        self._same: dict[str, str] = {}
        self._pick = itemgetter(*range(len(COLUMNS)))
        self._facts: list[tuple[str, int]] = []

    def name_columns(self, header: Sequence[str]) -> None:
        """Take the columns from the first line. Raises FileError where they are not those of evidence."""
        names = [name.strip() for name in header]
        columns = [name.lower() if name.lower() in COLUMNS else name for name in names]
        if columns:
            self._check(columns)
        # A column that is not there is the empty cell that every row gets at its end.
        places = {name: at for at, name in enumerate(columns)}
        self.width = len(columns)
        self._pick = itemgetter(*(places.get(name, self.width) for name in COLUMNS))
        self._facts = [(name, at) for name, at in places.items() if name not in COLUMNS]

    def _check(self, columns: Sequence[str]) -> None:
        absent = [column for column in COLUMNS if column not in columns]
        for at, name in enumerate(columns):
            meant = near(name, absent, 0.8) if name not in COLUMNS else ""
            if not name:
                raise self._unusable(f"Column {at + 1} has no name.", "Name it, or take it out.")
            if name in columns[:at]:
                raise self._unusable(f"Two columns are called {name}.", "Keep one.")
            if meant:
                raise self._unusable(f"There is no column {name}.", f"Did you mean {meant}? No fact is called so.")
        for name in _REQUIRED:
            if name in absent:
                mend = f"Name {', '.join(_REQUIRED)} in the first line, with commas between them."
                raise self._unusable(f"The column {name} is missing.", mend)

    def _unusable(self, message: str, mend: str) -> FileError:
        return FileError("evidence_file.columns", message, file=self.file, line=1, mend=mend)

    def noticed(self, lines: Iterable[str]) -> Iterator[str]:
        """``lines`` as they are; remembers whether an apostrophe was among them."""
        for line in lines:
            if "'" in line:
                self._quoted = True
            yield line

    def row(self, written: list[str], line: int) -> Row | None:
        """The row that the cells spell, None for a blank line. What is wrong with it is noted."""
        cells = [cell.strip() for cell in written]
        if not any(cells):
            return None
        if len(cells) != self.width:
            self._note("cells", line, "", "", found=len(cells), wanted=self.width)
            return None
        if self._quoted:
            cells = [plain(cell) if cell.startswith("'") else cell for cell in cells]
        cells.append("")
        picked = self._pick(cells)
        days, same = self._days, self._same.setdefault
        on = days[picked[3]] or date.min
        row = Row(
            id=picked[0],
            claim=same(picked[1], picked[1]),
            subject=picked[2],
            on=on,
            known=days[picked[4]] or on,
            accepted=days[picked[5]],
            ended=days[picked[6]],
            place=same(picked[7], picked[7]),
            reason=picked[14],
            document=picked[15],
            source=same(picked[16], picked[16]),
            locator=picked[17],
            facts={name: same(cells[at], cells[at]) for name, at in self._facts if cells[at]},
        )
        self._check_row(row, picked, line)
        if row.claim in RESERVED or any(picked[_SPECIAL]):
            return self._special(row, dict(zip(COLUMNS, picked, strict=True)), line)
        return row

    def _check_row(self, row: Row, picked: Sequence[str], line: int) -> None:
        if "" in picked[:4]:
            for name, cell in zip(_REQUIRED, picked, strict=False):
                if not cell:
                    self._note("missing", line, name, row.id)
        if row.id and not _ID.fullmatch(row.id):
            self._note("id", line, "id", row.id, given=row.id)
        if row.id in self._ids:
            self._note("twice", line, "id", row.id, given=row.id)
        self._ids.add(row.id)
        if row.document and not HASH.fullmatch(row.document):
            self._note("document", line, "document", row.id, given=row.document)
        if self._days.bad and not self._days.bad.isdisjoint(picked[3:7]):
            for name, cell in zip(COLUMNS[3:7], picked[3:7], strict=True):
                if cell in self._days.bad:
                    self._note("date", line, name, row.id, given=cell)
        elif row.accepted is not None or row.ended is not None:
            self._check_order(row, line)

    def _check_order(self, row: Row, line: int) -> None:
        """A row is known, then accepted, then withdrawn; or rejected without having been accepted."""
        for name, day in (("accepted", row.accepted), ("ended", row.ended)):
            if day is not None and day < row.known:
                self._note("decided", line, name, row.id, day=f"{day}", known=f"{row.known}")
        if row.accepted is not None and row.ended is not None and row.known <= row.ended < row.accepted:
            self._note("ended", line, "ended", row.id, day=f"{row.ended}", accepted=f"{row.accepted}")

    def _special(self, row: Row, cells: Mapping[str, str], line: int) -> Row:
        """``row`` with what only a row of the engine's own claims says."""
        for name, owner in _OWNERS.items():
            if cells[name] and row.claim != owner:
                self._note("special", line, name, row.id, claim=row.claim, cell=name, wanted=owner)
        word = cells["verdict"]
        if word and word not in list(Verdict):
            self._note("verdict", line, "verdict", row.id, given=word, wanted=_VERDICTS)
            word = ""
        made = replace(
            row,
            other=cells["other"],
            value=self._number("value", cells, row, line),
            of=self._number("of", cells, row, line),
            basis=cells["basis"],
            over=tuple(one.strip() for one in cells["over"].split(";") if one.strip()),
            verdict=Verdict(word) if word else None,
        )
        if made.over:
            self._choices.append((made, line))
        self._check_claim(made, cells, line)
        return made

    def _number(self, name: str, cells: Mapping[str, str], row: Row, line: int) -> Decimal | None:
        text = cells[name]
        if not text:
            return None
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        self._note("number", line, name, row.id, given=text)
        return None

    def _check_claim(self, row: Row, cells: Mapping[str, str], line: int) -> None:
        if row.claim == READING:
            if not cells["value"]:
                self._note("value", line, "value", row.id)
            if row.of is not None and row.of <= 0:
                self._note("whole", line, "of", row.id, given=f"{row.of}")
        elif row.claim == SAME and row.other in ("", row.subject):
            self._note("pair", line, "other", row.id)
        elif row.claim == MOVED and not row.place:
            self._note("moved", line, "place", row.id, given=row.subject)
        elif row.claim == VERDICT:
            if not re.fullmatch("[^/]+/[^/]+", row.subject):
                self._note("milestone", line, "subject", row.id, given=row.subject)
            if row.accepted is not None and not cells["verdict"]:
                self._note("judged", line, "verdict", row.id, wanted=_VERDICTS)

    def check_choices(self) -> None:
        """Note each reading that was chosen over a row that is not there."""
        for row, line in self._choices:
            for other in row.over:
                if other not in self._ids:
                    self._note("over", line, "over", row.id, given=other)

    def _note(self, code: str, line: int, column: str, id: str, **data: Fact) -> None:
        sentence, mend = _SENTENCES[code]
        facts: dict[str, Fact] = {"file": self.file, "line": line, "id": id or None, **data}
        self.faults.append(Reason(f"evidence_file.{code}", sentence, mend, column, facts))
