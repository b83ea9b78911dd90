"""Opening a count: its units, and the rows of evidence behind each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from tilth.plan.counts import Count

__all__ = ["Unit", "unit_of", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a count: the ``subject`` that stands for it, the others that are ``also`` it, the day since
    when it is one (of an event, its day; where only pending rows speak for it, the first of these), whether it is
    ``certain``, and the ids of its rows.
    """

    subject: str
    also: tuple[str, ...]
    on: date
    certain: bool
    rows: tuple[str, ...]


def units(counted: Count) -> tuple[Unit, ...]:
    """Every unit that is certain or possible, oldest first. O(rows log rows), some 10 us a unit."""
    found = counted.possible
    rows = _rows_by_root(counted)
    also = _also(counted, rows.keys())
    sure, joins = set(counted.sure.tolist()), set(counted.joined.joins.tolist())
    words, first = counted.ledger.subject.words, _first_days(counted)
    made = []
    for key in found.tolist():
        root, day = key >> 32, key & 0xFFFFFFFF
        on = date.fromordinal(day or int(first[root]))
        behind = [at for at in rows.get(root, ()) if not day or at in joins or int(counted.ledger.on[at]) == day]
        ids = tuple(str(counted.ledger.ids[at]) for at in behind)
        made.append(Unit(words[root], also.get(root, ()), on, key in sure, ids))
    return tuple(sorted(made, key=lambda unit: (unit.on, unit.subject)))


def unit_of(counted: Count, subject: str) -> tuple[Unit, ...]:
    """The units that ``subject`` is, by this or another of its names: one, none, or its events."""
    return tuple(unit for unit in units(counted) if subject == unit.subject or subject in unit.also)


def _first_days(counted: Count) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """The first day that speaks for each root, pending rows as well."""
    first = np.full(len(counted.joined.sure), np.iinfo(np.int32).max, dtype=np.int32)
    rows = counted.speaking
    np.minimum.at(first, counted.joined.sure[counted.ledger.subject.codes[rows]], counted.ledger.on[rows])
    return first


def _rows_by_root(counted: Count) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    roots = counted.joined.sure[counted.ledger.subject.codes[counted.rows]]
    for root, at in zip(roots.tolist(), counted.rows.tolist(), strict=True):
        found.setdefault(root, []).append(at)
    return found


def _also(counted: Count, roots: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    sure, words = counted.joined.sure, counted.ledger.subject.words
    found: dict[int, list[str]] = {}
    for subject in np.flatnonzero(sure != np.arange(len(sure))).tolist():
        found.setdefault(int(sure[subject]), []).append(words[subject])
    return {root: tuple(sorted(found[root])) for root in roots if root in found}
