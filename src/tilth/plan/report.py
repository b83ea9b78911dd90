"""The report: every indicator on one day, how it stands to its target, and what would move it.

A report is a pure function of the plan, the evidence and two dates, so it can be made again years later and
compared with what was published, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tilth.kernel.refusal import Refused
from tilth.plan.blockers import blockers
from tilth.plan.figures import Attainment, Figure, Outlook, Report
from tilth.plan.ledger import Ledger
from tilth.plan.measure import Measured, measure
from tilth.plan.model import Direction, Indicator, Kind, Measure, Plan, Target
from tilth.plan.outlook import forecast
from tilth.plan.rounding import rounded

__all__ = ["attainment", "figure", "progress", "quarter_ends", "report", "revisions"]

LIKELY = Decimal("0.8")
"""From this chance on a bound is called likely, and below its complement unlikely."""


def report(
    plan: Plan,
    ledger: Ledger,
    as_of: date,
    *,
    known_by: date | None = None,
    definitions: int | None = None,
    forecasts: bool = True,
) -> Report:
    """Every figure of ``plan`` as of the end of ``as_of``, by what was known by the end of ``known_by``
    (``as_of``).

    ``definitions`` asks for that version of every definition (indicators without it: their latest); without it
    each has the latest adopted by ``known_by``. Without ``forecasts`` the outlooks and blockers are left out.
    """
    known = known_by or as_of
    figures = []
    for indicator in plan.indicators:
        version = definitions if indicator.definition(definitions) else None
        figures.append(figure(indicator, ledger, as_of, known_by=known, version=version, forecasts=forecasts))
    return Report(plan.code, as_of, known, tuple(figures), tuple(revisions(plan, ledger, as_of, known)))


def figure(
    indicator: Indicator,
    ledger: Ledger,
    as_of: date,
    *,
    known_by: date | None = None,
    version: int | None = None,
    forecasts: bool = True,
) -> Figure:
    """One indicator's figure; arguments as in :func:`report`."""
    measured = measure(indicator, ledger, as_of, known_by, version)
    made = forecast(measured) if forecasts and not measured.blocked else None
    reasons = measured.reasons
    if isinstance(made, Refused):
        reasons += tuple(reason for reason in made.reasons if reason.code == "forecast.too_few")
        made = None
    outlook = made.outlook if made else None
    return Figure(
        indicator=indicator.code,
        kind=indicator.kind,
        as_of=measured.as_of,
        definition=measured.definition.version if measured.definition else None,
        low=measured.low,
        certain=measured.certain,
        high=measured.high,
        rows=measured.rows,
        digest=measured.digest,
        attainment=attainment(measured, as_of, outlook),
        progress=progress(measured),
        part=measured.part,
        whole=measured.whole,
        reasons=reasons,
        blocked=measured.blocked,
        outlook=outlook,
        blockers=blockers(measured, ledger, made) if forecasts else (),
        findings=measured.findings,
    )


def attainment(measured: Measured, as_of: date, outlook: Outlook | None) -> Attainment:
    """How the indicator stands to the first bound of its target; judged by the end of the interval that is
    worse.
    """
    target = measured.indicator.target
    if measured.indicator.kind is Kind.QUALITATIVE and target is None:
        return _by_milestones(measured)
    if target is None:
        return Attainment.NO_TARGET
    if measured.low is None or measured.high is None or measured.certain is None:
        return Attainment.UNKNOWN
    upwards = target.direction is Direction.AT_LEAST
    worst, best = (measured.low, measured.high) if upwards else (measured.high, measured.low)
    first = target.bounds[0]
    if target.reached(worst, first):
        # New events cannot take back what has happened; anything else may still fall back.
        lasting = upwards and measured.indicator.kind is Kind.COUNT and measured.indicator.measure is Measure.FLOW
        return Attainment.ATTAINED if lasting or as_of >= target.deadline else Attainment.REACHED
    if as_of >= target.deadline:
        return Attainment.UNDECIDED if target.reached(best, first) else Attainment.MISSED
    if outlook is None:
        return Attainment.UNKNOWN
    probability = outlook.chances[0].probability
    if probability >= LIKELY:
        return Attainment.LIKELY
    return Attainment.OPEN if probability >= 1 - LIKELY else Attainment.UNLIKELY


def _by_milestones(measured: Measured) -> Attainment:
    if measured.certain is None:
        return Attainment.UNKNOWN
    all_met = measured.certain == len(measured.indicator.milestones)
    return Attainment.ATTAINED if all_met else Attainment.OPEN


def progress(measured: Measured) -> Decimal | None:
    """The share of the way from the baseline to the first bound that is behind, to four decimals; not cut at 0 or
    1.

    A flow starts from zero where it has no baseline. None without a number, a target or a baseline, and where the
    target is the baseline: then there is no way to go, and only whether it holds can be said.
    """
    target, indicator = measured.indicator.target, measured.indicator
    if target is None or measured.certain is None:
        return None
    start = _way_from(indicator, target)
    if start is None or target.bounds[0] == start:
        return None
    share = (measured.certain - start) / (target.bounds[0] - start)
    return rounded(share, Decimal("0.0001"))


def _way_from(indicator: Indicator, target: Target) -> Decimal | None:
    if indicator.baseline is not None:
        return indicator.baseline.value
    new = indicator.kind is Kind.COUNT and indicator.measure is Measure.FLOW
    return Decimal(0) if new and target.direction is Direction.AT_LEAST else None


def quarter_ends(first: date, last: date) -> Iterator[date]:
    """The last days of the calendar quarters from ``first`` on that end before ``last``."""
    ends = ((3, 31), (6, 30), (9, 30), (12, 31))
    for year in range(first.year, last.year + 1):
        for month, day in ends:
            end = date(year, month, day)
            if first <= end < last:
                yield end


def revisions(plan: Plan, ledger: Ledger, as_of: date, known_by: date) -> Iterator[tuple[Figure, Figure]]:
    """For each count and counted ratio whose definition has changed, each quarter's end as it was measured then,
    and as the definition of today measures it of what was known then. Only the definition differs between the two.
    """
    for indicator in plan.indicators:
        today = indicator.definition(on=known_by)
        if today is None or today.rule is None:
            continue
        for end in quarter_ends(plan.start, as_of):
            then = indicator.definition(on=end)
            if then is not None and then.version != today.version:
                original, revised = (
                    figure(indicator, ledger, end, version=version, forecasts=False)
                    for version in (then.version, today.version)
                )
                yield original, revised
