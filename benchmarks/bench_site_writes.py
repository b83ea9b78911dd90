"""How many actions a second the site carries out, by one writer and by four, on each database.

The floor is the database alone: a commit of one row each, by one process. PostgreSQL is measured where
``TILTH_TEST_POSTGRES`` names a server on which a database can be made.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from measure import Row

ACTIONS = 400
RUNS = 3
WRITERS = (1, 4)


def rows() -> list[Row]:
    """A row for each database and number of writers, measured now."""
    databases = ["SQLite", *(["PostgreSQL"] if os.environ.get("TILTH_TEST_POSTGRES") else [])]
    return [_row(database, writers) for database in databases for writers in WRITERS]


def _row(database: str, writers: int) -> Row:
    runs = [_run(database, writers) for _ in range(RUNS)]
    actions, floor = (statistics.median(run[name] for run in runs) for name in ("actions", "floor"))
    return Row(
        f"actions on {database}, {writers} {'writer' if writers == 1 else 'writers'} at once",
        f"{actions:,.0f} a second ({1000 / actions:.2f} ms each)",
        f"bare commits, one writer: {floor:,.0f} a second",
        actions / floor,
    )


def _run(database: str, writers: int) -> dict[str, float]:
    script = Path(__file__).with_name("site_writes.py")
    # On a disk: the folder for temporary files may be memory, where a commit costs nothing.
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix="bench-") as home, _address(database) as address:
        command = [sys.executable, str(script), f"{home}/site", str(writers), str(ACTIONS)]
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | address
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=dict[str, float])


@contextmanager
def _address(database: str) -> Iterator[dict[str, str]]:
    """What tells the site of the database; a PostgreSQL database is made for it, and dropped."""
    if database == "SQLite":
        yield {}
        return
    import psycopg

    server, name = os.environ["TILTH_TEST_POSTGRES"], f"tilth_bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}"))}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    for row in rows():
        print(row)
