"""All rows of evidence as columns, so that a question about a million of them is answered in a blink.

Words are kept as numbers into a list of words, dates as day numbers, and rows in the order of their ids. Rows of
the engine's own claims that are few and carry more (readings, verdicts) are kept whole. Nothing in a ledger
changes: new and changed rows make another ledger (:meth:`Ledger.with_rows`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tilth.plan.evidence import READING, SAME, VERDICT, Row

__all__ = ["NEVER", "Coded", "Ledger", "Vocabulary"]

_T = TypeVar("_T", bound=np.generic)

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

NEVER = np.iinfo(np.int32).max
"""The day number of what has not happened."""


class Vocabulary:
    """Words by number, and back. It only ever grows, so ledgers made of one another share theirs."""

    __slots__ = ("_numbers", "_words")

    def __init__(self) -> None:
        self._words: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __getitem__(self, number: int) -> str:
        return self._words[number]

    def number(self, word: str) -> int:
        """The number of ``word``; a new word gets the next one."""
        number = self._numbers.setdefault(word, len(self._words))
        if number == len(self._words):
            self._words.append(word)
        return number

    def column(self, words: Iterable[str]) -> Coded:
        """A column of ``words``; an empty word is none."""
        codes = [self.number(word) if word else -1 for word in words]
        return Coded(np.array(codes, dtype=np.int32), self)


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of words: row ``i`` has ``words[codes[i]]``, or no word where the code is -1."""

    codes: Codes
    words: Vocabulary

    def one_of(self, wanted: Collection[str], rows: Codes) -> Mask:
        """For each of ``rows``, whether its word is one of ``wanted``. O(words + rows)."""
        # One more place at the end, for the code -1.
        table = np.array([*(word in wanted for word in self.words), False])
        return np.asarray(table[self.codes[rows]])


def _day(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


@dataclass(frozen=True, eq=False)
class Ledger:
    """``n`` rows in the order of their ids, which are unique.

    ``ids``, ``claim``, ``subject`` and ``place`` have a value a row (``place`` may have none); ``on``, ``known``,
    ``accepted`` and ``ended`` are day numbers (``date.toordinal``), :data:`NEVER` for what has not happened.
    ``other`` is the second subject of a ``same``, as a code of ``subject``, else -1. ``facts`` has a column for
    each name of a fact. ``whole`` holds readings and verdicts as they came, by their place.
    """

    ids: NDArray[np.object_]
    claim: Coded
    subject: Coded
    place: Coded
    other: Codes
    on: Codes
    known: Codes
    accepted: Codes
    ended: Codes
    facts: Mapping[str, Coded]
    whole: Mapping[int, Row]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Ledger:
        """The ledger of ``rows``; of two with one id the later counts. About 4 us and 300 bytes a row."""
        ordered = list({row.id: row for row in rows}.values())
        if any(ordered[i].id > ordered[i + 1].id for i in range(len(ordered) - 1)):
            ordered.sort(key=lambda row: row.id)
        subjects = Vocabulary()
        subject = subjects.column(row.subject for row in ordered)
        other = subjects.column(row.other if row.claim == SAME else "" for row in ordered)
        return cls(
            ids=np.array([row.id for row in ordered], dtype=object),
            claim=Vocabulary().column(row.claim for row in ordered),
            subject=subject,
            place=Vocabulary().column(row.place for row in ordered),
            other=other.codes,
            on=np.array([_day(row.on) for row in ordered], dtype=np.int32),
            known=np.array([_day(row.known) for row in ordered], dtype=np.int32),
            accepted=np.array([_day(row.accepted) for row in ordered], dtype=np.int32),
            ended=np.array([_day(row.ended) for row in ordered], dtype=np.int32),
            facts=_facts(ordered),
            whole={at: row for at, row in enumerate(ordered) if row.claim in (READING, VERDICT)},
        )

    def with_rows(self, rows: Iterable[Row]) -> Ledger:
        """The ledger with ``rows`` in the place of those with the same ids, and new ones added. O(n) in copies of
        arrays, some tens of milliseconds at a million rows.
        """
        added = Ledger.of(rows)
        return _joined(self, added) if len(added) else self

    @cached_property
    def _by_claim(self) -> tuple[Codes, NDArray[np.int64]]:
        # Numbers of 16 bits are sorted by radix, in a tenth of the time.
        narrow = np.int16 if len(self.claim.words) < 2**15 else np.int32
        order = np.argsort(self.claim.codes.astype(narrow), kind="stable").astype(np.int32)
        return order, np.searchsorted(self.claim.codes[order], np.arange(len(self.claim.words) + 1))

    def making(self, claims: Collection[str]) -> Codes:
        """The rows that make one of ``claims``, in the order of their ids. O(rows found), after one sort."""
        order, starts = self._by_claim
        found = [
            order[starts[code] : starts[code + 1]] for code, word in enumerate(self.claim.words) if word in claims
        ]
        if not found:
            return np.empty(0, dtype=np.int32)
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    def standing_by(self, rows: Codes, known_by: date) -> Codes:
        """Those of ``rows`` that were known, and neither rejected nor withdrawn, by the end of ``known_by``."""
        day = known_by.toordinal()
        chosen: Codes = rows[(self.known[rows] <= day) & (self.ended[rows] > day)]
        return chosen

    def accepted_by(self, rows: Codes, known_by: date) -> Mask:
        """For each of ``rows``, whether it had been accepted by the end of ``known_by``."""
        return np.asarray(self.accepted[rows] <= known_by.toordinal())

    def kept(self, claim: str, known_by: date) -> list[Row]:
        """The standing rows of ``claim``, which is ``reading`` or ``verdict``, as they came."""
        return [self.whole[int(at)] for at in self.standing_by(self.making((claim,)), known_by)]


def _facts(rows: Sequence[Row]) -> dict[str, Coded]:
    columns: dict[str, Coded] = {}
    for at, row in enumerate(rows):
        for name, value in row.facts.items():
            if name not in columns:
                columns[name] = Coded(np.full(len(rows), -1, dtype=np.int32), Vocabulary())
            columns[name].codes[at] = columns[name].words.number(value)
    return columns


def _joined(old: Ledger, new: Ledger) -> Ledger:
    """The rows of both in the order of their ids; of two with one id that of ``new``."""
    at = np.searchsorted(old.ids, new.ids)
    there = np.array([place < len(old) and old.ids[place] == id for place, id in zip(at, new.ids, strict=True)])
    inserted = at[~there]

    def plain(a: NDArray[_T], b: NDArray[_T]) -> NDArray[_T]:
        made = a.copy()
        made[at[there]] = b[there]
        return np.insert(made, inserted, b[~there]) if len(inserted) else made

    def told(a: Vocabulary, b: Vocabulary) -> Codes:
        return np.array([*(a.number(word) for word in b), -1], dtype=np.int32)

    def coded(a: Coded, b: Coded) -> Coded:
        return Coded(plain(a.codes, told(a.words, b.words)[b.codes]), a.words)

    def fact(name: str) -> Coded:
        a, b = (
            each.facts.get(name) or Coded(np.full(len(each), -1, dtype=np.int32), Vocabulary())
            for each in (old, new)
        )
        return coded(a, b)

    # A row moves by as many as are put in before it.
    moved = {row: row + int(np.searchsorted(inserted, row, side="right")) for row in old.whole}
    replaced = set(at[there].tolist())
    whole = {moved[row]: kept for row, kept in old.whole.items() if row not in replaced}
    places = at + np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(~there)[:-1]])
    return Ledger(
        ids=plain(old.ids, new.ids),
        claim=coded(old.claim, new.claim),
        subject=coded(old.subject, new.subject),
        place=coded(old.place, new.place),
        other=plain(old.other, told(old.subject.words, new.subject.words)[new.other]),
        on=plain(old.on, new.on),
        known=plain(old.known, new.known),
        accepted=plain(old.accepted, new.accepted),
        ended=plain(old.ended, new.ended),
        facts={name: fact(name) for name in {**old.facts, **new.facts}},
        whole=whole | {int(places[row]): kept for row, kept in new.whole.items()},
    )
