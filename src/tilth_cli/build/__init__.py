"""``tilth build``: from constructs to files for robots, their check, and what a run did."""

from __future__ import annotations

import typer

from tilth_cli.build import check, plan, reconcile

app = typer.Typer(no_args_is_help=True, help="Plan a build, check it, and take in what the robots did.")


def register(root: typer.Typer) -> None:
    """Put ``tilth build`` under ``root``."""
    root.add_typer(app, name="build")


@app.callback()
def build() -> None:
    """Plan a build, check it, and take in what the robots did."""


app.command("plan", no_args_is_help=True)(plan.plan)
app.command("check", no_args_is_help=True)(check.check)
app.command("reconcile", no_args_is_help=True)(reconcile.reconcile)
