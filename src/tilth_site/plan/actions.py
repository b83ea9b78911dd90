"""The writes of the plan room: plans are adopted and revised, rows of evidence recorded and decided about.

Many rows are recorded, or accepted, in one transaction: all of them, or none, and then each says why. What is
published is written by :mod:`.publishing`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tilth.kernel.journal import Happening
from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.plan import commands as ask
from tilth.plan import model as engine
from tilth.plan.commands import AcceptEvidence, EvidenceCommand, PlanCommand, RecordEvidence
from tilth.plan.events import EvidenceRecorded
from tilth.plan.evidence import READING
from tilth.plan.rules import Setting, decide_evidence, decide_plan
from tilth_site.accounts.permissions import Actor, Sides, not_found, permitted
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import load
from tilth_site.parties.actors import operator_id, same_human
from tilth_site.parties.models import Organisation, Venture
from tilth_site.plan.models import EvidenceRow, Plan
from tilth_site.plan.queries import rivals_of
from tilth_site.plan.tables import EVIDENCE, PLANS
from tilth_site.uploads.intake import handed_in, store

__all__ = [
    "ACTIONS",
    "MANY",
    "accept",
    "accept_many",
    "adopt",
    "may",
    "record",
    "record_many",
    "reject",
    "revise",
    "setting",
    "withdraw",
]

ACTIONS: Mapping[type[PlanCommand | EvidenceCommand], str] = {
    ask.AdoptPlan: "plan.plan.adopt",
    ask.RevisePlan: "plan.plan.revise",
    ask.RecordEvidence: "plan.evidence.record",
    ask.AcceptEvidence: "plan.evidence.accept",
    ask.RejectEvidence: "plan.evidence.reject",
    ask.WithdrawEvidence: "plan.evidence.withdraw",
}
"""The permission that each command needs; publishing needs ``plan.report.publish``."""

MANY = 2_000
"""Rows that are recorded, or accepted, in one transaction, which keeps all other writers waiting."""


def adopt(call: Call, id: str, plan: engine.Plan) -> Outcome:
    """Follow ``plan`` from now on, under the new id."""
    return _perform_plan(call, id, ask.AdoptPlan(id, plan))


def revise(call: Call, id: str, plan: engine.Plan, reason: str) -> Outcome:
    """Let the plan ``id`` say what ``plan`` says from now on."""
    return _perform_plan(call, id, ask.RevisePlan(plan, reason))


def record(call: Call, command: RecordEvidence) -> Outcome:
    """Hand a row in. The call's person records it, for the organisation that the command names as its owner."""

    def attempt() -> Decision:
        return _recorded(call, command, operator_id(), setting(call), {})

    return perform(call, ACTIONS[RecordEvidence], command, attempt)


def record_many(call: Call, commands: Sequence[RecordEvidence]) -> Outcome:
    """Hand up to :data:`MANY` rows in, all or none. Each reason has its row's number, from 1, in ``data["row"]``,
    and from 0 in ``where`` (``rows[0].on``).
    """

    def attempt() -> Decision:
        operator, around = operator_id(), setting(call)
        plans: dict[str, engine.Plan | None] = {}
        ids = [command.id for command in commands]
        decided = [
            _placed(
                _recorded(call, command, operator, around, plans)
                if command.id not in ids[:number]
                else _repeated(command.id),
                number,
                number + 1,
            )
            for number, command in enumerate(commands)
        ]
        return _all_or_none(decided)

    refused = _too_many(len(commands))
    return refused or perform(call, ACTIONS[RecordEvidence], list(commands), attempt)


def accept(call: Call, id: str, command: AcceptEvidence) -> Outcome:
    """Let the row ``id`` count."""
    return _perform_evidence(call, id, command)


def accept_many(call: Call, ids: Sequence[str], reason: str = "") -> Outcome:
    """Let up to :data:`MANY` rows count, all or none. Each reason has its row's id in ``data["row"]``. Verdicts,
    and readings that contradict each other, are accepted one by one.
    """
    chosen = list(dict.fromkeys(ids))
    command = AcceptEvidence(reason)

    def attempt() -> Decision:
        operator, around = operator_id(), setting(call)
        return _all_or_none(
            [
                _placed(_decided(call, id, command, operator, around), number, id)
                for number, id in enumerate(chosen)
            ]
        )

    refused = _too_many(len(chosen))
    return refused or perform(call, ACTIONS[AcceptEvidence], [chosen, command], attempt)


def reject(call: Call, id: str, reason: str) -> Outcome:
    """Do not let the row ``id`` count."""
    return _perform_evidence(call, id, ask.RejectEvidence(reason))


def withdraw(call: Call, id: str, reason: str) -> Outcome:
    """Take the row ``id`` back."""
    return _perform_evidence(call, id, ask.WithdrawEvidence(reason))


def may(actor: Actor, action: str, row: EvidenceRow | None = None) -> bool:
    """Whether the actor's roles allow ``action``, on ``row`` where it is about one. One query."""
    return permitted(actor, action, Sides(owner=row.owner if row else "", operator=operator_id())) is None


def setting(call: Call) -> Setting:
    """Who asks, and on which day. One query, and none for Tilth itself."""
    humans = () if call.actor.system else same_human(call.actor.person)
    return Setting(today=call.today, by=call.actor.person, humans=frozenset(humans))


def _perform_plan(call: Call, id: str, command: PlanCommand) -> Outcome:
    action = ACTIONS[type(command)]

    def attempt() -> Decision:
        refused = permitted(call.actor, action, Sides(operator=operator_id()))
        if refused:
            return refused
        state = load(PLANS, id)
        codes = frozenset(Plan.objects.values_list("code", flat=True))
        decided = decide_plan(state, command, replace(setting(call), codes=codes))
        return decided if isinstance(decided, Refused) else _happened(PLANS.name(id), decided)

    return perform(call, action, [id, command], attempt)


def _perform_evidence(call: Call, id: str, command: EvidenceCommand) -> Outcome:
    def attempt() -> Decision:
        return _decided(call, id, command, operator_id(), setting(call))

    return perform(call, ACTIONS[type(command)], [id, command], attempt)


def _recorded(
    call: Call, command: RecordEvidence, operator: str, around: Setting, plans: dict[str, engine.Plan | None]
) -> Decision:
    """What recording the row leads to. ``plans`` remembers those that were looked up."""
    state = load(EVIDENCE, command.id)
    # Also where the id is taken: that it is, is nothing for a stranger to know.
    sides = Sides(owner=state.owner if state else command.owner, operator=operator)
    refused = permitted(call.actor, ACTIONS[RecordEvidence], sides)
    if refused:
        return refused
    if state is None and not _is_party(command.owner):
        return refuse(
            "plan.evidence.owner",
            "There is no organisation or venture {owner}.",
            "Name the organisation that hands the row in, by its id.",
            "owner",
            owner=command.owner,
        )
    if command.plan not in plans:
        found = load(PLANS, command.plan)
        plans[command.plan] = found.plan if found else None
    kept = not command.document or _may_name(call.actor, command.document)
    decided = decide_evidence(state, command, replace(around, plan=plans[command.plan], kept=kept))
    return decided if isinstance(decided, Refused) else _happened(EVIDENCE.name(command.id), decided)


def _may_name(actor: Actor, document: str) -> bool:
    """Whether ``actor`` handed the document in: to know the hash of a file is not to have a right to it."""
    return document in store() if actor.system else handed_in(actor.person, document)


def _decided(call: Call, id: str, command: EvidenceCommand, operator: str, around: Setting) -> Decision:
    """What ``command`` leads to for the row ``id``, which was recorded."""
    state = load(EVIDENCE, id)
    if state is None:
        return not_found()
    refused = permitted(call.actor, ACTIONS[type(command)], Sides(owner=state.owner, operator=operator))
    if refused:
        return refused
    own = call.actor.system or state.owner in call.actor.organisations
    rivals = [other.row for other in rivals_of(state.plan, state.row)] if state.row.claim == READING else []
    beside = replace(
        around,
        for_owner=own,
        rivals=tuple(row.id for row in rivals),
        chosen=tuple(row.id for row in rivals if row.accepted is not None and id in row.over),
    )
    decided = decide_evidence(state, command, beside)
    return decided if isinstance(decided, Refused) else _happened(EVIDENCE.name(id), decided)


def _is_party(id: str) -> bool:
    return any(table.objects.filter(pk=id, merged_into="").exists() for table in (Organisation, Venture))


def _happened(stream: str, events: Sequence[Happening]) -> tuple[Happened, ...]:
    return tuple(Happened(stream, event, _evidence(event)) for event in events)


def _evidence(event: Happening) -> tuple[str, ...]:
    """The hashes of what the event rests on."""
    return (event.document,) if isinstance(event, EvidenceRecorded) and event.document else ()


def _all_or_none(decided: Collection[Decision]) -> Decision:
    reasons = tuple(reason for one in decided if isinstance(one, Refused) for reason in one.reasons)
    if reasons:
        return Refused(reasons)
    return tuple(happened for one in decided if not isinstance(one, Refused) for happened in one)


def _placed(decided: Decision, number: int, row: int | str) -> Decision:
    """``decided`` with the row it is about in each reason."""
    if not isinstance(decided, Refused):
        return decided
    return Refused(tuple(_about(reason, number, row) for reason in decided.reasons))


def _about(reason: Reason, number: int, row: int | str) -> Reason:
    where = f"rows[{number}].{reason.where}" if reason.where else f"rows[{number}]"
    return replace(reason, where=where, data={**reason.data, "row": row})


def _repeated(id: str) -> Refused:
    return refuse(
        "plan.evidence.repeated", "Two rows are called {id}.", "Give each row an id of its own.", "id", id=id
    )


def _too_many(count: int) -> Refused | None:
    if count <= MANY:
        return None
    return refuse(
        "plan.evidence.many",
        "These are {count} rows, and {most} are taken at once.",
        "Hand them in by portions.",
        count=count,
        most=MANY,
    )
