"""``tilth journal``: the record itself. Is it whole, do the tables follow from it, and can others check it?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from tilth_cli.design.assemble import watching
from tilth_cli.output import DONE, JsonFlag, console, facts, print_json

if TYPE_CHECKING:
    from tilth_site.service import Comparison, Verification

FAULTY = 1
SHOWN = 20
"""Faults that are listed in full for people; JSON has all of them."""

app = typer.Typer(no_args_is_help=True, help="Verify, replay, sign and export the journal.")


def register(root: typer.Typer) -> None:
    """Put ``tilth journal`` under ``root``."""
    root.add_typer(app, name="journal")


@app.callback()
def journal() -> None:
    """Verify, replay, sign and export the journal."""


@app.command()
def verify(
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option(
            "--checkpoint", metavar="FILE", help="An earlier checkpoint to hold it against; may be repeated."
        ),
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Key that signed the checkpoints; by default the site's own."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Hold every entry against its hash and against the one before it, and all of them against checkpoints.

    Names what was forged, dropped, reordered, rewritten or cut off; exits with 1 where anything was.

    Example: [bold]tilth journal verify --checkpoint published/2026-01.json --public-key published/key.pub[/]
    """
    from tilth_site import service

    with watching() as step:
        verification = service.verify_journal(checkpoints or (), public_key, step)
    if as_json:
        print_json(verification.as_dict())
    else:
        _show_verification(verification)
    raise typer.Exit(FAULTY if verification.faults else DONE)


@app.command()
def replay(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing: replay into a scratch database and compare.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write every table that caches the journal anew, in one transaction; with --check, only compare.

    With --check it exits with 1 where a table is not what the journal says.

    Example: [bold]tilth journal replay --check[/]
    """
    from tilth_site import service

    with watching() as step:

        def tell(done: int) -> None:
            step("replay", done, done)

        if check:
            raise typer.Exit(_show_comparison(service.replay_check(tell), as_json))
        entries = service.replay_rebuild(tell)
    if as_json:
        print_json({"entries": entries})
    else:
        console().print(f"Replayed {entries:,} entries: the tables are written anew.")


@app.command()
def checkpoint(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there too, to be kept elsewhere.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign what the journal holds now. Kept elsewhere, it shows whether the journal was rewritten later.

    Example: [bold]tilth journal checkpoint --out published/2026-01.json[/]
    """
    from tilth_site import service

    signed = service.sign_checkpoint(out)
    taken = signed.checkpoint
    if as_json:
        print_json({**asdict(taken), "files": list(signed.files), "public_key": signed.public_key})
        return
    console().print(
        facts(
            {
                "entries": f"{taken.size:,}",
                "Merkle root": taken.root,
                "signed at": taken.at,
                "written to": "\n".join(signed.files),
                "check it with": signed.public_key,
            }
        )
    )


@app.command(no_args_is_help=True)
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; JSON Lines in UTF-8.")],
    as_json: JsonFlag = False,
) -> None:
    """Write the journal as one text file that anyone can verify without Tilth.

    Example: [bold]tilth journal export journal.jsonl[/]
    """
    from tilth_site import service

    with watching() as step:
        head = service.export_journal(file, step)
    if as_json:
        print_json({"file": str(file), "entries": head.seq, "head": head.hash})
    else:
        console().print(f"{head.seq:,} entries written to {escape(str(file))}; the last has the hash {head.hash}.")


def _show_verification(verification: Verification) -> None:
    out = console()
    for fault in verification.faults[:SHOWN]:
        out.print(f"[bold red]{fault.kind}[/] {escape(fault.message)}")
    if len(verification.faults) > SHOWN:
        out.print(f"... and {len(verification.faults) - SHOWN:,} more (all of them with --json)")
    held = f", held against {verification.checkpoints} checkpoints" if verification.checkpoints else ""
    found = f"{len(verification.faults):,} faults" if verification.faults else "whole"
    out.print(f"{verification.entries:,} entries{held}: {found}. Head {verification.head.hash}")


def _show_comparison(compared: Comparison, as_json: bool) -> int:
    """Print the comparison; the exit code."""
    if as_json:
        print_json(
            {
                "entries": compared.entries,
                "rows": compared.rows,
                "differ": compared.differ,
                "differences": [asdict(at) for at in compared.differences],
            }
        )
        return FAULTY if compared.differ else DONE
    out = console()
    for at in compared.differences[:SHOWN]:
        values = f"the journal says {at.journal}, found {at.found}"
        out.print(f"[bold red]differs[/] {escape(f'{at.table} {at.row} {at.field}: {values}')}")
    found = f"{compared.differ:,} fields differ" if compared.differ else "every field agrees"
    out.print(f"{compared.entries:,} entries replayed, {compared.rows:,} rows compared: {found}.")
    return FAULTY if compared.differ else DONE
