"""From an indicator and the evidence to its number on a day, whatever kind it is of, or the reasons why there is
none.

A plan is closed at its deadline: what happens after it belongs to another plan, so an indicator with a target is
never measured later than that day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tilth.kernel.refusal import Reason
from tilth.plan.counts import Count, count
from tilth.plan.evidence import Verdict
from tilth.plan.figures import Finding, digest_of
from tilth.plan.ledger import Ledger
from tilth.plan.milestones import findings
from tilth.plan.model import Definition, Indicator, Kind
from tilth.plan.ratios import Share, reported_share, share
from tilth.plan.readings import Period, periods

__all__ = ["Measured", "measure"]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What evidence says of an indicator on the day ``as_of``; see :class:`tilth.plan.figures.Figure` for the
    numbers.

    ``count`` is behind a count, ``share`` behind a counted ratio, ``periods`` behind whatever is reported.
    """

    indicator: Indicator
    definition: Definition | None
    as_of: date
    known_by: date
    low: Decimal | None = None
    certain: Decimal | None = None
    high: Decimal | None = None
    rows: int = 0
    digest: str = digest_of(())
    reasons: tuple[Reason, ...] = ()
    blocked: bool = False
    count: Count | None = None
    share: Share | None = None
    part: Decimal | None = None
    whole: Decimal | None = None
    periods: tuple[Period, ...] = ()
    findings: tuple[Finding, ...] = ()


def measure(
    indicator: Indicator, ledger: Ledger, as_of: date, known_by: date | None = None, version: int | None = None
) -> Measured:
    """The number of ``indicator`` as of the end of ``as_of``, by what was known by the end of ``known_by``
    (``as_of``), under the definition ``version`` (the latest adopted by ``known_by``).
    """
    known = known_by or as_of
    day = min(as_of, indicator.target.deadline) if indicator.target else as_of
    empty = Measured(indicator, indicator.definition(version, known), day, known)
    match indicator.kind:
        case Kind.COUNT:
            return _counted(empty, ledger)
        case Kind.LEVEL:
            return _reported(empty, ledger)
        case Kind.RATIO:
            return _ratio(empty, ledger)
        case Kind.QUALITATIVE:
            return _judged(empty, ledger)


def _counted(empty: Measured, ledger: Ledger) -> Measured:
    indicator, definition = empty.indicator, empty.definition
    if definition is None or definition.rule is None:
        return replace(empty, reasons=(_undefined(indicator),))
    found = count(definition.rule, indicator.measure, indicator.counted, ledger, empty.as_of, empty.known_by)
    return replace(
        empty, low=Decimal(found.low), certain=Decimal(found.certain), high=Decimal(found.high),
        rows=len(found.rows), digest=found.digest, count=found,
    )  # fmt: skip


def _undefined(indicator: Indicator) -> Reason:
    return Reason(
        "plan.definition.missing",
        "Nothing says what counts as {name}, so there is nothing to count.",
        "Adopt a definition, in words and as a rule.",
        indicator.code,
        {"name": indicator.name.en},
    )


def _reported(empty: Measured, ledger: Ledger) -> Measured:
    said = periods(ledger, empty.indicator.code, empty.as_of, empty.known_by)
    ids = [row.id for period in said for row in period.rows]
    made = replace(empty, periods=said, rows=len(ids), digest=digest_of(ids))
    if not said:
        return replace(made, reasons=(_unreported(empty.indicator),))
    last = said[-1]
    if last.settled is not None and last.settled.value is not None:
        value = last.settled.value
        return replace(made, low=value, certain=value, high=value)
    reasons = () if last.reason is None else (last.reason,)
    if last.reason is not None and last.reason.code == "plan.reading.rivals":
        return replace(made, low=last.values[0], high=last.values[-1], reasons=reasons, blocked=True)
    settled = [period.settled.value for period in said if period.settled and period.settled.value is not None]
    value_or_none = settled[-1] if settled else None
    return replace(made, low=value_or_none, certain=value_or_none, high=value_or_none, reasons=reasons)


def _unreported(indicator: Indicator) -> Reason:
    return Reason(
        "plan.reading.missing",
        "No reading of {name} is on record.",
        "Record one with its source.",
        indicator.code,
        {"name": indicator.name.en},
    )


def _ratio(empty: Measured, ledger: Ledger) -> Measured:
    indicator, definition = empty.indicator, empty.definition
    if definition is None or definition.rule is None or definition.share is None:
        made = _reported(empty, ledger)
        said = reported_share(made.periods, indicator)
        reasons = made.reasons if made.blocked or not made.periods else said.reasons
        return replace(
            made, low=said.value, certain=said.value, high=said.value, part=said.part, whole=said.whole,
            reasons=reasons,
        )  # fmt: skip
    found = share(definition.rule, definition.share, indicator, ledger, empty.as_of, empty.known_by)
    made = replace(
        empty, rows=len(found.rows), digest=digest_of(ledger.ids[found.rows]), share=found,
        part=Decimal(found.part.certain), whole=Decimal(found.whole.certain),
    )  # fmt: skip
    if found.certain is None:
        reason = Reason(
            "plan.ratio.empty",
            "There is no {name} to take a share of yet.",
            "Wait until evidence of the whole is accepted.",
            indicator.code,
            {"name": indicator.unit.en},
        )
        return replace(made, reasons=(reason,))
    return replace(made, low=found.low, certain=found.certain, high=found.high)


def _judged(empty: Measured, ledger: Ledger) -> Measured:
    """The number of a qualitative goal is how many of its milestones are met; ``high`` has all not judged yet."""
    indicator = empty.indicator
    found = findings(indicator, ledger, empty.as_of, empty.known_by)
    ids = [row for finding in found for row in finding.rows]
    made = replace(empty, findings=found, rows=len(ids), digest=digest_of(ids))
    if not indicator.milestones:
        reason = Reason(
            "plan.milestones.missing",
            "{name} has no milestones, so nobody can say how far it has come.",
            "Name the steps that would show it.",
            indicator.code,
            {"name": indicator.name.en},
        )
        return replace(made, reasons=(reason,))
    met = sum(finding.verdict == Verdict.MET for finding in found)
    waiting = sum(not finding.verdict and bool(finding.rows) for finding in found)
    return replace(made, low=Decimal(met), certain=Decimal(met), high=Decimal(met + waiting))
