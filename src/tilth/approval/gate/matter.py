"""What an officer signs, and what the officers' review comes to: bytes that are kept among the evidence.

An officer's statement binds the decision and its reason to one version of a design, one report and one database. A
later version, another report or another database is another matter.
"""

from __future__ import annotations

import hashlib

import rfc8785

from tilth.approval.gate.model import Decision, Record, Review
from tilth.approval.gate.staleness import title

__all__ = ["review_record", "sha256", "statement"]


def statement(record: Record, officer: str, decision: Decision, reason: str) -> bytes:
    """The canonical JSON (RFC 8785) that ``officer`` signs about the result that stands."""
    return rfc8785.dumps(
        {**_subject(record), "officer": officer, "decision": decision.value, "reason": reason.strip()}
    )


def review_record(record: Record, reviews: tuple[Review, ...]) -> bytes:
    """The canonical JSON of the whole review: the evidence of a clearance by ``reviews``."""
    decided = [
        {
            "officer": one.officer, "decision": one.decision.value, "reason": one.reason,
            "statement": one.statement,
        }
        for one in reviews
    ]  # fmt: skip
    return rfc8785.dumps({**_subject(record), "reviews": decided})


def sha256(content: bytes) -> str:
    """The hash under which ``content`` is kept."""
    return hashlib.sha256(content).hexdigest()


def _subject(record: Record) -> dict[str, str | int]:
    result = record.result
    assert result is not None, "what is decided about was screened"
    return {
        "request": record.id,
        "design_version": result.design_version,
        "status": result.status.value,
        "report": result.report,
        "database": result.database.sha256,
        "database_version": title(result.database),
        "window": result.database.window,
        "policy": result.policy,
    }
