"""``tilth serve``: the site on this machine, with its background worker."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tilth_cli.output import JsonFlag, console, print_json


def register(root: typer.Typer) -> None:
    """Put ``tilth serve`` under ``root``."""
    root.command()(serve)


def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, metavar="N", help="Requests answered at once.")] = 4,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run the background worker too.")] = True,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate chain, PEM: HTTPS.")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The certificate's key, PEM.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Prepare the home, serve the site, and say where once it answers. Ctrl-C or SIGTERM ends it.

    Example: [bold]TILTH_HTTP=1 tilth serve --port 8080[/] (plain HTTP, for a try-out on one's own machine)
    """
    from tilth_site import service

    def announce(address: str) -> None:
        if as_json:
            print_json({"address": address})
        else:
            console().print(f"Tilth answers at {address}")
        sys.stdout.flush()

    service.serve(host, port, threads, worker=worker, certificate=certificate, key=key, announce=announce)
