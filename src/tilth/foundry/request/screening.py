"""The gate between a design and the bench: only sequences that were screened and cleared are built.

The gate fails closed. It opens on one answer only, ``cleared`` with the database that was searched and the report
that shows it; no screening, one that still runs, a flag, or a clearance without proof all keep it shut. What is
cleared is one version of a design: a new version has not been screened.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tilth.kernel.refusal import Refused, refuse

__all__ = ["Screening", "Status", "gate", "objection"]


class Status(StrEnum):
    """How far the screening of a design for sequences of concern has come."""

    NOT_SCREENED = "not_screened"
    SCREENING = "screening"
    CLEARED = "cleared"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Screening:
    """The screening of version ``design_version`` of a design (0: there is no design yet).

    ``database`` names what was searched, with its version; ``evidence`` is the sha256 of the report, or of the
    review that cleared a flag; ``reason`` says why it was flagged, cleared after a flag, or given up.
    """

    status: Status = Status.NOT_SCREENED
    design_version: int = 0
    database: str | None = None
    evidence: str | None = None
    reason: str = ""


def gate(screening: Screening) -> Refused | None:
    """None where the design may be released to build, else why not and what would clear it."""
    version = screening.design_version
    if screening.status is Status.CLEARED and _is_proven(screening):
        return None
    if screening.status is Status.SCREENING:
        return refuse(
            "screening.running",
            "The screening of design version {version} has not ended.",
            "Wait for its result; only a cleared design is released to build.",
            version=version,
        )
    if screening.status is Status.FLAGGED:
        return refuse(
            "screening.flagged",
            "Design version {version} is in review by the biosafety officers, or was not cleared by them.",
            "Wait for their decision, or hand in another design.",
            version=version,
        )
    if screening.status is Status.CLEARED:
        return _unproven(version)
    return refuse(
        "screening.not_screened",
        "Design version {version} has not been screened for sequences of concern.",
        "Mount a screening database and have the design screened; only a cleared design is released to build.",
        version=version,
    )


def objection(new: Screening, old: Screening) -> Refused | None:
    """Why the result ``new`` cannot be recorded after ``old``, or None where it can.

    A result names the version that stands, the database and the report; whoever flags, clears a flag, or gives a
    screening up says why.
    """
    if new.design_version != old.design_version:
        return refuse(
            "screening.stale",
            "The screening is of design version {version}, and version {current} stands.",
            "Screen the version that stands.",
            where="design_version",
            version=new.design_version,
            current=old.design_version,
        )
    ended = new.status in (Status.CLEARED, Status.FLAGGED)
    if ended and not _is_proven(new):
        return _unproven(new.design_version)
    after_flag = old.status is Status.FLAGGED and new.status is not Status.FLAGGED
    owed = after_flag or new.status in (Status.FLAGGED, Status.NOT_SCREENED)
    if owed and not new.reason.strip():
        return refuse(
            "screening.no_reason",
            "The screening status {status} is given without a reason.",
            "Say what was found, or why the flag or the screening is lifted.",
            where="reason",
            status=new.status.value,
        )
    return None


def _is_proven(screening: Screening) -> bool:
    return bool(screening.database and screening.evidence)


def _unproven(version: int) -> Refused:
    return refuse(
        "screening.unproven",
        "The result for design version {version} names no database or no report.",
        "Record the result with the name of the database and the hash of the report.",
        where="evidence",
        version=version,
    )
