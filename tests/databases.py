"""A site of its own, home and database, for tests that kill processes, let them race, or tamper from outside."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

TESTS = Path(__file__).resolve().parent

VENDORS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
"""For ``@pytest.mark.parametrize("vendor", VENDORS)``."""


@dataclass(frozen=True)
class OwnSite:
    """A prepared site: its ``home``, and its ``url`` (empty: SQLite in the home)."""

    home: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work on this site, with the tests' own modules to import."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        ours = {"TILTH_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "tilth_site.settings", "TILTH_HTTP": "1"}
        return kept | ours | ({"DATABASE_URL": self.url} if self.url else {}) | {"PYTHONPATH": str(TESTS)}

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start ``python`` with ``words``, its output to be read."""
        return subprocess.Popen(
            [sys.executable, *words], env=self.environment | environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of ``sql``, read past the site."""
        with self.connect() as connection:
            return list(connection.execute(sql).fetchall())

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """A connection past the site, as somebody with the file or the password would open one; what was done is
        committed at the end.
        """
        import psycopg

        if self.url:
            with psycopg.connect(self.url) as connection:
                yield connection
            return
        with closing(sqlite3.connect(self.home / "tilth.sqlite3", timeout=20)) as connection, connection:
            yield connection

    def run(self, *words: str, expect: int = 0, **environment: str) -> str:
        """What ``python`` with ``words`` prints, once it has ended as expected."""
        process = self.start(*words, **environment)
        printed, _ = process.communicate(timeout=120)
        assert process.returncode == expect, printed
        return printed


@contextmanager
def own_site(vendor: str, folder: Path) -> Iterator[OwnSite]:
    """A site on a database of ``vendor``, prepared; the database is dropped afterwards."""
    with _database(vendor) as url:
        site = OwnSite(folder / "home", url)
        site.run("-c", "from tilth_site.service import prepare; prepare()")
        yield site


@contextmanager
def _database(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        yield ""
        return
    server = os.environ.get("TILTH_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL: let TILTH_TEST_POSTGRES name a server where a database can be made")
    import psycopg

    name = f"tilth_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
