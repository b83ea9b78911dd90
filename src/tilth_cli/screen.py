"""``tilth screen``: make an index of a mounted database, and screen an order with it. Fails closed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import OptionError
from tilth_cli.output import DONE, REFUSED, JsonFlag, console, facts, print_json, side_console

if TYPE_CHECKING:
    from tilth.approval.screening import Earlier, OrderScreen, QueryScreen
    from tilth.approval.screening.index import ScreeningIndex

STOPPED = 4
"""The exit code of an order that does not pass: a script that goes on after 0 must not release it."""

_COLOURS = {"clear": "green", "review": "yellow", "hit": "red", "not_screened": "red"}
_DATED = re.compile(r"(.+)@(\d{4}-\d{2}-\d{2})")

group = typer.Typer(
    no_args_is_help=True, help="Compare ordered sequences with a database of concern that you mount; fails closed."
)


def register(root: typer.Typer) -> None:
    """Put ``tilth screen`` under ``root``."""
    root.add_typer(group, name="screen")


@group.command("index", no_args_is_help=True)
def index(
    database: Annotated[Path, typer.Argument(metavar="DB.fasta", help="The database: FASTA, IUPAC codes.")],
    manifest: Annotated[Path, typer.Option(metavar="M.toml", help="Its manifest: name, version, sha256, expiry.")],
    out: Annotated[Path, typer.Option(metavar="IDX", help="File to write the index to.")],
    as_json: JsonFlag = False,
) -> None:
    """Make an index of a database. It holds the database: keep it as carefully.

    Example: [bold]tilth screen index examples/screen/DB.fasta --manifest examples/screen/M.toml --out db.idx[/]
    """
    from tilth.approval.screening import read_manifest
    from tilth.approval.screening.fasta import read_fasta
    from tilth.approval.screening.index import build_index
    from tilth.approval.screening.index_file import write_index

    with side_console().status("reading the files") as status:
        rules = read_manifest(manifest)
        read = read_fasta(database)
        usual = read_fasta(manifest.parent / rules.reference.file) if rules.reference is not None else None
        built = build_index(read, rules, usual, watch=status.update)
        status.update("writing the index")
        written = write_index(out, built)
    if as_json:
        print_json(_index_dict(written, out))
    else:
        _show_index(written, out)


@group.command("order", no_args_is_help=True)
def order(
    sequences: Annotated[Path, typer.Argument(metavar="ORDER.fasta", help="The sequences that are ordered.")],
    index: Annotated[Path, typer.Option(metavar="IDX", help="The index, as tilth screen index wrote it.")],
    earlier: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORDER.fasta[@DATE]",
            help="An earlier order of the same customer or project, to be looked at together with this one; "
            "without a date it counts as of today. May be given again.",
        ),
    ] = None,
    circular: Annotated[
        bool,
        typer.Option(
            "--circular",
            help="Screen each sequence across its origin; without it those whose title line says circular.",
        ),
    ] = False,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="DATE", help="The day of the screening; default today."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Screen an order. A sequence is clear, goes to review or is a hit; without a usable index none is screened.

    Exit code 0: clear; 4: review or hit; 3: not screened; 2: bad input.

    Example: [bold]tilth screen order examples/screen/ORDER.fasta --index db.idx[/]
    """
    from dataclasses import replace

    from tilth.approval.screening import Status
    from tilth.approval.screening.aligners import aligners
    from tilth.approval.screening.fasta import read_order
    from tilth.approval.screening.index_file import open_index
    from tilth.approval.screening.order import screen_order

    day = _day("--today", today) if today is not None else latest_day(datetime.now(UTC))
    queries = [replace(query, circular=circular or query.circular) for query in read_order(sequences)]
    before = [one for text in earlier for one in _earlier(text, day)] if earlier else None
    opened = open_index(index)
    found = screen_order(opened, queries, today=day, earlier=before, aligners=aligners())
    if as_json:
        print_json(_order_dict(found))
    else:
        _show_order(found)
    if found.status is Status.NOT_SCREENED:
        raise typer.Exit(REFUSED)
    raise typer.Exit(DONE if found.status is Status.CLEAR else STOPPED)


def latest_day(now: datetime) -> date:
    """The day of ``now`` here or in UTC, whichever is later: a database expires, and a policy begins, where
    the day begins first.
    """
    return max(now.date(), now.astimezone().date())


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OptionError("screen.day", f"{option} {text} is no date.", mend="Write it as 2026-11-29.") from error


def _earlier(text: str, day: date) -> list[Earlier]:
    """The sequences of an earlier order, given as a file and perhaps its date."""
    from tilth.approval.screening import Earlier
    from tilth.approval.screening.fasta import read_order

    dated = _DATED.fullmatch(text)
    name = dated[1] if dated else text
    when = _day("--earlier", dated[2]) if dated else day
    return [Earlier(order=Path(name).stem, day=when, query=query) for query in read_order(name)]


def _index_dict(index: ScreeningIndex, out: Path) -> dict[str, object]:
    import msgspec

    return {
        "file": str(out),
        "manifest": msgspec.to_builtins(index.manifest),
        "counts": msgspec.to_builtins(index.counts),
        "index": index.digest,
    }


def _order_dict(found: OrderScreen) -> dict[str, object]:
    """The result as it is kept, with each reason as one sentence; partners only where a hit has some."""
    import msgspec

    from tilth.approval.screening import NO_PROOF

    whole = msgspec.to_builtins(found)
    queries = []
    for query, built in zip(found.queries, whole["queries"], strict=True):
        del built["reasons"]
        queries.append({**built, "reason": query.reason, "advice": [reason.advice for reason in query.reasons]})
    del whole["reasons"]
    advice = [reason.advice for reason in found.reasons]
    return {
        "status": found.status.value,
        **whole,
        "queries": queries,
        "reason": found.reason,
        "advice": advice,
        "note": NO_PROOF,
    }


def _show_index(index: ScreeningIndex, out: Path) -> None:
    manifest, counts = index.manifest, index.counts
    rows = {
        "database": f"{manifest.name}, version {manifest.version}, until {manifest.expires}",
        "records": f"{counts.records:,} with {counts.bases:,} bases",
        "windows": f"{counts.windows:,} of {index.window} nt",
        "index": f"{out} ({index.digest[:16]})",
    }
    if counts.ambiguous:
        rows["not indexed"] = f"{counts.ambiguous:,} windows, which hold an ambiguity code"
    if counts.short:
        rows["never found"] = f"{counts.short:,} records, which are shorter than a window"
    console().print(facts(rows))


def _show_order(found: OrderScreen) -> None:
    from tilth.approval.screening import NO_PROOF

    out = console()
    out.print(f"[bold]{_coloured(found.status)}[/] on {found.on}, policy {found.policy}")
    if found.reasons:
        out.print(escape(" ".join(f"{reason.message} {reason.advice}" for reason in found.reasons)))
    else:
        out.print(_table(found.queries))
        out.print()
    ran = [f"{run.layer.value} ({run.note or run.by})" for run in found.layers if run.ran]
    idle = [f"{run.layer.value} ({run.note})" for run in found.layers if not run.ran]
    if found.database is not None:
        out.print(
            f"[dim]database[/] {escape(found.database.name)} {escape(found.database.version)}, "
            f"window {found.database.window} nt"
        )
    if ran:
        out.print(f"[dim]layers run[/] {escape(', '.join(ran))}")
    if idle:
        out.print(f"[dim]not run[/] {escape(', '.join(idle))}")
    out.print(NO_PROOF)


def _table(queries: tuple[QueryScreen, ...]) -> Table:
    table = Table("sequence", "length", "status", "where and why", box=None, header_style="dim")
    for query in queries:
        lines = [
            f"{hit.start}-{hit.end} ({hit.strand}) {hit.label}, {hit.kind.value}"
            + (f" with {', '.join(hit.partners)}" if hit.partners else "")
            for hit in query.hits
        ]
        told = "\n".join([*lines, *([query.reason] if query.reason else [])])
        table.add_row(escape(query.name), str(query.length), _coloured(query.status), escape(told))
    return table


def _coloured(status: str) -> str:
    return f"[{_COLOURS[status]}]{status.replace('_', ' ')}[/]"
