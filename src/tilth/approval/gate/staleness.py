"""Whether a clearance still counts: it is of one database under one policy, and both grow old.

A database says until which day it may be relied on. Where another database is mounted, or the policy of the day
asks for shorter windows than were searched, the design is screened again before it is built.
"""

from __future__ import annotations

from datetime import date

from tilth.approval.gate.model import Record, Result, Standing
from tilth.approval.screening.model import Database
from tilth.kernel.refusal import Refused, refuse

__all__ = ["expired", "objection_to_release", "outdated", "title"]


def title(database: Database) -> str:
    """Name and version, as people say it."""
    return f"{database.name} {database.version}"


def expired(database: Database, today: date) -> Refused | None:
    """Why the database may not be relied on ``today``, or None."""
    if today <= database.expires:
        return None
    return refuse(
        "gate.expired",
        "The screening database {database} could be relied on until {expires}.",
        "Mount a newer database; designs are then screened again.",
        database=title(database),
        expires=database.expires.isoformat(),
    )


def objection_to_release(
    record: Record | None, version: int, evidence: str | None, mounted: Database, window: int, today: date
) -> Refused | None:
    """Why version ``version`` of the design, cleared by ``evidence``, is not released to build ``today`` while
    ``mounted`` is the database at hand and the policy in force asks for ``window`` nt; None if it may be.
    """
    old = expired(mounted, today)
    if old:
        return old
    cleared = record is not None and record.standing is Standing.CLEARED and record.evidence == evidence
    if record is None or record.result is None or not cleared or record.design_version != version:
        return refuse(
            "gate.not_cleared",
            "No clearance of design version {version} is on record.",
            "Have the design screened; only a cleared design is released to build.",
            version=version,
        )
    return outdated(record.result, mounted, window)


def outdated(result: Result, mounted: Database, window: int) -> Refused | None:
    """Why ``result`` does not count any more, now that ``mounted`` is the database at hand and the policy in force
    asks for windows of ``window`` nt; None where it counts.
    """
    searched = result.database
    if (searched.sha256, searched.index) != (mounted.sha256, mounted.index):
        return refuse(
            "gate.other_database",
            "The design was screened with {searched}, and {mounted} is mounted now.",
            "Wait until the design is screened again with the new database.",
            searched=title(searched),
            mounted=title(mounted),
        )
    if searched.window > window:
        return refuse(
            "gate.other_policy",
            "The design was screened with windows of {searched} nt, and the policy asks for {most} nt now.",
            "Wait until the design is screened again under the new policy.",
            searched=searched.window,
            most=window,
        )
    return None
