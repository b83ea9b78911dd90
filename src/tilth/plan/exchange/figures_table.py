"""A report as a table: one row a figure, for a spreadsheet or a script.

Numbers are in digits, probabilities between 0 and 1, dates ISO 8601. Where an indicator has no number its cells
are empty and ``reasons`` says why.
"""

from __future__ import annotations

from tilth.plan.exchange.cells import safe, spelled, written
from tilth.plan.exchange.pairs import pairs
from tilth.plan.figures import Figure, Outlook, Report
from tilth.plan.model import Indicator, Plan

__all__ = ["COLUMNS", "figures_csv"]

COLUMNS = (
    "plan",
    "indicator",
    "name_en",
    "name_zh",
    "kind",
    "unit_en",
    "unit_zh",
    "as_of",
    "known_by",
    "definition",
    "low",
    "certain",
    "high",
    "part",
    "whole",
    "baseline",
    "first_bound",
    "second_bound",
    "direction",
    "deadline",
    "attainment",
    "progress",
    "first_chance",
    "second_chance",
    "median",
    "ninety_low",
    "ninety_high",
    "blocked",
    "rows",
    "digest",
    "reasons",
)
"""The columns, in their order. ``first_bound`` is the bound of the target that is reached first."""


def figures_csv(plan: Plan, report: Report) -> str:
    """The figures of ``report`` under :data:`COLUMNS`, in the report's order.

    Raises InputError where the report is not of ``plan``.
    """
    return written(COLUMNS, (_row(report, *pair) for pair in pairs(plan, report)))


def _row(report: Report, indicator: Indicator, figure: Figure) -> dict[str, str]:
    return {
        "plan": safe(report.plan),
        "indicator": safe(figure.indicator),
        "name_en": safe(indicator.name.en),
        "name_zh": safe(indicator.name.zh),
        "kind": figure.kind,
        "unit_en": safe(indicator.unit.en),
        "unit_zh": safe(indicator.unit.zh),
        "as_of": spelled(figure.as_of),
        "known_by": spelled(report.known_by),
        "definition": "" if figure.definition is None else str(figure.definition),
        "low": spelled(figure.low),
        "certain": spelled(figure.certain),
        "high": spelled(figure.high),
        "part": spelled(figure.part),
        "whole": spelled(figure.whole),
        "attainment": figure.attainment,
        "progress": spelled(figure.progress),
        "blocked": "true" if figure.blocked else "false",
        "rows": str(figure.rows),
        "digest": figure.digest,
        "reasons": safe(" ".join(f"{reason.message} {reason.advice}" for reason in figure.reasons)),
        **_aims(indicator),
        **_expected(indicator, figure.outlook),
    }


def _aims(indicator: Indicator) -> dict[str, str]:
    """Where the indicator comes from and where it is to go."""
    cells = {"baseline": spelled(indicator.baseline.value)} if indicator.baseline else {}
    target = indicator.target
    if target is None:
        return cells
    bounds = zip(("first_bound", "second_bound"), target.bounds, strict=False)
    return {
        **cells,
        **{column: spelled(bound) for column, bound in bounds},
        "direction": target.direction,
        "deadline": spelled(target.deadline),
    }


def _expected(indicator: Indicator, outlook: Outlook | None) -> dict[str, str]:
    """The chance of each bound of the target, and what the forecast expects."""
    if outlook is None:
        return {}
    chances = {chance.bound: chance.probability for chance in outlook.chances}
    bounds = indicator.target.bounds if indicator.target else ()
    columns = zip(("first_chance", "second_chance"), bounds, strict=False)
    return {
        **{column: spelled(chances.get(bound)) for column, bound in columns},
        "median": spelled(outlook.median),
        "ninety_low": spelled(outlook.ninety[0]),
        "ninety_high": spelled(outlook.ninety[1]),
    }
