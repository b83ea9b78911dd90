"""What can be asked of a screening's record. Whether it is done is for :mod:`.rules` to say."""

from __future__ import annotations

from dataclasses import dataclass

from tilth.approval.gate.model import Decision, Failure, Result

__all__ = ["Asked", "Command", "Fail", "Record", "Review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request whose design is screened, and whose it is (:class:`tilth.approval.gate.model.Record`)."""

    id: str
    provider: str
    parties: tuple[str, ...]
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Record what was found."""

    asked: Asked
    result: Result


@dataclass(frozen=True, slots=True)
class Fail:
    """Record that nothing could be found out."""

    asked: Asked
    failure: Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Decide about the result whose report is ``report``, as ``officer``, who is known under ``records`` (ids of
    one human being) and has roles in ``organisations``.
    """

    officer: str
    records: frozenset[str]
    organisations: frozenset[str]
    decision: Decision
    reason: str
    report: str


Command = Record | Fail | Review
