"""``tilth build check``: whether a folder can be run as its files stand, before any robot moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from tilth.kernel.errors import OptionError
from tilth_cli.build.refusals import reason_table
from tilth_cli.output import DONE, REFUSED, JsonFlag, console, facts, print_json

if TYPE_CHECKING:
    from tilth.foundry.build.folder import CheckedFolder
    from tilth.foundry.build.ledger import Facts
    from tilth.foundry.build.robots.simulators import Simulated
    from tilth.foundry.build.transfer import Place


class Simulator(StrEnum):
    """A vendor's own simulator."""

    OPENTRONS = "opentrons"
    PYLABROBOT = "pylabrobot"


class _Lots(NamedTuple):
    """What is known of lots, and the day on which they are to be used."""

    facts: Facts
    on: date | None


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `tilth build plan` wrote.")],
    simulators: Annotated[
        str, typer.Option("--with", metavar="NAMES", help="Simulators to run too: opentrons,pylabrobot.")
    ] = "",
    survey: Annotated[
        Path | None, typer.Option("--survey", metavar="FILE", help="An Echo's survey: what the wells really hold.")
    ] = None,
    lots: Annotated[
        Path | None,
        typer.Option("--lots", metavar="LOTS.csv", help="All lots: until when each may be used, and its thaws."),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], metavar="DATE", help="With --lots: the day of the run; else today."
        ),
    ] = None,
    repick: Annotated[
        Path | None,
        typer.Option("--repick", metavar="DIR", help="With --survey: write the plan with other wells."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check a build before its run: volumes, lots, tips, slots, ranges, and every file against the plan.

    Example: [bold]tilth build check build/green-and-red --with opentrons[/]
    """
    from tilth.foundry.build.folder import check_folder
    from tilth.foundry.build.readback.echo import read_survey
    from tilth.kernel.files import read_text

    wanted = _wanted(simulators)
    if repick is not None and survey is None:
        raise OptionError("build.repick", "--repick needs a survey.", mend="Name one with --survey FILE.")
    usable = _usable(lots, on)
    known = read_survey(read_text(survey, code="build"), str(survey)) if survey is not None else {}
    checked = check_folder(folder, usable.facts, usable.on, known)
    if repick is not None:
        checked = _repicked(checked, repick, known, usable)
        folder = repick
    # A robot's simulator is asked only about what our own checks let pass.
    simulated = tuple(_simulate(folder, checked, wanted)) if checked.ok else ()
    passed = checked.ok and all(run.ok for run in simulated)
    if as_json:
        print_json(_as_json(checked, simulated, passed=passed))
    else:
        _show(folder, checked, simulated)
    raise typer.Exit(DONE if passed else REFUSED)


def _usable(lots: Path | None, on: datetime | None) -> _Lots:
    """The lots in the file ``lots`` on the day ``on``, or today; nothing is known of them without a file, and with
    one there are no others.
    """
    from tilth.foundry.build.folder.lots import read_lots
    from tilth.foundry.build.ledger import NOTHING_KNOWN, Facts
    from tilth.kernel.files import read_text

    if lots is None:
        if on is not None:
            raise OptionError("build.on", "--on needs lots.", mend="Name a table of them with --lots FILE.")
        return _Lots(NOTHING_KNOWN, None)
    known = Facts(read_lots(read_text(lots, code="build"), str(lots)), all_lots=True)
    return _Lots(known, date.today() if on is None else on.date())


def _wanted(simulators: str) -> tuple[Simulator, ...]:
    names = [name.strip().lower() for name in simulators.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Simulator)]
    if unknown:
        raise OptionError(
            "build.simulator",
            f"There is no simulator {unknown[0]!r}.",
            mend=f"Use {', '.join(Simulator)}, with commas in between.",
        )
    return tuple(Simulator(name) for name in dict.fromkeys(names))


def _repicked(checked: CheckedFolder, out: Path, known: Mapping[Place, int], usable: _Lots) -> CheckedFolder:
    from tilth.foundry.build.folder import check_folder, write_folder
    from tilth.foundry.build.robots.picking import pick_sources

    picked = pick_sources(checked.plan.transfers, known, checked.robots.echo.drop)
    write_folder(replace(checked.plan, transfers=picked.plan), out, checked.robots)
    return check_folder(out, usable.facts, usable.on)


def _simulate(folder: Path, checked: CheckedFolder, wanted: tuple[Simulator, ...]) -> Iterator[Simulated]:
    from tilth.foundry.build.robots.simulators import simulate_opentrons, simulate_pylabrobot

    if Simulator.OPENTRONS in wanted:
        for name in checked.decks:
            yield simulate_opentrons(folder / name)
    script = folder / "pylabrobot_script.py"
    if Simulator.PYLABROBOT in wanted and checked.decks:
        yield simulate_pylabrobot(script)


def _show(folder: Path, checked: CheckedFolder, simulated: tuple[Simulated, ...]) -> None:
    out = console()
    out.print(f"[bold]{escape(checked.plan.title)}[/]  {escape(str(folder))}\n")
    rows: dict[str, object] = {"transfers": ", ".join(f"{count:,} {who}" for who, count in _shares(checked))}
    for name, deck in checked.decks.items():
        tips = ", ".join(f"{one.tips} tips of {one.pipette.rack}" for one in deck.mounted)
        rows[name] = f"{deck.model}: {len(deck.loaded)} pieces of labware, {tips}"
    out.print(facts(rows))
    out.print()
    if not checked.ok:
        out.print(reason_table(checked.reasons))
        return
    table = Table.grid(padding=(0, 2))
    table.add_row("[green]✓[/]", "volumes, lots, tips, slots, ranges, files")
    for run in simulated:
        said = f"{run.commands:,} commands" if run.ok else run.errors[0]
        mark = "[green]✓[/]" if run.ok else "[red]✗[/]"
        table.add_row(mark, escape(f"{run.file} in {run.simulator}: {said}"))
    out.print(table)


def _shares(checked: CheckedFolder) -> Iterator[tuple[str, int]]:
    """How many transfers each kind of instrument makes."""
    from tilth.foundry.build.robots.carriers import Carrier, carried

    for carrier, who in (
        (Carrier.ACOUSTIC, "by the Echo"),
        (Carrier.LIQUID_HANDLER, "by the liquid handler"),
        (Carrier.PEOPLE, "by people"),
    ):
        count = len(carried(checked.plan, carrier).transfers)
        if count:
            yield who, count


def _as_json(checked: CheckedFolder, simulated: tuple[Simulated, ...], *, passed: bool) -> dict[str, object]:
    return {
        "status": "passed" if passed else "refused",
        "title": checked.plan.title,
        "transfers": len(checked.plan.transfers.transfers),
        "protocols": [
            {
                "file": name,
                "robot": deck.model.value,
                "slots": {one.piece: one.slot for one in deck.loaded},
                "tips": {one.pipette.rack: one.tips for one in deck.mounted},
                "transfers": len(deck.moves),
            }
            for name, deck in checked.decks.items()
        ],
        "reasons": [reason.as_dict() for reason in checked.reasons],
        "simulations": [
            {
                "file": run.file,
                "simulator": run.simulator,
                "commands": run.commands,
                "errors": list(run.errors),
            }
            for run in simulated
        ],
    }
