"""The worker: the library's own, with another loop.

Claiming a task, running it and its signals are django-tasks-db's. The loop adds what the library lacks: before it
claims it puts back the jobs of dead workers, and when it is told to end it gives its own job back.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from datetime import timedelta
from types import FrameType

from django.db import OperationalError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from tilth_site.jobs.housekeeping import EVERY, do_chores, sweep
from tilth_site.jobs.lease import LEASE, stopping
from tilth_site.jobs.models import Job
from tilth_site.jobs.queue import hand_back, reap

__all__ = ["GRACE", "Worker"]

GRACE = timedelta(seconds=5)
"""How long a job has to reach its next step when the worker is told to end; then it is left where it is."""

_INTERVAL = 0.5
"""Seconds between two looks into an empty queue."""

_log = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """Carries out jobs one after the other, for ever or until none waits or runs (``stop_when_idle``)."""

    def __init__(self, *, stop_when_idle: bool) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=_INTERVAL,
            batch=stop_when_idle,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:32]}-{os.getpid()}-{get_random_string(8)}",
            excluded_queue_names=[],
        )
        self._reap_due = 0.0
        self._sweep_due = 0.0

    def run(self) -> None:
        """Work until told to stop; then give back the job in hand."""
        try:
            while self.running and self._turn():
                pass
        except SystemExit:
            # The signal may have come in the midst of a query: its connection cannot be trusted any more.
            connections.close_all()
            raise
        finally:
            hand_back(self.worker_id)

    def _turn(self) -> bool:
        """Take and carry out one task, or wait a moment; False where there is nothing left to wait for."""
        close_old_connections()
        try:
            self._reap_when_due()
            self._sweep_when_due()
            task = self._claim()
        except OperationalError:
            _log.warning("The queue cannot be read; trying again.", exc_info=True)
            task = None
        else:
            if task is None and self.batch and not Job.objects.unfinished().exists():
                return False
        if task is not None:
            self.run_task(task)
        elif self.running:
            time.sleep(self.interval)
        return True

    def _reap_when_due(self) -> None:
        """Leases last much longer than most tasks, so a look four times a lease is enough."""
        if time.monotonic() >= self._reap_due:
            reap(timezone.now())
            self._reap_due = time.monotonic() + LEASE.total_seconds() / 4

    def _sweep_when_due(self) -> None:
        if time.monotonic() >= self._sweep_due:
            sweep(timezone.now())
            do_chores(timezone.now())
            self._sweep_due = time.monotonic() + EVERY.total_seconds()

    def _claim(self) -> DBTaskResult[..., object] | None:
        """The next task, marked as ours. An empty queue costs a read and no lock."""
        ready = DBTaskResult.objects.ready().filter(
            backend_name=self.backend_name, queue_name__in=self.queue_names
        )
        if not ready.exists():
            return None
        with exclusive_transaction(ready.db):
            task = ready.get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End in good order: at once where idle, else at the next step, at the latest after :data:`GRACE`."""
        if self.running and self.running_task:
            stopping.asked = True
            last = threading.Timer(GRACE.total_seconds(), self._leave)
            last.daemon = True
            last.start()
        super().shutdown(signum, frame)

    def _leave(self) -> None:
        """Give the job back from beside it, and end the process under it. What it has in an open transaction is
        rolled back by the database; what it does besides is no worse off than with ``kill -9``.
        """
        hand_back(self.worker_id)
        os._exit(0)
