"""Pages of a list whose newest change comes first, walked by the number of the last entry about each row.

A page costs the same however long the list is, because it is one query along the index of that number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

__all__ = ["Page", "page_of"]

RowT = TypeVar("RowT", bound=Model)

_number: Callable[[Model], int] = attrgetter("last_seq")


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Rows, newest change first, and the numbers from which newer and older ones go on (None: there are none)."""

    rows: Sequence[RowT]
    newer: int | None
    older: int | None


def page_of(rows: QuerySet[RowT], size: int, *, before: int | None = None, after: int | None = None) -> Page[RowT]:
    """At most ``size`` of ``rows``: those last changed before the entry numbered ``before``, or after ``after``,
    or the newest. Their table has a column ``last_seq``. One query.
    """
    if after is not None:
        found = list(rows.filter(last_seq__gt=after).order_by("last_seq")[: size + 1])
        kept = found[:size][::-1]
        newer = _number(kept[0]) if len(found) > size else None
        return Page(kept, newer, _number(kept[-1]) if kept else None)
    if before is not None:
        rows = rows.filter(last_seq__lt=before)
    found = list(rows.order_by("-last_seq")[: size + 1])
    kept = found[:size]
    newer = _number(kept[0]) if kept and before is not None else None
    return Page(kept, newer, _number(kept[-1]) if len(found) > size else None)
