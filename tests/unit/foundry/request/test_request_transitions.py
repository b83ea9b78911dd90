from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from request_story import OPEN, TODAY, at, every_command, quoted, run

from tilth.foundry.request.commands import Command, Open, Quote, Revise, Sign, Withdraw
from tilth.foundry.request.events import Accepted, Designed, RequestEvent
from tilth.foundry.request.model import Request, Side, State
from tilth.foundry.request.rules import apply, decide
from tilth.foundry.request.transitions import TABLE, diagram, landing, possible, states_for
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

EXPECTED: dict[State, dict[str, State]] = {
    State.DRAFT: {
        "revise": State.DRAFT,
        "assess": State.DRAFT,
        "fail_assessment": State.DRAFT,
        "screen": State.DRAFT,
        "submit": State.SUBMITTED,
        "withdraw": State.WITHDRAWN,
    },
    State.SUBMITTED: {
        "revise": State.DRAFT,
        "assess": State.SUBMITTED,
        "fail_assessment": State.SUBMITTED,
        "screen": State.SUBMITTED,
        "ask_for_changes": State.CHANGES_REQUESTED,
        "accept": State.ACCEPTED,
        "reject": State.REJECTED,
        "withdraw": State.WITHDRAWN,
    },
    State.CHANGES_REQUESTED: {
        "revise": State.CHANGES_REQUESTED,
        "assess": State.CHANGES_REQUESTED,
        "fail_assessment": State.CHANGES_REQUESTED,
        "screen": State.CHANGES_REQUESTED,
        "submit": State.SUBMITTED,
        "withdraw": State.WITHDRAWN,
    },
    State.ACCEPTED: {
        "revise": State.ACCEPTED,
        "assess": State.ACCEPTED,
        "fail_assessment": State.ACCEPTED,
        "screen": State.ACCEPTED,
        "ask_for_changes": State.CHANGES_REQUESTED,
        "reject": State.REJECTED,
        "withdraw": State.WITHDRAWN,
        "quote": State.QUOTED,
    },
    State.QUOTED: {
        "revise": State.ACCEPTED,
        "screen": State.QUOTED,
        "reject": State.REJECTED,
        "withdraw": State.WITHDRAWN,
        "quote": State.QUOTED,
        "sign": State.QUOTED,
        "queue": State.QUEUED,
    },
    State.QUEUED: {
        "revise": State.ACCEPTED,
        "screen": State.QUEUED,
        "withdraw": State.WITHDRAWN,
        "start": State.IN_PROGRESS,
    },
    State.IN_PROGRESS: {"screen": State.IN_PROGRESS, "complete": State.COMPLETE},
    State.COMPLETE: {"close": State.CLOSED},
    State.CLOSED: {},
    State.REJECTED: {},
    State.WITHDRAWN: {},
}


def ripe(state: State, name: str) -> Request:
    """A request in ``state`` that the command ``name`` can be given: one still to be signed, for a signature."""
    return quoted() if (state, name) == (State.QUOTED, "sign") else at(state)


@pytest.mark.parametrize("state", State)
def test_a_state_offers_exactly_these_commands(state: State) -> None:
    assert set(possible(state)) == set(EXPECTED[state])


@pytest.mark.parametrize(("state", "name"), [(state, name) for state in State for name in EXPECTED[state]])
def test_a_command_that_the_state_offers_leads_where_the_table_says(state: State, name: str) -> None:
    request = ripe(state, name)
    command = next(command for command in every_command(request) if name == command.NAME)
    assert run(request, command).state is EXPECTED[state][name]


@pytest.mark.parametrize("state", State)
def test_a_command_that_the_state_does_not_offer_is_refused_with_the_states_that_do(state: State) -> None:
    request = at(state)
    tried = [command for command in every_command(request) if command.NAME not in EXPECTED[state]]
    for command in tried:
        answer = decide(request, command, TODAY)
        assert isinstance(answer, Refused), command
        (reason,) = answer.reasons
        if isinstance(command, Open):
            assert reason.code == "request.exists"
        else:
            assert reason.code == "request.state"
            assert reason.data["states"] == ", ".join(s for s in State if command.NAME in EXPECTED[s])
    assert len(tried) + len(EXPECTED[state]) == len(get_args(Command))


@pytest.mark.parametrize("command", every_command(quoted())[1:])
def test_only_opening_is_possible_before_there_is_a_request(command: Command) -> None:
    answer = decide(None, command, TODAY)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "request.missing"
    assert possible(None) == ("open",)


def test_every_command_and_every_event_has_a_row_and_no_state_has_two_for_one_command() -> None:
    assert {move.command for move in TABLE} == set(get_args(Command))
    assert {move.event for move in TABLE} == set(get_args(RequestEvent))
    rows = [(source, move.command) for move in TABLE for source in move.sources]
    assert len(rows) == len(set(rows))
    assert len({command.NAME for command in get_args(Command)}) == len(get_args(Command))


def test_a_page_shows_each_side_its_own_buttons() -> None:
    assert possible(State.QUOTED, Side.OWNER) == ("revise", "withdraw", "sign")
    assert possible(State.QUOTED, Side.PROVIDER) == ("reject", "quote", "sign", "queue")
    assert states_for(Withdraw)[-1] is State.QUEUED
    assert states_for(Sign) == (State.QUOTED,)
    assert states_for(Quote) == (State.ACCEPTED, State.QUOTED)


def test_an_event_leads_nowhere_from_a_state_that_it_cannot_happen_in() -> None:
    assert landing(State.CLOSED, Designed) is None
    assert landing(State.QUEUED, Designed) is State.ACCEPTED
    assert landing(State.CHANGES_REQUESTED, Designed) is State.CHANGES_REQUESTED


def test_the_diagram_draws_every_change_of_state_and_every_end() -> None:
    drawn = set(diagram().splitlines())
    assert "    [*] --> draft: open" in drawn
    for state, moves in EXPECTED.items():
        for name, target in moves.items():
            assert (f"    {state} --> {target}: {name}" in drawn) == (state is not target)
    assert {line for line in drawn if line.endswith("--> [*]")} == {
        "    closed --> [*]",
        "    rejected --> [*]",
        "    withdrawn --> [*]",
    }


def test_a_damaged_stream_is_told_and_not_folded() -> None:
    opened = decide(None, OPEN, date(2026, 1, 1))
    assert not isinstance(opened, Refused)
    with pytest.raises(IntegrityError) as caught:
        apply(None, Accepted(1))
    assert caught.value.data == {"type": "foundry.request.accepted", "state": None}
    with pytest.raises(IntegrityError) as caught:
        apply(at(State.CLOSED), Accepted(1))
    assert caught.value.code == "request.history"
    with pytest.raises(IntegrityError):
        apply(at(State.DRAFT), opened[0])


def test_revising_is_the_only_way_back_to_draft() -> None:
    assert {move.command for move in TABLE if move.target is State.DRAFT} == {Open, Revise}
