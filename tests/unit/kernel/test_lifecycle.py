from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from tilth.kernel.lifecycle import Lifecycle, Move


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"
    GONE = "gone"


class Who(StrEnum):
    GUEST = "guest"
    HOST = "host"


class Build:
    NAME: ClassVar[str] = "build"


class Push:
    NAME: ClassVar[str] = "push"


class Turn:
    NAME: ClassVar[str] = "turn"


class Paint:
    NAME: ClassVar[str] = "paint"


class Built: ...


class Pushed: ...


class Locked: ...


class Broken: ...


class Painted: ...


ANYBODY = (Who.GUEST, Who.HOST)
LIFE = Lifecycle(
    Door,
    (
        Move(Build, Built, (None,), Door.OPEN),
        Move(Push, Pushed, (Door.OPEN,), Door.SHUT, ANYBODY),
        Move(Turn, Locked, (Door.SHUT,), Door.LOCKED, (Who.HOST,)),
        Move(Turn, Broken, (Door.SHUT, Door.LOCKED), Door.GONE, (Who.HOST,)),
        Move(Paint, Painted, (Door.OPEN, Door.SHUT), None),
    ),
)


def test_a_state_offers_the_commands_that_have_a_move_from_it_each_once() -> None:
    assert LIFE.possible(None) == ("build",)
    assert LIFE.possible(Door.SHUT) == ("turn", "paint")
    assert LIFE.possible(Door.GONE) == ()


def test_a_side_is_offered_what_is_its_business() -> None:
    assert LIFE.possible(Door.OPEN, Who.GUEST) == ("push",)
    assert LIFE.possible(Door.SHUT, Who.GUEST) == ()
    assert LIFE.possible(Door.SHUT, Who.HOST) == ("turn",)


def test_a_command_knows_the_states_that_take_it() -> None:
    assert LIFE.states_for(Turn) == (Door.SHUT, Door.LOCKED)
    assert LIFE.states_for(Build) == ()


def test_an_event_leads_on_or_leaves_the_state_or_cannot_happen() -> None:
    assert LIFE.landing(Door.SHUT, Broken) is Door.GONE
    assert LIFE.landing(Door.SHUT, Painted) is Door.SHUT
    assert LIFE.landing(None, Built) is Door.OPEN
    assert LIFE.landing(Door.GONE, Painted) is None


def test_the_diagram_draws_what_changes_the_state() -> None:
    assert LIFE.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open: build",
        "    open --> shut: push",
        "    shut --> locked: turn",
        "    shut --> gone: turn",
        "    locked --> gone: turn",
        "    gone --> [*]",
    ]
