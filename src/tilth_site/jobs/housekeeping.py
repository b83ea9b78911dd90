"""What is swept away when its time is over. The worker does it every hour.

Answers kept for callers that ask twice, web sessions that have expired, and what killed processes left half put in
the evidence store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

from tilth.kernel.evidence import EvidenceStore
from tilth_site.journal.actions import sweep_answers

__all__ = ["EVERY", "Swept", "sweep"]

EVERY = timedelta(hours=1)


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
