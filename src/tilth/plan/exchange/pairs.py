"""Each figure of a report beside the indicator of the plan that it is about.

A report holds codes and numbers; names, units and targets stand in the plan. Whatever is written for others needs
both, and they must be of one plan.
"""

from __future__ import annotations

from tilth.kernel.errors import InputError
from tilth.plan.figures import Figure, Report
from tilth.plan.model import Indicator, Plan

__all__ = ["pairs", "revised_pairs"]


def pairs(plan: Plan, report: Report) -> tuple[tuple[Indicator, Figure], ...]:
    """The report's figures in their order, each with its indicator.

    Raises InputError where the report is of another plan, or of an indicator that the plan does not have.
    """
    _require_same(plan, report)
    return tuple((_indicator(plan, figure), figure) for figure in report.figures)


def revised_pairs(plan: Plan, report: Report) -> tuple[tuple[Indicator, Figure, Figure], ...]:
    """The quarters under another definition: indicator, figure as made then, figure of today's definition.

    Errors as :func:`pairs`.
    """
    _require_same(plan, report)
    return tuple((_indicator(plan, then), then, now) for then, now in report.revised)


def _require_same(plan: Plan, report: Report) -> None:
    if report.plan != plan.code:
        raise InputError(
            "exchange.plan",
            f"The report is of the plan {report.plan}, not of {plan.code}.",
            mend="Give the plan that the report was made of.",
            data={"report": report.plan, "plan": plan.code},
        )


def _indicator(plan: Plan, figure: Figure) -> Indicator:
    found = plan.indicator(figure.indicator)
    if found is None:
        raise InputError(
            "exchange.indicator",
            f"The report has a figure of {figure.indicator}, which the plan does not have.",
            mend="Give the plan as it was when the report was made.",
            data={"indicator": figure.indicator},
        )
    return found
