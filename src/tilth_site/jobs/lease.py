"""Whose turn it is: a worker holds a job for a while, and keeps it by saying that it is alive.

A lease ends :data:`LEASE` after it was last renewed; then any worker may take the job over, by giving it another
task. The first worker may still be alive (a machine that slept, a network that was cut). It finds out when it
renews next, or when it tries to write the result, because both ask for the task in the same statement that
writes.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from tilth_site.jobs.models import Job, JobState

__all__ = ["LEASE", "Figures", "Lease", "Standing", "beating", "stopping"]

LEASE = timedelta(seconds=float(os.environ.get("TILTH_JOB_LEASE", "30")))
"""How long a worker may be silent before its job is given to another (environment: seconds in TILTH_JOB_LEASE)."""

_log = logging.getLogger(__name__)


class Standing(StrEnum):
    """What became of a lease."""

    HELD = "held"
    CANCELLED = "cancelled"
    LOST = "lost"
    STOPPING = "stopping"


class Stopping:
    """Whether this process was told to end; set by a signal, so it is a plain attribute and no lock."""

    asked = False


stopping = Stopping()


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a job is: ``done`` of ``total`` steps (0: not known), and what it does now."""

    done: int = 0
    total: int = 0
    note: str = ""


@dataclass(slots=True)
class Lease:
    """One worker's hold on one job, by the task that is its attempt."""

    job: str
    task: UUID
    standing: Standing = Standing.HELD

    def renew(self, figures: Figures | None = None) -> None:
        """Keep the job for another :data:`LEASE`, write ``figures`` where given, and see whether it is still held.

        Two statements, each its own transaction.
        """
        held = Job.objects.filter(pk=self.job, task=self.task, state=JobState.RUNNING)
        until = timezone.now() + LEASE
        if figures is None:
            kept = held.update(lease_until=until)
        else:
            kept = held.update(lease_until=until, done=figures.done, total=figures.total, note=figures.note)
        if not kept:
            self.standing = Standing.LOST
        elif held.filter(cancel_asked=True).exists():
            self.standing = Standing.CANCELLED


@contextmanager
def beating(lease: Lease) -> Iterator[None]:
    """Renew ``lease`` from a thread three times a :data:`LEASE`, so that a long step without a report keeps it."""
    over = threading.Event()
    heart = threading.Thread(target=_beat, args=(lease, over), name=f"heart of {lease.job}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(lease: Lease, over: threading.Event) -> None:
    try:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                lease.renew()
            except DatabaseError:
                # The next beat comes before the lease is over; and if none succeeds, another worker takes the job.
                _log.warning("The lease of %s could not be renewed.", lease.job, exc_info=True)
    finally:
        connection.close()
