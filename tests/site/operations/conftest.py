"""Sites of their own, each in a folder of its own, worked on by the real command in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tilth.kernel.evidence import EvidenceStore

TILTH = str(Path(sys.executable).with_name("tilth"))
PASSWORD = "twelve characters and more"


@dataclass(frozen=True)
class Installed:
    """A home and, maybe, a PostgreSQL database."""

    home: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with: nothing of the site under test in this process."""
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TILTH_", "DATABASE_", "DJANGO_"))
        }
        clean |= {"TILTH_HOME": str(self.home), "PYTHONWARNINGS": "default", **self.settings}
        return clean | ({"DATABASE_URL": self.database} if self.database else {})

    def run(self, *words: str, code: int = 0, given: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run([TILTH, *words], env=self.environment, text=True, capture_output=True, input=given)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done

    def told(self, *words: str, code: int = 0, given: str = "") -> dict:
        return json.loads(self.run(*words, "--json", code=code, given=given).stdout)

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [TILTH, *words], env=self.environment | more, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


@dataclass(frozen=True)
class Backup:
    """A site with something in everything that a backup keeps, and a backup of it."""

    site: Installed
    file: Path
    checkpoint: Path


@pytest.fixture(scope="session")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Backup:
    """A site with an administrator, evidence and a checkpoint, backed up once for all tests."""
    folder = tmp_path_factory.mktemp("site")
    site = Installed(folder / "home")
    words = ["site", "admin", "--email", "wang@example.org", "--name", "王芳", "--organisation", "Zhangjiang"]
    site.run(*words, given=PASSWORD + "\n")
    store = EvidenceStore(site.home / "evidence")
    for source in ("the reader", "a colleague"):
        said = {
            "kind": "foundry.reading",
            "source": source,
            "licence": "CC-BY-4.0",
            "known_date": date(2026, 3, 2),
        }
        store.put(b"well,value\nA1,0.42\n", media_type="text/csv", **said)
    checkpoint = folder / "published.json"
    site.run("journal", "checkpoint", "--out", str(checkpoint))
    file = folder / "backup.zip"
    site.run("site", "backup", str(file))
    return Backup(site, file, checkpoint)


@pytest.fixture
def scratch_database() -> Iterator[str]:
    """The address of a fresh database on the server that TILTH_TEST_POSTGRES names."""
    server = os.environ.get("TILTH_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL: set TILTH_TEST_POSTGRES to the address of a database on a server")
    import psycopg

    name = f"tilth_operations_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
