"""Workers are killed, stopped and put to sleep in the midst of jobs: every job is done, and its effect is there
once.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("crash_jobs.py")
PATIENCE = 90.0
KILLED = -signal.SIGKILL


@dataclass
class Site:
    """A database of its own, and processes that work on it."""

    home: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[str]]

    def start(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), *words], env=self.environment, text=True, stdout=subprocess.PIPE
        )
        self.processes.append(process)
        return process

    def run(self, *words: str) -> str:
        process = self.start(*words)
        printed, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, words
        return printed

    def ask(self, *fates: str, workers: int = 1) -> None:
        """Ask for a job for each of ``fates``; none goes on before ``workers`` workers have one."""
        self.run("ask", str(self.home), str(workers), *fates)

    def finish(self) -> None:
        """Start a worker and wait until no job is left."""
        self.run("work", "--stop-when-idle")

    def report(self) -> dict:
        return json.loads(self.run("report"))

    def has_begun(self) -> bool:
        return any(self.home.glob("worker-*"))

    def open_gate(self) -> None:
        (self.home / "gate").touch()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request, tmp_path) -> Iterator[Site]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tilth_site.settings", "TILTH_HOME": str(tmp_path), "TILTH_HTTP": "1",
        "TILTH_SECRET_KEY": "for tests", "TILTH_JOB_LEASE": "4",
    }  # fmt: skip
    if request.param == "postgresql":
        environment["DATABASE_URL"] = request.getfixturevalue("scratch_database")
    site = Site(tmp_path, environment, [])
    site.run("prepare")
    yield site
    for process in site.processes:
        process.kill()
        process.communicate()


@pytest.fixture
def scratch_database() -> Iterator[str]:
    """The address of a fresh database on the server that TILTH_TEST_POSTGRES names."""
    server = os.environ.get("TILTH_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL: set TILTH_TEST_POSTGRES to the address of a database on a server")
    import psycopg

    name = f"tilth_crash_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def the_job(report: dict) -> dict:
    (found,) = report["jobs"]
    return found


@pytest.mark.parametrize(("fate", "repeated"), [("die before the commit", False), ("die after the commit", True)])
def test_a_worker_killed_in_the_midst_is_followed_by_one_that_does_it_once(
    site: Site, fate: str, repeated: bool
) -> None:
    site.ask(fate)
    killed = site.start("work")
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == KILLED
    left = site.report()
    assert the_job(left)["state"] == "running"
    assert sum(left["effects"].values()) == repeated
    site.finish()
    report = site.report()
    job = the_job(report)
    assert (job["state"], job["attempt"], job["result"]) == ("done", 2, {"repeated": repeated})
    assert report["effects"] == {job["id"]: 1}
    assert "RUNNING" not in report["tasks"]


def test_a_worker_told_to_end_gives_its_job_back_at_the_next_step(site: Site) -> None:
    site.ask("wait")
    worker = site.start("work")
    wait_until(site.has_begun)
    worker.terminate()
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    assert (the_job(site.report())["state"], the_job(site.report())["attempt"]) == ("waiting", 0)
    site.open_gate()
    site.finish()
    report = site.report()
    assert (the_job(report)["state"], the_job(report)["attempt"]) == ("done", 1)
    assert list(report["effects"].values()) == [1]


def test_a_worker_told_to_end_leaves_a_job_that_takes_no_step(site: Site) -> None:
    site.ask("wait in silence")
    worker = site.start("work")
    wait_until(site.has_begun)
    worker.terminate()
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    report = site.report()
    assert (the_job(report)["state"], report["effects"]) == ("waiting", {})


def test_an_idle_worker_ends_when_told(site: Site) -> None:
    site.ask("live")
    worker = site.start("work")
    wait_until(site.has_begun)
    wait_until(lambda: the_job(site.report())["state"] == "done")
    worker.terminate()
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0


def test_a_worker_that_slept_over_its_lease_does_nothing_twice(site: Site) -> None:
    site.ask("sleep")
    asleep = site.start("work")
    wait_until(site.has_begun)
    site.finish()
    asleep.send_signal(signal.SIGCONT)
    asleep.terminate()
    asleep.communicate(timeout=PATIENCE)
    assert asleep.returncode == 0
    report = site.report()
    job = the_job(report)
    assert (job["state"], job["attempt"], job["result"]) == ("done", 2, {"repeated": False})
    assert report["effects"] == {job["id"]: 1}


def test_three_workers_of_which_two_die_do_fifty_jobs_once_each(site: Site) -> None:
    site.ask("die before the commit", "die after the commit", *["live"] * 48, workers=3)
    workers = [site.start("work", "--stop-when-idle") for _ in range(3)]
    for worker in workers:
        worker.communicate(timeout=PATIENCE)
    assert sorted(worker.returncode for worker in workers) == [KILLED, KILLED, 0]
    report = site.report()
    assert [job["state"] for job in report["jobs"]] == ["done"] * 50
    assert report["effects"] == {job["id"]: 1 for job in report["jobs"]}
    assert sorted(job["attempt"] for job in report["jobs"]) == [1] * 48 + [2] * 2
    assert len(report["workers"]) == 3
    assert "RUNNING" not in report["tasks"]
