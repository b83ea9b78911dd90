"""Reported series for the page: each period with every reading of it, side by side, and how it grew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import get_language

from tilth.kernel.refusal import Refused
from tilth.plan.evidence import Row
from tilth.plan.measure import Measured
from tilth.plan.model import Break, Kind
from tilth.plan.phrases import amount, number
from tilth_site.plan.opening import growth_of
from tilth_site.plan.wording import spoken

__all__ = ["PeriodShown", "ReadingShown", "breaks_of", "growth_shown", "periods_shown", "settled_on"]


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """One reading: what it says, and whether it is the one that holds."""

    row: Row
    value: str
    holds: bool


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """The period that ends ``on``: its readings, why none holds (empty: one does), why the one was chosen, and the
    break of the series that lies after the period before, with its reason in words.
    """

    on: date
    readings: tuple[ReadingShown, ...]
    reason: str
    chosen: str
    broken: Break | None
    why_broken: str


def periods_shown(measured: Measured) -> list[PeriodShown]:
    """Every period, the latest first."""
    shown, before = [], None
    for period in measured.periods:
        breaks = measured.indicator.breaks
        broken = next((one for one in breaks if before is not None and before < one.on <= period.on), None)
        why = broken.reason.in_language(get_language() or "en") if broken else ""
        settled = period.settled
        readings = tuple(ReadingShown(row, _said(row, measured), row is settled) for row in period.rows)
        reason = spoken(period.reason) if period.reason else ""
        shown.append(PeriodShown(period.on, readings, reason, settled.reason if settled else "", broken, why))
        before = period.on
    return shown[::-1]


def settled_on(measured: Measured) -> date | None:
    """The last day of the last period that has a settled reading."""
    return next((period.on for period in reversed(measured.periods) if period.settled is not None), None)


def breaks_of(measured: Measured) -> list[date]:
    """The days from which on the series is made in another way: declared, or seen by the basis of a reading."""
    settled = [period.settled for period in measured.periods if period.settled is not None]
    found = []
    for before, row in pairwise(settled):
        declared = [one.on for one in measured.indicator.breaks if before.on < one.on <= row.on]
        found += declared or ([row.on] if row.basis != before.basis else [])
    return found


def _said(row: Row, measured: Measured) -> str:
    if row.of is not None:
        return f"{number(row.value)} / {number(row.of)}"
    # A share that is said without its parts is shown as it was said.
    return amount(row.value, Kind.LEVEL if measured.indicator.kind is Kind.RATIO else measured.indicator.kind)


def growth_shown(measured: Measured) -> str:
    """From the last settled reading but one to the last, in words; why not, where the two cannot be compared."""
    found = growth_of(measured)
    if found is None:
        return ""
    if isinstance(found, Refused):
        return spoken(found.reasons[0])
    difference = f"{'+' if found.difference > 0 else ''}{number(found.difference)}"
    if found.relative is None:
        return difference
    return f"{difference} ({found.relative * 100:+.1f} %)"
