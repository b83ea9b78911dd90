"""``tilth plan``: from a plan and its evidence, as two files, to figures that open down to a document."""

from __future__ import annotations

import typer

from tilth_cli.plan import backtest, export, figures, outlook, report, taking_in, trace, validate

app = typer.Typer(no_args_is_help=True, help="Count, forecast and report a plan from files.")


def register(root: typer.Typer) -> None:
    """Put ``tilth plan`` under ``root``."""
    root.add_typer(app, name="plan")


@app.callback()
def plan() -> None:
    """Count, forecast and report a plan from files."""


app.command(no_args_is_help=True)(validate.validate)
app.command(no_args_is_help=True)(figures.show)
app.command(no_args_is_help=True)(report.report)
app.command(no_args_is_help=True)(outlook.forecast)
app.command(no_args_is_help=True)(backtest.backtest)
app.command(no_args_is_help=True)(trace.trace)
app.command(no_args_is_help=True)(export.export)
app.command("import", no_args_is_help=True)(taking_in.take_in)
