"""Random lives of requests that race for the places of two build slots."""

from __future__ import annotations

import dataclasses
import types
from collections import defaultdict
from datetime import date, timedelta
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tilth.foundry.request.assessment import Assessment, Failure, Problems
from tilth.foundry.request.commands import (
    Accept,
    AskForChanges,
    Assess,
    Close,
    Command,
    Complete,
    FailAssessment,
    Open,
    Queue,
    Quote,
    Reject,
    Revise,
    Screen,
    Sign,
    Start,
    Submit,
    Withdraw,
)
from tilth.foundry.request.constructs import Construct, compare, group, read_list, write_list
from tilth.foundry.request.events import (
    EVENTS,
    Designed,
    Queued,
    Quoted,
    RequestEvent,
    SlotEvent,
    Started,
    Withdrawn,
)
from tilth.foundry.request.model import Delivery, FileRef, Request, Side, State
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.rules import EVENT_MOST, apply, decide, fold
from tilth.foundry.request.screening import Screening, Status, gate
from tilth.foundry.request.slots import (
    CloseSlot,
    OpenSlot,
    ReleasePlace,
    Slot,
    SlotCommand,
    TakePlace,
    apply_slot,
    decide_slot,
    fold_slot,
)
from tilth.foundry.request.transitions import possible
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused

REQUESTS, SLOTS = ("r1", "r2", "r3", "r4"), ("w11", "w12")
HASH = "a" * 64
START = date(2026, 3, 2)
LIVING = {State.QUEUED, State.IN_PROGRESS, State.COMPLETE, State.CLOSED}

small = st.integers(0, 3)
requests = st.sampled_from(REQUESTS)


def written_and_read(event: Any) -> Any:
    return msgspec.convert(msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(event))), type(event))


class Foundry(RuleBasedStateMachine):
    """Commands of every kind, apt or not, given as the site gives them: slot and request in one transaction."""

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.events: dict[str, list[RequestEvent]] = defaultdict(list)
        self.slot_events: dict[str, list[SlotEvent]] = defaultdict(list)
        self.requests: dict[str, Request | None] = dict.fromkeys(REQUESTS)
        self.slots: dict[str, Slot | None] = dict.fromkeys(SLOTS)
        for number, slot in enumerate(SLOTS, 1):
            self.give_slot(slot, OpenSlot(slot, "foundry", f"2026-W{10 + number}", number))
        for id in REQUESTS[1:]:
            self.open(id)

    def give(self, id: str, command: Command) -> None:
        before = self.requests[id]
        answer = decide(before, command, self.today)
        if isinstance(answer, Refused):
            assert str(answer)
            return
        assert command.NAME in possible(None if before is None else before.state)
        for event in answer:
            self.check(before, event)
            assert len(msgspec.json.encode(event)) <= EVENT_MOST
            self.events[id].append(event)
            self.requests[id] = apply(self.requests[id], event)
            if isinstance(event, Designed | Withdrawn) and event.freed_slot is not None:
                self.give_slot(event.freed_slot, ReleasePlace(id), must=True)

    def give_slot(self, id: str, command: SlotCommand, must: bool = False) -> bool:
        answer = decide_slot(self.slots[id], command, self.today)
        if isinstance(answer, Refused):
            assert not must, str(answer)
            return False
        for event in answer:
            self.slot_events[id].append(event)
            self.slots[id] = apply_slot(self.slots[id], event)
        return True

    def check(self, before: Request | None, event: RequestEvent) -> None:
        if isinstance(event, Started):
            assert before is not None
            assert before.design is not None
            assert event.screening.status is Status.CLEARED
            assert event.screening.design_version == before.design.version
            assert gate(event.screening) is None
        if isinstance(event, Quoted):
            assert before is not None
            new = event.statement
            assert new.total.minor == sum(line.amount.minor for line in new.lines)
            held = before.agreed
            if held is not None and before.statement == held:
                prices = {(line.key, line.quantity): line for line in held.lines}
                assert all(prices.get((line.key, line.quantity), line) == line for line in new.lines)

    @rule(id=requests)
    def open(self, id: str) -> None:
        self.give(
            id, Open(id=id, title=id, owner="o", provider="foundry", opened_by="p", customer_class="academic")
        )

    @rule(id=requests, files=st.integers(1, 5))
    def revise(self, id: str, files: int) -> None:
        self.give(id, Revise((FileRef("DESIGN.toml", f"{files:064x}", 1, "text/plain"),)))

    @rule(id=requests, behind=st.sampled_from([0, 0, 0, 1]), constructs=small)
    def assess(self, id: str, behind: int, constructs: int) -> None:
        listed = [Construct(f"c{number}", "tu", str(number)) for number in range(constructs)]
        version = self.version(id) - behind
        self.give(id, Assess(Assessment(version, HASH, HASH, group(listed, {}), Problems())))

    @rule(id=requests)
    def fail(self, id: str) -> None:
        self.give(id, FailAssessment(Failure(self.version(id), "parts.unreadable", "No sequence.")))

    @rule(id=requests, status=st.sampled_from(Status), reason=st.sampled_from(["", "Reviewed."]), behind=small)
    def screen(self, id: str, status: Status, reason: str, behind: int) -> None:
        self.give(id, Screen(Screening(status, self.version(id) - behind // 3, "IBBIS", HASH, reason)))

    @rule(id=requests, command=st.sampled_from([Submit(), Accept(), Start(), Close()]))
    def step(self, id: str, command: Command) -> None:
        self.give(id, command)

    @rule(
        id=requests,
        command=st.sampled_from([AskForChanges("Why."), Reject("No."), Withdraw("Enough.")]),
        mood=small,
    )
    def decline(self, id: str, command: Command, mood: int) -> None:
        if mood == 3:
            self.give(id, command)

    @rule(id=requests, quantity=small, fen=st.integers(1, 9), afresh=st.booleans())
    def quote(self, id: str, quantity: int, fen: int, afresh: bool) -> None:
        lines = tuple(
            Line(key, key, count, Money(fen, "CNY"), Money(fen * count, "CNY"))
            for key, count in (("assembly", quantity), ("setup", 1))
        )
        self.give(
            id,
            Quote(
                lines=lines,
                price_list=f"list {fen}",
                earliest=self.today,
                latest=self.today + timedelta(days=quantity),
                provisional=False,
                terms="T",
                valid_until=self.today + timedelta(days=7),
                afresh=afresh,
            ),
        )

    @rule(id=requests, side=st.sampled_from(Side), behind=small, honest=st.integers(0, 4))
    def sign(self, id: str, side: Side, behind: int, honest: int) -> None:
        request = self.requests[id]
        statements = request.statements if request else ()
        if not statements:
            return
        statement = statements[max(0, len(statements) - 1 - behind // 2)]
        digest = statement.sha256 if honest else HASH
        self.give(
            id, Sign(version=statement.version, sha256=digest, side=side, signatory=side, meaning="I accept.")
        )

    @precondition(lambda self: any(request for request in self.requests.values()))
    @rule(id=requests, slot=st.sampled_from(SLOTS))
    def queue(self, id: str, slot: str) -> None:
        request = self.requests[id]
        if isinstance(decide(request, Queue(slot), self.today), tuple) and self.give_slot(slot, TakePlace(id)):
            self.give(id, Queue(slot))
            assert isinstance(self.events[id][-1], Queued)

    @rule(id=requests, constructs=small)
    def complete(self, id: str, constructs: int) -> None:
        self.give(id, Complete(Delivery(constructs, HASH)))

    @rule(id=requests, slot=st.sampled_from(SLOTS), steps=st.integers(1, 5))
    def advance(self, id: str, slot: str, steps: int) -> None:
        """Do what the state waits for, so that long lives come about."""
        for _ in range(steps):
            self.advance_once(id, slot)

    def advance_once(self, id: str, slot: str) -> None:
        request = self.requests[id]
        match request.state if request else None:
            case None:
                self.open(id)
                self.revise(id, 1)
            case State.DRAFT | State.CHANGES_REQUESTED:
                self.revise(id, 1 + self.version(id))
                self.assess(id, 0, 3)
                self.give(id, Submit())
            case State.SUBMITTED:
                self.give(id, Accept())
            case State.ACCEPTED:
                self.assess(id, 0, 3)
                self.quote(id, 3, 1, False)
            case State.QUOTED:
                for side in Side:
                    self.sign(id, side, 0, 1)
                self.screen(id, Status.CLEARED, "Reviewed.", 0)
                self.queue(id, slot)
            case State.QUEUED:
                self.give(id, Start())
            case State.IN_PROGRESS:
                self.complete(id, 3)
            case _:
                self.give(id, Close())

    @rule(slot=st.sampled_from(SLOTS))
    def close_slot(self, slot: str) -> None:
        if self.today > START + timedelta(days=9):
            self.give_slot(slot, CloseSlot("Maintenance."))

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    def version(self, id: str) -> int:
        request = self.requests[id]
        return request.design.version if request and request.design else 1

    @invariant()
    def a_request_is_the_fold_of_its_events_as_the_journal_holds_them(self) -> None:
        for id, request in self.requests.items():
            assert fold(written_and_read(event) for event in self.events[id]) == request
        for id, slot in self.slots.items():
            assert fold_slot(written_and_read(event) for event in self.slot_events[id]) == slot

    @invariant()
    def who_is_queued_has_both_signatures_under_the_latest_statement(self) -> None:
        for request in self.requests.values():
            if request is not None and request.state in LIVING:
                latest = request.statement
                assert latest is not None
                assert request.design is not None
                assert latest.design_version == request.design.version
                signed = [s for s in request.signatures if s.version == latest.version]
                assert sorted(s.side for s in signed) == sorted(Side)
                assert {s.sha256 for s in signed} == {latest.sha256}

    @invariant()
    def a_slot_holds_those_that_hold_it_and_never_more_than_its_places(self) -> None:
        for id, slot in self.slots.items():
            assert slot is not None
            assert len(slot.taken) <= slot.places
            holders = {request.id for request in self.requests.values() if request and request.slot == id}
            assert set(slot.taken) == holders

    @invariant()
    def a_screening_is_of_the_design_that_stands(self) -> None:
        for request in self.requests.values():
            if request is not None and request.design is not None:
                assert request.screening.design_version == request.design.version


TestFoundry = Foundry.TestCase
TestFoundry.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type, of those that events are made of; a type that is none of them is an error."""
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of([values(choice) for choice in get_args(kind)])
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if kind is Money:
        return st.builds(Money, st.integers(-(2**53) + 1, 2**53 - 1), st.sampled_from(["CNY", "JPY"]))
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    plain = {str: st.text(max_size=20), bool: st.booleans(), date: st.dates(), types.NoneType: st.none()}
    return st.integers(-(2**53) + 1, 2**53 - 1) if kind is int else plain[kind]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.TYPE)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_event_survives_being_written_as_json_and_read(kind: type, data: st.DataObject) -> None:
    event = data.draw(values(kind))
    assert written_and_read(event) == event


constructs = st.lists(
    st.builds(Construct, st.text(max_size=3), st.sampled_from(["tu", "dev"]), st.text(max_size=3)),
    unique_by=lambda construct: construct.key,
    max_size=8,
)


@given(old=constructs, new=constructs)
def test_groups_differ_exactly_where_a_construct_does(old: list[Construct], new: list[Construct]) -> None:
    found = compare(old, new)
    same = group(old, {}) == group(new, {})
    assert same == (not (found.added or found.removed or found.changed))
    assert set(read_list(write_list(new))) == set(new)
