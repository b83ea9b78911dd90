"""``kill -9``, again and again, under two writers and a worker: nothing acknowledged is lost, nothing done twice.

The processes are killed at random moments (seeded) after each has been seen to work: a writer by its ledger, the
worker by a job that it runs. Every fifth round kills all of them at once.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from databases import VENDORS, OwnSite, own_site

pytestmark = pytest.mark.slow

PROGRAM = str(Path(__file__).with_name("writer.py"))
WRITERS = ("one", "two")
WORKER = "worker"
ROUNDS = 10
LEASE = "1"
"""Seconds: a killed worker's job is soon given to the next."""


@dataclass
class Processes:
    """The two writers and the worker on a site, which can be killed and started again."""

    site: OwnSite
    folder: Path
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def stop(self) -> Path:
        return self.folder / "stop"

    def ledger(self, name: str) -> Path:
        return self.folder / f"{name}.ledger"

    def start(self, name: str) -> None:
        if name == WORKER:
            self.running[name] = self.site.start("-m", "tilth_site.jobs.worker", TILTH_JOB_LEASE=LEASE)
        else:
            self.running[name] = self.site.start(PROGRAM, "write", name, str(self.ledger(name)), str(self.stop))

    def wait_until_at_work(self, name: str) -> None:
        """Until a writer acknowledges more than it had, or the worker takes a job."""
        if name == WORKER:
            self._wait(name, lambda: str(self.running[name].pid) in self._holders())
        else:
            before = self._size(name)
            self._wait(name, lambda: self._size(name) > before)

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        printed, _ = process.communicate(timeout=20)
        assert process.returncode == -9, f"{name} ended by itself: {printed}"

    def end(self) -> None:
        """Let the writers end what they are at, and the worker what waits."""
        self.stop.touch()
        for name in WRITERS:
            process = self.running.pop(name)
            printed, _ = process.communicate(timeout=60)
            assert process.returncode == 0, printed
        self.kill(WORKER)
        self._drain()
        if self.site.run(PROGRAM, "again").strip() != "0":
            self._drain()

    def report(self) -> dict:
        ledgers = [str(self.ledger(name)) for name in WRITERS]
        return json.loads(self.site.run(PROGRAM, "report", *ledgers).splitlines()[-1])

    def _drain(self) -> None:
        self.site.run("-m", "tilth_site.jobs.worker", "--stop-when-idle", TILTH_JOB_LEASE=LEASE)

    def _size(self, name: str) -> int:
        return self.ledger(name).stat().st_size if self.ledger(name).exists() else 0

    def _holders(self) -> str:
        return " ".join(
            worker for (worker,) in self.site.query("SELECT worker FROM jobs_job WHERE state = 'running'")
        )

    def _wait(self, name: str, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, f"{name} does nothing"
            process = self.running[name]
            try:
                process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"{name} ended by itself: {process.communicate()[0]}")


@contextmanager
def processes(vendor: str, folder: Path) -> Iterator[Processes]:
    with own_site(vendor, folder) as site:
        site.run(PROGRAM, "found")
        made = Processes(site, folder)
        try:
            yield made
        finally:
            for process in made.running.values():
                process.kill()
                process.communicate()


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_was_acknowledged_is_there_once_whatever_is_killed(vendor: str, tmp_path: Path) -> None:
    random = Random(f"kill {vendor}")
    everybody = (*WRITERS, WORKER)
    with processes(vendor, tmp_path) as site:
        for name in everybody:
            site.start(name)
        for number in range(ROUNDS):
            victims = everybody if number % 5 == 4 else (random.choice(everybody),)
            for name in victims:
                site.wait_until_at_work(name)
            time.sleep(random.uniform(0, 0.3))
            for name in victims:
                site.kill(name)
            for name in victims:
                site.start(name)
        site.end()
        found = site.report()
    told = {key: found[key] for key in ("acknowledged", "handed_in", "entries")}
    assert {key: value for key, value in found.items() if key not in told and value} == {}
    # That the writers were writing when they were killed; how much depends on the machine.
    assert told["acknowledged"] > 2 * ROUNDS
    assert told["handed_in"] >= ROUNDS
