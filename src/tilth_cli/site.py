"""``tilth site``: setting a site up, looking after it, and bringing it back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from tilth_cli.design.assemble import watching
from tilth_cli.output import DONE, JsonFlag, console, facts, print_json

UNFIT = 1

app = typer.Typer(no_args_is_help=True, help="Set up a site, check it, back it up and restore it.")


def register(root: typer.Typer) -> None:
    """Put ``tilth site`` under ``root``."""
    root.add_typer(app, name="site")


@app.callback()
def site() -> None:
    """Set up a site, check it, back it up and restore it."""


@app.command()
def prepare(as_json: JsonFlag = False) -> None:
    """Make the home ready: folder, secret key, database and tables. Safe to run again, and after an upgrade.

    Example: [bold]TILTH_HOME=/srv/tilth tilth site prepare[/]
    """
    from tilth_site import service

    prepared = service.prepare()
    if as_json:
        print_json({"home": prepared.home, "migrations": prepared.migrations})
    else:
        console().print(f"The home {escape(prepared.home)} is ready; {prepared.migrations} migrations were made.")


@app.command()
def check(as_json: JsonFlag = False) -> None:
    """Say what makes the site unfit to serve: Django's deployment checks, and Tilth's own promises.

    Exits with 1 where there is anything.

    Example: [bold]TILTH_HOSTS=tilth.example.org tilth site check[/]
    """
    from tilth_site import service

    findings = service.check()
    if as_json:
        print_json({"fit": not findings, "findings": [finding.as_dict() for finding in findings]})
    else:
        out = console()
        for finding in findings:
            out.print(f"[bold red]{escape(finding.id)}[/] {escape(finding.message)} {escape(finding.mend)}")
        out.print(f"{len(findings)} findings." if findings else "Nothing found: the site is fit to serve.")
    raise typer.Exit(UNFIT if findings else DONE)


@app.command(no_args_is_help=True)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the backup, a zip archive.")],
    as_json: JsonFlag = False,
) -> None:
    """Write everything that makes up the site to one file, while it goes on. It holds personal data.

    Example: [bold]tilth site backup /mnt/backup/tilth-2026-01-31.zip[/]
    """
    from tilth_site import service

    with watching() as step:
        made = service.back_up(file, step)
    told = {
        "file": made.file,
        "bytes": made.size,
        "entries": made.head.seq,
        "head": made.head.hash,
        "rows": made.rows,
        "evidence": made.evidence,
        "checkpoints": made.checkpoints,
    }
    if as_json:
        print_json(told)
    else:
        console().print(facts(told))


@app.command(no_args_is_help=True)
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that `tilth site backup` wrote.")],
    as_json: JsonFlag = False,
) -> None:
    """Bring a site back from a backup, into an empty home and database. The file is checked before that.

    Exits with 1 where the tables differ from a second replay of the journal.

    Example: [bold]TILTH_HOME=/srv/tilth-new tilth site restore /mnt/backup/tilth-2026-01-31.zip[/]
    """
    from tilth_site import service

    with watching() as step:
        made = service.restore(file, step)
    told = {
        "home": made.home,
        "entries": made.head.seq,
        "head": made.head.hash,
        "rows": made.rows,
        "evidence": made.evidence,
        "differ": made.differ,
    }
    if as_json:
        print_json(told)
    else:
        console().print(facts(told))
    raise typer.Exit(UNFIT if made.differ else DONE)


@app.command()
def worker(as_json: JsonFlag = False) -> None:
    """Carry out background jobs until Ctrl-C or SIGTERM, beside `tilth serve --no-worker` or other workers.

    With --json it prints its process id first.

    Example: [bold]tilth site worker[/]
    """
    import os

    from tilth_site import service

    if as_json:
        print_json({"pid": os.getpid()})
        sys.stdout.flush()
    service.work()


@app.command(no_args_is_help=True)
def admin(
    email: Annotated[str, typer.Option(metavar="ADDRESS", help="E-mail address to sign in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    organisation: Annotated[
        str, typer.Option(metavar="NAME", help="Organisation that operates the site; needed the first time.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Give a person a login as administrator. The password is asked for, or read from standard input.

    Example: [bold]tilth site admin --email wang@example.org --name "Wang Fang" --organisation Zhangjiang[/]
    """
    from tilth_site import service

    made = service.add_administrator(email, name, organisation, _password())
    if as_json:
        print_json({"email": made.email, "person": made.person, "organisation": made.organisation})
    else:
        console().print(f"{escape(made.email)} administers the site as {made.person} in {made.organisation}.")


def _password() -> str:
    """Asked for twice on a terminal; else the first line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")
