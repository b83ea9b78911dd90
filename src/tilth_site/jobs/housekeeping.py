"""What is swept away when its time is over, and what falls due with time. The worker does both when it starts and
every hour.

Answers kept for callers that ask twice, web sessions that have expired, and what killed processes left half put in
the evidence store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

from tilth.kernel.evidence import EvidenceStore
from tilth_site.journal.actions import sweep_answers

__all__ = ["EVERY", "Swept", "do_chores", "register_chore", "sweep"]

EVERY = timedelta(hours=1)

Chore = Callable[[datetime], None]

_CHORES: list[Chore] = []


def register_chore(chore: Chore) -> None:
    """Have ``chore`` done too: it puts jobs into the queue that have fallen due at an instant."""
    if chore not in _CHORES:
        _CHORES.append(chore)


def do_chores(now: datetime) -> None:
    """Do every registered chore."""
    for chore in _CHORES:
        chore(now)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much there was of each."""

    answers: int
    sessions: int
    leftovers: int


def sweep(now: datetime) -> Swept:
    """Sweep what is over at ``now``. Nothing of the record is touched."""
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return Swept(sweep_answers(now), sessions, EvidenceStore(settings.EVIDENCE).sweep())
