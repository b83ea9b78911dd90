"""``tilth build plan``: from a request to a folder with a file for every robot, and for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import FileError
from tilth_cli.build.refusals import reason_table
from tilth_cli.output import REFUSED, JsonFlag, OutDirectory, console, facts, print_json

if TYPE_CHECKING:
    from tilth.foundry.build.build_plan import BuildPlan
    from tilth.foundry.build.compile import Construct
    from tilth.foundry.build.compile.summary import Summary


def plan(
    request: Annotated[Path, typer.Argument(metavar="REQUEST.toml", help="What is to be built, and how.")],
    out: Annotated[Path, OutDirectory],
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the layout and of a sample.")] = None,
    robots: Annotated[
        Path | None, typer.Option("--robots", metavar="ROBOTS.toml", help="The room's robots; usually an OT-2.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Plan a build: master mixes, layout, transfers, unit operations, and files for robots and people.

    Example: [bold]tilth build plan examples/build/REQUEST.toml --out build/green-and-red[/]
    """
    from tilth.foundry.build.compile import compile_request
    from tilth.foundry.build.compile.request_file import read_request
    from tilth.foundry.build.compile.summary import summarise
    from tilth.foundry.build.folder import write_folder
    from tilth.foundry.build.robots.setup import RobotSetup
    from tilth.foundry.build.robots.setup_file import read_setup
    from tilth.kernel.refusal import Refused

    room = RobotSetup() if robots is None else read_setup(robots)
    made = compile_request(read_request(request, constructs_of, seed))
    if isinstance(made, Refused):
        if as_json:
            print_json({"status": "refused", "reasons": [reason.as_dict() for reason in made.reasons]})
        else:
            console().print(reason_table(made.reasons))
        raise typer.Exit(REFUSED)
    written = write_folder(made, out, room, every=True)
    summary = summarise(made)
    if as_json:
        print_json(_as_json(made, summary, written))
    else:
        _show(console(), made, summary, written)


def constructs_of(path: Path, sample: int | None, seed: int) -> Sequence[Construct]:
    """The constructs of a Design room's plan."""
    from tilth.foundry.build.compile import Construct
    from tilth.foundry.design.plan import read_plan
    from tilth_cli.design.assemble import LIMIT, line_up_of, work_out

    line_up = line_up_of(work_out(read_plan(str(path))), sample, seed, LIMIT)
    if not line_up.size:
        raise FileError(
            "build.design",
            "This design has no product.",
            file=str(path),
            mend="See what `tilth assemble` says of it.",
        )
    return [Construct(one.name, one.parts) for one in line_up]


def _show(out: Console, made: BuildPlan, summary: Summary, written: Sequence[Path]) -> None:
    """The plan for people."""
    from tilth.foundry.build.catalogue import hierarchy

    out.print(f"[bold]{escape(made.title)}[/]\n")
    out.print(
        facts(
            {
                "constructs": f"{summary.constructs:,}",
                "controls": f"{summary.controls:,}",
                "plates": f"{len(summary.plates):,} ({_few(summary.plates)})",
                "transfers": f"{summary.transfers:,}",
                "tips": f"{summary.tips:,}",
                "seed": f"{made.seed}",
            }
        )
    )
    steps = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    steps.add_column("workflow")
    steps.add_column("name")
    steps.add_column("operations", justify="right")
    steps.add_column("instrument time", justify="right")
    for service in hierarchy(made).services:
        for run in service.workflows:
            steps.add_row(run.workflow.id, run.workflow.name, f"{len(run.operations)}", _hours(run.minutes))
    out.print()
    out.print(steps)
    for table in (_mixes(summary), _reagents(summary)):
        if table.row_count:
            out.print()
            out.print(table)
    out.print("\nFiles")
    for path in written:
        out.print(f"  {escape(str(path))}", soft_wrap=True)


def _mixes(summary: Summary) -> Table:
    from tilth.foundry.build.volume import format_volume

    table = Table(title="Master mixes", title_justify="left", box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("mix")
    table.add_column("in", overflow="fold")
    table.add_column("wells", justify="right")
    table.add_column("made", justify="right")
    table.add_column("of", overflow="fold")
    for mix in summary.mixes:
        parts = ", ".join(f"{name} {format_volume(volume)}" for name, volume in mix.components)
        places = _few([str(place) for place in mix.tubes])
        wells = f"{mix.draws:,}" if mix.draws else "by other mixes"
        table.add_row(escape(mix.name), places, wells, format_volume(mix.volume), escape(parts))
    return table


def _reagents(summary: Summary) -> Table:
    from tilth.foundry.build.volume import format_volume

    title = "Reagents to put out"
    table = Table(title=title, title_justify="left", box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("reagent")
    table.add_column("in", overflow="fold")
    table.add_column("volume", justify="right")
    for reagent in summary.reagents:
        places = _few([str(place) for place in reagent.places])
        table.add_row(escape(reagent.liquid), places, format_volume(reagent.volume))
    return table


def _few(names: Sequence[str], most: int = 3) -> str:
    """The names, or the first and how many more."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{names[0]} to {names[-1]}"


def _hours(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def _as_json(made: BuildPlan, summary: Summary, written: Sequence[Path]) -> dict[str, object]:
    import msgspec

    figures: dict[str, object] = msgspec.to_builtins(summary)
    return {
        "status": "planned",
        "title": made.title,
        "seed": made.seed,
        **figures,
        "products": msgspec.to_builtins(made.products),
        "files": [str(path) for path in written],
    }
