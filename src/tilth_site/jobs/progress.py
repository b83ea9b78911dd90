"""What a job's work holds in its hand: it tells how far it is, and learns that it should stop.

Work calls :meth:`Progress.step` as often as it likes: between two writes a call costs a look at the clock. Where
the work should stop (someone cancelled it, the worker was told to end, another worker has the job) the call
raises ``asyncio.CancelledError``, which ``except Exception`` lets pass, so ``with`` blocks close and transactions
roll back all the way up. Inside a transaction nothing is written, because it would show only at the commit and
hold others up.
"""

from __future__ import annotations

from asyncio import CancelledError
from dataclasses import dataclass, field
from time import monotonic

from django.db import connection
from django.utils import timezone

from tilth_site.accounts.permissions import WORKER
from tilth_site.jobs.lease import Figures, Lease, Standing, stopping
from tilth_site.journal.actions import Call

__all__ = ["Progress"]

_PAUSE = 0.25
"""Seconds between two writes of a job's progress."""


@dataclass(slots=True)
class Progress:
    """The progress of one attempt at a job; ``attempt`` counts from 1."""

    lease: Lease
    attempt: int = 1
    figures: Figures = field(default_factory=Figures)
    _due: float = 0.0
    _acting: bool = False

    @property
    def job(self) -> str:
        """The job's id."""
        return self.lease.job

    def step(self, done: int, total: int, note: str = "") -> None:
        """``done`` of ``total`` steps are behind us. ``note`` says what comes now: a sentence without figures, at
        most 200 characters, so that it can be translated.

        Raises CancelledError where the work should stop.
        """
        self.figures = Figures(done, total, note)
        self.checkpoint()

    def checkpoint(self) -> None:
        """A place where the work can stop. Raises CancelledError where it should.

        After :meth:`call` a person's cancel comes too late: the job ends as done.
        """
        if monotonic() >= self._due and not connection.in_atomic_block:
            self.lease.renew(self.figures)
            self._due = monotonic() + _PAUSE
        if stopping.asked and self.lease.standing is Standing.HELD:
            self.lease.standing = Standing.STOPPING
        late = self._acting and self.lease.standing is Standing.CANCELLED
        if self.lease.standing is not Standing.HELD and not late:
            raise CancelledError(self.lease.standing)

    def call(self, reason: str = "") -> Call:
        """How the job's effect asks for its action: as the worker, under the job's own idempotency key.

        It is the last place where a cancel stops the work, and raises CancelledError as :meth:`checkpoint` does.
        An attempt that follows a crash after the commit gets the first answer again, so long as the command it
        hands in is the same: the command should name what the job was asked to do, not what it found out.
        """
        self.checkpoint()
        self._acting = True
        return Call(WORKER, timezone.now(), key=f"job:{self.job}", reason=reason)
