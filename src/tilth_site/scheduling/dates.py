"""When a request is expected, for its page, its quote and its statement of work.

A request in the schedule in force has the dates that were promised with it. For one that may still come into the
queue they are worked out as if it were queued today: the queue is put together quickly and simulated.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.core.cache import caches
from django.utils import timezone

from tilth.foundry.request import State
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused
from tilth_site.foundry.beside import Expected
from tilth_site.foundry.models import DesignRequest
from tilth_site.scheduling.planning import coming_quarter, floor_of, queue_of, queued, used_of
from tilth_site.scheduling.promising import TRIALS
from tilth_site.scheduling.queries import board_of, promises, queue_fingerprint

__all__ = ["expected"]

_MAY_COME = (State.SUBMITTED, State.ACCEPTED, State.QUOTED)
_WAITING = (State.QUEUED, State.IN_PROGRESS)
_KEPT = 15 * 60
"""Seconds for which an answer is kept: work begins at full quarters of an hour."""


def expected(request: str) -> Expected | None:
    """The dates of ``request``; None for one that is still a draft, was declined or is done, and where the floor
    cannot do it. A query or two where it is scheduled, else some tenths of a second, once a quarter of an hour.
    """
    row = DesignRequest.objects.filter(pk=request).first()
    if row is None or row.state not in (*_MAY_COME, *_WAITING):
        return None
    found = promises([request]).get(request)
    if found is not None:
        return Expected(found.half, found.ninety, scheduled=True)
    return _forecast(row, coming_quarter(timezone.now())) if row.constructs else None


def _forecast(row: DesignRequest, start: datetime) -> Expected | None:
    fingerprint = queue_fingerprint(row.provider_id)
    key = f"scheduling:{row.id}:{row.design_version}:{fingerprint}:{start.timestamp():.0f}"
    kept = caches["process"].get(key)
    if kept is None:
        found = _worked_out(row, start)
        kept = msgspec.json.encode(found)
        caches["process"].set(key, kept, _KEPT)
    return msgspec.json.decode(kept, type=Expected | None)


def _worked_out(row: DesignRequest, start: datetime) -> Expected | None:
    # The solver takes half a second to load, and most processes never ask it.
    from tilth.foundry.build.schedule.floor.promise import promise

    board = board_of(row.provider_id)
    try:
        floor = floor_of(board)
        queue = queue_of(row.provider_id, board, floor.zone)
        others = [one for one in queue if one.id != row.id]
        found = promise(
            others, queued(row, board, floor.zone), floor, start,
            used=used_of(row.provider_id, floor, start), seconds=0, trials=TRIALS,
        )  # fmt: skip
    except TilthError:
        # A floor that cannot be read is said where it is described; here there is then no date.
        return None
    if isinstance(found, Refused):
        return None
    return Expected(found.p50.date(), found.p90.date(), scheduled=False, provisional=found.provisional)
