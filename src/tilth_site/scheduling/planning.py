"""From a foundry's queue to the values that the scheduler plans with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tilth.foundry.build.adoption import Board, Priority
from tilth.foundry.build.adoption.routine import routine
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.fair_share import decayed
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.read import default_floor, parse_floor
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth_site.foundry.beside import known_use, known_work
from tilth_site.foundry.models import DesignRequest
from tilth_site.scheduling.queries import queue_rows
from tilth_site.uploads.intake import store

__all__ = ["coming_quarter", "end_of", "floor_of", "queue_of", "queued", "used_of"]

_QUARTER = 15 * 60
_FORGOTTEN = 10
"""Half-lives after which a use counts for nothing: it would count a thousandth."""


def floor_of(board: Board | None) -> Floor:
    """The floor that the foundry has described; the example floor where it has not."""
    if board is None or not board.floor:
        return default_floor()
    return parse_floor(store().get(board.floor).decode(), file="floor.toml")


def queue_of(foundry: str, board: Board | None, zone: str) -> tuple[QueuedRequest, ...]:
    """The queue of ``foundry``: each request with its planned operations, or the routine's where it has none."""
    rows = queue_rows(foundry)
    planned = known_work(row.id for row in rows)
    carriers: dict[tuple[UnitOperation, ...], str] = {}
    found: list[QueuedRequest] = []
    for row in rows:
        operations = planned.get(row.id, ())
        one = queued(row, board, zone, operations)
        # A run that builds several requests is done once, for all of them; the first names it for the others.
        carrier = carriers.setdefault(operations, row.id) if operations else row.id
        found.append(one if carrier == row.id else replace(one, carried_by=carrier))
    return tuple(found)


def queued(
    row: DesignRequest, board: Board | None, zone: str, operations: tuple[UnitOperation, ...] = ()
) -> QueuedRequest:
    """One request as the scheduler takes it, with its ``operations`` or, where there are none, the routine's."""
    constructs = row.constructs or 1
    priority = board.priority(row.id) if board is not None else Priority.NORMAL
    return QueuedRequest(
        row.id, row.owner, operations or routine(constructs), row.title,
        due=end_of(row.latest, zone) if row.latest else None, priority=priority.weight, wells=constructs,
    )  # fmt: skip


def end_of(day: date, zone: str) -> datetime:
    """The instant at which ``day`` ends on the clocks of ``zone``."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def coming_quarter(now: datetime) -> datetime:
    """The next full quarter of an hour at ``now`` or after it: schedules begin then."""
    late = (now.minute * 60 + now.second) % _QUARTER + now.microsecond / 1e6
    return now if not late else now + timedelta(seconds=_QUARTER - late)


def used_of(foundry: str, floor: Floor, now: datetime) -> dict[str, float]:
    """The minutes of ``foundry`` that each organisation has used, old use forgotten by halves."""
    half_life = timedelta(days=floor.half_life)
    return decayed(known_use(foundry, now - _FORGOTTEN * half_life), now, half_life)
