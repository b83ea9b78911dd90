"""``tilth schedule``: the best schedule for a problem, what is proven of it, and whether a schedule holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from tilth.foundry.build.schedule.checker import Violation, violations
from tilth.foundry.build.schedule.formats import Format, read_problem
from tilth.foundry.build.schedule.formats.schedule_file import read_stated, schedule_dict
from tilth.foundry.build.schedule.problem import Objective, Problem, Schedule, Status
from tilth.kernel.files import write_text
from tilth_cli.output import DONE, REFUSED, JsonFlag, console, facts, print_json, side_console

if TYPE_CHECKING:
    from tilth.foundry.build.schedule.best import Progress

_SHOWN = 40
_BROKEN = 1
"""The exit code where Tilth's own schedule does not hold, which is a fault of Tilth's."""

_PROBLEM = typer.Argument(
    metavar="FILE|DIR", help="The problem: TOML, JSON, FJSP or .SCH text, or an S-LAB folder."
)
_FORMAT = typer.Option("--format", help="The format of the problem; by default what it shows.")


class _Solving(TyperGroup):
    """A group whose command is ``solve`` where none is named: ``tilth schedule FILE``."""

    # The context's own class lives in a private module of typer; every context made here is a typer.Context.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put ``solve`` before what is neither a command nor a question for help."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["solve", *args]
        return super().parse_args(ctx, args)


group = typer.Typer(
    cls=_Solving,
    no_args_is_help=True,
    help="Find the best schedule for a problem (tilth schedule FILE), or check one (tilth schedule check).",
)


def register(root: typer.Typer) -> None:
    """Put ``tilth schedule`` under ``root``."""
    root.add_typer(group, name="schedule")


@group.command("solve", no_args_is_help=True)
def solve(
    problem: Annotated[Path, _PROBLEM],
    format: Annotated[Format | None, _FORMAT] = None,
    seconds: Annotated[float, typer.Option(help="How long to search; less where the best is proven sooner.")] = 10,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 0,
    workers: Annotated[int, typer.Option(help="How many cores to use.")] = 2,
    objective: Annotated[
        Objective | None, typer.Option(help="What to make small; by default what the problem says.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write the schedule to, as JSON.")] = None,
    gantt: Annotated[Path | None, typer.Option(help="File to draw the schedule in, as SVG.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Find the best schedule and say what is proven of it. The word solve may be left out.

    Exit code 3: there is no schedule, or none was found in the time.

    Example: [bold]tilth schedule examples/schedule/MORNING.toml --out schedule.json[/]
    """
    from tilth.foundry.build.drawing.gantt import gantt_svg
    from tilth.foundry.build.schedule.solver import solve as search

    asked = read_problem(problem, format)
    if objective is not None:
        asked = replace(asked, objective=objective)
    with side_console().status("searching") as status:
        found = search(asked, seconds=seconds, seed=seed, workers=workers, watch=_telling(status.update))
    faults = violations(asked, found)
    report = schedule_dict(asked, found, faults)
    if out is not None and found.assignments:
        write_text(out, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    if gantt is not None and found.assignments:
        write_text(gantt, gantt_svg(asked, found))
    if as_json:
        print_json(report)
    else:
        _show(asked, found, faults, [path for path in (out, gantt) if path is not None])
    raise typer.Exit(_BROKEN if faults else DONE if found.assignments else REFUSED)


@group.command("check", no_args_is_help=True)
def check(
    problem: Annotated[Path, _PROBLEM],
    schedule: Annotated[Path, typer.Argument(metavar="SCHEDULE.json", help="What tilth schedule --json printed.")],
    format: Annotated[Format | None, _FORMAT] = None,
    objective: Annotated[
        Objective | None, typer.Option(help="What was made small; by default what the schedule says.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check a schedule against its problem, independently of whatever made it.

    Exit code 3: it does not hold, or the file holds none.

    Example: [bold]tilth schedule check examples/schedule/MORNING.toml schedule.json[/]
    """
    asked = read_problem(problem, format)
    stated = read_stated(schedule, asked, objective)
    given = stated.schedule
    faults = (*violations(replace(asked, objective=stated.objective), given), *stated.faults)
    if as_json:
        print_json({"violations": [fault.as_dict() for fault in faults], "makespan": given.makespan})
    elif faults:
        console().print(_faults(faults))
    elif not given.assignments:
        console().print(f"There is no schedule to check: the file says {given.status}, and holds no operation.")
    else:
        hold = "holds" if len(given.assignments) == 1 else "hold"
        console().print(f"[green]✓[/] {_many(len(given.assignments))} {hold}; the last ends at {given.makespan}")
    raise typer.Exit(DONE if given.assignments and not faults else REFUSED)


def _telling(update: Callable[[str], None]) -> Callable[[Progress], None]:
    """Says on the terminal how far the search is."""

    def tell(progress: Progress) -> None:
        found = "nothing yet" if progress.value is None else f"{progress.value}"
        update(f"{found}, at least {progress.lower_bound}, after {progress.seconds:.1f} s")

    return tell


def _many(operations: int) -> str:
    return "1 operation" if operations == 1 else f"{operations} operations"


def _show(problem: Problem, schedule: Schedule, faults: Sequence[Violation], files: Sequence[Path]) -> None:
    screen = console()
    if schedule.assignments:
        screen.print(_operations(problem, schedule))
    if faults:
        screen.print(_faults(faults))
    rows: dict[str, object] = {"status": _STATUS[schedule.status]}
    if schedule.assignments:
        unit = problem.unit
        if problem.objective is Objective.TARDINESS:
            rows["tardiness"] = f"{schedule.value} {unit} x weight, at least {schedule.lower_bound} by proof"
            rows["last end"] = f"{schedule.makespan} {unit}"
        else:
            rows["last end"] = f"{schedule.makespan} {unit}, at least {schedule.lower_bound} by proof"
        rows["checked"] = f"{len(faults)} violations"
    rows["searched"] = f"in {schedule.seconds:.2f} s"
    if schedule.assignments and files:
        rows["written to"] = ", ".join(map(str, files))
    screen.print(facts(rows))


_STATUS = {
    Status.OPTIMAL: "optimal: nothing better is possible",
    Status.FEASIBLE: "feasible: nothing better was found in the time",
    Status.INFEASIBLE: "infeasible: no schedule can keep everything, by proof",
    Status.UNKNOWN: "unknown: no schedule was found in the time, and none excluded; give it more --seconds",
}


def _operations(problem: Problem, schedule: Schedule) -> Table:
    table = Table(title=_many(len(schedule.assignments)), title_justify="left")
    for heading in ("start", "end", "operation", "job", "on"):
        table.add_column(heading, justify="right" if heading in ("start", "end") else "left")
    operations = {one.id: one for one in problem.operations}
    titles = {one.id: one.title or one.id for one in problem.resources}
    rows = sorted(schedule.assignments, key=lambda one: (one.start, one.end))
    for one in rows[:_SHOWN]:
        operation = operations[one.operation]
        used = dict.fromkeys(titles[use.resource] for use in operation.modes[one.mode].uses)
        name = f"{operation.title} ({one.operation})" if operation.title else one.operation
        table.add_row(str(one.start), str(one.end), escape(name), escape(operation.job), escape(", ".join(used)))
    if len(rows) > _SHOWN:
        table.add_row("", "", f"and {len(rows) - _SHOWN} more", "", "see --json or --out")
    return table


def _faults(faults: Sequence[Violation]) -> Table:
    table = Table(title=f"Violations ({len(faults)})", title_justify="left")
    table.add_column("kind", no_wrap=True)
    table.add_column("what")
    for fault in faults[:_SHOWN]:
        table.add_row(fault.code, escape(fault.message))
    if len(faults) > _SHOWN:
        table.add_row("", f"and {len(faults) - _SHOWN} more, all of them with --json")
    return table
