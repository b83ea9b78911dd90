"""The ``tilth`` command: the rooms' commands under one roof, and the one place where errors become exit codes."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from typing import Annotated

import typer

from tilth.kernel.errors import TilthError
from tilth_cli import approval, build, demo, dossier, journal, plan, schedule, screen, serve, site
from tilth_cli.design import assemble, domesticate, fidelity, optimise, parts, primers
from tilth_cli.output import fail

app = typer.Typer(
    name="tilth",
    help="Tilth: from the plan's targets down to the sequencing read. Today: the foundry's Design and Build, "
    "the plan, and the clocks of approval.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tilth {importlib.metadata.version('tilth')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Tilth on the command line."""


for module in (demo, parts, assemble, domesticate, optimise, primers, fidelity):
    module.register(app)
for module in (build, schedule, plan, approval, dossier, screen, serve, site, journal):
    module.register(app)


def run(arguments: list[str] | None = None) -> None:
    """Run ``tilth`` with ``arguments`` (default: the process's own) and exit with the command's status.

    Usage errors exit with 2 by typer itself; a :class:`TilthError` with its own code; a command that refuses
    raises ``typer.Exit(3)``.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        app(words)
    except TilthError as error:
        sys.exit(fail(error, as_json="--json" in words))
    except BrokenPipeError:
        # Whoever reads the output has closed it (`| head`): what was asked for is done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
