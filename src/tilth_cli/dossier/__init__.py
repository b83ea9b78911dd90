"""``tilth dossier``: what is handed in, byte for byte: build it, check it, compare revisions, print it."""

from __future__ import annotations

import typer

from tilth_cli.dossier import checking, making

app = typer.Typer(no_args_is_help=True, help="Dossiers: build, verify, compare, export.")


def register(root: typer.Typer) -> None:
    """Put ``tilth dossier`` under ``root``."""
    root.add_typer(app, name="dossier")


@app.callback()
def dossier() -> None:
    """Dossiers: build, verify, compare, export."""


app.command(no_args_is_help=True)(making.build)
app.command(no_args_is_help=True)(checking.verify)
app.command(no_args_is_help=True)(checking.diff)
app.command(no_args_is_help=True)(making.export)
