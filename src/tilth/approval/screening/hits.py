"""From matches to hits: windows of one record and strand become one interval, and one match is told once.

An exact match is one of amino acids too, in up to three frames, and an aligner finds it again. So what a later
layer finds is told only where it covers a window beside what an earlier one told of the same record and strand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from tilth.approval.screening.coding import Text
from tilth.approval.screening.intervals import joined
from tilth.approval.screening.model import Hit, Kind, Strand
from tilth.approval.screening.words import Found

__all__ = ["hits_of", "in_one", "told_once"]

_Where = tuple[str, Strand]


def hits_of(
    found: Found, queries: Text, database: Text, labels: Sequence[str], lengths: Sequence[int], kind: Kind
) -> dict[int, list[Hit]]:
    """The matches ``found`` as hits, by the number of the query. ``lengths`` are those of the queries; a match
    that begins beyond, where a circular one is read on, was found at the start too.
    """
    query, record = queries.owners(found[:, 0]), database.owners(found[:, 2])
    start = found[:, 0] - queries.starts[query]
    inside = start < np.asarray(lengths, np.int64)[query]
    query, record, start, rows = query[inside], record[inside], start[inside], found[inside]
    places = 2 * len(labels)
    group, begin, end = joined(query * places + 2 * record + rows[:, 3], start, start + rows[:, 1] - rows[:, 0])
    made: defaultdict[int, list[Hit]] = defaultdict(list)
    for one, first, last in zip(group.tolist(), begin.tolist(), end.tolist(), strict=True):
        number, where = divmod(one, places)
        strand: Strand = "-" if where % 2 else "+"
        made[number].append(Hit(start=first, end=last, strand=strand, label=labels[where // 2], kind=kind))
    return made


def in_one(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits with those of one record, strand, kind and partners made one where they overlap or touch."""
    groups: defaultdict[tuple[str, Strand, Kind, tuple[str, ...]], list[tuple[int, int]]] = defaultdict(list)
    for hit in hits:
        groups[hit.label, hit.strand, hit.kind, hit.partners].append((hit.start, hit.end))
    made: list[Hit] = []
    for (label, strand, kind, partners), intervals in groups.items():
        starts, ends = np.array(intervals, np.int64).T
        _, first, last = joined(np.zeros(len(starts), np.int64), starts, ends)
        made += (
            Hit(start=start, end=end, strand=strand, label=label, kind=kind, partners=partners)
            for start, end in zip(first.tolist(), last.tolist(), strict=True)
        )
    return tuple(made)


def told_once(exact: Iterable[Hit], frames: Iterable[Hit], diverged: Iterable[Hit], least: int) -> tuple[Hit, ...]:
    """The hits of a query: the exact ones, and what the later layers find beside them, ``least`` bases or more."""
    told: defaultdict[_Where, list[Hit]] = defaultdict(list)
    for hit in exact:
        told[hit.label, hit.strand].append(hit)
    for later in (frames, diverged):
        for hit in sorted(later, key=lambda hit: (hit.start - hit.end, hit.start)):  # the longest first
            before = told[hit.label, hit.strand]
            if _beside(hit, before) >= least:
                before.append(hit)
    return tuple(
        sorted((hit for hits in told.values() for hit in hits), key=lambda hit: (hit.start, hit.end, hit.label))
    )


def _beside(hit: Hit, told: Iterable[Hit]) -> int:
    """The longest stretch of ``hit`` that none of ``told`` covers."""
    longest, at = 0, hit.start
    for one in sorted(told, key=lambda one: one.start):
        longest = max(longest, min(one.start, hit.end) - at)
        at = max(at, one.end)
    return max(longest, hit.end - at)
