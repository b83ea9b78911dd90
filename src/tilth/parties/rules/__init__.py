"""What may happen to a party (:func:`decide`) and what it is afterwards (:func:`apply`), both pure.

Each command and each event concerns one party, whose state is the fold of its own stream. All that a rule needs of
other parties stands in the :class:`~tilth.parties.context.Context` that the caller looks up; the caller also keeps
the parties it looked up from changing until the events are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused
from tilth.parties.commands import Command, OrganisationCommand, PersonCommand, TeamCommand
from tilth.parties.context import Context
from tilth.parties.events import Event, OrganisationEvent, PersonEvent, TeamEvent
from tilth.parties.model import Organisation, Party, Person, Team, Venture
from tilth.parties.rules import organisations, people, teams, ventures
from tilth.parties.streams import stream_of

__all__ = ["apply", "decide", "fold"]

PartyT = TypeVar("PartyT", Organisation, Person, Team, Venture)


def decide(state: Party | None, command: Command, context: Context) -> tuple[Event, ...] | Refused:
    """The events that ``command`` leads to (at least one), or every reason why it is not carried out.

    ``state`` is the party whose stream the command belongs to, None where the stream is empty. Raises
    IntegrityError where it is a party of another kind or another id.
    """
    if isinstance(command, OrganisationCommand):
        return organisations.decide(_own(Organisation, state, command), command, context)
    if isinstance(command, PersonCommand):
        return people.decide(_own(Person, state, command), command, context)
    if isinstance(command, TeamCommand):
        return teams.decide(_own(Team, state, command), command, context)
    return ventures.decide(_own(Venture, state, command), command, context)


def apply(state: Party | None, event: Event) -> Party:
    """The party after ``event``. Raises IntegrityError where it did not happen to the party ``state``."""
    if isinstance(event, OrganisationEvent):
        return organisations.apply(_own(Organisation, state, event), event)
    if isinstance(event, PersonEvent):
        return people.apply(_own(Person, state, event), event)
    if isinstance(event, TeamEvent):
        return teams.apply(_own(Team, state, event), event)
    return ventures.apply(_own(Venture, state, event), event)


def fold(events: Iterable[Event]) -> Party | None:
    """The party that the events of one stream leave, in their order; None where there are none."""
    state: Party | None = None
    for event in events:
        state = apply(state, event)
    return state


def _own(kind: type[PartyT], state: Party | None, fact: Command | Event) -> PartyT | None:
    """``state``, made sure to be the party that ``fact`` concerns."""
    if state is None:
        return None
    stream = stream_of(fact)
    if not isinstance(state, kind) or not stream.endswith(f"/{state.id}"):
        raise IntegrityError(
            "parties.stream",
            f"A fact of {stream} was put to the state of {state.id}.",
            mend="Fold the stream that stream_of() names, and put the fact to what it leaves.",
            data={"stream": stream, "party": state.id},
        )
    return state
