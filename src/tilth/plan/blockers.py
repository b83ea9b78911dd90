"""What would close the gap: everything that waits for a decision, by how much its decision is expected to change.

A pending row that speaks for a unit adds one when it is accepted; a suspected duplicate takes one away when it is
found true. How likely acceptance is, earlier decisions about the same kind of claim say. Rival readings stand in
the way of any figure, so they come first, whatever they would change.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

from tilth.plan.counts import Count
from tilth.plan.figures import Blocker
from tilth.plan.forecast import acceptance, chances_if
from tilth.plan.ledger import Codes, Ledger
from tilth.plan.measure import Measured
from tilth.plan.model import Direction
from tilth.plan.outlook import Forecast
from tilth.plan.rounding import rounded

__all__ = ["MOST", "blockers"]

MOST = 10
"""How many blockers a figure names; those of the greatest effect, and of these the oldest."""

_FOUR = Decimal("0.0001")


def blockers(measured: Measured, ledger: Ledger, made: Forecast | None) -> tuple[Blocker, ...]:
    """The :data:`MOST` blockers of an indicator; without a forecast they are in the order of their age."""
    rivals = [
        Blocker(row.id, "rival", row.subject, Decimal(0), Decimal(0))
        for period in measured.periods
        if period.reason is not None and period.reason.code == "plan.reading.rivals"
        for row in period.rows
    ]
    return tuple((rivals + _of_count(measured, ledger, made))[:MOST])


def _of_count(measured: Measured, ledger: Ledger, made: Forecast | None) -> list[Blocker]:
    counted = measured.count
    if counted is None:
        return []
    waiting = [
        *_told(measured, ledger, _pending(counted), "pending", 1, made),
        *_told(measured, ledger, counted.doubts, "duplicate", -1, made),
    ]
    known = {row: int(ledger.known[row]) for row, _ in waiting}
    waiting.sort(key=lambda each: (-abs(each[1].effect), known[each[0]], each[1].row))
    return [each for _, each in waiting]


def _pending(counted: Count) -> Codes:
    """For each unit that is possible and not certain, the oldest pending row that speaks for it."""
    undecided = np.zeros(len(counted.joined.sure), dtype=np.bool_)
    undecided[np.setdiff1d(counted.possible, counted.sure, assume_unique=True) >> 32] = True
    rows = counted.speaking[~counted.ledger.accepted_by(counted.speaking, counted.known_by)]
    roots = counted.joined.sure[counted.ledger.subject.codes[rows]]
    rows, roots = rows[undecided[roots]], roots[undecided[roots]]
    order = np.argsort(counted.ledger.known[rows], kind="stable")
    _, first = np.unique(roots[order], return_index=True)
    found: Codes = rows[order][first]
    return found


def _told(
    measured: Measured, ledger: Ledger, rows: Codes, what: str, extra: int, made: Forecast | None
) -> list[tuple[int, Blocker]]:
    """Rows of one claim have one effect, so the oldest of each claim are enough."""
    told = []
    gain = _gain(measured, extra, made)
    rows = rows[np.lexsort((rows, ledger.known[rows]))]
    codes = ledger.claim.codes[rows]
    for code in np.unique(codes).tolist():
        likely = acceptance(*_decided(ledger, ledger.claim.words[code], measured.known_by))
        for row in rows[codes == code][:MOST].tolist():
            subject = ledger.subject.words[ledger.subject.codes[row]]
            effect = rounded(likely * gain, _FOUR)
            told.append((row, Blocker(str(ledger.ids[row]), what, subject, rounded(likely, _FOUR), effect)))
    return told


def _decided(ledger: Ledger, claim: str, known_by: date) -> tuple[int, int]:
    """How many rows of ``claim`` were accepted, and how many were ended without ever being accepted, by then."""
    rows, day = ledger.making((claim,)), known_by.toordinal()
    accepted = ledger.accepted[rows] <= day
    ended = (ledger.ended[rows] <= day) & ~accepted
    return int(accepted.sum()), int(ended.sum())


def _gain(measured: Measured, extra: int, made: Forecast | None) -> float:
    """By how much ``extra`` units more change the chance of the first bound that is not reached yet."""
    target = measured.indicator.target
    if made is None or target is None or measured.certain is None:
        return 0.0
    certain = measured.certain
    bound = next((each for each in target.bounds if not target.reached(certain, each)), target.bounds[-1])
    at_most = target.direction is Direction.AT_MOST
    (before,) = chances_if(made.distribution, 0, [bound], at_most=at_most)
    (after,) = chances_if(made.distribution, extra, [bound], at_most=at_most)
    return after - before
