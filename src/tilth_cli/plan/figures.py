"""``tilth plan show``: every figure of a plan on one day, in one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from tilth_cli.output import JsonFlag, console, print_json
from tilth_cli.plan.inputs import AsOf, Definitions, EvidenceOption, KnownBy, PlanArgument, ask

if TYPE_CHECKING:
    from tilth.plan import Figure, Indicator, Plan, Report

_COLOURS = {
    "attained": "green",
    "reached": "green",
    "likely": "green",
    "open": "yellow",
    "undecided": "yellow",
    "unlikely": "red",
    "missed": "red",
    "unknown": "dim",
    "no_target": "dim",
}


def show(
    plan: PlanArgument,
    evidence: EvidenceOption,
    as_of: AsOf,
    known_by: KnownBy = None,
    definitions: Definitions = None,
    as_json: JsonFlag = False,
) -> None:
    """Show every figure on one day: what is counted, what is wanted, and the chance to reach each bound.

    A count is what is certain, and the interval in which it lies while evidence waits for a decision.

    Example: [bold]tilth plan show PLAN.yaml --evidence EVIDENCE.csv --as-of 2025-06-30[/]
    """
    question = ask(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    made = question.report()
    if as_json:
        print_json(as_builtins(question.plan, made))
        return
    out = console()
    out.print(heading(question.plan, made))
    out.print(figure_table(question.plan, made))
    print_reasons(out, question.plan, made)


def heading(plan: Plan, report: Report) -> str:
    """The plan's name and the days that the report is of."""
    known = "" if report.known_by == report.as_of else f", by what was known on {report.known_by}"
    return f"[bold]{escape(plan.name.en)}[/]\nas of {report.as_of}{known}\n"


def figure_table(plan: Plan, report: Report) -> Table:
    """A row for each indicator."""
    from tilth.plan.phrases import counted, wanted

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("indicator", overflow="fold", ratio=3)
    table.add_column("counted", justify="right", overflow="fold")
    table.add_column("wanted", overflow="fold")
    table.add_column("chance", overflow="fold")
    table.add_column("standing", overflow="fold")
    table.add_column("def.", justify="right")
    for indicator, figure in pairs(plan, report):
        table.add_row(
            escape(indicator.name.en),
            counted(figure),
            wanted(indicator.target, indicator.kind) if indicator.target else "",
            "\n".join(_chances(figure)),
            standing(figure),
            "" if figure.definition is None else str(figure.definition),
        )
    return table


def pairs(plan: Plan, report: Report) -> Iterator[tuple[Indicator, Figure]]:
    """Each figure with its indicator."""
    for figure in report.figures:
        indicator = plan.indicator(figure.indicator)
        if indicator is not None:
            yield indicator, figure


def standing(figure: Figure) -> RenderableType:
    """How the indicator stands to its target, in a word; and whether a decision is waited for."""
    from tilth.plan.phrases import ATTAINMENTS

    word = f"[{_COLOURS[figure.attainment]}]{ATTAINMENTS[figure.attainment]}[/]"
    return f"{word}\n[red]blocked[/]" if figure.blocked else word


def print_reasons(out: Console, plan: Plan, report: Report) -> None:
    """Why a figure has no number, or no forecast; nothing where each has both."""
    said = [(indicator, reason) for indicator, figure in pairs(plan, report) for reason in figure.reasons]
    table = Table.grid(padding=(0, 2))
    for indicator, reason in said:
        table.add_row(f"[dim]{escape(indicator.code)}[/]", escape(f"{reason.message} {reason.advice}"))
    if said:
        out.print()
        out.print(table)


def as_builtins(plan: Plan, report: Report) -> dict[str, object]:
    """The report as JSON-ready values, with the plan's names and targets beside its figures."""
    import msgspec

    figures = []
    for indicator, figure in pairs(plan, report):
        names: dict[str, object] = msgspec.to_builtins(
            {"name": indicator.name, "unit": indicator.unit, "target": indicator.target}
        )
        figures.append({**names, **msgspec.to_builtins(figure), "reasons": [r.as_dict() for r in figure.reasons]})
    return {
        "plan": plan.code,
        "as_of": f"{report.as_of}",
        "known_by": f"{report.known_by}",
        "blocked": report.blocked,
        "figures": figures,
    }


def _chances(figure: Figure) -> Iterator[str]:
    from tilth.plan.phrases import amount, percent

    for chance in figure.outlook.chances if figure.outlook else ():
        yield f"{amount(chance.bound, figure.kind)}: {percent(chance.probability)}"
