"""What may happen to a screening's record, and what it is afterwards: all of it pure.

The gate opens in two ways: nothing was found in any sequence of the order, or two officers agree, each with a
reason, that what was found may be built. One officer's refusal shuts it for that version of the design.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from tilth.approval.gate import commands
from tilth.approval.gate.commands import Command
from tilth.approval.gate.events import Attempted, Cleared, GateEvent, Refusal, Reviewed, Screened
from tilth.approval.gate.matter import review_record, sha256, statement
from tilth.approval.gate.model import OFFICERS, Decision, Record, Result, Review, Standing
from tilth.approval.gate.staleness import expired
from tilth.approval.screening.model import Status
from tilth.kernel.errors import IntegrityError, OptionError
from tilth.kernel.refusal import Refused, refuse

__all__ = ["apply", "decide", "objection_to_officer"]


def decide(record: Record | None, command: Command, today: date) -> tuple[GateEvent, ...] | Refused:
    """The events that ``command`` leads to on ``today``, or why not."""
    match command:
        case commands.Record(asked, result):
            return expired(result.database, today) or _recorded(asked, result)
        case commands.Fail(asked, failure):
            return (
                Attempted(
                    id=asked.id, provider=asked.provider, parties=asked.parties, authors=asked.authors,
                    failure=failure,
                ),
            )  # fmt: skip
        case commands.Review():
            return _reviewed(record, command, today)
        case _:
            assert_never(command)


def _recorded(asked: commands.Asked, result: Result) -> tuple[GateEvent, ...]:
    if result.status is Status.NOT_SCREENED:
        raise OptionError(
            "gate.status", "A result that is not screened is none.", mend="Give a Fail instead, with the reason."
        )
    screened = Screened(
        id=asked.id, provider=asked.provider, parties=asked.parties, authors=asked.authors, result=result
    )
    return (screened, Cleared(result.report)) if result.status is Status.CLEAR else (screened,)


def _reviewed(record: Record | None, command: commands.Review, today: date) -> tuple[GateEvent, ...] | Refused:
    if record is None or record.result is None:
        return refuse(
            "gate.missing", "This request has no result of a screening.", "Wait until its design is screened."
        )
    refused = (
        objection_to_officer(record, command.records | {command.officer}, command.organisations)
        or _objection_to_review(record, command)
        or expired(record.result.database, today)
    )
    if refused:
        return refused
    signed = sha256(statement(record, command.officer, command.decision, command.reason))
    review = Review(
        officer=command.officer, decision=command.decision, reason=command.reason.strip(), statement=signed
    )
    reviews = (*record.reviews, review)
    if command.decision is Decision.REFUSE:
        return (Reviewed(review), Refusal(command.officer))
    if len(reviews) < OFFICERS:
        return (Reviewed(review),)
    return (Reviewed(review), Cleared(sha256(review_record(record, reviews))))


def objection_to_officer(record: Record, records: frozenset[str], organisations: frozenset[str]) -> Refused | None:
    """Why an officer who is known under ``records`` and has roles in ``organisations`` may not decide; or None."""
    if records & set(record.authors):
        return refuse(
            "gate.author",
            "You asked for this design, so you cannot decide whether it may be built.",
            "Leave the decision to two other biosafety officers.",
        )
    if organisations & set(record.parties):
        return refuse(
            "gate.conflict",
            "You have a role at the customer, so you cannot decide whether the design may be built.",
            "Leave the decision to two other biosafety officers.",
        )
    if any(review.officer in records for review in record.reviews):
        return refuse(
            "gate.same_officer",
            "You have decided already, and the second decision is another officer's.",
            "Ask another biosafety officer to review the report.",
        )
    return None


def _objection_to_review(record: Record, command: commands.Review) -> Refused | None:
    if record.standing is not Standing.IN_REVIEW or record.result is None:
        return refuse(
            "gate.not_in_review",
            "This screening does not wait for a review.",
            "Only a screening that found something, and was not decided, is reviewed.",
        )
    if command.report != record.result.report:
        return refuse(
            "gate.other_report",
            "The design was screened again since you opened this page.",
            "Read the new report, then decide.",
            where="report",
        )
    if not command.reason.strip():
        return refuse(
            "gate.no_reason", "No reason is given.", "Say what was found and why you decide so.", where="reason"
        )
    return None


def apply(record: Record | None, event: GateEvent) -> Record:
    """The record after ``event``. Raises IntegrityError where it cannot have happened."""
    match event:
        case Screened():
            return Record(
                id=event.id, provider=event.provider, parties=event.parties, authors=event.authors,
                standing=Standing.IN_REVIEW, result=event.result,
            )  # fmt: skip
        case Attempted():
            return Record(
                id=event.id, provider=event.provider, parties=event.parties, authors=event.authors,
                standing=Standing.FAILED, result=record.result if record else None, failure=event.failure,
            )  # fmt: skip
        case _:
            return _after(record, event)


def _after(record: Record | None, event: Reviewed | Cleared | Refusal) -> Record:
    if record is None or record.standing is not Standing.IN_REVIEW:
        raise IntegrityError(
            "gate.order",
            f"The event {event.TYPE} stands where no screening was in review.",
            mend="Run `tilth journal verify`.",
        )
    match event:
        case Reviewed(review):
            return replace(record, reviews=(*record.reviews, review))
        case Cleared(evidence):
            return replace(record, standing=Standing.CLEARED, evidence=evidence)
        case Refusal():
            return replace(record, standing=Standing.REFUSED)
        case _:
            assert_never(event)
