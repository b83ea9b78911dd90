"""``tilth plan export``: a plan, or its figures, in the formats that others read."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from tilth.kernel.errors import OptionError
from tilth_cli.output import JsonFlag, console, print_json
from tilth_cli.plan.inputs import Definitions, KnownBy, PlanArgument, ask, read

if TYPE_CHECKING:
    from tilth.plan import Plan, Report
    from tilth.plan.exchange import Publisher


class Format(StrEnum):
    """What a plan can be exported as."""

    CSV = "csv"
    INDICATORS = "indicators"
    JSON = "json"
    SDMX_CSV = "sdmx-csv"
    SDMX_JSON = "sdmx-json"
    SDMX_STRUCTURE = "sdmx-structure"
    IATI = "iati"


_PLAN_ALONE = (Format.INDICATORS, Format.SDMX_STRUCTURE)
"""Formats that hold no figures, whatever is given."""


def export(
    plan: PlanArgument,
    to: Annotated[Format, typer.Option("--format", help="Which format.")],
    evidence: Annotated[
        str | None, typer.Option("--evidence", metavar="FILE", help="The evidence, for figures as of a day.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day of the figures.")] = None,
    known_by: KnownBy = None,
    definitions: Definitions = None,
    publisher: Annotated[
        str, typer.Option(metavar="REF", help="IATI: the publisher's organisation identifier.")
    ] = "XM-EXAMPLE",
    publisher_name: Annotated[str, typer.Option(metavar="NAME", help="IATI: its name.")] = "Example publisher",
    publisher_type: Annotated[
        str, typer.Option(metavar="CODE", help="IATI: its type; 10 is a government.")
    ] = "10",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Export a plan and its figures: CSV, SDMX for statistical offices, IATI results.

    csv and json hold figures, so they need --evidence and --as-of; indicators and sdmx-structure hold the plan
    alone; the others take figures where they are given.

    Example: [bold]tilth plan export PLAN.yaml --format sdmx-json --evidence EVIDENCE.csv --as-of 2025-06-30[/]
    """
    from tilth.plan.exchange import Publisher
    from tilth.plan.model import Words

    if to in _PLAN_ALONE:
        found, made = read(plan, as_json=as_json), None
    else:
        found, made = _figures(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    text = _written(to, found, made, Publisher(publisher, publisher_type, Words(publisher_name)))
    if out is not None:
        from tilth.kernel.files import write_text

        write_text(out, text)
    if as_json:
        print_json({"format": to.value, "file": str(out)} if out else {"format": to.value, "content": text})
    elif out is not None:
        console().print(f"Written to {escape(str(out))}.", soft_wrap=True)
    else:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def _figures(
    plan: str,
    evidence: str | None,
    as_of: str | None,
    known_by: str | None,
    definitions: int | None,
    *,
    as_json: bool,
) -> tuple[Plan, Report | None]:
    if evidence is None and as_of is None:
        return read(plan, as_json=as_json), None
    if evidence is None or as_of is None:
        raise OptionError(
            "plan.figures",
            "Figures need evidence and a day.",
            mend="Give both --evidence and --as-of, or neither.",
        )
    question = ask(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    return question.plan, question.report()


def _written(to: Format, plan: Plan, made: Report | None, publisher: Publisher) -> str:
    """The text of the export; SDMX and IATI name the instant at which they were made."""
    from tilth.plan import exchange

    now = datetime.now(UTC)
    match to:
        case Format.INDICATORS:
            return exchange.indicators_csv(plan)
        case Format.SDMX_CSV:
            return exchange.sdmx_csv(plan, made)
        case Format.SDMX_JSON:
            return exchange.sdmx_json(plan, made, prepared=now).decode()
        case Format.SDMX_STRUCTURE:
            return exchange.sdmx_structure(plan, prepared=now)
        case Format.IATI:
            return exchange.iati_results(plan, made, publisher, generated=now).decode()
        case Format.CSV | Format.JSON if made is None:
            raise OptionError(
                "plan.figures",
                f"The format {to} holds figures, and there is nothing to count.",
                mend="Give --evidence and --as-of.",
            )
        case Format.CSV:
            return exchange.figures_csv(plan, made)
        case Format.JSON:
            return exchange.report_bytes(made).decode()
