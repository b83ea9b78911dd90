"""``tilth demo``: the main job of each room on real inputs, told step by step.

First the foundry's Design room makes transcription units from the CIDAR MoClo kit, which comes with Tilth, and
the Build room plans forty-eight of them for an Echo and an Opentrons. Then a site of its own is set up with the
example cluster in Zhangjiang, its requests are taken through their story, one of them to its delivery, and the
site is served until Ctrl-C. ``TILTH_DEMO_SERVE=0`` ends it before that.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from tilth.foundry.build.wells import Geometry
from tilth.kernel.errors import OptionError
from tilth_cli.design.assemble import LIMIT, line_up_of, show, status, watching, work_out
from tilth_cli.output import JsonFlag, console, print_json

if TYPE_CHECKING:
    from tilth_site.service import Example

Say = Callable[[object], None]

MARK = "made-by-tilth-demo"
"""A file by which a demo knows the home of an earlier one."""

PLAN = """\
# Transcription units from the CIDAR MoClo kit, which comes with Tilth: every promoter, ribosome binding site and
# coding sequence, on the kanamycin backbone DVK_AE. R0063_AB is among the promoters on purpose: it holds an
# internal BsaI site, which is named, and the design goes on without it.
title = "CIDAR transcription units"
parts = ["kit:cidar"]

[[assembly]]
name = "tu"
method = "golden_gate"
enzyme = "BsaI"
backbone = "DVK_AE"
slots = [
    ["*_AB", "!DV*"],   # promoters, A to B
    ["*_BC", "!DV*"],   # ribosome binding sites, B to C
    ["*_CD", "!DV*"],   # coding sequences, C to D
    ["B0015_DE"],       # terminator, D to E
]
"""

REQUEST = """\
# Forty-eight of those transcription units, drawn by the seed: master mixes by an Opentrons, reactions by an Echo.
title = "Forty-eight transcription units"
method = "golden_gate"
design = "../DESIGN.toml"
sample = 48
stocks = "STOCKS.csv"
steps = ["assembly", "transformation", "picking", "miniprep", "sequencing"]
plate = "pcr_384"
dispenser = "acoustic"
seed = 48

[[control]]
kind = "no_enzyme"
"""

_SOURCE, _CONCENTRATION, _WELL_VOLUME = "echo_384_pp", 30, 60
"""The stocks of the demo: every part in an Echo's source plate, 60 uL of 30 ng/uL, which is made up."""

_COMMON = 12
"""So many wells of a part that every construct holds."""


def register(root: typer.Typer) -> None:
    """Put ``tilth demo`` under ``root``."""
    root.command()(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")] = Path("build/demo"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the site.")] = 8000,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", envvar="TILTH_DEMO_SERVE", help="Serve the site, and wait.")
    ] = True,
    as_json: JsonFlag = False,
) -> None:
    """Run the story of the rooms that work today, on real parts; then serve the example site until Ctrl-C.

    Example: [bold]tilth demo --out build/demo --no-serve[/]
    """
    say = console(quiet=as_json).print
    designed, code = _design(out, say, quiet=as_json)
    built = _build(out / "build", say)
    example = _site(out / "site", say)
    if as_json:
        print_json({"design": designed, "build": built, "site": asdict(example)})
    if code == 0 and serve:
        _serve(out / "site", port, say)
    raise typer.Exit(code)


def _design(out: Path, say: Say, *, quiet: bool) -> tuple[dict[str, object], int]:
    """The Design room: its report, and the status that `tilth assemble` would end with."""
    from tilth.foundry.design.plan import read_plan
    from tilth.foundry.design.write.bundle import MAPS, report, write_bundle
    from tilth.kernel.files import write_text

    started = time.perf_counter()
    plan_file = out / "DESIGN.toml"
    write_text(plan_file, PLAN)
    say(f"[bold]The foundry's Design room[/]\n1. The plan is {escape(str(plan_file))}: 1 backbone, 4 slots.")
    plan = read_plan(str(plan_file))
    result = work_out(plan)
    slots = " x ".join(str(len(slot)) for slot in result.assemblies[0].recipe.slots)
    say(f"2. Read {len(result.parts)} parts of {', '.join(plan.sources)}; the slots hold {slots} of them.")
    line_up = line_up_of(result, None, 0, LIMIT)
    say(f"3. {line_up.count:,} products are counted; each is made and written, the first {MAPS} are drawn.")
    with watching() as step:
        written = write_bundle(
            line_up, result.parts, result.all_problems, out, ("genbank", "fasta", "csv", "svg"), step
        )
    if not quiet:
        show(result, line_up, result.all_problems, written, time.perf_counter() - started)
    first = next(path for path in written if path.suffix == ".svg")
    say(f"Look at {escape(str(first))} for a plasmid map, and at constructs.csv for the list.")
    return report(line_up, result.all_problems), status(line_up, result.all_problems)


def _build(out: Path, say: Say) -> dict[str, object]:
    """The Build room: forty-eight constructs planned, written for the robots and checked, as by `tilth build`."""
    from tilth.foundry.build.build_plan import BuildPlan
    from tilth.foundry.build.compile import compile_request
    from tilth.foundry.build.compile.request_file import read_request
    from tilth.foundry.build.folder import check_folder, write_folder
    from tilth.foundry.design.plan import read_plan
    from tilth.kernel.errors import InputError
    from tilth.kernel.files import write_text
    from tilth_cli.build.plan import constructs_of

    say("\n[bold]The foundry's Build room[/]")
    parts = work_out(read_plan(str(out.parent / "DESIGN.toml"))).parts
    write_text(out / "STOCKS.csv", _stocks({part.id: len(part) for part in parts}))
    write_text(out / "REQUEST.toml", REQUEST)
    say(f"1. {escape(str(out / 'REQUEST.toml'))} asks for 48 of them, from the stocks in STOCKS.csv.")
    plan = compile_request(read_request(out / "REQUEST.toml", constructs_of))
    if not isinstance(plan, BuildPlan):
        raise InputError("demo.build", str(plan), mend="This is a fault of the demo: report it.")
    written = write_folder(plan, out)
    transfers, operations = len(plan.transfers.transfers), len(plan.operations)
    say(f"2. {transfers:,} transfers in {operations} unit operations on {len(plan.transfers.labware)} pieces.")
    say(f"3. Written for robots and people: {', '.join(path.name for path in written)}.")
    reasons = check_folder(out).reasons
    found = "nothing speaks against a run" if not reasons else f"{len(reasons)} reasons against a run"
    say(f"4. Volumes, robots and files are checked: {found}.")
    return {
        "constructs": sum(not product.control for product in plan.products),
        "transfers": transfers,
        "operations": operations,
        "files": [path.name for path in written],
        "faults": [reason.message for reason in reasons],
    }


def _stocks(lengths: Mapping[str, int]) -> str:
    """A table of stocks that holds every part, with its real length."""
    rows = ["# Every part of the kit; lengths are real, what is where and how much of it is made up.",
            "part,labware,kind,well,volume,concentration,length"]  # fmt: skip
    wells = iter(Geometry(16, 24).names)
    for part, length in lengths.items():
        for _ in range(_COMMON if part.startswith(("DVK_AE", "B0015")) else 1):
            rows.append(f"{part},KIT,{_SOURCE},{next(wells)},{_WELL_VOLUME},{_CONCENTRATION},{length}")
    return "\n".join(rows) + "\n"


def _site(home: Path, say: Say) -> Example:
    """A site of its own in ``home``, with the example cluster and the story of its requests."""
    say("\n[bold]The site[/]")
    _forget(home)
    os.environ["TILTH_HOME"], os.environ["TILTH_HTTP"] = str(home), "1"
    # A demo has a database of its own, whatever site this shell is set up for.
    os.environ.pop("DATABASE_URL", None)
    from tilth_site import service

    service.prepare()
    home.joinpath(MARK).write_text("The folder of a demo: `tilth demo` empties it and begins anew.\n")
    example = service.load_example(None, lambda sentence: say(f"  {escape(sentence)}"))
    compared = example.replay
    say(f"A replay of {compared.entries} journal entries differs from the tables in {compared.differ} fields.")
    table = Table(title="Accounts of the example", title_justify="left")
    for heading in ("who", "e-mail", "password", "roles"):
        table.add_column(heading, overflow="fold")
    for account in example.accounts:
        table.add_row(account.name, account.email, escape(account.password), ", ".join(account.roles))
    say(table)
    return example


def _forget(home: Path) -> None:
    """Remove the site of an earlier demo; nothing else is ever removed."""
    if not home.exists():
        return
    if not home.joinpath(MARK).is_file():
        raise OptionError(
            "demo.folder",
            f"{home} exists, and no demo made it.",
            mend="Name another folder with --out.",
        )
    shutil.rmtree(home)


def _serve(home: Path, port: int, say: Say) -> None:
    from tilth_site import service

    def announce(address: str) -> None:
        say(f"[bold]Tilth answers at {address}[/]; sign in with an account above. Ctrl-C ends it.")
        sys.stdout.flush()

    say(f"Serving {escape(str(home))} ...")
    service.serve("127.0.0.1", port, 4, worker=True, certificate=None, key=None, announce=announce)
