"""Ratios: a part and its whole, both counted in one scope, or nothing.

A counted ratio takes the rule of the whole and a further demand that makes a unit of the whole one of the part. So
both are of one day, one set of evidence and one kind of unit by construction. A reported ratio holds where the two
numbers behind it are reported with it. A bare percentage is somebody's claim: it is shown as one, and said again
later with no numbers behind it, it is the same claim and no new measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from tilth.kernel.refusal import Reason
from tilth.plan.counts import Count, count
from tilth.plan.ledger import Codes, Ledger
from tilth.plan.model import Indicator, Rule
from tilth.plan.readings import Period
from tilth.plan.rounding import rounded

__all__ = ["ReportedShare", "Share", "reported_share", "share"]

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """``part`` of ``whole``; the three ratios have six decimals and are None where there is nothing to divide
    by.
    """

    part: Count
    whole: Count
    low: Decimal | None
    certain: Decimal | None
    high: Decimal | None
    rows: Codes


@dataclass(frozen=True, slots=True)
class ReportedShare:
    """The last reported ratio and the two numbers behind it, or the reasons why it is only a claim."""

    value: Decimal | None
    part: Decimal | None
    whole: Decimal | None
    reasons: tuple[Reason, ...] = ()


def share(
    rule: Rule, further: Rule, indicator: Indicator, ledger: Ledger, as_of: date, known_by: date | None = None
) -> Share:
    """The share of the units of ``rule`` that meet ``further`` as well.

    The bounds let what is pending count for the part and against the rest of the whole, and the other way round,
    wherever that leaves a whole. Suspected duplicates are taken for different.
    """
    whole = count(rule, indicator.measure, indicator.counted, ledger, as_of, known_by)
    narrowed = replace(
        rule,
        claims=further.claims or rule.claims,
        places=further.places or rule.places,
        where=(*rule.where, *further.where),
    )
    part = count(narrowed, indicator.measure, indicator.counted, ledger, as_of, known_by)
    sure = len(np.intersect1d(part.sure, whole.sure))
    possible = len(np.intersect1d(part.possible, whole.possible))
    firm = len(np.intersect1d(part.firm, whole.firm))
    certain = _divided(sure, whole.certain)
    low = _divided(firm, firm + _rest(part, whole))
    high = _divided(possible, possible + len(np.setdiff1d(whole.firm, part.possible)))
    return Share(
        part,
        whole,
        low=certain if low is None else low,
        certain=certain,
        high=certain if high is None else high,
        rows=np.union1d(part.rows, whole.rows).astype(np.int32),
    )


def _rest(part: Count, whole: Count) -> int:
    """How many units may be in the whole and not in the part: those that cannot be in the part, and those that
    some row puts into the whole while only pending rows put them into the part as well.
    """
    outside = len(np.setdiff1d(whole.possible, part.possible))
    doubtful = np.setdiff1d(part.possible, part.sure)
    elsewise = np.setdiff1d(whole.speaking, part.speaking)
    roots = whole.joined.sure[whole.ledger.subject.codes[elsewise]].astype(np.int64)
    return outside + int((np.isin(doubtful, whole.sure) | np.isin(doubtful >> 32, roots)).sum())


def _divided(part: int, whole: int) -> Decimal | None:
    return rounded(Decimal(part) / Decimal(whole), _PLACES) if whole else None


def reported_share(said: Sequence[Period], indicator: Indicator) -> ReportedShare:
    """The ratio of the last settled reading in ``said`` (oldest first)."""
    settled = [period.settled for period in said if period.settled is not None]
    if not settled:
        return ReportedShare(None, None, None)
    last = settled[-1]
    if last.value is not None and last.of:
        return ReportedShare(rounded(last.value / last.of, _PLACES), last.value, last.of)
    data = {"value": f"{last.value}", "on": last.on.isoformat(), "name": indicator.name.en}
    earlier = next((row for row in settled[:-1] if row.value == last.value and not row.of), None)
    if earlier is not None:
        reason = Reason(
            "plan.ratio.repeated",
            "The {value} said of {name} for {on} was said for {before} already, with no numbers behind either.",
            "Record the part and the whole that were counted for {on}.",
            last.id,
            {**data, "before": earlier.on.isoformat()},
        )
    else:
        reason = Reason(
            "plan.ratio.claimed",
            "{value} is said of {name} for {on}, with no numbers behind it.",
            "Record the part and the whole that it is a ratio of.",
            last.id,
            data,
        )
    return ReportedShare(None, None, None, (reason,))
