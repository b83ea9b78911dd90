"""From a row that is handed in to a row that counts, and out again.

Whoever hands a row in is not the one who accepts it. Of readings that contradict each other one is chosen, by name
and with a reason. A row that was rejected or withdrawn stays where it was, ended, with the reason why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.plan.commands import AcceptEvidence, EvidenceCommand, RecordEvidence, RejectEvidence, WithdrawEvidence
from tilth.plan.events import (
    EvidenceAccepted,
    EvidenceEvent,
    EvidenceRecorded,
    EvidenceRejected,
    EvidenceWithdrawn,
)
from tilth.plan.evidence import READING, VERDICT, Row, Standing
from tilth.plan.rules.admission import objections
from tilth.plan.rules.grounds import damaged, no_plan, unreasoned
from tilth.plan.rules.setting import Setting

__all__ = ["Exhibit", "apply_evidence", "decide_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A row of evidence with what was done about it: who handed it in (``owner``) through whom (``recorded_by``),
    who decided last, and why it ended. ``row.reason`` says why it was accepted.
    """

    id: str
    plan: str
    owner: str
    recorded_by: str
    row: Row
    licence: str
    open: bool
    decided_by: str = ""
    ended_reason: str = ""

    @property
    def standing(self) -> Standing:
        """What has been decided."""
        if self.row.ended is not None:
            return Standing.ENDED
        return Standing.PENDING if self.row.accepted is None else Standing.ACCEPTED


def decide_evidence(
    state: Exhibit | None, command: EvidenceCommand, setting: Setting
) -> tuple[EvidenceEvent, ...] | Refused:
    """What ``command`` does to the row ``state`` (None: it is not there yet), or every reason why it does not."""
    if isinstance(command, RecordEvidence):
        return _recorded(state, command, setting)
    if state is None:
        return refuse(
            "plan.evidence.missing",
            "There is no row of evidence for the command {command}.",
            "Record it first.",
            command=command.NAME,
        )
    refused = _misplaced(state, command, setting)
    if refused:
        return refused
    match command:
        case AcceptEvidence():
            return _accepted(state, command, setting)
        case RejectEvidence(reason):
            rejected = EvidenceRejected(day=setting.today, by=setting.by, reason=reason)
            return unreasoned(reason) or (rejected,)
        case WithdrawEvidence(reason):
            withdrawn = EvidenceWithdrawn(day=setting.today, by=setting.by, reason=reason)
            return unreasoned(reason) or (withdrawn,)
        case _:
            assert_never(command)


def apply_evidence(state: Exhibit | None, event: EvidenceEvent) -> Exhibit:
    """The row after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    if isinstance(event, EvidenceRecorded):
        if state is not None:
            raise damaged(event)
        return _exhibit(event)
    if state is None or state.standing is Standing.ENDED:
        raise damaged(event)
    match event:
        case EvidenceAccepted() if state.standing is Standing.PENDING:
            row = replace(
                state.row, accepted=event.day, over=event.over, verdict=event.verdict, reason=event.reason
            )
            return replace(state, row=row, decided_by=event.by)
        case EvidenceRejected() if state.standing is Standing.PENDING:
            return _ended(state, event)
        case EvidenceWithdrawn():
            return _ended(state, event)
        case _:
            raise damaged(event)


def _exhibit(event: EvidenceRecorded) -> Exhibit:
    row = Row(
        id=event.id, claim=event.claim, subject=event.subject, on=event.on, known=event.day, place=event.place,
        other=event.other, value=event.value, of=event.of, basis=event.basis, facts=dict(event.facts),
        document=event.document, source=event.source, locator=event.locator,
    )  # fmt: skip
    return Exhibit(
        id=event.id, plan=event.plan, owner=event.owner, recorded_by=event.by, row=row, licence=event.licence,
        open=event.open,
    )  # fmt: skip


def _ended(state: Exhibit, event: EvidenceRejected | EvidenceWithdrawn) -> Exhibit:
    return replace(state, row=replace(state.row, ended=event.day), decided_by=event.by, ended_reason=event.reason)


def _recorded(
    state: Exhibit | None, command: RecordEvidence, setting: Setting
) -> tuple[EvidenceEvent, ...] | Refused:
    if state is not None:
        return refuse(
            "plan.evidence.exists",
            "There is a row of evidence {id} already.",
            "Record it under another id.",
            "id",
            id=command.id,
        )
    if setting.plan is None:
        return no_plan()
    reasons = tuple(objections(command, setting.plan, setting))
    if reasons:
        return Refused(reasons)
    event = EvidenceRecorded(
        id=command.id, plan=command.plan, owner=command.owner, by=setting.by, day=setting.today,
        claim=command.claim, subject=command.subject, on=command.on, place=command.place, other=command.other,
        value=command.value, of=command.of, basis=command.basis, facts=command.facts, document=command.document,
        source=command.source, locator=command.locator, licence=command.licence, open=command.open,
    )  # fmt: skip
    return (event,)


def _misplaced(
    state: Exhibit, command: AcceptEvidence | RejectEvidence | WithdrawEvidence, setting: Setting
) -> Refused | None:
    """Why the standing of the row has no place for the command, or None where it has."""
    if isinstance(command, WithdrawEvidence):
        if state.standing is Standing.ACCEPTED or (state.standing is Standing.PENDING and setting.for_owner):
            return None
        mend = "Rows that count are withdrawn; one that waits is rejected, or withdrawn by who handed it in."
    elif state.standing is Standing.PENDING:
        return None
    else:
        mend = "Only rows that wait are accepted or rejected; one that counts can be withdrawn."
    return refuse(
        "plan.evidence.standing",
        "A row of evidence that is {standing} does not take the command {command}.",
        mend,
        standing=state.standing.value,
        command=command.NAME,
    )


def _accepted(state: Exhibit, command: AcceptEvidence, setting: Setting) -> tuple[EvidenceEvent, ...] | Refused:
    reasons = (
        *_against_own(state, setting),
        *_against_verdict(state, command),
        *_against_choice(state, command, setting),
    )
    if reasons:
        return Refused(reasons)
    event = EvidenceAccepted(
        day=setting.today, by=setting.by, reason=command.reason, over=tuple(sorted(set(command.over))),
        verdict=command.verdict,
    )  # fmt: skip
    return (event,)


def _against_own(state: Exhibit, setting: Setting) -> Iterator[Reason]:
    if state.recorded_by in setting.humans:
        yield Reason(
            "plan.evidence.own",
            "Who recorded a row does not accept it.",
            "Ask a colleague to look at it.",
        )


def _against_verdict(state: Exhibit, command: AcceptEvidence) -> Iterator[Reason]:
    if state.row.claim == VERDICT and command.verdict is None:
        yield Reason(
            "plan.evidence.verdict",
            "The evidence for {milestone} is to be judged, and no verdict is given.",
            "Say whether the milestone is met, partly met or not met.",
            "verdict",
            {"milestone": state.row.subject},
        )
    if state.row.claim != VERDICT and command.verdict is not None:
        yield Reason(
            "plan.evidence.no_milestone",
            "A verdict is given, and the row is no evidence for a milestone.",
            "Leave the verdict out.",
            "verdict",
        )


def _against_choice(state: Exhibit, command: AcceptEvidence, setting: Setting) -> Iterator[Reason]:
    """Whoever accepts one of several readings says that he knows of the others, and why it is this one."""
    rivals = set(setting.rivals) if state.row.claim == READING else set()
    if setting.chosen:
        # Each would be chosen over the other, and neither would hold.
        yield Reason(
            "plan.evidence.chosen",
            "Another reading was chosen over this one: {chosen}.",
            "Withdraw that choice first, and say why.",
            "over",
            {"chosen": _listed(setting.chosen)},
        )
    if set(command.over) != rivals:
        yield Reason(
            "plan.evidence.rivals",
            "Readings that contradict this one: {rivals}; named: {named}.",
            "Name each of them, and no other.",
            "over",
            {"rivals": _listed(rivals), "named": _listed(command.over)},
        )
    refused = unreasoned(command.reason) if rivals else None
    yield from refused.reasons if refused else ()


def _listed(ids: set[str] | tuple[str, ...]) -> str:
    return ", ".join(sorted(ids)) or "none"
