"""What happened to a request, entry by entry, and how far it has come.

Everything here is read from the entries of the request's own stream, which one query brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext

from tilth.foundry.request import EVENTS, Request, Side, State, apply
from tilth.foundry.request.events import (
    ChangesRequested,
    Completed,
    Designed,
    Quoted,
    Rejected,
    RequestEvent,
    Screened,
    Signed,
    Withdrawn,
)
from tilth.foundry.request.model import Design
from tilth.kernel.journal import Entry, decode, read_instant
from tilth_site.foundry.wording import HAPPENED, side_name
from tilth_site.pages.steps import Progress, Step
from tilth_site.pages.wording import badge

__all__ = ["Moment", "designs", "detail", "happened", "steps", "walk"]

_WAY = (
    State.DRAFT,
    State.SUBMITTED,
    State.ACCEPTED,
    State.QUOTED,
    State.QUEUED,
    State.IN_PROGRESS,
    State.COMPLETE,
    State.CLOSED,
)
_KINDS = {event.TYPE: event for event in EVENTS}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the journal, the event in it, and the request after it."""

    entry: Entry
    event: RequestEvent
    request: Request

    @property
    def at(self) -> datetime:
        """When it was recorded."""
        return read_instant(self.entry.at)


def walk(entries: Sequence[Entry]) -> tuple[Moment, ...]:
    """Every moment of a request's life, oldest first. Raises IntegrityError as a fold does."""
    found: list[Moment] = []
    request: Request | None = None
    for entry in entries:
        event = cast("RequestEvent", decode(entry, _KINDS[entry.type]))
        request = apply(request, event)
        found.append(Moment(entry, event, request))
    return tuple(found)


def designs(moments: Sequence[Moment]) -> tuple[tuple[Design, Moment], ...]:
    """Every version of the design, newest first, with the moment it was handed in."""
    found = [(moment.event.design, moment) for moment in moments if isinstance(moment.event, Designed)]
    return tuple(reversed(found))


def happened(moment: Moment) -> str:
    """What happened, in a few words."""
    return str(HAPPENED[moment.entry.type])


def detail(moment: Moment) -> str:
    """What is worth saying besides: which version, which side, how a screening stands, and the reason that was
    given.
    """
    match moment.event:
        case Designed(design):
            return gettext("version %(version)d") % {"version": design.version}
        case Quoted(statement):
            return gettext("version %(version)d") % {"version": statement.version}
        case Signed(signature):
            return gettext("%(side)s, version %(version)d") % {
                "side": side_name(signature.side),
                "version": signature.version,
            }
        case ChangesRequested(reason) | Rejected(reason) | Withdrawn(reason):
            return reason
        case Screened(screening):
            status = badge("screening", screening.status.value)[0]
            return gettext(screening.reason) if screening.reason else str(status)
        case Completed(delivery):
            return gettext("%(count)d constructs") % {"count": delivery.constructs}
        case _:
            return ""


def steps(moments: Sequence[Moment]) -> tuple[Step, ...]:
    """The way from draft to closed: what is behind, where the request stands, and what is to come."""
    reached = _reached(moments)
    request = moments[-1].request
    if request.state in (State.REJECTED, State.WITHDRAWN):
        done = [_step(state, Progress.DONE, reached) for state in _WAY if state in reached]
        return (*done, Step(_label(request.state), Progress.STOPPED, reached[request.state]))
    here = _WAY.index(State.DRAFT if request.state is State.CHANGES_REQUESTED else request.state)
    end = Progress.DONE if request.state is State.CLOSED else Progress.CURRENT
    return (
        *(_step(state, Progress.DONE, reached) for state in _WAY[:here]),
        Step(_label(request.state), end, reached.get(request.state), _waiting(request)),
        *(Step(_label(state), Progress.TODO) for state in _WAY[here + 1 :]),
    )


def _reached(moments: Sequence[Moment]) -> dict[State, datetime]:
    """When each state was last entered."""
    found: dict[State, datetime] = {}
    before: State | None = None
    for moment in moments:
        if moment.request.state is not before:
            before = moment.request.state
            found[before] = moment.at
    return found


def _step(state: State, progress: Progress, reached: dict[State, datetime]) -> Step:
    return Step(_label(state), progress, reached.get(state))


def _label(state: State) -> str:
    return str(badge("request", state.value)[0])


def _waiting(request: Request) -> str:
    if request.state is not State.QUOTED:
        return ""
    if not request.unsigned:
        return gettext("Signed by both sides")
    sides = {Side.OWNER: gettext("the customer"), Side.PROVIDER: gettext("the foundry")}
    missing = gettext(" and ").join(sides[side] for side in request.unsigned)
    return gettext("Not signed yet by %(sides)s") % {"sides": missing}
