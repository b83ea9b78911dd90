"""``tilth approval``: procedures, the clocks of a case, and when it will be through."""

from __future__ import annotations

import typer

from tilth_cli.approval import clock, forecast, procedures

app = typer.Typer(no_args_is_help=True, help="Procedures as data, statutory clocks, and a forecast.")


def register(root: typer.Typer) -> None:
    """Put ``tilth approval`` under ``root``."""
    root.add_typer(app, name="approval")


@app.callback()
def approval() -> None:
    """Procedures as data, statutory clocks, and a forecast."""


app.command()(procedures.procedures)
app.command(no_args_is_help=True)(procedures.validate)
app.command(no_args_is_help=True)(procedures.show)
app.command(no_args_is_help=True)(clock.clock)
app.command(no_args_is_help=True)(forecast.forecast)
