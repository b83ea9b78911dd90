"""The writes of the gate: a screening is recorded, or that there was none, and officers decide about it.

Each writes to two streams in one transaction: to the record of the screening, which only officers read, and to the
request, which says no more than that the design is cleared, in review, or not screened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tilth.approval.gate import Failure, GateEvent, Record, Result, commands, decide
from tilth.approval.gate.commands import Asked, Command
from tilth.approval.gate.events import Attempted, Cleared, Refusal, Reviewed, Screened
from tilth.approval.gate.matter import review_record, statement
from tilth.approval.gate.staleness import title
from tilth.foundry.request import Request
from tilth.foundry.request.commands import Screen
from tilth.foundry.request.events import Designed
from tilth.foundry.request.screening import Screening, Status
from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import WORKER, Sides, not_found, permitted
from tilth_site.foundry.actions import request_decision
from tilth_site.foundry.tables import REQUESTS
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import entries_of, load
from tilth_site.screening.asking import ScreenDesign
from tilth_site.screening.tables import SCREENINGS
from tilth_site.screening.together import earlier_orders
from tilth_site.signatures.signing import Ink, sign
from tilth_site.uploads.intake import store

__all__ = ["ACTIONS", "asked_of", "record_failure", "record_result", "review"]

ACTIONS: Mapping[type[Command], str] = {
    commands.Record: "approval.screening.record",
    commands.Fail: "approval.screening.record",
    commands.Review: "approval.screening.review",
}
"""The permission that each command needs."""

IN_REVIEW = "The biosafety officers of the foundry review it."
NOT_CLEARED = "The biosafety officers of the foundry did not clear it."
CLEARED = "The biosafety officers of the foundry cleared it."
SCREENED_AGAIN = "It was screened again."
NOT_SCREENED = "The screening could not be carried out."
# The request's own page is the customer's too, so its reasons say nothing of what was found.


def asked_of(request: Request) -> Asked:
    """The request as the gate knows it: whose it is, and who asked for it."""
    handed_in = [one.actor for one in entries_of(REQUESTS.name(request.id)) if one.type == Designed.TYPE]
    # Tilth itself, which may have acted for somebody, is nobody.
    people = dict.fromkeys(one for one in (request.opened_by, *handed_in) if is_id(one, "per"))
    return Asked(
        id=request.id, provider=request.provider,
        parties=tuple(dict.fromkeys(filter(None, (request.owner, request.venture)))), authors=tuple(people),
    )  # fmt: skip


def record_result(call: Call, asked: ScreenDesign, result: Result, days: int) -> Outcome:
    """Record what was found. Under its key the job is known by what it was asked, so a second run after a crash is
    answered with the first one's entries. Refused where the customer handed in another order of the last ``days``
    meanwhile: the two are to be looked at together.
    """

    def attempt() -> Decision:
        request = load(REQUESTS, asked.request)
        if request is None:
            return not_found()
        looked_at = set(result.together)
        if any(row.id not in looked_at for row in earlier_orders(request, result.on, days)):
            return refuse(
                "gate.overtaken",
                "Another order of this customer was screened meanwhile.",
                "Screen the design again, together with that order.",
            )
        return _written(call, request, commands.Record(asked_of(request), result))

    return perform(call, ACTIONS[commands.Record], asked, attempt)


def record_failure(call: Call, asked: ScreenDesign, failed: Refused) -> Outcome:
    """Record that the design was not screened, and why."""

    def attempt() -> Decision:
        request = load(REQUESTS, asked.request)
        if request is None:
            return not_found()
        reason = failed.reasons[0]
        failure = Failure(asked.version, call.today, reason.code, reason.message, reason.advice)
        return _written(call, request, commands.Fail(asked_of(request), failure))

    return perform(call, ACTIONS[commands.Fail], asked, attempt)


def review(call: Call, id: str, command: commands.Review, ink: Ink) -> Outcome:
    """Decide about what was found, with a signature over the decision and the report."""

    def attempt() -> Decision:
        request = load(REQUESTS, id)
        return not_found() if request is None else _written(call, request, command, ink)

    return perform(call, ACTIONS[commands.Review], [id, command.decision, command.reason, command.report], attempt)


def _written(call: Call, request: Request, command: Command, ink: Ink | None = None) -> Decision:
    """Everything that ``command`` leads to: on the record, on the request, and the signature."""
    refused = permitted(call.actor, ACTIONS[type(command)], Sides(provider=request.provider))
    if refused:
        return refused
    record = load(SCREENINGS, request.id)
    decided = decide(record, command, call.today)
    if isinstance(decided, Refused):
        return decided
    happened = [Happened(SCREENINGS.name(request.id), event, _evidence(event)) for event in decided]
    for event in decided:
        if isinstance(event, Reviewed) and ink is not None and record is not None:
            happened.append(_signed(call, record, event, ink))
    screening = _screening(request, record, decided)
    if screening is not None:
        # The request's screening is Tilth's to record, whoever made the decision that it follows from: the
        # customer reads the history of the request, and an officer's name is none of theirs.
        told = request_decision(replace(call, actor=WORKER), request.id, Screen(screening))
        if isinstance(told, Refused):
            return told
        happened += [replace(one, actor=WORKER.person) for one in told]
    return tuple(happened)


def _signed(call: Call, record: Record, event: Reviewed, ink: Ink) -> Happened:
    """The signature under an officer's decision; what is signed, and the whole review, go among the evidence."""
    one = event.review
    _keep(call, "approval.screening.statement", statement(record, one.officer, one.decision, one.reason))
    _keep(call, "approval.screening.review", review_record(record, (*record.reviews, one)))
    assert record.result is not None, "what is reviewed was screened"
    return sign(ink, (one.statement, record.result.report), SCREENINGS.name(record.id), call.at)


def _keep(call: Call, kind: str, content: bytes) -> None:
    store().put(
        content, media_type="application/json", kind=kind, source="tilth", known_date=call.at, licence="unknown"
    )


def _screening(request: Request, record: Record | None, events: Sequence[GateEvent]) -> Screening | None:
    """What the request says after ``events``; None where they change nothing there."""
    first, last = events[0], events[-1]
    flagged = request.screening.status is Status.FLAGGED
    if isinstance(first, Attempted):
        return Screening(Status.NOT_SCREENED, first.failure.design_version, reason=NOT_SCREENED)
    result = first.result if isinstance(first, Screened) else record.result if record else None
    assert result is not None, "what is decided about was screened"
    version, database = result.design_version, title(result.database)
    if isinstance(last, Cleared):
        reason = CLEARED if isinstance(first, Reviewed) else SCREENED_AGAIN if flagged else ""
        return Screening(Status.CLEARED, version, database, last.evidence, reason)
    if isinstance(first, Screened):
        return Screening(Status.FLAGGED, version, database, result.report, IN_REVIEW)
    if isinstance(last, Refusal):
        return Screening(Status.FLAGGED, version, database, result.report, NOT_CLEARED)
    return None


def _evidence(event: GateEvent) -> tuple[str, ...]:
    match event:
        case Screened(result=result):
            return tuple(dict.fromkeys((result.report, result.order)))
        case Reviewed(review=one):
            return (one.statement,)
        case Cleared(evidence=evidence):
            return (evidence,)
        case _:
            return ()
