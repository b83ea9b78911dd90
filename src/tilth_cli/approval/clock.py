"""``tilth approval clock``: the statutory clocks of a case at the end of any day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import OptionError
from tilth_cli.approval.inputs import day_of, spell, the_case
from tilth_cli.output import JsonFlag, console, print_json

if TYPE_CHECKING:
    from tilth.approval.clock import Standing


def clock(
    case: Annotated[str, typer.Argument(metavar="CASE.json", help="The case: its events.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="At the end of this day.")],
    as_json: JsonFlag = False,
) -> None:
    """Read every clock of a case: the authority's time, the time that does not count, both in all, and the last
    day.

    On its last day nothing is overdue: a limit passes with the last hour.

    Example: [bold]tilth approval clock examples/approval/CASE.json --as-of 2026-04-30[/]
    """
    from tilth.approval import fold_until, standing

    day = day_of("--as-of", as_of)
    found = the_case(case, as_json=as_json)
    now = fold_until(found.events, day)
    if now is None:
        opened = found.events[0].on
        raise OptionError(
            "approval.early", f"The case was opened on {opened}.", mend="Ask for that day or a later one."
        )
    stands = standing(now, found.procedure, day)
    if as_json:
        which = {
            "procedure": found.procedure.id,
            "version": found.procedure.version,
            "hash": found.procedure.digest,
        }
        print_json(
            {"case": now.id, "as_of": str(day), **which, "steps": [as_builtins(one) for one in stands.values()]}
        )
        return
    out = console()
    out.print(f"[bold]{escape(now.id)}[/], at the end of {day}")
    out.print(f"[dim]{found.procedure.id}, version {found.procedure.version}[/]")
    out.print(_table(list(stands.values())))
    notes = [f"[bold]{one.step}[/]: {escape(note)}" for one in stands.values() if (note := _note(one))]
    if notes:
        out.print()
    for note in notes:
        out.print(note)


def as_builtins(one: Standing) -> dict[str, object]:
    """A step's standing, JSON-ready."""
    import msgspec

    clock = msgspec.to_builtins(one.clock) if one.clock else None
    if clock:
        clock["by_party"] = dict(clock["by_party"])
    return {**msgspec.to_builtins(one), "clock": clock}


def _table(stands: list[Standing]) -> Table:
    table = Table("step", "stands", "lane", box=None, header_style="dim")
    for name in ("authority", "stopped", "in all"):
        table.add_column(name, justify="right")
    table.add_column("last day")
    for one in stands:
        phase = f"{'deemed ' if one.deemed else ''}{one.phase.value}"
        read = one.clock
        if read is None:
            table.add_row(one.step, phase, one.lane, "", "", "", "")
            continue
        unit = "wd" if read.unit == "working_day" else "d"
        last = spell(read.due) if not one.since else f"[dim]decided {one.since}[/]"
        if read.over and not one.since:
            last = f"[red]{last}, overdue[/]"
        times = (f"{read.statutory} of {read.limit} {unit}", f"{read.stopped} {unit}", f"{read.actual} {unit}")
        table.add_row(one.step, phase, one.lane, *times, last)
    return table


def _note(one: Standing) -> str:
    """What a row cannot say: why the clock stands still, and which lane was left."""
    said = []
    read = one.clock
    if one.reverted_from:
        said.append(f"The limit of {one.reverted_from} passed, so {one.lane} holds, from the same start.")
    if read and read.stop and not one.since:
        said.append(f"Stopped: {read.stop}. If that ends today, the last day is {spell(read.if_resumed)}.")
        if read.at_latest:
            said.append(f"When the stop reaches its cap, it is {spell(read.at_latest)}.")
    if one.unanswered:
        said.append(f"What was asked for had not come by {one.since}.")
    return " ".join(said)
