"""What leads where: the states of a thing as one table of moves.

Everything reads the same table: rules refuse a command that has no move from the state, a fold takes the next
state from the move of the event, a page offers what is :meth:`Lifecycle.possible`, and the manual shows the
:meth:`Lifecycle.diagram`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, TypeVar

__all__ = ["Lifecycle", "Move"]

S = TypeVar("S", bound=StrEnum)


class Named(Protocol):
    """A command: its name is that of its class."""

    NAME: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One row: in each state of ``sources`` (None: the thing is not there yet) ``command`` can be given; it may
    record ``event``, which leads to ``target``, or leaves the state as it is where that is None. ``sides`` are
    those whose business it is, where a thing has several; none: it is the system's own.
    """

    command: type[Named]
    event: type[object]
    sources: tuple[S | None, ...]
    target: S | None
    sides: tuple[StrEnum, ...] = ()


class Lifecycle(Generic[S]):
    """The ``states`` of a thing and the ``moves`` between them: an event has at most one move from each state."""

    def __init__(self, states: type[S], moves: Sequence[Move[S]]) -> None:
        self._states, self._moves = tuple(states), tuple(moves)
        self._of_event = {(source, move.event): move for move in moves for source in move.sources}

    def possible(self, state: S | None, side: StrEnum | None = None) -> tuple[str, ...]:
        """The names of the commands that can be given in ``state``, in the table's order; with ``side``, only
        those that are its business. The rules may still refuse one for another reason.
        """
        return tuple(
            dict.fromkeys(
                move.command.NAME
                for move in self._moves
                if state in move.sources and (side is None or side in move.sides)
            )
        )

    def states_for(self, command: type[Named]) -> tuple[S, ...]:
        """The states in which ``command`` can be given, in the order of the states."""
        sources = {source for move in self._moves if move.command is command for source in move.sources}
        return tuple(state for state in self._states if state in sources)

    def landing(self, state: S | None, event: type[object]) -> S | None:
        """The state to which ``event`` leads from ``state``, or None where it cannot happen there."""
        move = self._of_event.get((state, event))
        return None if move is None else move.target or state

    def diagram(self) -> str:
        """The moves that change the state, as a Mermaid state diagram."""
        arrows = [
            f"    {source or '[*]'} --> {move.target}: {move.command.NAME}"
            for move in self._moves
            for source in move.sources
            if move.target not in (None, source)
        ]
        ends = [f"    {state} --> [*]" for state in self._states if not self.possible(state)]
        return "\n".join(["stateDiagram-v2", *arrows, *ends])
