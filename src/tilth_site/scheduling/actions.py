"""The writes of the schedule: the floor is described, requests are given priority, schedules are proposed, adopted
and withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction

from tilth.foundry.build.adoption import AdoptionEvent, Board, decide
from tilth.foundry.build.adoption.commands import (
    Adopt,
    Command,
    DescribeFloor,
    Prioritise,
    Propose,
    Withdraw,
)
from tilth.foundry.build.adoption.events import FloorDescribed, Proposed
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Actor, Sides, not_found, permitted
from tilth_site.foundry.models import DesignRequest
from tilth_site.jobs.models import Job
from tilth_site.jobs.queue import enqueue
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import load
from tilth_site.scheduling.asking import PlanQueue, ReplanQueue
from tilth_site.scheduling.queries import queue_fingerprint
from tilth_site.scheduling.tables import BOARDS

__all__ = ["ACTIONS", "adopt", "ask_for_plan", "carry_out", "describe_floor", "prioritise", "propose", "withdraw"]

ACTIONS: Mapping[type[Command], str] = {
    DescribeFloor: "foundry.schedule.describe_floor",
    Prioritise: "foundry.schedule.prioritise",
    Propose: "foundry.schedule.propose",
    Adopt: "foundry.schedule.adopt",
    Withdraw: "foundry.schedule.withdraw",
}
"""The permission that each command needs."""


def describe_floor(call: Call, foundry: str, floor: str) -> Outcome:
    """Plan with the floor that the evidence ``floor`` describes."""
    return carry_out(call, foundry, DescribeFloor(foundry, floor))


def prioritise(call: Call, foundry: str, command: Prioritise) -> Outcome:
    """Let a request of the foundry's queue go before others, or no longer."""

    def objection() -> Refused | None:
        waits = DesignRequest.objects.filter(provider_id=foundry, id=command.request)
        return None if waits.exists() else not_found()

    return carry_out(call, foundry, command, objection)


def propose(call: Call, command: Propose, asked: object = None) -> Outcome:
    """Put a computed schedule before whoever decides. ``asked`` is what the background job was asked to do."""
    return carry_out(call, command.foundry, command, asked=asked)


def adopt(call: Call, foundry: str, proposal: str) -> Outcome:
    """Follow the proposal, if the queue is still the one that it is for."""

    def attempt() -> Decision:
        return _attempt(call, foundry, Adopt(proposal, queue_fingerprint(foundry)))

    return perform(call, ACTIONS[Adopt], [foundry, "adopt", proposal], attempt)


def withdraw(call: Call, foundry: str, proposal: str, reason: str) -> Outcome:
    """Take a proposal, or the schedule in force, back."""
    return carry_out(call, foundry, Withdraw(proposal, reason))


def carry_out(
    call: Call,
    foundry: str,
    command: Command,
    objection: Callable[[], Refused | None] = lambda: None,
    asked: object = None,
) -> Outcome:
    """Carry ``command`` out at ``foundry``, unless there is an ``objection`` beside the rules, or say why not."""

    def attempt() -> Decision:
        return _attempt(call, foundry, command, objection)

    return perform(call, ACTIONS[type(command)], [foundry, asked or command], attempt)


def _attempt(
    call: Call, foundry: str, command: Command, objection: Callable[[], Refused | None] = lambda: None
) -> Decision:
    refused = permitted(call.actor, ACTIONS[type(command)], Sides(provider=foundry)) or objection()
    if refused:
        return refused
    board: Board | None = load(BOARDS, foundry)
    decided = decide(board, command)
    if isinstance(decided, Refused):
        return decided
    return tuple(Happened(BOARDS.name(foundry), event, _evidence(event)) for event in decided)


def _evidence(event: AdoptionEvent) -> tuple[str, ...]:
    match event:
        case Proposed(proposal=proposal):
            return tuple(dict.fromkeys((proposal.problem, proposal.schedule)))
        case FloorDescribed(floor=floor):
            return (floor,)
        case _:
            return ()


def ask_for_plan(actor: Actor, foundry: str, asked: PlanQueue | ReplanQueue, key: str = "") -> Job | Refused:
    """Have the worker plan the queue of ``foundry``, or a change of its schedule."""
    refused = permitted(actor, ACTIONS[Propose], Sides(provider=foundry))
    if refused:
        return refused
    kind = "foundry.plan_queue" if isinstance(asked, PlanQueue) else "foundry.replan"
    with transaction.atomic():
        if not DesignRequest.objects.filter(provider_id=foundry, state__in=("queued", "in_progress")).exists():
            return refuse(
                "schedule.empty_queue",
                "No request is queued, so there is nothing to plan.",
                "Queue a request first: it takes a signed statement of work and a place in a build slot.",
            )
        return enqueue(
            kind, asked, person=actor.person, subject=BOARDS.name(foundry), owner="", provider=foundry, key=key
        )
