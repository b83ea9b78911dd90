"""``tilth approval forecast``: when a case will be through, and what would gain days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused
from tilth_cli.approval.inputs import a_procedure, day_of, refused, spell, the_case
from tilth_cli.output import REFUSED, JsonFlag, console, print_json

if TYPE_CHECKING:
    from tilth.approval import Case, Procedure
    from tilth.approval.estimate import Estimate
    from tilth.approval.forecast import Forecast, Outlook


def forecast(
    what: Annotated[
        str,
        typer.Argument(metavar="PROCEDURE|CASE.json", help="A procedure (its id or file), or a case that runs."),
    ],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="Go on from the end of this day.")],
    trials: Annotated[int, typer.Option("--trials", metavar="N", help="Simulated courses of the case.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same answer.")] = 1,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if", metavar="NAME=VALUE", help="Compute this beside it; may be given several times."
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="W", help="Threads; the answer does not change.")
    ] = 2,
    as_json: JsonFlag = False,
) -> None:
    """Forecast when everything is approved: P50, P80 and P95, which steps hold it up, and what would gain days.

    What-ifs: lane.STEP=LANE, recognised=STEP, answers=N, answers.STEP=N, parallel=STEP, prepared=STEP, start=STEP;
    several with commas hold together.

    Example: [bold]tilth approval forecast examples/approval/CASE.json --start 2026-03-02 --what-if answers=10[/]
    """
    from tilth.approval import forecast as room

    day = day_of("--start", start)
    if workers < 1:
        raise OptionError("approval.workers", f"There cannot be {workers} workers.", mend="Give a number from 1.")
    case, procedure, estimates = _asked_about(what, day, as_json=as_json)
    asked = [room.parse_what_if(text, procedure) for text in what_if or ()]
    with ThreadPoolExecutor(workers) as executor:
        made = room.forecast(
            case, procedure, day, trials=trials, seed=seed, what_ifs=asked, estimates=estimates, executor=executor
        )
    if isinstance(made, Refused):
        raise refused(made.reasons, as_json=as_json, code=REFUSED)
    if as_json:
        print_json(_as_builtins(made))
    else:
        _print(console(), made, procedure.title)


def _asked_about(what: str, day: date, *, as_json: bool) -> tuple[Case, Procedure, Mapping[str, Estimate]]:
    """The case in a file as it was at the end of ``day``, or a new one under a procedure."""
    from tilth.approval import fold_until
    from tilth.approval.forecast import new_case

    if not what.endswith(".json"):
        procedure = a_procedure(what, None, as_json=as_json)
        return new_case(procedure, day), procedure, {}
    found = the_case(what, as_json=as_json)
    case = fold_until(found.events, day)
    if case is None:
        opened = found.events[0].on
        raise OptionError("approval.early", f"The case was opened on {opened}.", mend="Start on it or later.")
    return case, found.procedure, found.estimates


def _as_builtins(made: Forecast) -> dict[str, object]:
    def outlook(one: Outlook) -> dict[str, object]:
        return {
            "what_if": one.name or None,
            **_dates(one.dates),
            "days": one.days,
            "gained": made.gained(one),
            "approved": one.approved,
            "critical_path": list(one.path),
            "objections": [reason.as_dict() for reason in one.objections],
            "steps": [
                {
                    "step": step.step,
                    "phase": step.phase.value,
                    "lane": step.lane,
                    **_dates(step.dates),
                    "critical": step.critical,
                    "limit_passed": step.passed,
                }
                for step in one.steps
            ],
        }

    return {
        "start": str(made.start),
        "trials": made.trials,
        "seed": made.seed,
        "forecast": outlook(made.base),
        "what_ifs": [outlook(one) for one in made.what_ifs],
        "moves": [{"what_if": move.what_if, "days": move.days} for move in made.moves],
    }


def _dates(dates: Sequence[object]) -> dict[str, object]:
    from tilth.kernel.calendars import Due

    found: dict[str, object] = {}
    for name, one in zip(("p50", "p80", "p95"), dates, strict=False):
        assert isinstance(one, Due)
        found[name] = {"date": str(one.date), "provisional": one.provisional}
    return found


def _print(out: Console, made: Forecast, title: str) -> None:
    out.print(f"[bold]{escape(title)}[/]")
    out.print(f"[dim]from the end of {made.start}, {made.trials:,} trials, seed {made.seed}[/]")
    base = made.base
    if base.approved < 1:
        out.print(f"Everything is approved with {base.approved * 100:.0f} %; the dates hold where it is.")
    out.print(_sides(made))
    out.print()
    out.print(_steps(base))
    for one in made.what_ifs:
        for reason in one.objections:
            out.print(f"[yellow]{escape(one.name)}[/]: {escape(reason.message)}")
    if made.moves:
        out.print("\nWhat would gain most, each by itself:")
    for move in made.moves:
        out.print(f"  {move.days:5.1f} days  {move.what_if}  [dim]{in_words(move.what_if)}[/]")


def _sides(made: Forecast) -> Table:
    table = Table("", "P50", "P80", "P95", box=None, header_style="dim")
    table.add_column("days gained", justify="right")
    for one in (made.base, *made.what_ifs):
        gained = f"{made.gained(one):+.1f}" if one.name else ""
        table.add_row(escape(one.name or "as it stands"), *(spell(due) for due in one.dates), gained)
    return table


def _steps(base: Outlook) -> Table:
    table = Table("step", "now", "lane", "P50", "P95", box=None, header_style="dim")
    table.add_column("critical", justify="right")
    table.add_column("limit passes", justify="right")
    for step in base.steps:
        first, _, last = (spell(due) for due in step.dates)
        passed = f"{step.passed * 100:.0f} %" if step.passed else ""
        critical = f"{step.critical * 100:.0f} %" if step.critical else ""
        table.add_row(step.step, step.phase.value, step.lane, first, last, critical, passed)
    return table


def in_words(what_if: str) -> str:
    """What a single move means."""
    name, _, value = what_if.partition("=")
    kind, _, step = name.partition(".")
    return {
        "parallel": f"begin {value} without waiting by habit",
        "prepared": f"prepare the dossier of {value} while the steps before it run",
        "start": f"begin {value} at once",
        "recognised": f"have another body's decision recognised for {value}",
        "answers": f"answer the questions of {step or 'every step'} within {value}",
        "lane": f"take {step} through {value}",
    }[kind]
