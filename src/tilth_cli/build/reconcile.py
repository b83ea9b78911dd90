"""``tilth build reconcile``: what the robots report, held against the plan; and what is still to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import FileError, OptionError
from tilth_cli.output import JsonFlag, console, facts, print_json

if TYPE_CHECKING:
    from tilth.foundry.build.build_plan import BuildPlan
    from tilth.foundry.build.readback.reconcile import Line, Reconciled
    from tilth.foundry.build.readback.report import Report
    from tilth.foundry.build.robots.setup import RobotSetup

MOST = 12
"""Faults that the table for people shows."""


def reconcile(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that was run.")],
    reports: Annotated[
        list[Path],
        typer.Option("--report", metavar="FILE", help="What a robot reported; repeat it for several runs."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write what to redo, what went, and a summary.")
    ] = None,
    plates: Annotated[
        list[str] | None,
        typer.Option("--plate", metavar="NAME=ID", help="The report's NAME for the piece ID; repeatable."),
    ] = None,
    done: Annotated[
        list[str] | None,
        typer.Option(
            "--done", metavar="STEP", help="A step carried out since, beside those reported; repeatable."
        ),
    ] = None,
    clients: Annotated[
        list[str] | None,
        typer.Option("--client", metavar="LIQUID", help="A liquid that a client handed in; repeatable."),
    ] = None,
    exceptions_only: Annotated[
        bool, typer.Option("--exceptions-only", help="The reports list only what failed: the rest was made.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take in what robots report: what was made, whose fault the rest is, and what to redo.

    Example: [bold]tilth build reconcile build/green-and-red --report ECHO_REPORT.csv --out build/redo[/]
    """
    from tilth.foundry.build.folder import read_folder, read_room
    from tilth.foundry.build.readback.reading import read_report
    from tilth.foundry.build.readback.reconcile import Unlisted
    from tilth.foundry.build.readback.reconcile import reconcile as reconciled

    plan = read_folder(folder)
    _check_steps(plan, done or [])
    _check_clients(plan, clients or [])
    _check_reports(reports)
    read = [read_report(path) for path in reports]
    found = reconciled(
        plan,
        *read,
        unlisted=Unlisted.MADE if exceptions_only else Unlisted.MISSING,
        clients=clients or (),
        done=done or (),
        plates=_named(plates or []),
    )
    if not found.lines:
        raise _stranger(plan, read)
    written = [] if out is None else _write(plan, found, out, read_room(folder))
    if as_json:
        print_json({**_as_json(plan, found), "files": [str(path) for path in written]})
    else:
        _show(console(), plan, read, found, written)


def _named(plates: Sequence[str]) -> dict[str, str]:
    """``NAME=ID`` pairs."""
    pairs = [plate.partition("=") for plate in plates]
    if not all(name and id for name, _, id in pairs):
        raise OptionError("build.plate", "A plate is named as NAME=ID.", mend="Such as --plate SRC000001=parts.")
    return {name: id for name, _, id in pairs}


def _check_steps(plan: BuildPlan, done: Sequence[str]) -> None:
    steps = [one.id for one in plan.operations]
    unknown = [step for step in done if step not in steps]
    if unknown:
        raise OptionError(
            "build.step", f"The plan has no step {unknown[0]!r}.", mend=f"Use one of {', '.join(steps)}."
        )


def _check_clients(plan: BuildPlan, clients: Sequence[str]) -> None:
    liquids = dict.fromkeys(filling.liquid for filling in plan.transfers.fillings)
    unknown = [liquid for liquid in clients if liquid not in liquids]
    if unknown:
        raise OptionError(
            "build.client", f"The plan has no liquid {unknown[0]!r}.", mend=f"Use one of {', '.join(liquids)}."
        )


def _check_reports(reports: Sequence[Path]) -> None:
    """A report that is given twice would count everything in it twice."""
    paths = [path.resolve() for path in reports]
    twice = [path for at, path in enumerate(reports) if path.resolve() in paths[:at]]
    if twice:
        raise OptionError("build.report", f"The report {twice[0]} is given twice.", mend="Give each report once.")


def _stranger(plan: BuildPlan, reports: Sequence[Report]) -> FileError:
    """The error of a report that speaks of nothing in the plan."""
    said = dict.fromkeys(
        place.labware for report in reports for move in report.moves for place in (move.source, move.target)
    )
    pieces = ", ".join(piece.id for piece in plan.transfers.labware)
    message = f"No move in it is in the plan: it speaks of {', '.join(said) or 'no plate'}, the plan of {pieces}."
    mend = "Give the report of this run, or say what a plate is called there with --plate NAME=ID."
    return FileError("build.report", message, file=", ".join(report.file for report in reports), mend=mend)


def _write(plan: BuildPlan, found: Reconciled, out: Path, room: RobotSetup) -> list[Path]:
    """The redo folder, the rest of the plan where it goes on with fresh wells, the transfers as they went, and the
    summary.
    """
    import json

    from tilth.foundry.build.dialects.neutral import write_transfers
    from tilth.foundry.build.folder import write_folder
    from tilth.foundry.build.readback.rest import after_redo
    from tilth.kernel.files import write_text

    went, summary = out / "transfers-made.csv", out / "summary.json"
    write_text(went, write_transfers(found.ledger.plan.transfers))
    write_text(summary, json.dumps(_as_json(plan, found), indent=2, ensure_ascii=False) + "\n")
    redo = found.redo.plan
    files = write_folder(redo, out / "redo", room) if redo.transfers.transfers else []
    rest = after_redo(found.course, found.redo)
    files += write_folder(rest, out / "rest", room) if rest is not None else []
    return [went, summary, *files]


def _show(
    out: Console, plan: BuildPlan, reports: Sequence[Report], found: Reconciled, written: Sequence[Path]
) -> None:
    from tilth.foundry.build.volume import format_volume

    out.print(f"[bold]{escape(plan.title)}[/]\n")
    runs = ", ".join(f"{report.file} ({len(report.moves):,} moves)" for report in reports)
    counts = Counter(line.outcome.value for line in found.lines)
    rows: dict[str, object] = {"reported": runs}
    rows |= {outcome.replace("_", " "): f"{counts[outcome]:,}" for outcome in _OUTCOMES if counts[outcome]}
    if found.unplanned:
        rows["not planned"] = f"{len(found.unplanned):,} moves"
    out.print(facts(rows))
    if found.faults:
        out.print()
        out.print(_fault_table(found.faults))
    redo = found.redo
    out.print(f"\nTo redo: {len(redo.plan.transfers.transfers):,} transfers")
    for place in redo.abandoned:
        out.print(f"  {escape(str(place))} is given up: its reaction is made again in fresh labware")
    for need in redo.needs:
        out.print(
            f"  fill {format_volume(need.missing)} of {escape(need.liquid)} into {escape(str(need.place))} first"
        )
    for fault in found.ledger.broken:
        if fault.follows is None:
            out.print(f"  as it stands, {escape(fault.message)}", soft_wrap=True)
    if written:
        out.print("\nFiles")
        for path in written:
            out.print(f"  {escape(str(path))}", soft_wrap=True)


_OUTCOMES = ("made", "partial", "over", "failed", "not_run")


def _fault_table(faults: Sequence[Line]) -> Table:
    from tilth.foundry.build.volume import format_volume

    table = Table(title=f"Not as planned ({len(faults):,})", title_justify="left", box=None, header_style="dim")
    for heading in ("from", "to", "asked", "moved", "fault", "at the cost of", "the robot's words"):
        table.add_column(heading, overflow="fold", justify="right" if heading in {"asked", "moved"} else "left")
    for line in faults[:MOST]:
        if line.fault is not None:
            one = line.planned
            table.add_row(
                escape(str(one.source)),
                escape(str(one.target)),
                format_volume(one.volume),
                format_volume(line.moved),
                line.fault.kind.value.replace("_", " "),
                f"the {line.fault.at_whose_cost.value}",
                escape(line.fault.words),
            )
    if len(faults) > MOST:
        table.add_row(f"[dim]... and {len(faults) - MOST:,} more (all with --json)[/]")
    return table


def _as_json(plan: BuildPlan, found: Reconciled) -> dict[str, object]:
    import msgspec

    counts = Counter(line.outcome.value for line in found.lines)
    costs = Counter(line.fault.at_whose_cost.value for line in found.faults if line.fault is not None)
    redo = found.redo
    summary: Mapping[str, object] = {
        "title": plan.title,
        "outcomes": {outcome: counts[outcome] for outcome in _OUTCOMES},
        "at_the_cost_of": {"foundry": costs["foundry"], "client": costs["client"]},
        "faults": [
            {
                "number": line.index + 1,
                "source": str(line.planned.source),
                "target": str(line.planned.target),
                "liquid": line.planned.liquid,
                "asked_pl": line.planned.volume,
                "moved_pl": line.moved,
                "outcome": line.outcome.value,
                "fault": msgspec.to_builtins(line.fault),
            }
            for line in found.faults
        ],
        "unplanned": [
            {"source": str(move.source), "target": str(move.target), "moved_pl": move.moved}
            for move in found.unplanned
        ],
        "ledger": [fault.as_dict() for fault in found.ledger.broken],
        "redo": {
            "transfers": msgspec.to_builtins(redo.plan.transfers.transfers),
            "topped_up": [str(place) for place in redo.topped_up],
            "abandoned": [str(place) for place in redo.abandoned],
            "needs": [
                {"liquid": need.liquid, "missing_pl": need.missing, "place": str(need.place)}
                for need in redo.needs
            ],
        },
    }
    return dict(summary)
