"""Waiting for a search: a job says how far it is while the solver works, and stops waiting where it is told to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from time import monotonic
from typing import TypeVar

from django.utils.translation import gettext_noop

__all__ = ["WORKERS", "waiting_for"]

WORKERS = 2
"""Threads of the solver: a worker shares its machine with the site."""

_LOOK = 0.25
"""Seconds between two looks at the clock."""

Step = Callable[[int, int, str], None]
T = TypeVar("T")


def waiting_for(work: Callable[[], T], seconds: int, step: Step) -> T:
    """What ``work`` finds in about ``seconds``. ``step`` is told the seconds gone, and may raise to stop waiting:
    then the work ends by itself when its time is over.

    It is done in a thread of its own, because a job's steps belong to the thread that has its connection.
    """
    begun = monotonic()
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        found = pool.submit(work)
        while True:
            step(min(seconds, int(monotonic() - begun)), seconds, gettext_noop("Searching for a better schedule."))
            try:
                return found.result(timeout=_LOOK)
            except NotYet:
                continue
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
