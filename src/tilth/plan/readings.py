"""Reported levels: what was said of a series, period by period, and what may be read from it.

A reading is somebody's word, so two of one period may differ: both stay, and there is no figure until one of them
is chosen with a reason. Readings of the same value are no rivals, whoever said them. A series that was made in
another way from some day on is not compared across that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.plan.evidence import READING, Row
from tilth.plan.ledger import Ledger
from tilth.plan.model import Break

__all__ = ["Growth", "Period", "growth", "periods", "segment"]


@dataclass(frozen=True, slots=True)
class Period:
    """What was said of the period that ends ``on``: all standing ``rows``, and the one that holds (None: not yet),
    with the ``reason`` why none does.
    """

    on: date
    rows: tuple[Row, ...]
    settled: Row | None
    reason: Reason | None

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The different values, in rising order."""
        return tuple(sorted({row.value for row in self.rows if row.value is not None}))


@dataclass(frozen=True, slots=True)
class Growth:
    """From one settled reading to another: the difference, and the relative one (None from zero)."""

    first: Row
    last: Row
    difference: Decimal
    relative: Decimal | None


def periods(ledger: Ledger, series: str, as_of: date, known_by: date) -> tuple[Period, ...]:
    """The periods of ``series`` that end by ``as_of``, oldest first, as known by ``known_by``."""
    rows = [row for row in ledger.kept(READING, known_by) if row.subject == series and row.on <= as_of]
    rows.sort(key=lambda row: (row.on, row.id))
    return tuple(
        _period(on, tuple(group), series, known_by) for on, group in groupby(rows, key=lambda row: row.on)
    )


def _period(on: date, rows: tuple[Row, ...], series: str, known_by: date) -> Period:
    accepted = [row for row in rows if row.accepted is not None and row.accepted <= known_by]
    holding = [row for row in accepted if _rivals(row, rows) <= set(row.over)]
    # Of readings that hold side by side, the one decided last says the word; they may differ only by what they
    # rest on.
    if holding and len({(row.value, row.of) for row in holding}) == 1:
        return Period(on, rows, max(holding, key=lambda row: (row.accepted or on, row.id)), None)
    if accepted or len({row.value for row in rows}) > 1:
        reason = Reason(
            "plan.reading.rivals",
            "For the period to {on}, {count} readings of {series} differ: {values}.",
            "Choose one of them and say why.",
            series,
            {
                "on": on.isoformat(), "count": len(rows), "series": series,
                "values": ", ".join(f"{value}" for value in sorted({_said(row) for row in rows})),
            },
        )  # fmt: skip
    else:
        reason = Reason(
            "plan.reading.pending",
            "The reading of {series} for the period to {on} is not accepted yet.",
            "Accept or reject it.",
            series,
            {"on": on.isoformat(), "series": series},
        )
    return Period(on, rows, None, reason)


def _said(row: Row) -> str:
    return f"{row.value}" if row.of is None else f"{row.value}/{row.of}"


def _rivals(row: Row, rows: Iterable[Row]) -> set[str]:
    return {other.id for other in rows if (other.value, other.of, other.basis) != (row.value, row.of, row.basis)}


def segment(settled: Sequence[Row], breaks: Sequence[Break]) -> tuple[Row, ...]:
    """The last of ``settled`` readings (oldest first) between which no break lies and whose basis is one."""
    found: list[Row] = []
    for row in reversed(settled):
        if found and (row.basis != found[-1].basis or _between(row.on, found[-1].on, breaks) is not None):
            break
        found.append(row)
    return tuple(reversed(found))


def growth(first: Row, last: Row, breaks: Sequence[Break]) -> Growth | Refused:
    """From ``first`` to ``last``, or why the two cannot be compared."""
    broken = _between(first.on, last.on, breaks)
    if broken is not None or first.basis != last.basis:
        return refuse(
            "plan.series.break",
            "The series is made in another way from {on} on: {why}",
            "Compare readings on one side of it, or recompute the earlier ones in the new way.",
            "breaks",
            on=(broken.on if broken else last.on).isoformat(),
            why=broken.reason.en
            if broken
            else f"the basis is {last.basis or 'not named'}, and was {first.basis}.",
        )
    if first.value is None or last.value is None:
        return refuse(
            "plan.reading.empty",
            "One of the two readings has no value.",
            "Record a reading with its value.",
            "value",
        )
    difference = last.value - first.value
    return Growth(first, last, difference, difference / abs(first.value) if first.value else None)


def _between(first: date, last: date, breaks: Iterable[Break]) -> Break | None:
    """The break that lies after ``first`` and not after ``last``: a period is one with the day on which it
    ends.
    """
    early, late = sorted((first, last))
    return next((each for each in sorted(breaks, key=lambda one: one.on) if early < each.on <= late), None)
