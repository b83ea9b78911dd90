"""Goals that no number measures: steps towards them, each with evidence and a reviewer's verdict."""

from __future__ import annotations

from datetime import date

from tilth.plan.evidence import VERDICT, Row, Verdict
from tilth.plan.figures import Finding
from tilth.plan.ledger import Ledger
from tilth.plan.model import Indicator

__all__ = ["findings", "subject_of"]


def subject_of(indicator: str, milestone: str) -> str:
    """How a row of evidence names a milestone."""
    return f"{indicator}/{milestone}"


def findings(indicator: Indicator, ledger: Ledger, as_of: date, known_by: date) -> tuple[Finding, ...]:
    """What is said of each milestone: the verdict of the latest accepted row, on all rows that stand."""
    rows = [row for row in ledger.kept(VERDICT, known_by) if row.on <= as_of]
    return tuple(
        _finding(
            each.code, [row for row in rows if row.subject == subject_of(indicator.code, each.code)], known_by
        )
        for each in indicator.milestones
    )


def _finding(milestone: str, rows: list[Row], known_by: date) -> Finding:
    judged = [row for row in rows if row.verdict and row.accepted is not None and row.accepted <= known_by]
    ids = tuple(sorted(row.id for row in rows))
    if not judged:
        return Finding(milestone, "", None, "", ids)
    last = max(judged, key=lambda row: (row.accepted or row.on, row.on, row.id))
    verdict = last.verdict or Verdict.NOT_MET
    return Finding(milestone, verdict.value, last.accepted, last.reason, ids)
