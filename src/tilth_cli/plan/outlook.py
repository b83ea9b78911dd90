"""``tilth plan forecast``: what the deadline may bring, and what would close the gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth_cli.output import JsonFlag, console, print_json
from tilth_cli.plan.figures import as_builtins, heading, pairs
from tilth_cli.plan.inputs import (
    AsOf,
    Definitions,
    EvidenceOption,
    IndicatorOption,
    KnownBy,
    PlanArgument,
    ask,
    chosen,
)
from tilth_cli.plan.strip import strip

if TYPE_CHECKING:
    from tilth.plan import Figure, Indicator


def forecast(
    plan: PlanArgument,
    evidence: EvidenceOption,
    as_of: AsOf,
    indicator: IndicatorOption = None,
    known_by: KnownBy = None,
    definitions: Definitions = None,
    as_json: JsonFlag = False,
) -> None:
    """Forecast each target: the chance of every bound, what to expect, and what would close the gap.

    Where the history is too short nothing is forecast, and that is said.

    Example: [bold]tilth plan forecast PLAN.yaml --evidence EVIDENCE.csv --as-of 2025-06-30 --indicator listings[/]
    """
    question = ask(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    codes = {each.code for each in chosen(question.plan, indicator)}
    made = question.report()
    if as_json:
        told = as_builtins(question.plan, made)
        figures = told["figures"]
        assert isinstance(figures, list)
        print_json({**told, "figures": [each for each in figures if each["indicator"] in codes]})
        return
    out = console()
    out.print(heading(question.plan, made))
    for one, figure in pairs(question.plan, made):
        if one.code in codes and (one.target is not None or indicator):
            _print(out, one, figure)


def _print(out: Console, indicator: Indicator, figure: Figure) -> None:
    from tilth.plan.phrases import amount, chances, counted, wanted

    target = indicator.target
    aim = f", wanted {wanted(target, indicator.kind)} by {target.deadline}" if target else ""
    out.print(f"[bold]{escape(indicator.name.en)}[/]: {counted(figure)}{aim}")
    for reason in figure.reasons:
        out.print(f"  {escape(f'{reason.message} {reason.advice}')}")
    outlook = figure.outlook
    if outlook is not None:
        for sentence in chances(outlook, indicator.kind):
            out.print(f"  {sentence}")
        median, half, ninety = (
            " to ".join(amount(value, indicator.kind) for value in values)
            for values in ((outlook.median,), outlook.half, outlook.ninety)
        )
        out.print(f"  Expected {median}; {half} with 50 %, {ninety} with 90 % ({outlook.model}).")
        for line in strip(outlook, figure.certain):
            out.print(f"  [cyan]{line}[/]")
    if figure.blockers:
        out.print(_gap(figure))
    out.print()


def _gap(figure: Figure) -> Table:
    """What waits for a decision, and what each decision is expected to change."""
    table = Table("waits", "what", "about", box=None, header_style="dim", padding=(0, 2, 0, 2))
    table.add_column("likely", justify="right")
    table.add_column("chance by it", justify="right")
    for each in figure.blockers:
        acceptance = "" if each.what == "rival" else f"{each.acceptance * 100:.0f} %"
        effect = "" if each.what == "rival" else f"{each.effect * 100:+.1f} points"
        table.add_row(escape(each.row), each.what, escape(each.subject), acceptance, effect)
    return table
