"""A plan as one IATI activity (standard 2.03), whose results are its indicators.

Baselines, targets and actual values stand where IATI has them, each in a period from the start of the plan: zero
is written as zero, a range as two targets of one period (which 2.03 allows), a falling indicator as
``ascending="false"``. The actual value is the certain one; where it is not the only one possible, ``low`` and
``high`` follow it as dimensions, so that nobody adds them up. What IATI has no place for (unit, kind, versions,
breaks, milestones) stands beside it in a namespace of our own (:mod:`tilth.plan.exchange.iati.markup`). Rules of
definitions are not written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

from tilth.plan.exchange.iati.markup import add, add_source, bytes_of, keep_source, narrate
from tilth.plan.exchange.pairs import pairs
from tilth.plan.figures import Figure, Report
from tilth.plan.model import Direction, Indicator, Kind, Plan, Target, Words

__all__ = ["Publisher", "iati_results"]

_OTHER_RESULT = "9"
_OWN_VOCABULARY = "99"
_UNITS, _PERCENT, _QUALITATIVE = "1", "2", "5"
_IMPLEMENTING = "4"
_PLANNED, _RUNNING = "1", "2"
_PLANNED_START, _ACTUAL_START, _PLANNED_END = "1", "2", "3"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: ``ref`` is the organisation's identifier (``CN-...``, see org-id.guide), ``type`` its code in
    IATI's OrganisationType (``10``: government).
    """

    ref: str
    type: str
    name: Words


def iati_results(plan: Plan, report: Report | None, publisher: Publisher, *, generated: datetime) -> bytes:
    """The ``plan`` and the figures of its ``report`` as an IATI activities file.

    ``generated`` is the instant that the file names. Raises InputError where the report is of another plan, or XML
    cannot hold a text.
    """
    root = Element("iati-activities", {"version": "2.03", "generated-datetime": generated.isoformat()})
    activity = add(root, "iati-activity", default_currency="CNY")
    activity.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    add(activity, "iati-identifier").text = f"{publisher.ref}-{plan.code}"
    organisation = {"ref": publisher.ref, "type": publisher.type}
    narrate(activity, "reporting-org", publisher.name, **organisation)
    narrate(activity, "title", plan.name)
    narrate(activity, "description", plan.name)
    narrate(activity, "participating-org", publisher.name, **organisation, role=_IMPLEMENTING)
    _dates(activity, plan, report.as_of if report else generated.date())
    add_source(activity, plan.source)
    figures = {indicator.code: figure for indicator, figure in pairs(plan, report)} if report else {}
    for indicator in plan.indicators:
        result = add(activity, "result", type=_OTHER_RESULT, aggregation_status="false")
        narrate(result, "title", indicator.name)
        _indicator(result, plan, indicator, figures.get(indicator.code))
    return bytes_of(root)


def _dates(activity: Element, plan: Plan, today: date) -> None:
    """The plan runs from its start until the last of its deadlines."""
    begun = plan.start <= today
    add(activity, "activity-status", code=_RUNNING if begun else _PLANNED)
    add(
        activity, "activity-date", type=_ACTUAL_START if begun else _PLANNED_START, iso_date=plan.start.isoformat()
    )
    deadlines = [indicator.target.deadline for indicator in plan.indicators if indicator.target]
    if deadlines:
        add(activity, "activity-date", type=_PLANNED_END, iso_date=max(deadlines).isoformat())


def _indicator(result: Element, plan: Plan, indicator: Indicator, figure: Figure | None) -> None:
    target = indicator.target
    falling = target is not None and target.direction is Direction.AT_MOST
    element = add(
        result,
        "indicator",
        measure=_measure(indicator),
        ascending="false" if falling else "true",
        aggregation_status="false",
    )
    narrate(element, "title", indicator.name)
    definition = indicator.definition()
    if definition is not None:
        narrate(element, "description", definition.words)
    add_source(element, indicator.source)
    add(element, "reference", vocabulary=_OWN_VOCABULARY, code=indicator.code)
    if (baseline := indicator.baseline) is not None:
        on = baseline.on.isoformat()
        base = add(
            element, "baseline", year=str(baseline.on.year), iso_date=on, value=_value(baseline.value, indicator)
        )
        add_source(base, baseline.source)
        keep_source(base, baseline.source)
    _periods(element, plan, indicator, figure)
    _rest(element, indicator)


def _measure(indicator: Indicator) -> str:
    if indicator.kind is Kind.QUALITATIVE and indicator.target is None:
        return _QUALITATIVE
    if indicator.kind is Kind.RATIO or indicator.unit.en.strip().lower() in {"%", "percent", "per cent"}:
        return _PERCENT
    return _UNITS


def _value(value: Decimal, indicator: Indicator) -> str:
    """The value in digits. IATI's measure 2 is in percent, and Tilth's ratios lie between 0 and 1."""
    return f"{value.scaleb(2) if indicator.kind is Kind.RATIO else value:f}"


def _periods(element: Element, plan: Plan, indicator: Indicator, figure: Figure | None) -> None:
    """The past, then the day that the figure is of, then the deadline; one period where the last two are one."""
    for past in indicator.past:
        period = _period(element, past.first, past.last)
        add(period, "actual", value=_value(Decimal(past.value), indicator))
        keep_source(add(period, "tilth:past"), past.source)
    target = indicator.target
    together = target is not None and figure is not None and figure.as_of == target.deadline
    if figure is not None and not together and _says_something(indicator, figure):
        _actuals(_period(element, plan.start, figure.as_of), indicator, figure)
    if target is not None:
        period = _period(element, plan.start, target.deadline)
        _targets(period, indicator, target)
        if figure is not None and together:
            _actuals(period, indicator, figure)


def _period(element: Element, first: date, last: date) -> Element:
    period = add(element, "period")
    add(period, "period-start", iso_date=min(first, last).isoformat())
    add(period, "period-end", iso_date=last.isoformat())
    return period


def _targets(period: Element, indicator: Indicator, target: Target) -> None:
    bounds = [("", target.lower)] if target.upper is None else [("lower", target.lower), ("upper", target.upper)]
    for name, value in bounds:
        element = add(period, "target", value=_value(value, indicator))
        if name:
            add(element, "dimension", name="bound", value=name)
        add_source(element, target.source)
        keep_source(element, target.source)


def _says_something(indicator: Indicator, figure: Figure) -> bool:
    return bool(figure.findings) or any(True for _ in _values(indicator, figure))


def _actuals(period: Element, indicator: Indicator, figure: Figure) -> None:
    for name, value in _values(indicator, figure):
        element = add(period, "actual", value=_value(value, indicator))
        if name:
            add(element, "dimension", name="bound", value=name)
        else:
            narrate(element, "comment", _remark(figure))
    for finding in figure.findings:
        element = add(period, "actual")
        add(element, "dimension", name="milestone", value=finding.milestone)
        said = ": ".join(text for text in (finding.verdict or "no verdict yet", finding.reason) if text)
        narrate(element, "comment", Words(said))


def _values(indicator: Indicator, figure: Figure) -> Iterator[tuple[str, Decimal]]:
    """The certain value under no name, and the bounds where they say more. IATI has none of a qualitative goal."""
    if _measure(indicator) == _QUALITATIVE:
        return
    if figure.certain is not None:
        yield "", figure.certain
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        yield from (("low", figure.low), ("high", figure.high))


def _remark(figure: Figure) -> Words:
    """What the number rests on."""
    version = "" if figure.definition is None else f" under version {figure.definition} of the definition"
    digest = f" (digest sha256:{figure.digest})" if figure.digest else ""
    reasons = "".join(f" {reason.message}" for reason in figure.reasons)
    return Words(f"As of {figure.as_of}{version}, from {figure.rows} rows of evidence{digest}.{reasons}")


def _rest(element: Element, indicator: Indicator) -> None:
    """What IATI has no place for, so that the indicator comes back as it was."""
    rest = add(
        element,
        "tilth:indicator",
        kind=indicator.kind,
        measure=indicator.measure,
        counted=indicator.counted,
        owner=indicator.owner,
    )
    narrate(rest, "tilth:unit", indicator.unit)
    keep_source(rest, indicator.source)
    for version in indicator.definitions:
        since = version.since.isoformat()
        made = narrate(rest, "tilth:definition", version.words, version=str(version.version), since=since)
        if version.reason:
            narrate(made, "tilth:why", Words(version.reason))
        keep_source(made, version.source)
    for gap in indicator.breaks:
        made = narrate(rest, "tilth:break", gap.reason, on=gap.on.isoformat())
        keep_source(made, gap.source)
    for step in indicator.milestones:
        due = step.due.isoformat() if step.due else ""
        narrate(rest, "tilth:milestone", step.name, code=step.code, due=due)
