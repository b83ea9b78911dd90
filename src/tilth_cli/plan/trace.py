"""``tilth plan trace``: a figure opened to its units, their rows of evidence, and the documents behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import MissingError
from tilth_cli.output import JsonFlag, console, facts, print_json
from tilth_cli.plan.inputs import AsOf, Definitions, EvidenceOption, KnownBy, PlanArgument, Question, ask, chosen

if TYPE_CHECKING:
    from datetime import date

    from tilth.plan import Row
    from tilth.plan.measure import Measured
    from tilth.plan.trace import Unit


def trace(
    plan: PlanArgument,
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="The indicator, by its code.")],
    evidence: EvidenceOption,
    as_of: AsOf,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="SUBJECT", help="Open this unit, by any of its names.")
    ] = None,
    known_by: KnownBy = None,
    definitions: Definitions = None,
    as_json: JsonFlag = False,
) -> None:
    """Open a figure: to its units, to the rows of evidence of a unit, to the document that shows it.

    Example: [bold]tilth plan trace PLAN.yaml startups --evidence EVIDENCE.csv --as-of 2025-06-30[/]
    """
    question = ask(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    measured = _measured(question, indicator)
    counted = measured.count or (measured.share.whole if measured.share else None)
    rows = {row.id: row for row in question.rows}
    units: tuple[Unit, ...] = ()
    ids: Sequence[str] = _told(measured)
    if counted is not None:
        from tilth.plan.trace import unit_of
        from tilth.plan.trace import units as all_units

        units = unit_of(counted, unit) if unit else all_units(counted)
        ids = [id for each in units for id in each.rows]
    if unit and not units:
        raise MissingError(
            "plan.unit",
            f"{unit} is no unit of {indicator} on {question.as_of}.",
            mend="Leave --unit out to see which are.",
        )
    if as_json:
        print_json(_json(measured, units, [rows[id] for id in ids]))
    elif units and not unit:
        console().print(_unit_table(units))
    else:
        _print_rows([rows[id] for id in ids], measured.known_by)


def _measured(question: Question, code: str) -> Measured:
    from tilth.plan.measure import measure

    (indicator,) = chosen(question.plan, code)
    version = question.version(indicator)
    return measure(indicator, question.ledger, question.as_of, question.known_by, version)


def _told(measured: Measured) -> list[str]:
    """The ids of the rows of a reported series, or of milestones."""
    return [row.id for period in measured.periods for row in period.rows] + [
        id for finding in measured.findings for id in finding.rows
    ]


def _json(measured: Measured, units: Iterable[Unit], rows: Iterable[Row]) -> dict[str, object]:
    import msgspec

    told = {
        "indicator": measured.indicator.code,
        "as_of": measured.as_of,
        "known_by": measured.known_by,
        "definition": measured.definition.version if measured.definition else None,
        "low": measured.low,
        "certain": measured.certain,
        "high": measured.high,
        "digest": measured.digest,
        "reasons": [reason.as_dict() for reason in measured.reasons],
        "units": list(units),
        "rows": [{**msgspec.to_builtins(row), "standing": row.standing(measured.known_by)} for row in rows],
    }
    found: dict[str, object] = msgspec.to_builtins(told)
    return found


def _unit_table(units: Sequence[Unit]) -> Table:
    certain = sum(each.certain for each in units)
    title = f"{certain} certain, {len(units) - certain} pending"
    table = Table(title=title, title_justify="left", box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("unit", overflow="fold", ratio=2)
    table.add_column("since")
    table.add_column("standing")
    table.add_column("rows", overflow="fold", ratio=2)
    for each in units:
        also = f" [dim](also {escape(', '.join(each.also))})[/]" if each.also else ""
        word = "certain" if each.certain else "[yellow]pending[/]"
        table.add_row(escape(each.subject) + also, f"{each.on}", word, escape(", ".join(each.rows)))
    return table


def _print_rows(rows: Sequence[Row], known_by: date) -> None:
    out = console()
    if not rows:
        out.print("No row of evidence is behind it.")
    for row in rows:
        out.print(f"[bold]{escape(row.id)}[/] {escape(row.claim)} [dim]{row.standing(known_by)}[/]")
        out.print(facts({name: value for name, value in _said(row).items() if value}))
        out.print()


def _said(row: Row) -> dict[str, object]:
    of = "" if row.of is None else f" of {row.of}"
    return {
        "about": f"{row.subject} = {row.other}" if row.other else row.subject,
        "on": row.on,
        "known": row.known,
        "accepted": row.accepted,
        "ended": row.ended,
        "place": row.place,
        "value": None if row.value is None else f"{row.value}{of}",
        "basis": row.basis,
        "chosen over": ", ".join(row.over),
        "verdict": row.verdict,
        "reason": row.reason,
        **row.facts,
        "source": row.source,
        "locator": row.locator,
        "document": f"sha256 {row.document}" if row.document else "",
    }
