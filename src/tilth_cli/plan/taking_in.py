"""``tilth plan import``: what others publish, as rows of evidence or as a plan."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from tilth.kernel.errors import FileError, OptionError
from tilth_cli.output import JsonFlag, console, print_json
from tilth_cli.plan.inputs import day_of, read

if TYPE_CHECKING:
    from tilth.plan import Plan


class Source(StrEnum):
    """What can be taken in."""

    SDMX = "sdmx"
    IATI = "iati"
    INDICATORS = "indicators"


def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="SDMX-CSV, SDMX-JSON, IATI XML or CSV.")],
    source: Annotated[Source, typer.Option("--format", help="What the file is.")],
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="FILE", help="The plan that the indicators go into.")
    ] = None,
    known: Annotated[
        str | None, typer.Option("--known", metavar="DATE", help="When it came to be known; default today.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Take in what others publish: SDMX and IATI values as pending evidence (CSV), indicators as a plan (YAML).

    sdmx and iati give readings that somebody has yet to accept; indicators, the table that export writes, gives
    the plan named by --plan with the indicators of the file.

    Example: [bold]tilth plan import scale.csv --format sdmx --known 2024-03-01 --out EVIDENCE.csv[/]
    """
    data = _bytes(file)
    day = day_of("--known", known) if known else date.today()
    if source is Source.INDICATORS:
        text = _plan(data, file, _base(plan, as_json=as_json))
    else:
        text = _readings(source, data, file, day)
    if out is not None:
        from tilth.kernel.files import write_text

        write_text(out, text)
    if as_json:
        print_json(
            {"format": source.value, "file": str(out)} if out else {"format": source.value, "content": text}
        )
    elif out is not None:
        console().print(f"Written to {escape(str(out))}.", soft_wrap=True)
    else:
        sys.stdout.write(text)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileError(
            "plan.unreadable",
            f"The file cannot be read: {error.strerror}.",
            file=str(file),
            mend="Check the path and its permissions.",
        ) from error


def _base(plan: str | None, *, as_json: bool) -> Plan:
    if plan is None:
        raise OptionError(
            "plan.base", "Indicators go into a plan, and none is named.", mend="Name the plan with --plan."
        )
    return read(plan, as_json=as_json)


def _plan(data: bytes, file: Path, base: Plan) -> str:
    from tilth.plan.exchange import read_indicators_csv
    from tilth.plan.plan_file import write_plan

    return write_plan(read_indicators_csv(data, base, file=str(file)))


def _readings(source: Source, data: bytes, file: Path, known: date) -> str:
    from tilth.plan.evidence_file import write_evidence
    from tilth.plan.exchange import read_iati, read_sdmx

    if source is Source.SDMX:
        return write_evidence(read_sdmx(data, known=known, file=str(file)))
    return write_evidence(read_iati(data, known=known, file=str(file)).readings)
