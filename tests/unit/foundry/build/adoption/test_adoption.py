"""A foundry's schedule: proposed, adopted, changed, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import msgspec
import pytest

from tilth.foundry.build.adoption import (
    EVENTS,
    Broken,
    Cause,
    CauseKind,
    Moved,
    Priority,
    Promise,
    Proposal,
    Standing,
    apply,
    decide,
    fold,
    schedule_stream,
)
from tilth.foundry.build.adoption.commands import Adopt, DescribeFloor, Prioritise, Propose, Withdraw
from tilth.foundry.build.adoption.events import (
    Adopted,
    FloorDescribed,
    Prioritised,
    Proposed,
    Replanned,
    Withdrawn,
)
from tilth.foundry.build.schedule.problem import Status
from tilth.kernel.errors import IntegrityError
from tilth.kernel.journal import GENESIS, Draft, decode, instant, seal
from tilth.kernel.refusal import Refused

PROMISE = Promise("req_1", date(2026, 3, 9), date(2026, 3, 11), due=date(2026, 3, 20))
FIRST = Proposal(
    id="sch_1", problem="a" * 64, schedule="b" * 64, queue="q1", begins=datetime(2026, 3, 2, 1, tzinfo=UTC),
    operations=12, status=Status.OPTIMAL, value=840, bound=840, violations=0, promises=(PROMISE,),
)  # fmt: skip
DOWN = Cause(
    CauseKind.DOWN,
    "thermocycler-1",
    datetime(2026, 3, 3, 1, tzinfo=UTC),
    datetime(2026, 3, 4, 1, tzinfo=UTC),
)
CHANGE = replace(
    FIRST, id="sch_2", replaces="sch_1", cause=DOWN, moved=(Moved("pcr", "req_1", 90),),
    broken=(Broken("req_1", date(2026, 3, 11), date(2026, 3, 12)),),
)  # fmt: skip


def board(*proposals: Proposal):
    """Everything of ``proposals`` proposed, the first adopted."""
    return fold([*(Proposed("org_1", one) for one in proposals), Adopted(proposals[0].id, proposals[0].promises)])


def refused(outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reasons[0].code


def test_what_was_proposed_is_adopted_with_its_promises() -> None:
    proposed = fold([Proposed("org_1", FIRST)])
    assert decide(proposed, Adopt("sch_1", "q1")) == (Adopted("sch_1", (PROMISE,)),)
    assert proposed.in_force is None
    assert board(FIRST).in_force == FIRST


def test_a_schedule_that_breaks_a_rule_is_not_even_proposed() -> None:
    assert refused(decide(None, Propose("org_1", replace(FIRST, violations=3)))) == "schedule.violations"


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN])
def test_a_search_that_found_nothing_gives_nothing_to_propose(status: Status) -> None:
    nothing = replace(FIRST, status=status, value=None)
    assert refused(decide(None, Propose("org_1", nothing))) == "schedule.none"


def test_a_schedule_for_a_queue_that_has_changed_is_not_adopted() -> None:
    assert refused(decide(fold([Proposed("org_1", FIRST)]), Adopt("sch_1", "q2"))) == "schedule.outdated"


def test_a_schedule_is_adopted_once() -> None:
    assert refused(decide(board(FIRST), Adopt("sch_1", "q1"))) == "schedule.adopted"


def test_an_id_is_proposed_once() -> None:
    assert refused(decide(board(FIRST), Propose("org_1", FIRST))) == "schedule.exists"


def test_a_change_says_what_moved_and_which_promises_are_broken() -> None:
    changed = apply(board(FIRST), Proposed("org_1", CHANGE))
    (event,) = decide(changed, Adopt("sch_2", "q1"))
    assert event == Replanned("sch_2", "sch_1", DOWN, (PROMISE,), CHANGE.moved, CHANGE.broken)
    after = apply(changed, event)
    assert after.in_force == CHANGE
    assert after.standings["sch_1"] is Standing.SUPERSEDED


def test_a_request_is_made_urgent_by_a_change_that_is_adopted() -> None:
    change = replace(CHANGE, cause=Cause(CauseKind.URGENT, "req_1"))
    proposed = apply(board(FIRST), Proposed("org_1", change))
    assert proposed.made_urgent == frozenset()
    (event,) = decide(proposed, Adopt("sch_2", "q1"))
    assert apply(proposed, event).made_urgent == {"req_1"}


def test_a_change_of_a_schedule_that_is_not_in_force_is_refused_early_and_late() -> None:
    assert refused(decide(fold([Proposed("org_1", FIRST)]), Propose("org_1", CHANGE))) == "schedule.replaced"
    other = replace(FIRST, id="sch_3")
    overtaken = apply(board(FIRST, CHANGE, other), Adopted("sch_3", ()))
    assert refused(decide(overtaken, Adopt("sch_2", "q1"))) == "schedule.replaced"


@pytest.mark.parametrize("odd", [replace(CHANGE, cause=None), replace(CHANGE, replaces="")])
def test_a_change_names_both_its_cause_and_what_it_replaces(odd: Proposal) -> None:
    assert refused(decide(board(FIRST), Propose("org_1", odd))) == "schedule.cause"


def test_what_is_withdrawn_is_neither_adopted_nor_withdrawn_again() -> None:
    (event,) = decide(board(FIRST), Withdraw("sch_1", " the line is rebuilt "))
    assert event == Withdrawn("sch_1", "the line is rebuilt")
    gone = apply(board(FIRST), event)
    assert gone.in_force is None
    assert refused(decide(gone, Adopt("sch_1", "q1"))) == "schedule.withdrawn"
    assert refused(decide(gone, Withdraw("sch_1", "again"))) == "schedule.over"


def test_to_withdraw_takes_a_reason() -> None:
    assert refused(decide(board(FIRST), Withdraw("sch_1", "  "))) == "schedule.reason"


@pytest.mark.parametrize("command", [Adopt("sch_9", "q1"), Withdraw("sch_9", "why")])
@pytest.mark.parametrize("before", [None, board(FIRST)])
def test_what_was_never_proposed_is_missing(before, command) -> None:
    assert refused(decide(before, command)) == "schedule.missing"


def test_a_request_goes_before_others_until_it_is_normal_again() -> None:
    (event,) = decide(None, Prioritise("org_1", "req_1", Priority.URGENT))
    urgent = apply(None, event)
    assert urgent.priority("req_1").weight == 9
    assert urgent.priority("req_2").weight == 1
    assert refused(decide(urgent, Prioritise("org_1", "req_1", Priority.URGENT))) == "schedule.priority"
    (event,) = decide(urgent, Prioritise("org_1", "req_1", Priority.NORMAL))
    assert apply(urgent, event).priority("req_1") is Priority.NORMAL


def test_the_floor_is_described_by_a_file_and_described_again_by_another() -> None:
    (event,) = decide(None, DescribeFloor("org_1", "c" * 64))
    described = apply(None, event)
    assert described.floor == "c" * 64
    assert refused(decide(described, DescribeFloor("org_1", "c" * 64))) == "schedule.floor"
    assert decide(described, DescribeFloor("org_1", "d" * 64)) == (FloorDescribed("org_1", "d" * 64),)


def test_whatever_is_decided_can_be_applied() -> None:
    boards = [None, fold([Proposed("org_1", FIRST)]), board(FIRST), apply(board(FIRST), Proposed("org_1", CHANGE))]
    commands = [
        Propose("org_1", FIRST), Propose("org_1", CHANGE), Adopt("sch_1", "q1"), Adopt("sch_2", "q1"),
        Withdraw("sch_1", "why"), Withdraw("sch_2", "why"), DescribeFloor("org_1", "c" * 64),
        Prioritise("org_1", "req_1", Priority.HIGH),
    ]  # fmt: skip
    carried = 0
    for before, command in product(boards, commands):
        decided = decide(before, command)
        if not isinstance(decided, Refused):
            carried += 1
            assert apply(before, decided[0]).foundry == "org_1"
    assert carried == 16


def test_an_event_that_cannot_follow_is_a_damaged_stream() -> None:
    with pytest.raises(IntegrityError):
        apply(None, Adopted("sch_1", ()))
    with pytest.raises(IntegrityError):
        apply(board(FIRST), Proposed("org_2", replace(CHANGE)))


def test_every_event_comes_back_from_the_journal_as_it_was() -> None:
    happened = [
        Proposed("org_1", CHANGE), Adopted("sch_1", (PROMISE,)),
        Replanned("sch_2", "sch_1", DOWN, (PROMISE,), CHANGE.moved, CHANGE.broken), Withdrawn("sch_1", "why"),
        FloorDescribed("org_1", "c" * 64), Prioritised("org_1", "req_1", Priority.HIGH),
    ]  # fmt: skip
    assert {type(event) for event in happened} == set(EVENTS)
    for event in happened:
        data = msgspec.to_builtins(event)
        draft = Draft(schedule_stream("org_1"), event.TYPE, instant(FIRST.begins), "per_1", data)
        entry, _ = seal(draft, 1, GENESIS)
        assert decode(entry, type(event)) == event
