"""``tilth approval procedures``, ``validate`` and ``show``: which rules there are, and how well they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth_cli.approval.inputs import a_procedure, refused
from tilth_cli.output import JsonFlag, console, print_json

if TYPE_CHECKING:
    from tilth.approval.model import Clock, Lane, Procedure, Step


def procedures(
    every: Annotated[bool, typer.Option("--all", help="Earlier versions too.")] = False, as_json: JsonFlag = False
) -> None:
    """List the procedures that come with Tilth, and how many of their limits were read in a published text.

    Example: [bold]tilth approval procedures[/]
    """
    from tilth.approval.procedure import shipped

    newest = {each.id: each for each in shipped()}
    found = shipped() if every else tuple(newest.values())
    if as_json:
        print_json([_summary(each) for each in found])
        return
    table = Table("procedure", "version", "what it is", "in force from", box=None, header_style="dim")
    table.add_column("limits verified", justify="right")
    for each in found:
        verified = sum(source.verified for source in each.sources)
        table.add_row(
            each.id,
            str(each.version),
            escape(each.title),
            str(each.effective.begins),
            f"{verified} of {len(each.sources)}",
        )
    out = console()
    out.print(table)
    out.print()
    if earlier := len(shipped()) - len(found):
        out.print(f"[dim]{earlier} earlier versions hold for cases that began under them: --all lists them.[/]")
    out.print(
        "[dim]A limit that is not verified is what applicants generally report: check it before you rely on it.[/]"
    )


def validate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The procedure, as YAML.")],
    as_json: JsonFlag = False,
) -> None:
    """Check a procedure's file: the first entry that is wrong with its line, or everything that contradicts
    itself.

    Exits with 2 where something is wrong.

    Example: [bold]tilth approval validate PROCEDURE.yaml[/]
    """
    from tilth.approval.procedure import read_procedure, the_procedure
    from tilth.kernel.refusal import Refused

    found = read_procedure(file, the_procedure)
    if isinstance(found, Refused):
        raise refused(found.reasons, as_json=as_json)
    if as_json:
        print_json({**_summary(found), "problems": []})
        return
    verified = sum(source.verified for source in found.sources)
    console().print(
        f"{found.id}, version {found.version}: no fault in {counted(len(found.steps), 'step')}. "
        f"{verified} of {len(found.sources)} limits are verified. Hash {found.digest[:16]}."
    )


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="A procedure that Tilth has, or a procedure's file.")],
    version: Annotated[int | None, typer.Option("--version", metavar="V", help="Default: the newest.")] = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the file that it is written in.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show a procedure: its steps and lanes, the limit of each, what follows when it passes, and where that
    stands.

    Example: [bold]tilth approval show cn-nmpa-clinical-trial[/]
    """
    import msgspec

    from tilth.approval.procedure.shelf import source_text

    found = a_procedure(id, version, as_json=as_json)
    if as_yaml and not id.endswith((".yaml", ".yml")):
        typer.echo(source_text(found), nl=False)
    elif as_json:
        print_json({**msgspec.to_builtins(found), "hash": found.digest})
    else:
        _print(console(), found)


def _summary(procedure: Procedure) -> dict[str, object]:
    return {
        "id": procedure.id,
        "version": procedure.version,
        "title": procedure.title,
        "jurisdiction": procedure.jurisdiction,
        "from": str(procedure.effective.begins),
        "until": str(procedure.effective.ends) if procedure.effective.ends else None,
        "hash": procedure.digest,
        "steps": [step.id for step in procedure.steps],
        "limits": len(procedure.sources),
        "verified": sum(source.verified for source in procedure.sources),
    }


def _print(out: Console, procedure: Procedure) -> None:
    out.print(f"[bold]{escape(procedure.title)}[/]  {escape(procedure.title_zh)}")
    out.print(f"{procedure.id}, version {procedure.version}, in force from {procedure.effective.begins}")
    out.print(f"[dim]hash {procedure.digest}[/]")
    if procedure.note:
        out.print(escape(procedure.note.strip()))
    for step in procedure.steps:
        out.print()
        _print_step(out, step)


def _print_step(out: Console, step: Step) -> None:
    needs = f", after {', '.join(step.needs)}" if step.needs else ""
    out.print(f"[bold]{step.id}[/]  {escape(step.title)} [dim]({escape(step.authority)}{needs})[/]")
    if step.evidence:
        wanted = ", ".join(
            f"{each.count} x {each.kind}" if each.count > 1 else each.kind for each in step.evidence
        )
        out.print(f"  wants {escape(wanted)}")
    if step.quorum:
        conflicts = f", none with {', '.join(step.conflict_of_interest)}" if step.conflict_of_interest else ""
        out.print(f"  decided by {step.quorum} equal votes of {', '.join(step.roles)}{escape(conflicts)}")
    for lane in step.every_lane:
        _print_lane(out, lane)


def _print_lane(out: Console, lane: Lane) -> None:
    if lane.clock is None:
        return
    source = lane.source
    mark = "[green]verified[/]" if source and source.verified else "[yellow]not verified[/]"
    where = (
        f"{source.title}, {source.article}"
        if source and source.article
        else source.title
        if source
        else "no source"
    )
    out.print(f"  [bold]{lane.id}[/]: {escape(limit_in_words(lane.clock))} ({mark})")
    out.print(f"    [dim]{escape(where)}[/]")
    if lane.opens or lane.closes:
        out.print(f"    open from {lane.opens or 'the beginning'} to {lane.closes or 'further notice'}")
    if lane.notice:
        out.print(f"    can be left until day {lane.notice} of its clock")
    for clause in lane.eligibility:
        out.print(f"    only if: {escape(clause.says)}")
    for stop in lane.stops:
        cap = f", at most {counted(stop.cap.limit, stop.cap.unit.value.replace('_', ' '))}" if stop.cap else ""
        then = {"lapse": "; then it has lapsed", "deemed_refused": "; then it is refused"}.get(
            stop.on_cap.value, ""
        )
        out.print(f"    stops for: {escape(stop.reason)} ({stop.party.value}'s time{cap}{then})")


def counted(number: int, what: str) -> str:
    """``1 step``, ``2 steps``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def limit_in_words(clock: Clock) -> str:
    """``60 working days (CN) from the decision before it; then it is deemed approved``."""
    calendar = f" ({clock.calendar})" if clock.calendar else ""
    start = clock.start_event.value
    started = "the decision before it" if start == "needs_met" else f"the day it is {start}"
    effects = {
        "deemed_approved": "it is deemed approved",
        "deemed_refused": "it is deemed refused",
        "escalate": "it is overdue",
        "revert_to": f"the lane {clock.lane} holds, from the same start",
    }
    limit = counted(clock.limit, clock.unit.value.replace("_", " "))
    return f"{limit}{calendar} from {started}; then {effects[clock.on_expiry.value]}"
