"""What the commands of the plan are given: a plan, evidence, and days; or a list of what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import MissingError, OptionError
from tilth.kernel.refusal import Reason, Refused
from tilth_cli.output import ALIKE, BAD_INPUT, console, print_json

if TYPE_CHECKING:
    from tilth.plan import Indicator, Ledger, Plan, Report, Row

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN.yaml", help="The plan.")]
EvidenceOption = Annotated[str, typer.Option("--evidence", metavar="FILE", help="The evidence, as CSV.")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="What had happened by the end of this day.")]
KnownBy = Annotated[
    str | None,
    typer.Option("--known-by", metavar="DATE", help="By what was known and decided that day; default --as-of."),
]
Definitions = Annotated[
    int | None,
    typer.Option(
        "--definitions", metavar="V", help="Under version V of each definition; default the one then in force."
    ),
]
IndicatorOption = Annotated[
    str | None, typer.Option("--indicator", metavar="CODE", help="This indicator alone; default all.")
]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a plan, its evidence, and as of when, by what was known, under which definitions."""

    plan: Plan
    rows: tuple[Row, ...]
    ledger: Ledger
    as_of: date
    known_by: date
    definitions: int | None

    def report(self, *, forecasts: bool = True) -> Report:
        """Every figure of the plan."""
        from tilth.plan.report import report

        return report(
            self.plan,
            self.ledger,
            self.as_of,
            known_by=self.known_by,
            definitions=self.definitions,
            forecasts=forecasts,
        )

    def version(self, indicator: Indicator) -> int | None:
        """The version of the indicator's definition that is asked for, None for the one then in force."""
        return self.definitions if indicator.definition(self.definitions) else None


def ask(
    plan: str, evidence: str, as_of: str, known_by: str | None, definitions: int | None, *, as_json: bool
) -> Question:
    """The question that a command's options put. Ends the command with 2 where a file has faults; raises
    FileError, OptionError and MissingError where a file, a date or a version cannot be used.
    """
    from tilth.plan import Ledger
    from tilth.plan.evidence_file import read_evidence

    day = day_of("--as-of", as_of)
    known = day_of("--known-by", known_by) if known_by else day
    if known < day:
        raise OptionError(
            "plan.known_by",
            f"What was known by {known} says nothing of {day}, which came later.",
            mend="Let --known-by be --as-of or a later day.",
        )
    found = read(plan, as_json=as_json)
    if definitions is not None and not any(each.definition(definitions) for each in found.indicators):
        raise MissingError(
            "plan.version", f"No definition has a version {definitions}.", mend="Leave --definitions out."
        )
    rows = read_evidence(evidence)
    if isinstance(rows, Refused):
        raise refused(rows.reasons, as_json=as_json)
    return Question(found, rows, Ledger.of(rows), day, known, definitions)


def read(plan: str, *, as_json: bool) -> Plan:
    """The plan in a file. Ends the command with 2 where it has faults; raises FileError where it is none."""
    from tilth.plan.plan_file import read_plan

    found = read_plan(plan)
    if isinstance(found, Refused):
        raise refused(found.reasons, as_json=as_json)
    return found


def chosen(plan: Plan, code: str | None) -> tuple[Indicator, ...]:
    """The indicator called ``code``, or all of them. Raises MissingError where there is none of that name."""
    import difflib

    if code is None:
        return plan.indicators
    found = plan.indicator(code)
    if found is None:
        near = difflib.get_close_matches(code, [each.code for each in plan.indicators], n=1)
        known = ", ".join(each.code for each in plan.indicators)
        mend = f"Did you mean {near[0]}?" if near else f"Use one of these: {known}."
        raise MissingError("plan.indicator", f"The plan has no indicator {code}.", mend=mend)
    return (found,)


def refused(reasons: Sequence[Reason], *, as_json: bool, code: int = BAD_INPUT) -> typer.Exit:
    """Print the reasons, and give the end of the command."""
    if as_json:
        print_json({"problems": [reason.as_dict() for reason in reasons]})
    else:
        console().print(reason_table(reasons))
    return typer.Exit(code)


def reason_table(reasons: Sequence[Reason], title: str = "Problems") -> Table:
    """Reasons as a table a person can act on; of each kind the first ``ALIKE`` in full."""
    table = Table(title=f"{title} ({len(reasons)})", title_justify="left", box=None, header_style="dim")
    table.add_column("where", overflow="fold", max_width=40)
    table.add_column("what, and what would mend it", overflow="fold")
    seen: dict[str, int] = {}
    for reason in reasons:
        seen[reason.code] = seen.get(reason.code, 0) + 1
        if seen[reason.code] <= ALIKE:
            table.add_row(escape(_place(reason)), escape(f"{reason.message} {reason.advice}".strip()))
    for code, times in seen.items():
        if times > ALIKE:
            table.add_row("", f"[dim]... and {times - ALIKE:,} more of the kind {code} (all with --json)[/]")
    return table


def _place(reason: Reason) -> str:
    """Where it is, as far as that is known: ``line 12, ST-001, on``."""
    line, id = reason.data.get("line"), reason.data.get("id")
    return ", ".join(str(part) for part in (f"line {line}" if line else "", id, reason.where) if part)


def day_of(option: str, text: str) -> date:
    """The day that ``option`` names. OptionError where it is none."""
    wrong = OptionError("plan.date", f"{option} {text} is no date.", mend="Write a day such as 2025-06-30.")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong from None
