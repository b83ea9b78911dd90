"""Asking for jobs, and a worker that runs them in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from job_kinds import HOOKS, Effort, Hook

from tilth_site.jobs.lease import stopping
from tilth_site.jobs.loop import Worker
from tilth_site.jobs.models import Job
from tilth_site.jobs.queue import enqueue


@pytest.fixture
def hooks() -> Iterator[list[Hook]]:
    yield HOOKS
    HOOKS.clear()
    stopping.asked = False


@pytest.fixture
def ask() -> Callable[..., Job]:
    """Ask for a job, by default as a person of nobody's."""

    def asking(kind: str = "test.effort", payload: Effort | None = None, **more: str) -> Job:
        given = {"person": "per_a", "subject": "request/req_1", "owner": "", "provider": "", **more}
        return enqueue(kind, payload or Effort(), **given)

    return asking


@pytest.fixture
def work() -> Callable[[], None]:
    """Run a worker until no job waits or runs."""
    return lambda: Worker(stop_when_idle=True).run()


@pytest.fixture(autouse=True)
def _collected(settings) -> None:
    # WhiteNoise warns of a site whose files were not collected.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
