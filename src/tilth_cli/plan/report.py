"""``tilth plan report``: the whole report, on the terminal or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import OptionError
from tilth_cli.output import JsonFlag, console, facts, print_json
from tilth_cli.plan.figures import figure_table, heading, pairs, print_reasons
from tilth_cli.plan.inputs import AsOf, Definitions, EvidenceOption, KnownBy, PlanArgument, Question, ask

if TYPE_CHECKING:
    from tilth.plan import Figure, Indicator, Report

_SHORT = 16
"""Digits of a digest that a person compares; JSON has all of them."""


def report(
    plan: PlanArgument,
    evidence: EvidenceOption,
    as_of: AsOf,
    known_by: KnownBy = None,
    definitions: Definitions = None,
    forecasts: Annotated[bool, typer.Option("--forecasts/--no-forecasts", help="With forecasts.")] = True,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there: .json, .csv or .pdf.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Report every figure with what it rests on; past quarters again where a definition has changed.

    The same plan, evidence and days make the same bytes. --json prints the document that --out writes as .json.

    Example: [bold]tilth plan report PLAN.yaml --evidence EVIDENCE.csv --as-of 2025-06-30 --out report.pdf[/]
    """
    if out is not None and out.suffix not in (".json", ".csv", ".pdf"):
        raise OptionError(
            "plan.suffix", f"A report cannot be written as {out.suffix or 'a file without a suffix'}.",
            mend="Let the name end with .json, .csv or .pdf.",
        )  # fmt: skip
    question = ask(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    made = question.report(forecasts=forecasts)
    if out is not None:
        _write(question, made, out)
    if as_json:
        _print_json(made)
    elif out is not None:
        console().print(f"Written to {escape(str(out))}.", soft_wrap=True)
    else:
        _print(console(), question, made)


def _write(question: Question, made: Report, out: Path) -> None:
    from tilth.kernel.files import write_bytes

    if out.suffix == ".json":
        from tilth.plan.exchange import report_bytes

        write_bytes(out, report_bytes(made))
    elif out.suffix == ".csv":
        from tilth.plan.exchange import figures_csv

        write_bytes(out, figures_csv(question.plan, made).encode())
    else:
        from tilth.plan.pdf import report_pdf

        write_bytes(out, report_pdf(question.plan, made))


def _print_json(made: Report) -> None:
    import json

    from tilth.plan.exchange import report_bytes

    print_json(json.loads(report_bytes(made)))


def _print(out: Console, question: Question, made: Report) -> None:
    out.print(heading(question.plan, made))
    out.print(figure_table(question.plan, made))
    print_reasons(out, question.plan, made)
    for indicator, figure in pairs(question.plan, made):
        out.print(f"\n[bold]{escape(indicator.name.en)}[/] [dim]{indicator.code}[/]")
        out.print(facts(_details(indicator, figure)))
    if made.revised:
        out.print("\n[bold]Past quarters under the definitions of today[/]")
        out.print(_revised(made))


def _details(indicator: Indicator, figure: Figure) -> dict[str, object]:
    from tilth.plan.model import Kind
    from tilth.plan.phrases import VERDICTS, chances, counted, number, rule_lines

    definition = indicator.definition(figure.definition) if figure.definition is not None else None
    unit = indicator.unit.en if indicator.kind in (Kind.COUNT, Kind.LEVEL) else ""
    said: dict[str, object] = {"figure": f"{counted(figure)} {unit}".rstrip()}
    if figure.part is not None and figure.whole is not None:
        said["part and whole"] = f"{number(figure.part)} of {number(figure.whole)} {indicator.unit.en}"
    if definition is not None:
        said["definition"] = f"version {definition.version}, since {definition.since}: {definition.words.en}"
        said["rule"] = "\n".join(rule_lines(indicator, definition))
    if figure.outlook is not None:
        said["forecast"] = "\n".join(chances(figure.outlook, indicator.kind))
    if figure.findings:
        names = {each.code: each.name.en for each in indicator.milestones}
        said["milestones"] = "\n".join(
            f"{names[each.milestone]}: {VERDICTS[each.verdict]}. {each.reason}".rstrip()
            for each in figure.findings
        )
    said["answers for it"] = indicator.owner
    rows = "1 row" if figure.rows == 1 else f"{figure.rows:,} rows"
    said["evidence"] = f"{rows}, sha256 {figure.digest[:_SHORT]}..."
    return said


def _revised(made: Report) -> Table:
    from tilth.plan.phrases import counted

    table = Table("indicator", "quarter to", box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("as made then", justify="right")
    table.add_column("as made today", justify="right")
    for then, today in made.revised:
        old, new = (f"{counted(each)} under {each.definition}" for each in (then, today))
        table.add_row(then.indicator, f"{then.as_of}", old, new)
    return table
