"""What of a case waits for whom, and until when: questions for the applicant, votes for reviewers, the rest for
officers.

A limit passes with its last hour, so nothing is overdue on the due day itself. What waits is marked as due soon
from :data:`REMINDER` before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tilth.approval.case import Halt, StepState
from tilth.approval.clock import Phase, Standing
from tilth.approval.clock.periods import span_end
from tilth.approval.model import Step
from tilth.approval.terms import Start, StopBegins
from tilth.parties.model import Role
from tilth_site.accounts.permissions import Actor
from tilth_site.approval.seen import CaseSeen

__all__ = ["REMINDER", "Waiting", "What", "waiting_in"]

REMINDER = timedelta(days=7)
"""How long before its last day something counts as due soon."""


class What(StrEnum):
    """What waits."""

    QUESTIONS = "questions"
    HAND_IN = "hand_in"
    VOTE = "vote"
    ACCEPT = "accept"
    ASSIGN = "assign"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something of a ``step`` that waits ``since`` a day. ``due`` is its last day, None where nothing says when;
    ``soon`` and ``over`` are as the day ``as_of`` has it. ``lacking`` counts the kinds of evidence that are
    missing.
    """

    step: str
    what: What
    since: date
    as_of: date
    due: date | None = None
    lacking: int = 0

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.due is not None and self.as_of > self.due

    @property
    def soon(self) -> bool:
        """Whether its last day is near, or today."""
        return self.due is not None and self.due - REMINDER <= self.as_of <= self.due


def waiting_in(one: CaseSeen, actor: Actor) -> tuple[Waiting, ...]:
    """What of the case waits for the actor, in the order of its steps."""
    return tuple(_waiting(one, actor)) if one.case.withdrawn is None else ()


def _waiting(one: CaseSeen, actor: Actor) -> Iterator[Waiting]:
    applies = Role.FOUNDER in actor.roles(one.case.applicant)
    for id, standing in one.standings.items():
        step, state = one.procedure.step(id), one.case.step(id)
        assert step is not None, "standings are of the procedure's steps"
        if applies:
            yield from _for_applicant(one, step, state, standing)
        if any(reviewer.person == actor.person for reviewer in state.reviewers):
            yield from _for_reviewer(one, state, standing, actor.person)
        if actor.operates:
            yield from _for_officer(one, step, state, standing)


def _for_applicant(one: CaseSeen, step: Step, state: StepState, standing: Standing) -> Iterator[Waiting]:
    halt = state.halt
    if standing.phase is Phase.STOPPED and halt and halt.begins is StopBegins.DEFICIENCY_LETTER:
        yield Waiting(step.id, What.QUESTIONS, halt.since, one.as_of, _last_day_to_answer(step, standing, halt))
    if standing.phase is Phase.READY and step.is_submitted:
        since = standing.ready_on or one.case.opened
        yield Waiting(step.id, What.HAND_IN, since, one.as_of, lacking=len(one.missing[step.id]))


def _last_day_to_answer(step: Step, standing: Standing, halt: Halt) -> date | None:
    """The last day on which the stop holds the clock, None where it holds it for as long as it lasts."""
    lane = step.lane(standing.lane)
    stops = (stop for stop in (lane.stops if lane else ()) if stop.begins is halt.begins)
    cap = next((stop.cap for stop in stops if stop.cap), None)
    return span_end(cap, halt.since).date if cap else None


def _for_reviewer(one: CaseSeen, state: StepState, standing: Standing, person: str) -> Iterator[Waiting]:
    voted = any(vote.person == person for vote in state.votes)
    if standing.phase is Phase.RUNNING and not voted and standing.clock:
        yield Waiting(standing.step, What.VOTE, standing.clock.started, one.as_of, _due(standing))


def _for_officer(one: CaseSeen, step: Step, state: StepState, standing: Standing) -> Iterator[Waiting]:
    lane = step.lane(standing.lane)
    clock = lane.clock if lane else None
    if standing.phase is Phase.SUBMITTED and clock and clock.start_event is Start.ACCEPTED:
        yield Waiting(step.id, What.ACCEPT, state.submitted or one.as_of, one.as_of)
    running = standing.phase in (Phase.SUBMITTED, Phase.RUNNING)
    if running and len(state.reviewers) < step.quorum:
        yield Waiting(step.id, What.ASSIGN, state.submitted or one.as_of, one.as_of, _due(standing))
    decision = Waiting(step.id, What.DECISION, _since(standing, one), one.as_of, _due(standing))
    if standing.phase is Phase.RUNNING and (decision.over or (decision.soon and not step.quorum)):
        yield decision


def _since(standing: Standing, one: CaseSeen) -> date:
    return standing.clock.started if standing.clock else one.as_of


def _due(standing: Standing) -> date | None:
    return standing.clock.due.date if standing.clock and standing.clock.due else None
