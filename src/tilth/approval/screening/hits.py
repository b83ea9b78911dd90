"""From matches to hits: windows of one record and strand become one interval, and one match is told once.

An exact match is one of amino acids too, in up to three frames, and an aligner finds it again. So what a later
layer finds is told only where it covers a window beside what an earlier one told of the same record and strand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tilth.approval.screening.model import Hit, Kind, Strand

__all__ = ["merged", "told_once"]

_Interval = tuple[int, int]
_Where = tuple[str, Strand]


def merged(hits: Iterable[Hit]) -> list[Hit]:
    """``hits`` of one kind with those joined that overlap or touch, of one record and strand; by their starts."""
    groups: defaultdict[_Where, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.label, hit.strand].append(hit)
    made = []
    for (label, strand), group in groups.items():
        for start, end in _joined((hit.start, hit.end) for hit in group):
            made.append(Hit(start=start, end=end, strand=strand, label=label, kind=group[0].kind))
    return sorted(made, key=lambda hit: (hit.start, hit.end, hit.label, hit.strand))


def told_once(exact: Iterable[Hit], frames: Iterable[Hit], diverged: Iterable[Hit], least: int) -> tuple[Hit, ...]:
    """The hits of a query: the exact ones, and what the later layers find beside them, ``least`` bases or more."""
    told = merged(exact)
    for later in (frames, diverged):
        told += [hit for hit in merged(later) if _beside(hit, told) >= least]
    return tuple(told)


def _joined(intervals: Iterable[_Interval]) -> list[_Interval]:
    made: list[_Interval] = []
    for start, end in sorted(intervals):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _beside(hit: Hit, told: Iterable[Hit]) -> int:
    """The longest stretch of ``hit`` that no hit of the same record and strand covers."""
    same = [
        one for one in told if (one.label, one.strand) == (hit.label, hit.strand) and one.kind is not Kind.SPLIT
    ]
    longest, at = 0, hit.start
    for start, end in _joined((one.start, one.end) for one in same):
        longest = max(longest, min(start, hit.end) - at)
        at = max(at, end)
    return max(longest, hit.end - at)
