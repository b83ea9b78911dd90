"""The background worker as a child of the server: started again when it dies, ended when the server ends."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

import structlog

from tilth_site.operations.lifeline import hold_on
from tilth_site.operations.starting import set_up

__all__ = ["Supervisor", "work"]

GRACE = 20.0
"""Seconds that a worker has to put its job down; its own bound is shorter."""

STEADY = 60.0
"""Seconds after which a worker that dies is started again at once."""

LONGEST_PAUSE = 30.0

_log = structlog.stdlib.get_logger("tilth.worker")


def work() -> None:
    """Carry out jobs until told to end; the whole life of the child process."""
    hold_on(GRACE, group=True)
    set_up()
    from tilth_site.jobs.worker import run

    run()


class Supervisor:
    """Keeps one worker running, from :meth:`start` to :meth:`stop`."""

    def __init__(self) -> None:
        self._listen, self._bell = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._supervise, name="supervisor")

    def start(self) -> None:
        """Start the worker."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker and wait for its end. To stop twice, or what was never started, does nothing."""
        if self._thread.is_alive():
            self._bell.send_bytes(b"stop")
            self._thread.join()

    def _supervise(self) -> None:
        pause = 1.0
        while True:
            process = multiprocessing.get_context("spawn").Process(target=work, name="tilth-worker")
            process.start()
            begun = time.monotonic()
            if self._listen in wait([process.sentinel, self._listen]):
                _end(process)
                return
            _end(process)
            pause = 1.0 if time.monotonic() - begun > STEADY else pause
            _log.error("the worker ended and is started again", exit=process.exitcode, pause=pause)
            if self._listen.poll(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)


def _end(process: SpawnProcess) -> None:
    """Ask the process to end, wait, and end what is left of its group."""
    process.terminate()
    process.join(GRACE)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()
