"""What was planned, as evidence: the problem with everything that the floor adds to it, and the schedule.

Both are JSON. What is read back is what was kept, to the last field, so a schedule can be checked, drawn and
changed long after it was computed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec

from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.problem import Schedule
from tilth_site.uploads.intake import store

__all__ = ["keep", "problem_in", "schedule_in"]

Way = tuple[str, str, int]


def keep(found: FloorProblem, schedule: Schedule, at: datetime) -> tuple[str, str]:
    """Keep what was asked and what was answered ``at`` an instant; the hashes of both."""
    # JSON has no pairs for keys, so the ways between sites stand beside the problem.
    ways: list[Way] = [(first, second, minutes) for (first, second), minutes in found.problem.travel.items()]
    stripped = replace(found, problem=replace(found.problem, travel={}))
    # What msgspec does not know are read-only mappings.
    asked = msgspec.json.encode({"problem": stripped, "ways": ways}, order="deterministic", enc_hook=dict)
    return (
        _put(asked, "foundry.schedule.problem", at),
        _put(msgspec.json.encode(schedule, order="deterministic"), "foundry.schedule.schedule", at),
    )


def problem_in(sha256: str) -> FloorProblem:
    """The problem kept under ``sha256``. Raises MissingError where there is none."""
    kept = msgspec.json.decode(store().get(sha256))
    found = msgspec.convert(kept["problem"], FloorProblem)
    ways = msgspec.convert(kept["ways"], list[Way])
    travel = {(first, second): minutes for first, second, minutes in ways}
    return replace(found, problem=replace(found.problem, travel=travel))


def schedule_in(sha256: str) -> Schedule:
    """The schedule kept under ``sha256``. Raises MissingError where there is none."""
    return msgspec.json.decode(store().get(sha256), type=Schedule)


def _put(content: bytes, kind: str, at: datetime) -> str:
    record = store().put(
        content, media_type="application/json", kind=kind, source="tilth", known_date=at, licence="unknown"
    )
    return record.sha256
