"""Whether a signed statement agrees with the history of the case: all of it is worked out again from the events
that the signer knew of, and held against what was signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tilth.approval.case import Case, Outcome
from tilth.approval.decisions.faults import fault
from tilth.approval.decisions.history import History
from tilth.approval.decisions.signing import state_of_clock
from tilth.approval.decisions.statement import ClockState, Statement, What
from tilth.approval.events import CaseEvent, Decided, Recognised, Voted
from tilth.approval.model import Procedure
from tilth.approval.rules.folding import fold_until
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Reason

__all__ = ["Signed", "disagreements", "lonely_clearances"]


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement whose signatures hold, and the file that it was in."""

    name: str
    statement: Statement


def disagreements(signed: Signed, history: History, procedure: Procedure) -> Iterator[Reason]:
    """Everything in which the statement does not agree with the case that ``history`` tells."""
    said, where = signed.statement, signed.name
    opened = history.opened
    if opened is None:
        return
    if said.case != opened.id:
        yield fault("statement.case", where, "It is about the case {signed}.", signed=said.case)
        return
    if said.procedure != procedure.digest:
        yield fault("statement.procedure", where, "It was signed under another text of the procedure.")
        return
    place = history.place_after(said.after)
    if place is None:
        if history.whole:
            yield fault("statement.after", where, "The event that it was signed after is not in the record.")
        return
    case = fold_until(history.events[:place], said.on)
    if case is None or procedure.step(said.step) is None:
        yield fault("statement.case", where, "It is about a step that was not there then.")
        return
    yield from _at_that_time(signed, case, procedure)
    yield from _for_an_event(signed, history, place)


def lonely_clearances(signed: tuple[Signed, ...]) -> Iterator[Reason]:
    """Clearances that only one person gave: of a matter it takes two."""
    cleared: dict[tuple[str, ...], list[Signed]] = {}
    for one in signed:
        if one.statement.what is What.CLEARANCE:
            cleared.setdefault(_matter(one.statement), []).append(one)
    for found in cleared.values():
        persons = {one.statement.signer.person for one in found}
        if len(persons) < 2:
            sentence = "{person} alone cleared the step {step}; a clearance takes two persons."
            facts = {"person": min(persons), "step": found[0].statement.step}
            yield fault("clearance.alone", found[0].name, sentence, **facts)


def _matter(said: Statement) -> tuple[str, ...]:
    return (said.case, said.step, said.manifest, said.document, said.outcome)


def _at_that_time(signed: Signed, case: Case, procedure: Procedure) -> Iterator[Reason]:
    said, where = signed.statement, signed.name
    dossier = case.step(said.step).dossier
    if said.manifest != dossier:
        what = "It is about the dossier {signed}, and {found} was under decision."
        signed_about, found = said.manifest[:12] or "none", dossier[:12] or "none"
        yield fault("statement.manifest", where, what, signed=signed_about, found=found)
    try:
        clock: ClockState | None = state_of_clock(case, procedure, said.step, said.on)
    except TilthError:
        # A lane that the procedure does not have, say: then no clock can have shown what was signed.
        clock = None
    if clock is None or said.clock is None or _sure(said.clock, said.clock) != _sure(clock, said.clock):
        what = "The clock of {step} did not stand so on {on}: signed is {signed}, and it was {found}."
        told = {"signed": _told(said.clock), "found": _told(clock)}
        yield fault("statement.clock", where, what, step=said.step, on=str(said.on), **told)


def _sure(clock: ClockState, signed: ClockState) -> ClockState:
    """``clock`` without a last day that rested on a calendar not published when it was signed."""
    return replace(clock, due=None, provisional=False) if signed.provisional else clock


def _told(clock: ClockState | None) -> str:
    if clock is None:
        return "no clock"
    if clock.limit is None:
        return f"{clock.phase} in {clock.lane}"
    return (
        f"{clock.phase} in {clock.lane}, {clock.statutory} of {clock.limit} used, {clock.stopped} stopped, "
        f"due {clock.due or 'later'}"
    )


def _for_an_event(signed: Signed, history: History, place: int) -> Iterator[Reason]:
    said, where = signed.statement, signed.name
    if said.what is What.CLEARANCE:
        return
    if place >= len(history.events):
        if history.whole:
            yield fault("statement.event", where, "What it was signed for is not in the record.")
        return
    differs = _difference(said, history.events[place])
    if differs:
        yield fault(
            "statement.event",
            where,
            "The event after it is not what was signed: {difference}.",
            difference=differs,
        )


def _difference(said: Statement, event: CaseEvent) -> str:
    """In what ``event`` is another than that which was signed for; empty where it is not."""
    kinds = {What.VOTE: Voted, What.DECISION: Decided, What.RECOGNITION: Recognised}
    if not isinstance(event, Voted | Decided | Recognised) or not isinstance(event, kinds[said.what]):
        return f"it is {event.TYPE}"
    told: dict[str, tuple[object, object]] = {
        "step": (said.step, event.step),
        "day": (said.on, event.on),
        "statement": (said.sha256, event.statement),
        "outcome": (said.outcome, Outcome.APPROVED if isinstance(event, Recognised) else event.outcome),
        "reason": (said.reason, "" if isinstance(event, Recognised) else event.reason),
        "document": (said.document, "" if isinstance(event, Voted) else event.document),
        "body": (said.body, event.body if isinstance(event, Recognised) else ""),
        "person": (said.signer.person, event.person if isinstance(event, Voted) else said.signer.person),
    }
    return ", ".join(f"another {name}" for name, (one, other) in told.items() if one != other)
