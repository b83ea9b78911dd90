"""Asking for screenings: of a design that was assessed, of what is due again, and of one that an officer chooses.

A design is screened once with each index of each database. When another database is mounted, or its index is made
anew because the policy asks for shorter windows, every design that may yet be built is due again: the worker looks
when it starts, and every hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tilth.approval.gate import Standing
from tilth.approval.screening.model import Database
from tilth.foundry.request import Request, State
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import WORKER, Actor, Sides, not_found, permitted
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.tables import REQUESTS
from tilth_site.jobs.actions import retry
from tilth_site.jobs.models import Job
from tilth_site.jobs.queue import enqueue
from tilth_site.journal.streams import load
from tilth_site.screening.models import RequestScreening
from tilth_site.screening.mounting import mounted
from tilth_site.screening.tables import SCREENINGS

__all__ = ["ScreenDesign", "screen_again", "screen_assessed", "screen_what_is_due"]

BEFORE_BUILD = (
    State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED, State.ACCEPTED, State.QUOTED, State.QUEUED
)  # fmt: skip
"""The states in which a design may still come to be built."""

_KIND = "approval.screen"


@dataclass(frozen=True, slots=True)
class ScreenDesign:
    """What the background job is asked: to screen which version of which request's design."""

    request: str
    version: int


def screen_assessed(request: Request, version: int) -> bool:
    """Ask for the screening of an assessed design, where a database is mounted; whether it is under way now."""
    today = timezone.localdate()
    index = mounted(today)
    if isinstance(index, Refused):
        return False
    return _ask(request.id, request.provider, version, _under(index.database)).unfinished


def screen_what_is_due(now: datetime) -> None:
    """Ask for the screening of every design that may be built and has no result from the database at
    hand. One that an officer refused stays refused.
    """
    today = timezone.localdate(now)
    index = mounted(today)
    if isinstance(index, Refused):
        return
    database = index.database
    screened = RequestScreening.objects.filter(database=database.sha256, index=database.index)
    refused = RequestScreening.objects.filter(standing=Standing.REFUSED.value).values_list("id", "design_version")
    settled = set(screened.values_list("id", "design_version")) | set(refused)
    waiting = DesignRequest.objects.filter(state__in=[state.value for state in BEFORE_BUILD], constructs__gt=0)
    for id, provider, version in waiting.values_list("id", "provider_id", "design_version"):
        if (id, version) not in settled:
            job = _ask(id, provider, version, _under(index.database))
            if job.repeatable:
                # Nobody keeps a design from being screened by stopping its job.
                retry(WORKER, job.id)


def screen_again(actor: Actor, id: str, key: str) -> Job | Refused:
    """Have the design that stands screened again, as an officer of the foundry. One ``key`` is one wish (empty:
    each call is another).
    """
    request = load(REQUESTS, id)
    if request is None or request.design is None:
        return not_found()
    refused = permitted(actor, "approval.screening.repeat", Sides(provider=request.provider))
    if refused:
        return refused
    index = mounted(timezone.localdate())
    if isinstance(index, Refused):
        return index
    return _ask(id, request.provider, request.design.version, f"again/{key or new_id('form')}")


def _ask(id: str, provider: str, version: int, under: str) -> Job:
    """The job, asked for by Tilth itself: no customer sees it. Asked for twice ``under`` the same, it is one."""
    asked = ScreenDesign(id, version)
    return enqueue(
        _KIND, asked, person="worker", subject=SCREENINGS.name(id), owner="", provider=provider,
        key=f"{id}/{version}/{under}",
    )  # fmt: skip


def _under(database: Database) -> str:
    return f"{database.sha256}/{database.index[:16]}"
