"""A plan and its report as series of observations, before any format spells them.

An observation is found by its frequency, the plan (as its area), the indicator, what is measured, and the time
period:

================ ======================================================================
``ACTUAL``       the certain figure of the report, on the day that the report is about
``ORIGINAL``     the figure of a past quarter under the definition of then
``REVISED``      the same quarter under the definition of today
``BASELINE``     where the indicator stood before the plan
``TARGET``       the bound that is to be reached; of a range, the lower one
``TARGET_UPPER`` the upper bound of a range
``PAST``         units of a period before the plan, as reported
================ ======================================================================

The bounds of a figure are attributes of its observation (``LOWER_BOUND``, ``UPPER_BOUND``, as in the global data
structure of the SDGs), so that nobody adds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tilth.kernel.errors import InputError
from tilth.plan.exchange.pairs import pairs, revised_pairs
from tilth.plan.exchange.sdmx.periods import period_of
from tilth.plan.figures import Figure, Report
from tilth.plan.model import Indicator, Kind, Plan

__all__ = ["ATTRIBUTES", "DIMENSIONS", "FREQUENCIES", "MEASURES", "STATUSES", "Observation", "observations"]

DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "PLAN_MEASURE", "TIME_PERIOD")
ATTRIBUTES = (
    "UNIT_MEASURE",
    "OBS_STATUS",
    "LOWER_BOUND",
    "UPPER_BOUND",
    "DEFINITION",
    "KNOWN_BY",
    "EVIDENCE_ROWS",
    "DIGEST",
)
MEASURES = {
    "ACTUAL": "Actual value",
    "ORIGINAL": "Past value under the definition of its time",
    "REVISED": "Past value under the definition of today",
    "BASELINE": "Baseline",
    "TARGET": "Target, or lower bound of a target range",
    "TARGET_UPPER": "Upper bound of a target range",
    "PAST": "Value of a period before the plan",
}
FREQUENCIES = {"A": "Annual", "Q": "Quarterly", "M": "Monthly", "D": "Daily", "_O": "Other"}
STATUSES = {"A": "Normal value", "B": "Time series break", "O": "Missing value", "P": "Provisional value"}
"""Codes of SDMX's CL_OBS_STATUS that are used, and CL_FREQ's above.

``M`` means that a value cannot exist, so a number that is not there yet is ``O``. A break outranks the others, as
SDMX recommends where one status only can be told.
"""

_ID = re.compile(r"[A-Za-z0-9_@$-]+")


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation: its ``key`` in the order of :data:`DIMENSIONS`, its value (None: missing), and the texts of
    its attributes by name, none of them empty.
    """

    key: tuple[str, str, str, str, str]
    value: Decimal | None
    attributes: dict[str, str]

    @property
    def text(self) -> str:
        """The value in digits, ``NaN`` where it is missing."""
        return "NaN" if self.value is None else f"{self.value:f}"


def observations(plan: Plan, report: Report | None = None) -> tuple[Observation, ...]:
    """The series of ``plan`` and, where one is given, of its ``report``: by indicator, then in the order of the
    table above. Qualitative indicators have none.

    Raises InputError where the report is not of the plan, or a code is no SDMX identifier.
    """
    for code in (plan.code, *(indicator.code for indicator in plan.indicators)):
        _require_id(code)
    told = _told(plan, report) if report else {}
    return tuple(
        each
        for indicator in plan.indicators
        for each in (*told.get(indicator.code, ()), *_planned(plan, indicator))
    )


def _told(plan: Plan, report: Report) -> dict[str, list[Observation]]:
    """What the report says, by indicator."""
    told: dict[str, list[Observation]] = {}
    for indicator, figure in pairs(plan, report):
        told.setdefault(indicator.code, []).extend(_figure(plan, indicator, "ACTUAL", figure, report.known_by))
    for indicator, then, now in revised_pairs(plan, report):
        told.setdefault(indicator.code, []).extend(_figure(plan, indicator, "ORIGINAL", then, None))
        told.setdefault(indicator.code, []).extend(_figure(plan, indicator, "REVISED", now, None))
    return told


def _figure(
    plan: Plan, indicator: Indicator, measure: str, figure: Figure, known_by: date | None
) -> Iterator[Observation]:
    """The observation of ``figure``; none where the indicator has milestones in place of numbers."""
    if indicator.milestones and figure.certain is None:
        return
    attributes = {
        "UNIT_MEASURE": _unit(indicator),
        "OBS_STATUS": _status(plan, indicator, figure),
        "LOWER_BOUND": "" if figure.low is None else f"{figure.low:f}",
        "UPPER_BOUND": "" if figure.high is None else f"{figure.high:f}",
        "DEFINITION": "" if figure.definition is None else str(figure.definition),
        "KNOWN_BY": known_by.isoformat() if known_by else "",
        "EVIDENCE_ROWS": str(figure.rows),
        "DIGEST": f"sha256:{figure.digest}" if figure.digest else "",
    }
    yield _observation(plan, indicator, measure, figure.as_of, figure.as_of, figure.certain, attributes)


def _unit(indicator: Indicator) -> str:
    """The unit in words. A ratio lies between 0 and 1, whatever sign people put behind it."""
    return "ratio" if indicator.kind is Kind.RATIO else indicator.unit.en


def _status(plan: Plan, indicator: Indicator, figure: Figure) -> str:
    """The code of the figure's status. A break counts where it lies between the baseline (else the start of the
    plan) and the figure, so that the two are not compared.
    """
    before = indicator.baseline.on if indicator.baseline else plan.start
    if any(before < gap.on <= figure.as_of for gap in indicator.breaks):
        return "B"
    if figure.certain is None:
        return "O"
    return "P" if figure.low != figure.high else "A"


def _planned(plan: Plan, indicator: Indicator) -> Iterator[Observation]:
    """Baseline, target and past of the indicator."""
    attributes = {"UNIT_MEASURE": _unit(indicator), "OBS_STATUS": "A"}
    if (baseline := indicator.baseline) is not None:
        yield _observation(plan, indicator, "BASELINE", baseline.on, baseline.on, baseline.value, attributes)
    if (target := indicator.target) is not None:
        day = target.deadline
        yield _observation(plan, indicator, "TARGET", day, day, target.lower, attributes)
        if target.upper is not None:
            yield _observation(plan, indicator, "TARGET_UPPER", day, day, target.upper, attributes)
    for past in indicator.past:
        yield _observation(plan, indicator, "PAST", past.first, past.last, Decimal(past.value), attributes)


def _observation(
    plan: Plan,
    indicator: Indicator,
    measure: str,
    first: date,
    last: date,
    value: Decimal | None,
    attributes: dict[str, str],
) -> Observation:
    frequency, period = period_of(first, last)
    key = (frequency, plan.code, indicator.code, measure, period)
    return Observation(key, value, {name: text for name, text in attributes.items() if text})


def _require_id(code: str) -> None:
    if _ID.fullmatch(code) is None:
        raise InputError(
            "exchange.sdmx_code",
            f"The code {code} is no SDMX identifier.",
            mend="Use letters A to Z, digits, and _ @ $ - in the codes of a plan that is exchanged as SDMX.",
            data={"code": code},
        )
