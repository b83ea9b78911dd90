"""Opening a published figure: the units and readings behind it, its past, its back-test, and what became
of earlier forecasts.

A published report never changes, so what lies behind it is worked out once in a process and kept. It is measured
on the evidence as it stood at the report's last entry of the journal: its dates alone would let in what was
decided later on the day of publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from tilth.kernel.errors import MissingError
from tilth.kernel.refusal import Refused
from tilth.plan.figures import Figure, Outlook, Report
from tilth.plan.ledger import Ledger
from tilth.plan.measure import Measured, measure
from tilth.plan.model import Indicator, Kind, Plan
from tilth.plan.readings import Growth, growth
from tilth.plan.scores import Scored, score_outlook
from tilth.plan.trace import Unit, units
from tilth_site.plan.ledgers import ledger_then
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.queries import kept_report, plan_row, report_row, reports

if TYPE_CHECKING:
    from tilth.plan.forecast import Backtest

__all__ = ["Opened", "PastForecast", "growth_of", "opened", "past_forecasts"]


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What lies behind a figure.

    ``exact``: it gives the numbers that were published, on rows with the digest that was published. ``units`` are
    those of a count, or of the whole of a counted ratio, oldest first; ``history`` the figure at the end of each
    quarter, or of each settled period, and at last on the report's day.
    """

    measured: Measured
    exact: bool
    units: tuple[Unit, ...]
    history: tuple[tuple[date, Decimal], ...]
    tested: Backtest | Refused


@dataclass(frozen=True, slots=True)
class PastForecast:
    """A forecast as it was published, and how good it was (None: its deadline has not come, or its outcome is
    undecided).
    """

    report: PublishedReport
    outlook: Outlook
    scored: Scored | None


def opened(report: PublishedReport, code: str) -> Opened:
    """What lies behind the figure of the indicator ``code`` in a published report. The first call measures, at
    some 0.3 us a row for each quarter; later ones are free.

    Raises MissingError where the plan has no such indicator.
    """
    return _opened(report.pk, code)


@lru_cache(maxsize=32)
def _opened(report_id: str, code: str) -> Opened:
    # The engine's forecasts load scipy, which most pages do without.
    from tilth.plan.outlook import backtest

    row = report_row(report_id)
    followed = plan_row(row.plan) if row else None
    plan = followed.plan if followed else None
    indicator = plan.indicator(code) if plan else None
    report = kept_report(row) if row else None
    figure = report.figure(code) if report else None
    if row is None or plan is None or indicator is None or report is None or figure is None:
        raise MissingError("plan.figure.missing", f"No report has a figure of {code}.", mend="Name another.")
    measured, ledger = _as_published(row, indicator, figure, report)
    return Opened(
        measured,
        exact=(measured.digest, measured.low, measured.certain, measured.high)
        == (figure.digest, figure.low, figure.certain, figure.high),
        units=_units(measured),
        history=_history(plan, indicator, ledger, measured),
        tested=backtest(indicator, ledger, report.as_of, known_by=report.known_by, version=figure.definition),
    )


def _as_published(
    row: PublishedReport, indicator: Indicator, figure: Figure, report: Report
) -> tuple[Measured, Ledger]:
    ledger = ledger_then(row.plan, row.seq)
    return measure(indicator, ledger, report.as_of, report.known_by, figure.definition), ledger


def _units(measured: Measured) -> tuple[Unit, ...]:
    counted = measured.count or (measured.share.whole if measured.share else None)
    return units(counted) if counted else ()


def _history(
    plan: Plan, indicator: Indicator, ledger: Ledger, measured: Measured
) -> tuple[tuple[date, Decimal], ...]:
    from tilth.plan.report import quarter_ends

    if indicator.kind is Kind.QUALITATIVE:
        return ()
    if measured.count is None and measured.share is None:
        settled = [period.settled for period in measured.periods if period.settled is not None]
        return tuple((row.on, row.value) for row in settled if row.value is not None)
    version = measured.definition.version if measured.definition else None
    days = [*quarter_ends(plan.start, measured.as_of), measured.as_of]
    values = ((day, measure(indicator, ledger, day, measured.known_by, version).certain) for day in days)
    return tuple((day, value) for day, value in values if value is not None)


def growth_of(measured: Measured) -> Growth | Refused | None:
    """From the settled reading before the last to the last; None where there are not two."""
    settled = [period.settled for period in measured.periods if period.settled is not None]
    if measured.indicator.kind is not Kind.LEVEL or len(settled) < 2:
        return None
    return growth(settled[-2], settled[-1], measured.indicator.breaks)


def past_forecasts(plan_id: str, indicator: Indicator) -> list[PastForecast]:
    """Every published forecast of the indicator, newest first, scored where the outcome is known."""
    rows = list(reports(plan_id))
    said = [(row, kept_report(row).figure(indicator.code)) for row in rows]
    outcome = next((_outcome(figure, indicator) for _, figure in said if figure), None)
    return [
        PastForecast(row, figure.outlook, _scored(figure.outlook, indicator, outcome))
        for row, figure in said
        if figure is not None and figure.outlook is not None
    ]


def _outcome(figure: Figure, indicator: Indicator) -> Decimal | None:
    """What came in the end, as the latest report has it; None before the deadline, and while it is undecided."""
    ended = indicator.target is not None and figure.as_of >= indicator.target.deadline
    return figure.certain if ended and figure.low == figure.high else None


def _scored(outlook: Outlook, indicator: Indicator, outcome: Decimal | None) -> Scored | None:
    if outcome is None or indicator.target is None or outlook.deadline > indicator.target.deadline:
        return None
    return score_outlook(outlook, indicator.target, outcome)
