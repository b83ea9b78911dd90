"""Which stream a command or an event belongs to: ``organisation/<id>``, ``person/<id>``, ``team/<id>`` or
``venture/<id>``. A role stands on the stream of the organisation in which it is held.
"""

from __future__ import annotations

from tilth.kernel.errors import IntegrityError
from tilth.parties.commands import Command, OrganisationCommand, PersonCommand, TeamCommand
from tilth.parties.events import Event, OrganisationEvent, PersonEvent, TeamEvent

__all__ = ["stream_of", "unregistered"]


def stream_of(fact: Command | Event) -> str:
    """The stream on which ``fact`` is decided or stands."""
    if isinstance(fact, OrganisationCommand | OrganisationEvent):
        return f"organisation/{fact.organisation}"
    if isinstance(fact, PersonCommand | PersonEvent):
        return f"person/{fact.person}"
    if isinstance(fact, TeamCommand | TeamEvent):
        return f"team/{fact.team}"
    return f"venture/{fact.venture}"


def unregistered(event: Event) -> IntegrityError:
    """The fault of a history in which ``event`` does not come after the registration of its own party."""
    return IntegrityError(
        "parties.history",
        f"The history of {stream_of(event)} has {event.TYPE} without the party it happened to.",
        mend="Run `tilth journal verify`, and fold the whole stream of one party from its first event.",
        data={"stream": stream_of(event), "type": event.TYPE},
    )
